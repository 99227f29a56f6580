"""From queued works to calls that will succeed: tried out on the chain, and what is in the way told apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlmodel import Session, col, select

from quadrille.chain.alarms import Alarm, raise_alarm
from quadrille.chain.calls import Call
from quadrille.chain.client import GAS_MARGIN
from quadrille.chain.outbox.carriers import CallCarrier, Found, OnChain
from quadrille.chain.outbox.desk import Desk, now
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.db import reading
from quadrille.errors import ChainUnreachable, LacksFunds, NodeRefused, QuadrilleError, Refused

MOST_TRIES = 5
"""How often a work may come to nothing until it is given up."""

WAIT_SECONDS = 5
"""How long a work that something outside stands in the way of is left alone before it is tried again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One transaction to be signed: its works, its call, and the gas to allow it."""

    works: tuple[OutboxRow, ...]
    call: Call
    gas: int


@dataclass(slots=True)
class Planned:
    """What can be signed now, and what cannot, with the reason."""

    ready: list[Plan] = field(default_factory=list)
    stuck: list[tuple[OutboxRow, QuadrilleError]] = field(default_factory=list)


def due_works(desk: Desk, most: int) -> list[list[OutboxRow]]:
    """Queued works that wait for nothing, in the order they were asked for, as batches of one kind."""
    with reading(desk.engine) as session:
        query = select(OutboxRow).where(
            OutboxRow.genesis_hash == desk.client.genesis_hash,
            OutboxRow.sender == desk.sender,
            col(OutboxRow.transaction_id).is_(None),
            col(OutboxRow.refused).is_(None),
            col(OutboxRow.done_hash).is_(None),
            OutboxRow.waits_until <= now(),
            col(OutboxRow.kind).in_(list(desk.carriers)),
        )
        rows = session.exec(query.order_by(col(OutboxRow.kind), col(OutboxRow.id)).limit(most * _largest(desk))).all()
    batches = []
    for kind, works in groupby(rows, key=lambda row: row.kind):
        listed, size = list(works), desk.carriers[kind].most
        batches += [listed[start : start + size] for start in range(0, len(listed), size)]
    return batches[:most]


def plan(desk: Desk, batches: Sequence[list[OutboxRow]]) -> Planned:
    """Try each batch without sending it; one that is refused is halved until the works to blame are alone."""
    planned = Planned()
    waiting = list(reversed(batches))
    while waiting:
        works = waiting.pop()
        try:
            planned.ready.append(_try_out(desk, works))
        except ChainUnreachable:
            raise
        except QuadrilleError as problem:
            if len(works) == 1:
                planned.stuck.append((works[0], problem))
            else:
                middle = len(works) // 2
                waiting += [works[middle:], works[:middle]]
    return planned


def set_aside(desk: Desk, work: OutboxRow, problem: QuadrilleError) -> None:
    """Say of a work that cannot be signed why: done by another's hand, somebody's place taken, wait, or never."""
    carrier = desk.carriers[work.kind]
    found = carrier.find(work.meant()) if isinstance(problem, Refused) else Found(OnChain.NOTHING)
    final_block = desk.client.final_block().number
    with desk.alone() as session:
        row = session.get_one(OutboxRow, work.id, populate_existing=True)
        if row.transaction_id is not None or row.refused is not None:
            return
        if found.log is None:
            _note_problem(session, desk, row, problem)
        elif found.log.block_number > final_block:
            _wait(row, f"Transaction {found.log.transaction} is in its place, but not final yet.")
        elif found.what is OnChain.OURS:
            row.done_hash, row.waits = found.log.transaction, None
            row.done_block_number, row.done_block_hash = found.log.block_number, found.log.block_hash
        else:
            row.refused = f"Transaction {found.log.transaction} did something else in its place."
            raise_alarm(session, Alarm.NUMBER_TAKEN, str(row.id), f"{row.key}: {row.refused}")
            carrier.go_elsewhere(session, row, found)
        session.add(row)
        session.commit()


def gives_up(row: OutboxRow) -> bool:
    """Whether a work that came to nothing once more is given up.

    A call was somebody's to ask for once: they hear that it failed, and ask again if they still want it. What is to
    happen in any case is tried again, since a fork or a node that lags may have been to blame.
    """
    row.tries += 1
    return row.kind == CallCarrier.kind or row.tries >= MOST_TRIES


def _note_problem(session: Session, desk: Desk, row: OutboxRow, problem: QuadrilleError) -> None:
    if isinstance(problem, LacksFunds):
        raise_alarm(session, Alarm.LOW_FUNDS, desk.sender, str(problem))
    # What the node says no to may pass; what the contract says no to, it will say again.
    is_no = isinstance(problem, Refused) and not isinstance(problem, LacksFunds)
    if is_no and gives_up(row):
        row.refused = str(problem)
    else:
        _wait(row, str(problem))


def _try_out(desk: Desk, works: list[OutboxRow]) -> Plan:
    carrier, entries = desk.carriers[works[0].kind], [work.meant() for work in works]
    call, gas = carrier.call(entries), carrier.gas(entries)
    # Check: our keys sign for our own contracts alone.
    desk.policy_for(call.to).require_receiver(call.what, call.to, call.value_wei)
    if gas is None or not _succeeds_within(desk, call, gas):
        # This raises when the contract refuses. An estimate only ever adds: in a block where others of ours began a
        # storage slot it is too low for the next.
        gas = max(gas or 0, desk.client.gas_limit(call, desk.sender))
    return Plan(tuple(works), call, gas)


def _succeeds_within(desk: Desk, call: Call, gas: int) -> bool:
    """Whether the call needs no more gas than this, with a margin: one run, where an estimate takes many."""
    fields = {"from": desk.sender, "to": call.to, "data": call.data, "gas": hex(gas - GAS_MARGIN)}
    try:
        desk.client.raw.call("eth_call", fields, "latest")
    except NodeRefused:
        return False
    return True


def _wait(row: OutboxRow, words: str) -> None:
    row.waits, row.waits_until = words, now() + WAIT_SECONDS


def _largest(desk: Desk) -> int:
    return max(carrier.most for carrier in desk.carriers.values())
