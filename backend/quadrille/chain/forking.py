"""A copy of the chain on which steps are tried out: a fork of the node's chain that is thrown away afterwards.

Who sends need not sign, gas is free, and time goes where it is told to: so one sees who would have what, and when.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from quadrille.chain.anvil import Anvil, find_tool
from quadrille.chain.calls import Call, Mined, mined
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.token import TokenContract
from quadrille.errors import BadParameter, ChainError, ContractReverted, Misconfigured
from quadrille.languages.moments import Moment
from quadrille.types import Address, BlockStamp, Hash32, Timestamp

COIN = "coin"
"""The chain's own coin, where another asset is a token's address."""

ANVIL = ("--no-mining", "--no-storage-caching", "--retries", "1", "--block-base-fee-per-gas", "0", "--gas-price", "0")
"""A block is mined for each step; nothing of the chain is kept on disk, where the next chain of this id would find it;
and gas is free, so that balances differ by what the steps moved alone."""

BALANCES = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}}
"""Asks for the accounts that a transaction changed: coins move without an event."""

TOPIC_PADDING = "0x" + 24 * "0"
"""Before an account that is an indexed argument of an event."""

TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
"""The first topic of an ERC-20's and an ERC-721's event; the latter's has a topic more."""

TOKEN_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """How much more of an asset an account has afterwards, in base units; `who` says what it is to us, or nothing.

    asset   COIN, or the address of a token
    """

    account: Address
    who: str
    asset: str
    change_units: int

    def as_document(self) -> dict[str, str]:
        """Ready for JSON; the amount as decimal text with its sign."""
        return {
            "account": self.account,
            "who": self.who,
            "asset": self.asset,
            "change_units": f"{self.change_units:+d}",
        }


@dataclass(slots=True)
class Fork:
    """The copy while steps are tried on it; remembers what they logged, and whom they touched.

    at       the second of the next block
    touched  every account that a step changed or named in an event; more than that do no harm
    tokens   every ERC-20 that told of a transfer
    """

    anvil: Anvil
    client: Client
    at: Timestamp
    touched: list[Address] = field(default_factory=list)
    tokens: list[Address] = field(default_factory=list)
    logs: list[dict[str, Any]] = field(default_factory=list)

    def mine(self) -> None:
        """A block in the present second: blocks share it, so that no step leaves the window that is asked about."""
        self.client.rpc("evm_setNextBlockTimestamp", self.at)
        self.client.rpc("evm_mine")

    def pass_until(self, at: int) -> None:
        """Let time pass until this second, if it is not over."""
        self.at = Timestamp(max(self.at, at))
        # A call is tried in the second of the block before it.
        self.mine()

    def send(self, call: Call, sender: Address) -> Mined:
        """A call of this sender's, mined; raises ContractReverted, Refused or TransactionFailed."""
        self.client.rpc("anvil_impersonateAccount", sender)
        gas = self.client.gas_limit(call, sender)
        fields = {"from": sender, "to": call.to, "data": call.data, "value": hex(call.value_wei), "gas": hex(gas)}
        free = {"maxFeePerGas": "0x0", "maxPriorityFeePerGas": "0x0"}
        # The base fee rises from 0 too, after a block that is more than half full.
        self.client.rpc("anvil_setNextBlockBaseFeePerGas", "0x0")
        transaction = Hash32(self.client.rpc("eth_sendTransaction", {**fields, **free}))
        self.mine()
        receipt = self.client.receipt(transaction)
        if receipt is None:
            raise ChainError(f"The fork did not mine {call.what}.", "Rehearse it again.")
        done = mined(call.what, receipt)
        self._look_at(transaction)
        return done

    def _look_at(self, transaction: Hash32) -> None:
        logs = self.client.rpc("eth_getTransactionReceipt", transaction)["logs"]
        self.logs += logs
        self.tokens += [checked_address(log["address"]) for log in logs if _is_of_token(log)]
        named = (topic for log in logs for topic in log["topics"][1:] if topic.startswith(TOPIC_PADDING))
        changed = self.client.rpc("debug_traceTransaction", transaction, BALANCES)
        found = (*("0x" + topic[-40:] for topic in named), *changed["pre"], *changed["post"])
        self.touched += [checked_address(account) for account in found]


def changes_since(
    fork: Fork, mark: str, first: Sequence[Address], who: dict[Address, str], tokens: Iterable[Address] = ()
) -> tuple[Change, ...]:
    """What everybody touched, and `first` before them, has more or less than at the mark; the fork goes back there."""
    accounts = list(dict.fromkeys([*first, *fork.touched]))
    assets = list(dict.fromkeys([*tokens, *fork.tokens]))
    after = _balances(fork.client, accounts, assets)
    fork.anvil.revert(mark)
    before = _balances(fork.client, accounts, assets)
    return tuple(
        Change(account, who.get(account, ""), asset, had_after - before[account, asset])
        for (account, asset), had_after in after.items()
        if had_after != before[account, asset]
    )


@contextmanager
def forked(client: Client, at: Timestamp | None = None) -> Iterator[tuple[Fork, BlockStamp]]:
    """A copy of the chain at its newest block, which is told too, in the second `at` (default: the next).

    It is gone afterwards, whatever happens. Raises BadParameter for a time that is past, Misconfigured when Anvil is
    missing or cannot fork, ChainUnreachable when the node is gone.
    """
    block = client.block()
    if at is not None and at <= block.at:
        raise BadParameter("at", at, f"later than the newest block, {block.at} ({Moment(block.at)})")
    at = at or _next_second(client, block)
    # What is missing has a remedy of its own.
    find_tool("anvil")
    url, chain_id = client.settings.rpc_url, client.chain_id
    anvil = Anvil(*ANVIL, "--fork-url", url, "--fork-block-number", str(block.number), "--chain-id", str(chain_id))
    try:
        anvil.start()
        settings = client.settings.model_copy(update={"rpc_url": anvil.url, "chain_id": chain_id})
        yield Fork(anvil, Client(settings), at), block
    except (ChainError, Misconfigured) as problem:
        # The fork asks the node for all that it does not know: when the node is gone, that is what has to be told.
        client.block()
        # Anvil's words hold the node's whole address, and that perhaps a key.
        cause = problem.cause.replace(url, client.node)
        raise Misconfigured(
            f"The chain of {client.node} could not be rehearsed on from block {block.number}: {cause}",
            "Try again; the node must tell the whole state of its newest blocks.",
        ) from None
    finally:
        anvil.stop()


def _next_second(client: Client, newest: BlockStamp) -> Timestamp:
    """When the next block is mined, as far as the node says."""
    pending = None
    # Not every node tells a pending block.
    with suppress(ChainError):
        pending = client.rpc("eth_getBlockByNumber", "pending", False)
    return Timestamp(max(newest.at + 1, int(pending["timestamp"], 16) if pending else 0))


def _balances(client: Client, accounts: Iterable[Address], tokens: Sequence[Address]) -> dict[tuple[Address, str], int]:
    """What each account has of the coin and of the tokens, by account and asset."""
    had: dict[tuple[Address, str], int] = {}
    for account in accounts:
        had[account, COIN] = client.balance_wei(account)
        for token in tokens:
            # What told of a transfer may be no token at all.
            with suppress(ContractReverted):
                had[account, token] = TokenContract(client, token).balance_of(account)
    return had


def _is_of_token(log: dict[str, Any]) -> bool:
    return len(log["topics"]) == TOKEN_TOPICS and log["topics"][0] == TRANSFER
