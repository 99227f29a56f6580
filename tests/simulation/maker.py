"""Putting things on the chain in the name of accounts that have no key: before a run, or in its middle."""

from quadrille.chain.calls import Call
from quadrille.types import Address
from simulation.truth import Node

RICH = hex(10**24)
FEES = {"maxFeePerGas": hex(10**13), "maxPriorityFeePerGas": hex(10**9)}
USUAL_GAS = 5_000_000


class Maker:
    """Sends for anybody, through the node itself."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def settle(self, account: Address) -> Address:
        """Give an account coins, and let the node sign for it."""
        self.node.batch([("anvil_setBalance", [account, RICH]), ("anvil_impersonateAccount", [account])])
        return account

    def send(self, sender: Address, call: Call, gas: int = USUAL_GAS) -> str:
        """Hand a transaction to the node; its hash."""
        fields = {"from": sender, "to": call.to, "data": call.data, "value": hex(call.value_wei), "gas": hex(gas)}
        return str(self.node.call("eth_sendTransaction", {**fields, **FEES}))

    def do(self, sender: Address, call: Call, gas: int = USUAL_GAS) -> str:
        """The same, in a block of its own; fails unless it succeeds."""
        done = self.send(sender, call, gas)
        self.node.call("evm_mine")
        assert self.node.call("eth_getTransactionReceipt", done)["status"] == "0x1", call.what
        return done

    def go_to(self, moment: int) -> None:
        """Mine a block at this time (unix seconds)."""
        self.node.call("evm_setNextBlockTimestamp", hex(moment))
        self.node.call("evm_mine")
