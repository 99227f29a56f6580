"""One intent for each chain action: what it does in words, and what a wallet has to sign for it; then the receipt.

The page hands it to the wallet, the command line signs it, a test asserts it. Nothing is sent by making one. Its words
are in the language spoken, with the English ones beside: what a contract and a court would read.
"""

from typing import Any, Literal

from pydantic import BaseModel, field_serializer

from quadrille.chain.calls import Call, Mined
from quadrille.chain.changes import Change, changes_of
from quadrille.chain.client import Client
from quadrille.chain.coins import COIN, COIN_DECIMALS, roughly
from quadrille.chain.typed_data import TypedData
from quadrille.languages.words import said, told
from quadrille.types import Address, Timestamp

JSON_SAFE_INTEGER = 2**53
"""Above this, a JavaScript number loses digits (ECMA-262, Number.MAX_SAFE_INTEGER + 1)."""


class TransactionRequest(BaseModel):
    """What a wallet sends; quantities as 0x hex, as EIP-1474 has them."""

    to: str
    data: str
    value: str
    gas: str
    chainId: str  # noqa: N815  (the name wallets expect)


class Simulation(BaseModel):
    """What happened when the call was tried without being sent; `changes` is None when the node tells only that."""

    succeeded: bool
    gas: int
    changes: list[Change] | None = None


class Cost(BaseModel):
    """What it costs the person who signs, besides the value it moves; `wei` is exact, `words` an estimate."""

    gas: int
    wei: str
    words: str


class Intent(BaseModel):
    """What is about to be done, for a person and for their wallet.

    original   the English of `summary`; None where the summary is English
    complete   where the signature is handed in, as `signature`, with what was asked and `handed_back`
    cosigner   who signs the same typed data besides, for `known_signature`
    notices    what a person must know or do besides
    """

    summary: str
    original: str | None = None
    kind: Literal["transaction", "signature"]
    transaction: TransactionRequest | None = None
    typed_data: dict[str, Any] | None = None
    message: str | None = None
    simulation: Simulation | None = None
    cost: Cost
    expires_at: int | None = None
    complete: str | None = None
    cosigner: str | None = None
    handed_back: dict[str, int] = {}
    notices: list[str] = []

    @field_serializer("notices")
    def _tell(self, notices: list[str]) -> list[str]:
        return [told(notice) for notice in notices]


class Receipt(BaseModel):
    """A step that is on the chain."""

    summary: str
    transaction: str
    block_number: int
    gas: int


def receipt(summary: str, done: Mined) -> Receipt:
    """A mined step, with what it did in words."""
    return Receipt(
        summary=told(summary), transaction=done.transaction, block_number=done.block_number, gas=done.gas_used
    )


def transaction_intent(
    client: Client, call: Call, sender: Address, summary: str, expires_at: Timestamp | None = None
) -> Intent:
    """An intent to send `call`; raises ContractReverted now rather than in the wallet."""
    gas = client.gas_limit(call, sender)
    return Intent(
        **_summary(summary),
        kind="transaction",
        transaction=TransactionRequest(
            to=call.to or "",
            data=call.data,
            value=hex(call.value_wei),
            gas=hex(gas),
            chainId=hex(client.chain_id),
        ),
        simulation=Simulation(succeeded=True, gas=gas, changes=changes_of(client, call, sender)),
        cost=_fee(gas, gas * client.gas_price_wei()),
        expires_at=expires_at,
    )


def signature_intent(message: TypedData, summary: str, complete: str, expires_at: Timestamp | None = None) -> Intent:
    """An intent to sign `message` and hand the signature in at `complete`."""
    return Intent(
        **_summary(summary),
        kind="signature",
        typed_data=_json_safe(message),
        cost=_free(),
        expires_at=expires_at,
        complete=complete,
    )


def text_intent(message: str, summary: str, complete: str) -> Intent:
    """An intent to sign a text with `personal_sign` (EIP-191) and hand both in at `complete`."""
    return Intent(**_summary(summary), kind="signature", message=message, cost=_free(), complete=complete)


def _summary(words: str) -> dict[str, Any]:
    shown = told(words)
    return {"summary": shown, "original": None if shown == words else str(words)}


def _free() -> Cost:
    return Cost(gas=0, wei="0", words=told(said("Nothing: it is a signature, not a payment.")))


def _fee(gas: int, wei: int) -> Cost:
    estimate = roughly(wei, COIN_DECIMALS)
    words = said("About {amount} {coin}, the network’s fee at its price of now.", amount=estimate, coin=COIN)
    return Cost(gas=gas, wei=str(wei), words=told(words))


def _json_safe(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json_safe(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json_safe(inner) for inner in value]
    if isinstance(value, int) and abs(value) >= JSON_SAFE_INTEGER:
        return str(value)
    return value
