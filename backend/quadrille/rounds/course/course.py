"""The course of a round in words: the steps on its way, and what can be done next, by whom, from and until when."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from quadrille.chain.states import Leftover, RoundMode, RoundStatus
from quadrille.languages.words import Said, marked, said
from quadrille.rounds.course.position import Position, ResultPosition
from quadrille.types import NOBODY, Timestamp

STATUS_WORDS = {
    RoundStatus.PENDING: marked("not open yet"),
    RoundStatus.OPEN: marked("open to donations"),
    RoundStatus.CLOSED: marked("closed, without a result yet"),
    RoundStatus.PUBLISHED: marked("open to checks"),
    RoundStatus.OBJECTED: marked("objected to, governance decides"),
    RoundStatus.FINALISED: marked("payable"),
    RoundStatus.CANCELLED: marked("cancelled, donors are paid back"),
    RoundStatus.POOL_RETURNED: marked("without matching, the pool goes back"),
}

ANNOUNCED, OPEN, CLOSED, CALCULATED = marked("Announced"), marked("Open"), marked("Closed"), marked("Calculated")
CHECKS, OBJECTED, PAYABLE, PAID = marked("Open to checks"), marked("Objected to"), marked("Payable"), marked("Paid")
CANCELLED, POOL_RETURNED = marked("Cancelled"), marked("Pool returned")
"""Calculated: the books are closed, so that everybody can calculate the one result that can be published. Paid: nobody
is owed anything any more."""

ENDS = {RoundStatus.CANCELLED: (OPEN, CANCELLED), RoundStatus.POOL_RETURNED: (OPEN, CLOSED, POOL_RETURNED)}
"""Where a round ends otherwise, and what it was before."""


PAYING = (RoundStatus.FINALISED, RoundStatus.POOL_RETURNED)
"""What a round is in when nothing but payments is left."""

CLOSING = said("The committer closes the books: fixes whose gifts count, and how much, before any result")
PUBLISHING = said("The publisher publishes the result")
PUBLISHING_THEN = said("The publisher publishes the result, once the books are closed")
CHECKING = said("Donors, applicants, and sponsors can check the result, and object with a bond where it is wrong")
CHECKING_WITH_BADGE = said(
    "Donors, applicants, sponsors and badge holders can check the result, and object with a bond where it is wrong"
)
RULING = said("Governance can rule on the objection; else the result stands, and the rest of the time to object runs")
LEFT_TO_SPONSORS = said("Anybody can send what the result left of the pool to its sponsors")
LEFT_TO_TREASURY = said("Anybody can send what the result left of the pool to the treasury")


class NextStep(NamedTuple):
    """Who can do what, or soon; `since` and `until` in unix seconds, None where no time bounds it."""

    words: Said
    since: Timestamp | None = None
    until: Timestamp | None = None


def steps_of(position: Position) -> list[dict[str, Any]]:
    """The steps of a round as pages show them: words, state (done, current, todo), until (of the current one)."""
    way, current = _way(position)
    reached, until = way.index(current), _until(position).get(current)
    return [
        {
            "words": words,
            "state": "done" if place < reached else "current" if place == reached else "todo",
            "until": until if place == reached else None,
        }
        for place, words in enumerate(way)
    ]


def _way(position: Position) -> tuple[tuple[str, ...], str]:
    if (end := ENDS.get(position.status)) is not None:
        return end, end[-1]
    if position.mode is RoundMode.PLAIN:
        way: tuple[str, ...] = (OPEN, CLOSED, PAYABLE, PAID)
    else:
        objected = (OBJECTED,) if position.status is RoundStatus.OBJECTED else ()
        way = (OPEN, CLOSED, CALCULATED, CHECKS, *objected, PAYABLE, PAID)
    current = {
        RoundStatus.PENDING: ANNOUNCED,
        RoundStatus.OPEN: OPEN,
        RoundStatus.CLOSED: CALCULATED if any(one.is_committed for one in position.of_result) else CLOSED,
        RoundStatus.PUBLISHED: CHECKS,
        RoundStatus.OBJECTED: OBJECTED,
        RoundStatus.FINALISED: PAYABLE if position.owed_units else PAID,
    }[position.status]
    return ((ANNOUNCED, *way), current) if current == ANNOUNCED else (way, current)


def _until(position: Position) -> Mapping[str, Timestamp | None]:
    bounds = {
        ANNOUNCED: position.terms.opens_at,
        OPEN: position.closes_at,
        CLOSED: Timestamp(position.closes_at + position.terms.objection_seconds),
    }
    for one in position.of_result:
        ends = {CLOSED: one.dead_man_at, CALCULATED: one.dead_man_at, OBJECTED: one.ruling_until}
        bounds |= {**ends, CHECKS: one.final_from, PAYABLE: one.result.lapses_at}
    # A time that is over bounds nothing: somebody has only to act.
    return {words: at for words, at in bounds.items() if at > position.at.at}


def next_steps(position: Position) -> list[NextStep]:
    """What can be done now or next, in the order in which it matters."""
    return list(_next(position))


def _next(position: Position) -> Iterator[NextStep]:
    if position.is_before_close:
        yield from _before_close(position)
        return
    if position.status is RoundStatus.CANCELLED:
        yield NextStep(said("Anybody can send donors and sponsors back all that they gave"))
        return
    if position.status is RoundStatus.CLOSED and position.mode is RoundMode.PLAIN:
        final_from = Timestamp(position.closes_at + position.terms.objection_seconds)
        yield NextStep(said("Governance can give the pool back as long as the result is not final"))
        yield NextStep(said("Anybody can make the contract's result final"), final_from)
    for one in position.of_result:
        yield from _of_result(position, one)
    if position.status in PAYING and not position.owed_units:
        yield NextStep(said("Nobody is owed anything any more"))
        return
    yield from _paying(position)


def _before_close(position: Position) -> Iterator[NextStep]:
    terms, closes_at = position.terms, position.closes_at
    is_waiting = position.status is RoundStatus.PENDING
    since = max(terms.opens_at if is_waiting else 0, position.paused_until if position.is_paused else 0)
    given_from = Timestamp(since) if since else None
    yield NextStep(said("Anybody can give to the projects of the round"), given_from, closes_at)
    paused = position.paused_until if position.is_paused else None
    yield NextStep(said("Sponsors can add to the matching pool"), paused, closes_at)
    yield NextStep(said("Projects can apply, or change an application that is not admitted"), None, closes_at)
    if terms.reviewers:
        yield NextStep(said("The reviewers can admit or reject whoever applied"), None, closes_at)
    else:
        yield NextStep(said("Governance can admit or reject whoever applied"), None, closes_at)
    yield NextStep(said("The operator can move the close to later, or cancel the round"), None, closes_at)


def _of_result(position: Position, one: ResultPosition) -> Iterator[NextStep]:
    status, now = position.status, position.at.at
    if status is RoundStatus.CLOSED:
        if now < one.dead_man_at:
            if not one.is_committed:
                yield NextStep(CLOSING, None, one.dead_man_at)
                yield NextStep(PUBLISHING_THEN, None, one.dead_man_at)
            else:
                yield NextStep(PUBLISHING, None, one.dead_man_at)
        yield NextStep(said("Anybody can give the pool back when there is no result by then"), one.dead_man_at)
    if status is RoundStatus.PUBLISHED:
        if now < one.final_from and not one.lapsed_seconds:
            yield NextStep(CHECKING if position.terms.badge == NOBODY else CHECKING_WITH_BADGE, None, one.final_from)
        yield NextStep(said("Anybody can make the result final, when no objection is open"), one.final_from)
    if status is RoundStatus.OBJECTED:
        yield NextStep(RULING, None, one.ruling_until)


def _paying(position: Position) -> Iterator[NextStep]:
    terms, status, now = position.terms, position.status, position.at.at
    due_at = Timestamp(position.closes_at + terms.donation_delay_seconds)
    lapses_at = Timestamp(position.closes_at + terms.claim_seconds)
    if status is RoundStatus.FINALISED:
        until = next((one.result.lapses_at for one in position.of_result), None)
        if until is None or now < until:
            yield NextStep(said("Anybody can have the projects paid their matching"), None, until)
        yield NextStep(LEFT_TO_SPONSORS if terms.leftover is Leftover.SPONSORS else LEFT_TO_TREASURY)
    if status is RoundStatus.POOL_RETURNED:
        yield NextStep(said("Anybody can send the sponsors their deposits back"))
    if now < lapses_at:
        since = due_at if now < due_at else None
        yield NextStep(said("Anybody can have the projects paid what they were given"), since, lapses_at)
    yield NextStep(said("Donors can have back what their projects did not claim"), lapses_at)
