"""Nonce, signature and bytes in one database transaction: a crash leaves all of them or none."""

from collections.abc import Sequence
from typing import Any, cast

from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes
from sqlalchemy import func, update
from sqlmodel import Session, col, select
from web3.types import TxParams

from quadrille.chain.alarms import Alarm, close_alarms, raise_alarm
from quadrille.chain.outbox.desk import Desk, now
from quadrille.chain.outbox.fees import Fees, first_fees
from quadrille.chain.outbox.planning import Plan
from quadrille.chain.outbox.tables import UNSETTLED, AttemptRow, OutboxRow, TransactionRow
from quadrille.errors import LacksFunds

TRANSFER_GAS = 21_000
"""What a transaction without data costs (yellow paper, G_transaction)."""


def sign_all(desk: Desk, plans: Sequence[Plan]) -> bool:
    """Give each plan that can be paid the next nonce, sign it and keep it; whether there was anything to sign."""
    if not plans:
        return False
    # Asked before the database is held: the chain may take its time.
    head = desk.client.head()
    fees = first_fees(head.base_fee_wei, desk.policy.max_fee_wei)
    balance_wei, next_nonce = desk.client.balance_wei(desk.sender), desk.client.next_nonce(desk.sender)
    with desk.alone() as session:
        if fees is None:
            raise_alarm(session, Alarm.FEE_CEILING, desk.sender, ceiling_words(desk, head.base_fee_wei))
            session.commit()
            return False
        close_alarms(session, Alarm.FEE_CEILING, desk.sender)
        free_wei = balance_wei - _promised_wei(session, desk)
        nonce = max(next_nonce, _next_kept_nonce(session, desk))
        for plan in plans:
            if not _is_free(session, plan):
                continue
            cost_wei = plan.call.value_wei + plan.gas * fees.fee_wei
            # The queue pauses without coins: no nonce is burnt, and nothing is dropped.
            if not _is_paid(session, desk, free_wei, cost_wei):
                break
            _sign(session, desk, plan, nonce, fees)
            nonce, free_wei = nonce + 1, free_wei - cost_wei
        session.commit()
    return True


def ceiling_words(desk: Desk, base_fee_wei: int) -> str:
    """Why nothing is paid for now."""
    most = f"{desk.sender} may pay {desk.policy.max_fee_wei} wei for a unit of gas"
    return f"{most}; the base fee is {base_fee_wei} wei. Wait, or raise QUADRILLE_MAX_FEE_WEI."


def keep_version(session: Session, desk: Desk, row: TransactionRow, fields: TxParams) -> AttemptRow:
    """Sign these fields as one more version of a nonce, and keep its bytes; not yet committed."""
    fee_wei, tip_wei = int(fields["maxFeePerGas"]), int(fields["maxPriorityFeePerGas"])
    # Check: the last one before a signature, wherever these fees came from.
    desk.policy.require_fee(row.what, fee_wei)
    raw, transaction = desk.signer.sign_transaction(dict(fields))
    assert row.id is not None
    version = AttemptRow(transaction_hash=transaction, transaction_id=row.id, raw=raw, fee_wei=fee_wei, tip_wei=tip_wei)
    row.most_wei = max(row.most_wei, int(fields["value"]) + int(fields["gas"]) * fee_wei)
    session.add_all([row, version])
    session.flush()
    return version


def fields_of(raw: str) -> TxParams:
    """The fields of a signed transaction, without its signature."""
    fields: dict[str, Any] = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    for name in ("v", "r", "s", "accessList"):
        fields.pop(name, None)
    fields["type"] = 2
    if not fields.get("to"):
        fields.pop("to", None)
    return cast(TxParams, fields)


def fill(session: Session, desk: Desk, nonce: int, fees: Fees) -> None:
    """Sign a payment of nothing to ourselves for a nonce that nothing uses; not yet committed."""
    row = _new_row(session, desk, nonce, "gap filler")
    fields = _fields(desk, nonce, fees, TRANSFER_GAS)
    keep_version(session, desk, row, TxParams(**fields, to=desk.sender, data="0x", value=0))  # type: ignore[typeddict-item]


def _sign(session: Session, desk: Desk, plan: Plan, nonce: int, fees: Fees) -> None:
    row = _new_row(session, desk, nonce, plan.call.what)
    fields = {**_fields(desk, nonce, fees, plan.gas), "data": plan.call.data, "value": plan.call.value_wei}
    if plan.call.to is not None:
        fields["to"] = plan.call.to
    keep_version(session, desk, row, cast(TxParams, fields))
    places = [{"id": work.id, "transaction_id": row.id, "place": place} for place, work in enumerate(plan.works)]
    session.execute(update(OutboxRow), places)


def _fields(desk: Desk, nonce: int, fees: Fees, gas: int) -> dict[str, Any]:
    return {
        "type": 2,
        "chainId": desk.client.chain_id,
        "nonce": nonce,
        "gas": gas,
        "maxFeePerGas": fees.fee_wei,
        "maxPriorityFeePerGas": fees.tip_wei,
    }


def _new_row(session: Session, desk: Desk, nonce: int, what: str) -> TransactionRow:
    row = TransactionRow(
        genesis_hash=desk.client.genesis_hash,
        sender=desk.sender,
        nonce=nonce,
        what=what,
        most_wei=0,
        signed_at=now(),
    )
    session.add(row)
    session.flush()
    return row


def _is_free(session: Session, plan: Plan) -> bool:
    # Another worker may have signed some of these since they were read.
    ids = [work.id for work in plan.works]
    query = select(func.count()).where(
        col(OutboxRow.id).in_(ids), col(OutboxRow.transaction_id).is_(None), col(OutboxRow.refused).is_(None)
    )
    return session.exec(query).one() == len(ids)


def _is_paid(session: Session, desk: Desk, free_wei: int, cost_wei: int) -> bool:
    try:
        desk.policy.require_balance(desk.sender, max(free_wei, 0), cost_wei)
    except LacksFunds as problem:
        raise_alarm(session, Alarm.LOW_FUNDS, desk.sender, str(problem))
        return False
    close_alarms(session, Alarm.LOW_FUNDS, desk.sender)
    return True


def _promised_wei(session: Session, desk: Desk) -> int:
    return sum(row.most_wei for row in session.exec(desk.transactions(*UNSETTLED)))


def _next_kept_nonce(session: Session, desk: Desk) -> int:
    highest = session.exec(
        select(func.max(TransactionRow.nonce)).where(
            TransactionRow.genesis_hash == desk.client.genesis_hash, TransactionRow.sender == desk.sender
        )
    ).one()
    return 0 if highest is None else highest + 1
