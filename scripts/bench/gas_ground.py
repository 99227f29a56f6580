"""A chain on which gas repeats to the last unit, and what a transaction costs there.

Fixed are the clock, keys, numbers and hashes. None of their bytes is zero by chance: in calldata those cost less.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import Any, cast

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3.contract import Contract

from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.config import Settings
from quadrille.types import Address, ContributionNumber, Hash32, Timestamp

BEGINNING = Timestamp(3_141 * 7 * 86_400)
"""The first second of a week, as limits per week count them: all that is measured lies within it."""

BLOCK_SECONDS = 12

GAS_LIMIT = 80_000_000
"""Of a transaction: more than a batch of anybody's takes."""

INTRINSIC, ZERO_BYTE, OTHER_BYTE, FLOOR_OF_A_TOKEN = 21_000, 4, 16, 10
"""Of any transaction, and of its calldata (EIP-2028, EIP-7623)."""


def accounts(purpose: str) -> Iterator[LocalAccount]:
    """Keys, always the same in the same order."""
    for seed in count(1):
        account: LocalAccount = Account.from_key(sha256(f"{purpose} {seed}".encode()).digest())
        if 0 not in bytes.fromhex(account.address[2:]):
            yield account


def numbers() -> Iterator[ContributionNumber]:
    """Contribution numbers of three bytes, always the same in the same order."""
    return (ContributionNumber(number) for number in count(0x010101) if 0 not in number.to_bytes(3, "big"))


def evidence_hash(number: ContributionNumber, salt: int = 0) -> Hash32:
    """A hash that stands for evidence."""
    digest = sha256(b"evidence %d %d" % (number, salt)).digest()
    return Hash32("0x" + bytes(byte or 1 for byte in digest).hex())


@dataclass(frozen=True)
class Meter:
    """A chain that says what it costs: anybody sends, without a key and without coins."""

    anvil: Anvil
    client: Client

    def send(self, sender: Address, to: Address | None, data: str, value_wei: int = 0) -> dict[str, Any]:
        """The receipt of a transaction in a block of its own; raises RuntimeError when it was reverted."""
        fields = {"from": sender, "data": data, "gas": hex(GAS_LIMIT), "gasPrice": "0x0", "value": hex(value_wei)}
        receipt: dict[str, Any] = self.anvil.rpc("eth_sendTransactionSync", {**fields, **({"to": to} if to else {})})
        if receipt["status"] != "0x1":
            raise RuntimeError(f"{data[:10]} from {sender} to {to} was reverted, with {receipt['gasUsed']} gas used")
        return receipt

    def cost(self, sender: Address, to: Address, data: str, value_wei: int = 0) -> int:
        """Gas of a transaction, by its receipt."""
        return int(self.send(sender, to, data, value_wei)["gasUsed"], 16)

    def cost_of_reading(self, sender: Address, to: Address, data: str) -> int:
        """Gas of what a view does, apart from how it was called: a receipt less 21,000 and calldata."""
        content = bytes.fromhex(data[2:])
        zeros = content.count(0)
        others = len(content) - zeros
        gas = self.cost(sender, to, data)
        # Below the floor of calldata (EIP-7623) a receipt would not show what was done.
        assert gas > INTRINSIC + FLOOR_OF_A_TOKEN * (zeros + 4 * others)
        return gas - INTRINSIC - ZERO_BYTE * zeros - OTHER_BYTE * others

    def create(self, sender: Address, abi: list[dict[str, Any]], bytecode: str, arguments: bytes = b"") -> Contract:
        """A new contract, from its creation code and its encoded arguments."""
        receipt = self.send(sender, None, bytecode + arguments.hex())
        return self.contract(checked_address(receipt["contractAddress"]), abi)

    def contract(self, address: Address, abi: list[dict[str, Any]]) -> Contract:
        """The contract at this address, to encode its calls and to read it."""
        return cast(Contract, self.client.w3.eth.contract(cast(Any, address), abi=abi))

    def begin_day(self, day: int) -> None:
        """Go on at the first second of this day, so that what came before changes no time that enters a hash."""
        self.anvil.rpc("evm_setNextBlockTimestamp", BEGINNING + day * 86_400)
        self.anvil.rpc("evm_mine")

    def now(self) -> Timestamp:
        """The time of the newest block."""
        return self.client.block().at


@dataclass(frozen=True)
class Metered:
    """A contract on such a chain."""

    meter: Meter
    contract: Contract

    @property
    def address(self) -> Address:
        """Where it is."""
        return Address(self.contract.address)

    def cost(self, sender: Address, function: str, *arguments: Any, value_wei: int = 0) -> int:
        """Gas of one transaction that calls this function."""
        return self.meter.cost(sender, self.address, self.data(function, *arguments), value_wei)

    def read(self, function: str, *arguments: Any) -> Any:
        """What a view answers."""
        return self.contract.get_function_by_name(function)(*arguments).call()

    def data(self, function: str, *arguments: Any) -> str:
        """The calldata of such a call."""
        return str(self.contract.encode_abi(function, arguments))


@contextmanager
def metered_chain(guardian: Address) -> Iterator[Meter]:
    """A new chain, gone afterwards. No setting of this machine reaches it."""
    options = ("--timestamp", str(BEGINNING), "--auto-impersonate", "--base-fee", "0")
    with Anvil(*options, "--gas-limit", str(GAS_LIMIT)) as anvil:
        anvil.rpc("anvil_setBlockTimestampInterval", BLOCK_SECONDS)
        # Constructed, not read: defaults, whatever the environment says.
        settings = Settings.model_construct(rpc_url=anvil.url, guardian=guardian)
        yield Meter(anvil, Client(settings))
