"""Handing kept bytes to the node, again after any doubt, and dearer when they wait too long."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from quadrille.chain.alarms import Alarm, raise_alarm
from quadrille.chain.outbox.answers import Answer, meaning_of
from quadrille.chain.outbox.desk import Desk, now
from quadrille.chain.outbox.fees import Fees, is_outbid, raised_fees
from quadrille.chain.outbox.signing import ceiling_words, fields_of, keep_version
from quadrille.chain.outbox.tables import AttemptRow, TransactionRow, TransactionState
from quadrille.db import reading
from quadrille.errors import NodeRefused

BATCH = 50
"""Raw transactions in one request; some nodes take no more than a hundred calls."""


def deliver(desk: Desk) -> bool:
    """Send what is signed and not sent, and what was sent long ago and is in no block; whether there was anything."""
    due = [version for version in _newest_versions(desk) if _is_due(desk, version)]
    for start in range(0, len(due), BATCH):
        part = due[start : start + BATCH]
        answers = desk.client.raw.batch([("eth_sendRawTransaction", [version.raw]) for version in part])
        _note(desk, part, [_meaning(answer) for answer in answers])
    return bool(due)


def pay_more(desk: Desk) -> bool:
    """Sign a dearer version of what no builder takes at its price, or of the next nonce when it waits too long.

    All versions of a nonce are watched: any of them may be mined. Whether anything was signed.
    """
    waiting = _newest_versions(desk, TransactionState.SENT)
    if not waiting:
        return False
    base_fee_wei = desk.client.head().base_fee_wei
    slow = [version for place, version in enumerate(waiting) if _is_slow(desk, version, base_fee_wei, place == 0)]
    if not slow:
        return False
    with desk.alone() as session:
        signed = [_raise(session, desk, version, base_fee_wei) for version in slow]
        session.commit()
    return any(signed)


def _newest_versions(desk: Desk, *states: TransactionState) -> list[AttemptRow]:
    """The dearest version of each transaction that is in no block, by nonce."""
    with reading(desk.engine) as session:
        rows = session.exec(desk.transactions(*(states or (TransactionState.SIGNED, TransactionState.SENT)))).all()
        ids = [row.id for row in rows]
        query = select(AttemptRow).where(col(AttemptRow.transaction_id).in_(ids)).order_by(col(AttemptRow.fee_wei))
        # Later ones, which pay more, take the place of those before.
        dearest = {version.transaction_id: version for version in session.exec(query)}
    return [dearest[one] for one in ids if one is not None]


def _is_due(desk: Desk, version: AttemptRow) -> bool:
    return version.sent_at is None or now() - version.sent_at >= desk.resend_seconds


def _is_slow(desk: Desk, version: AttemptRow, base_fee_wei: int, is_next: bool) -> bool:
    if is_outbid(Fees(version.fee_wei, version.tip_wei), base_fee_wei):
        return True
    return is_next and version.first_sent_at is not None and now() - version.first_sent_at >= desk.bump_seconds


def _meaning(answer: object) -> Answer:
    return meaning_of(answer.words) if isinstance(answer, NodeRefused) else Answer.TAKEN


def _note(desk: Desk, versions: Sequence[AttemptRow], answers: Sequence[Answer]) -> None:
    """Keep what the node made of the bytes. What it refused stays as it is, and is sent again later."""
    with desk.alone() as session:
        for version, answer in zip(versions, answers, strict=True):
            kept = session.get_one(AttemptRow, version.transaction_hash)
            kept.sent_at = now()
            kept.first_sent_at = kept.first_sent_at or kept.sent_at
            row = session.get_one(TransactionRow, kept.transaction_id)
            if row.state is TransactionState.SIGNED and answer not in (Answer.REFUSED, Answer.NO_FUNDS):
                row.state = TransactionState.SENT
            if answer is Answer.NO_FUNDS:
                words = f"{desk.sender} cannot pay for {row.what} ({kept.transaction_hash}). Send it coins."
                raise_alarm(session, Alarm.LOW_FUNDS, desk.sender, words)
            session.add_all([kept, row])
        session.commit()


def _raise(session: Session, desk: Desk, version: AttemptRow, base_fee_wei: int) -> bool:
    row = session.get_one(TransactionRow, version.transaction_id, populate_existing=True)
    if row.state is not TransactionState.SENT or _has_dearer(session, version):
        return False
    fields = fields_of(version.raw)
    before = Fees(int(fields["maxFeePerGas"]), int(fields["maxPriorityFeePerGas"]))
    fees = raised_fees(before, base_fee_wei, desk.policy.max_fee_wei)
    if fees is None:
        raise_alarm(session, Alarm.FEE_CEILING, desk.sender, ceiling_words(desk, base_fee_wei))
        return False
    fields["maxFeePerGas"], fields["maxPriorityFeePerGas"] = fees.fee_wei, fees.tip_wei  # type: ignore[typeddict-item]
    keep_version(session, desk, row, fields)
    return True


def _has_dearer(session: Session, version: AttemptRow) -> bool:
    # Another worker may have raised it since it was read.
    query = select(AttemptRow).where(AttemptRow.transaction_id == version.transaction_id)
    return any(other.fee_wei > version.fee_wei for other in session.exec(query))
