"""Following what was sent: into a block, out of it when a fork takes it away, until it is final or lost."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from eth_utils.address import to_checksum_address
from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from quadrille.chain.alarms import Alarm, close_alarms, raise_alarm
from quadrille.chain.outbox.desk import Desk, now
from quadrille.chain.outbox.evidence import Evidence, gather, number_of
from quadrille.chain.outbox.planning import gives_up
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


def settle(desk: Desk) -> bool:
    """Write down what has become of every unsettled transaction; whether anything changed."""
    rows, hashes, newest_final = _watched(desk)
    if not rows:
        return False
    marks = [] if newest_final is None else [newest_final.number]
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
    """Check that the newest block in which something was final for us is still on the chain, and when it is not,
    check everything that was ever final; whether anything was found.

    Each block names the one before it, so one block vouches for all below it.
    """
    with reading(desk.engine) as session:
        newest = _newest_final(session, desk)
    if newest is None or stands(newest, gather(desk, [], [newest.number])):
        return False
    _reopen(desk, newest)
    return True


class Mark(NamedTuple):
    """A block in which something was final for us."""

    number: int
    hash: str


def stands(mark: Mark, evidence: Evidence) -> bool:
    """Whether the block is on the chain; a node that has not got that far says nothing."""
    return evidence.block_hashes.get(mark.number) in (None, mark.hash)


def _newest_final(session: Session, desk: Desk) -> Mark | None:
    """The highest block in which a transaction of ours was settled, or another's did what we meant."""
    settled = desk.transactions(*SETTLED).order_by(None).order_by(col(TransactionRow.block_number).desc())
    done = _done_by_others(desk).order_by(col(OutboxRow.done_block_number).desc())
    # Another worker may have settled since what this session has read before.
    transaction = session.exec(settled.limit(1).execution_options(populate_existing=True)).first()
    work = session.exec(done.limit(1).execution_options(populate_existing=True)).first()
    marks = [*(mark_of(row) for row in [transaction] if row), *(_mark_of_done(row) for row in [work] if row)]
    return max(marks, default=None)


def _done_by_others(desk: Desk) -> SelectOfScalar[OutboxRow]:
    return select(OutboxRow).where(
        OutboxRow.genesis_hash == desk.client.genesis_hash,
        OutboxRow.sender == desk.sender,
        col(OutboxRow.done_hash).is_not(None),
    )


def mark_of(row: TransactionRow) -> Mark:
    """The block of a transaction that is in one."""
    assert row.block_number is not None
    assert row.block_hash is not None
    return Mark(row.block_number, row.block_hash)


def _mark_of_done(work: OutboxRow) -> Mark:
    assert work.done_block_number is not None
    assert work.done_block_hash is not None
    return Mark(work.done_block_number, work.done_block_hash)


def _watched(desk: Desk) -> tuple[Sequence[TransactionRow], dict[int, list[str]], Mark | None]:
    with reading(desk.engine) as session:
        rows = session.exec(desk.transactions(*UNSETTLED)).all()
        return rows, _versions(session, rows), _newest_final(session, desk)


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
        work.waits = reason
        if gives_up(work) and row.state is TransactionState.FAILED:
            work.refused = reason
        else:
            work.transaction_id = work.place = None
        session.add(work)


def _works(session: Session, row: TransactionRow) -> Sequence[OutboxRow]:
    return session.exec(select(OutboxRow).where(OutboxRow.transaction_id == row.id)).all()


def _reopen(desk: Desk, newest: Mark) -> None:
    """Take back what was called final and is not on the chain, and let it be sent again with its own bytes."""
    subject = f"outbox {desk.sender}"
    words = f"Block {newest.number} ({newest.hash}) was final and has left the chain."
    with desk.alone() as session:
        raise_alarm(session, Alarm.DEEP_FORK, subject, words)
        session.commit()
    with reading(desk.engine) as session:
        blocks = {mark_of(row).number for row in session.exec(desk.transactions(*SETTLED))}
        blocks |= {_mark_of_done(work).number for work in session.exec(_done_by_others(desk))}
    evidence = gather(desk, [], blocks)
    with desk.alone() as session:
        for row in session.exec(desk.transactions(*SETTLED)).all():
            if not stands(mark_of(row), evidence):
                _take_back(session, row)
        for work in session.exec(_done_by_others(desk)).all():
            if not stands(_mark_of_done(work), evidence):
                # Queued again: what another did is looked for anew.
                work.done_hash = work.done_block_number = work.done_block_hash = None
                session.add(work)
        if evidence.block_hashes.keys() >= blocks:
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
