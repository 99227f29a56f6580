"""What goes to the chain and what comes back: calls, events, mined transactions."""

from dataclasses import dataclass, field
from typing import Any, cast

from web3 import Web3
from web3.types import TxParams, TxReceipt
from web3.types import Wei as Web3Wei

from quadrille.errors import TransactionFailed
from quadrille.types import Address, BlockNumber, Hash32, Wei


@dataclass(frozen=True, slots=True)
class Call:
    """One contract call, not yet anybody's transaction. `what` names it for people: `Contract.function`.

    `to` is None when the call makes a contract.
    """

    what: str
    to: Address | None
    data: str
    value_wei: Wei = Wei(0)


@dataclass(frozen=True, slots=True)
class Event:
    """One decoded log, with the place that proves it."""

    name: str
    args: dict[str, Any]
    block_number: BlockNumber
    block_hash: Hash32
    log_index: int
    transaction: Hash32


@dataclass(frozen=True, slots=True)
class Mined:
    """A transaction in a block, successful; `what` as in its call."""

    what: str
    transaction: Hash32
    gas_used: int
    block_number: BlockNumber
    block_hash: Hash32
    created: Address | None = field(default=None)
    """The contract that a deployment made."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block's number, and its base fee per unit of gas."""

    number: BlockNumber
    base_fee_wei: int


def mined(what: str, receipt: TxReceipt) -> Mined:
    """A receipt as ours; raises TransactionFailed when the transaction was reverted."""
    transaction = Hash32(receipt["transactionHash"].to_0x_hex())
    if receipt["status"] != 1:
        raise TransactionFailed(what, transaction, f"was reverted in block {receipt['blockNumber']}")
    return Mined(
        what,
        transaction,
        receipt["gasUsed"],
        BlockNumber(receipt["blockNumber"]),
        Hash32(receipt["blockHash"].to_0x_hex()),
        cast(Address | None, receipt.get("contractAddress")),
    )


def fields_of(call: Call) -> TxParams:
    """The call as the part of a transaction that says what it does."""
    fields: TxParams = {"data": cast(Any, call.data), "value": Web3Wei(call.value_wei)}
    if call.to is not None:
        fields["to"] = checksum(call.to)
    return fields


def checksum(address: Address) -> Any:
    """An address as web3 takes it: with EIP-55 capitals."""
    return Web3.to_checksum_address(address)
