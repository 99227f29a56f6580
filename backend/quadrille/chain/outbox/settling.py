"""Following what was sent: into a block, out of it when a fork takes it away, until it is final or lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_utils.address import to_checksum_address
from sqlalchemy import update
from sqlmodel import Session, col, select

from quadrille.chain.alarms import Alarm, close_alarms, raise_alarm
from quadrille.chain.outbox.desk import Desk, now
from quadrille.chain.outbox.evidence import Evidence, gather, number_of
from quadrille.chain.outbox.tables import (
    SETTLED,
    UNSETTLED,
    AttemptRow,
    OutboxRow,
    TransactionRow,
    TransactionState,
)
from quadrille.db import reading

TIMES_PASSED = 3
"""How often in a row the chain must be past a nonce without any receipt of ours until it counts as lost: a single
`null` may come from a node that lags, and to give up a nonce too early could do a step twice."""

MOST_TRIES = 5
"""Transactions that may come to nothing before a work is given up."""


def settle(desk: Desk) -> bool:
    """Write down what has become of every unsettled transaction; whether anything changed."""
    rows, hashes, newest_final = _watched(desk)
    if not rows:
        return False
    marks = [newest_final.block_number] if newest_final and newest_final.block_number is not None else []
    evidence = gather(desk, [one for listed in hashes.values() for one in listed], marks)
    if newest_final is not None and not stands(newest_final, evidence):
        # Nothing becomes final while what was final is in doubt: `audit` comes first.
        return False
    with desk.alone() as session:
        # Read anew: another worker may have settled some of them meanwhile.
        now_open = session.exec(desk.transactions(*UNSETTLED).execution_options(populate_existing=True)).all()
        changed = [_settle_one(session, desk, row, hashes[row.id], evidence) for row in now_open if row.id in hashes]
        session.commit()
    return any(changed)


def audit(desk: Desk) -> bool:
    """Check that the newest block in which something of ours was final is still on the chain, and when it is not,
    check everything that was ever final; whether anything was found.

    Each block names the one before it, so one block vouches for all below it.
    """
    with reading(desk.engine) as session:
        newest = newest_settled(session, desk)
    if newest is None or newest.block_number is None:
        return False
    if stands(newest, gather(desk, [], [newest.block_number])):
        return False
    _reopen(desk, newest)
    return True


def stands(row: TransactionRow, evidence: Evidence) -> bool:
    """Whether the block of a settled transaction is on the chain; a node that has not got that far says nothing."""
    assert row.block_number is not None
    return evidence.block_hashes.get(row.block_number) in (None, row.block_hash)


def newest_settled(session: Session, desk: Desk) -> TransactionRow | None:
    """The settled transaction in the highest block."""
    query = desk.transactions(*SETTLED).order_by(None).order_by(col(TransactionRow.block_number).desc())
    # Another worker may have settled since what this session has read before.
    return session.exec(query.limit(1).execution_options(populate_existing=True)).first()


def _watched(desk: Desk) -> tuple[Sequence[TransactionRow], dict[int, list[str]], TransactionRow | None]:
    with reading(desk.engine) as session:
        rows = session.exec(desk.transactions(*UNSETTLED)).all()
        return rows, _versions(session, rows), newest_settled(session, desk)


def _versions(session: Session, rows: Sequence[TransactionRow]) -> dict[int, list[str]]:
    """The hashes of all signed versions, by transaction."""
    hashes: dict[int, list[str]] = {row.id: [] for row in rows if row.id is not None}
    for version in session.exec(select(AttemptRow).where(col(AttemptRow.transaction_id).in_(list(hashes)))):
        hashes[version.transaction_id].append(version.transaction_hash)
    return hashes


def _settle_one(session: Session, desk: Desk, row: TransactionRow, hashes: Sequence[str], evidence: Evidence) -> bool:
    before = (row.state, row.block_hash, row.times_passed)
    receipt = evidence.receipt_of(hashes)
    if receipt is None:
        _miss(session, desk, row, evidence)
    elif number_of(receipt) > evidence.final_number:
        _keep_receipt(session, desk, row, receipt, TransactionState.MINED)
    elif receipt["status"] == "0x1":
        _keep_receipt(session, desk, row, receipt, TransactionState.FINAL)
    else:
        _keep_receipt(session, desk, row, receipt, TransactionState.FAILED)
        _try_again(session, row, f"Transaction {row.transaction_hash} was reverted in block {row.block_number}.")
    session.add(row)
    return before != (row.state, row.block_hash, row.times_passed)


def _keep_receipt(
    session: Session, desk: Desk, row: TransactionRow, receipt: Mapping[str, Any], state: TransactionState
) -> None:
    is_new = row.block_hash != receipt["blockHash"]
    row.state, row.times_passed = state, 0
    row.transaction_hash = receipt["transactionHash"]
    row.block_number, row.block_hash = number_of(receipt), receipt["blockHash"]
    row.succeeded, row.gas_used = receipt["status"] == "0x1", int(receipt["gasUsed"], 16)
    made = receipt.get("contractAddress")
    row.created = to_checksum_address(made) if made else None
    if is_new:
        _keep_refusals(session, desk, row, receipt)


def _keep_refusals(session: Session, desk: Desk, row: TransactionRow, receipt: Mapping[str, Any]) -> None:
    of_this = col(OutboxRow.transaction_id) == row.id
    # Another block may give another result: what an earlier one left out is forgotten.
    session.execute(update(OutboxRow).where(of_this, col(OutboxRow.refused).is_not(None)).values(refused=None))
    kind = session.exec(select(OutboxRow.kind).where(of_this).limit(1)).first()
    carrier = desk.carriers.get(kind) if kind else None
    for place, reason in (carrier.refusals(receipt) if carrier else {}).items():
        session.execute(update(OutboxRow).where(of_this, col(OutboxRow.place) == place).values(refused=reason))


def _miss(session: Session, desk: Desk, row: TransactionRow, evidence: Evidence) -> None:
    """No receipt: never sent, not mined yet, taken away by a fork, or its nonce used by somebody else."""
    if row.state is TransactionState.MINED:
        _take_back(session, row)
    _count_passing(desk, row, evidence)
    if row.times_passed < TIMES_PASSED:
        return
    row.state = TransactionState.LOST
    words = f"Nonce {row.nonce} of {desk.sender} was used by a transaction that is not in this database."
    raise_alarm(session, Alarm.KEY_SHARED, desk.sender, f"{words} Let no two systems share a key.")
    _try_again(session, row, words)


def _count_passing(desk: Desk, row: TransactionRow, evidence: Evidence) -> None:
    if evidence.final_nonce <= row.nonce:
        row.times_passed, row.passed_at = 0, None
    elif row.passed_at is None or now() - row.passed_at >= desk.resend_seconds:
        # Answers that come at once may all come from the same node that lags.
        row.times_passed, row.passed_at = row.times_passed + 1, now()


def _try_again(session: Session, row: TransactionRow, reason: str) -> None:
    for work in _works(session, row):
        work.tries += 1
        work.waits = reason
        # A call was somebody's to ask for once; they hear that it failed, and ask again if they still want it.
        if row.state is TransactionState.FAILED and (work.kind == "call" or work.tries >= MOST_TRIES):
            work.refused = reason
        else:
            work.transaction_id = work.place = None
        session.add(work)


def _works(session: Session, row: TransactionRow) -> Sequence[OutboxRow]:
    return session.exec(select(OutboxRow).where(OutboxRow.transaction_id == row.id)).all()


def _reopen(desk: Desk, newest: TransactionRow) -> None:
    """Take back what was called final and is not on the chain, and let it be sent again with its own bytes."""
    subject = f"outbox {desk.sender}"
    words = f"Block {newest.block_number} ({newest.block_hash}) was final and has left the chain."
    with desk.alone() as session:
        raise_alarm(session, Alarm.DEEP_FORK, subject, words)
        session.commit()
    with reading(desk.engine) as session:
        rows = session.exec(desk.transactions(*SETTLED)).all()
    blocks = {row.block_number for row in rows if row.block_number is not None}
    evidence = gather(desk, [], blocks)
    with desk.alone() as session:
        for row in rows:
            kept = session.get_one(TransactionRow, row.id, populate_existing=True)
            if kept.state in SETTLED and not stands(kept, evidence):
                _take_back(session, kept)
        _look_again_at_others(session, desk)
        if len(evidence.block_hashes) == len(blocks):
            close_alarms(session, Alarm.DEEP_FORK, subject)
        session.commit()


def _take_back(session: Session, row: TransactionRow) -> None:
    """What was in a block is in none: to be sent again at once, with the bytes that it has."""
    row.state = TransactionState.SENT
    row.transaction_hash = row.block_number = row.block_hash = None
    row.succeeded = row.gas_used = row.created = None
    session.add(row)
    session.execute(update(AttemptRow).where(col(AttemptRow.transaction_id) == row.id).values(sent_at=None))
    for work in _works(session, row):
        work.refused = None
        session.add(work)


def _look_again_at_others(session: Session, desk: Desk) -> None:
    # What somebody else's transaction did for us may be undone as well: queued again, it is found again if it is not.
    query = select(OutboxRow).where(
        OutboxRow.genesis_hash == desk.client.genesis_hash,
        OutboxRow.sender == desk.sender,
        col(OutboxRow.done_hash).is_not(None),
    )
    for work in session.exec(query):
        work.done_hash = None
        session.add(work)
