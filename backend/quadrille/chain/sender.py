"""Sending with our own keys: sign, keep, then send, so that a crash can only repeat the same bytes."""

from eth_account.signers.local import LocalAccount
from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.chain.calls import Call, Mined, mined
from quadrille.chain.client import Client
from quadrille.chain.tables import OutboxRow, OutboxState
from quadrille.db import hold
from quadrille.errors import Refused
from quadrille.types import Address, BlockNumber, Hash32


def send(session: Session, client: Client, account: LocalAccount, key: str, call: Call) -> Mined:
    """Send `call` once, whatever happens, and wait until it is mined.

    key       the step's own name ("round 0x... publish ..."); the same key is never signed twice
    session   committed here: what the flow wrote and the signed bytes become durable together
    raises    ContractReverted or Refused, before anything is signed; TransactionFailed, when it was mined but reverted
    """
    key = _full_key(client, key)
    # Tried out before the database is held, since the chain may take its time; what is kept already needs no trial.
    gas, refusal = _try_out(client, account, call)
    # Nobody else may look for this key, or allot a nonce of this sender, until our own bytes are kept.
    hold(session, f"outbox {account.address}")
    row = session.get(OutboxRow, key, populate_existing=True)
    if row is not None and _has_failed_for_good(client, row):
        _set_aside(session, row)
        row = None
    if row is None:
        if refusal is not None:
            raise refusal
        row = _sign(session, client, account, key, call, gas)
    # Also what was mined once: its block may have left the chain, and the same bytes again do no harm.
    _deliver(session, client, row)
    return _as_mined(row)


def is_kept(session: Session, client: Client, key: str) -> bool:
    """Whether this step was signed before, so that `send` answers with its own transaction."""
    return session.get(OutboxRow, _full_key(client, key)) is not None


def _full_key(client: Client, key: str) -> str:
    return f"{client.genesis_hash}:{key}"


def _try_out(client: Client, account: LocalAccount, call: Call) -> tuple[int, Refused | None]:
    try:
        return client.gas_limit(call, Address(account.address)), None
    except Refused as refusal:
        return 0, refusal


def _has_failed_for_good(client: Client, row: OutboxRow) -> bool:
    if row.state is not OutboxState.FAILED:
        return False
    receipt = client.receipt(Hash32(row.transaction_hash))
    return receipt is not None and receipt["status"] != 1 and receipt["blockNumber"] <= client.final_block().number


def _set_aside(session: Session, row: OutboxRow) -> None:
    # A reverted transaction has used its nonce and changed nothing: the step may be tried again under its own key.
    row.key = f"{row.key} failed {row.transaction_hash}"
    session.add(row)
    session.flush()


def _sign(session: Session, client: Client, account: LocalAccount, key: str, call: Call, gas: int) -> OutboxRow:
    sender = Address(account.address)
    nonce = max(client.next_nonce(sender), _next_kept_nonce(session, client, sender))
    raw, transaction = client.sign(account, call, nonce, gas)
    row = OutboxRow(
        key=key,
        genesis_hash=client.genesis_hash,
        sender=sender,
        nonce=nonce,
        what=call.what,
        value_wei=call.value_wei,
        raw=raw,
        transaction_hash=transaction,
    )
    session.add(row)
    session.flush()
    return row


def _next_kept_nonce(session: Session, client: Client, sender: Address) -> int:
    highest = session.exec(
        select(func.max(OutboxRow.nonce)).where(
            OutboxRow.genesis_hash == client.genesis_hash, OutboxRow.sender == sender
        )
    ).one()
    return 0 if highest is None else highest + 1


def _deliver(session: Session, client: Client, row: OutboxRow) -> None:
    transaction, what = Hash32(row.transaction_hash), row.what
    due = [(one.raw, Hash32(one.transaction_hash)) for one in [*_held_back(session, client, row), row]]
    # Kept before it is first sent; and nobody else is held up while the chain is waited for.
    session.commit()
    for raw, hash_ in due:
        client.broadcast(raw, hash_)
    receipt = client.wait(what, transaction)
    row.state = OutboxState.MINED if receipt["status"] == 1 else OutboxState.FAILED
    row.gas_used = receipt["gasUsed"]
    row.block_number = receipt["blockNumber"]
    row.block_hash = receipt["blockHash"].to_0x_hex()
    row.created = receipt.get("contractAddress")
    session.add(row)
    session.commit()
    mined(what, receipt)


def _held_back(session: Session, client: Client, row: OutboxRow) -> list[OutboxRow]:
    # Transactions with lower nonces that the node has not got, after a crash or a fork: none after them is mined.
    first = client.next_nonce(Address(row.sender))
    query = select(OutboxRow).where(
        OutboxRow.genesis_hash == row.genesis_hash,
        OutboxRow.sender == row.sender,
        OutboxRow.nonce >= first,
        OutboxRow.nonce < row.nonce,
    )
    return list(session.exec(query.order_by(col(OutboxRow.nonce))))


def _as_mined(row: OutboxRow) -> Mined:
    assert row.gas_used is not None
    assert row.block_number is not None
    assert row.block_hash is not None
    return Mined(
        row.what,
        Hash32(row.transaction_hash),
        row.gas_used,
        BlockNumber(row.block_number),
        Hash32(row.block_hash),
        Address(row.created) if row.created else None,
    )
