"""The six states in which an operator counts rounds, and which of their steps are done, due, or come later; pure."""

from dataclasses import dataclass
from enum import StrEnum

from quadrille.chain.states import RoundMode, RoundStatus
from quadrille.languages.words import marked
from quadrille.rounds.course.position import Position
from quadrille.types import Timestamp


class Stage(StrEnum):
    """How far a round is, in the order of its way."""

    OPEN = "open"
    CLOSED = "closed"
    CALCULATED = "calculated"
    CHECKS = "open to checks"
    PAYABLE = "payable"
    PAID = "paid"


STAGE_WORDS = {
    Stage.OPEN: marked("Open"),
    Stage.CLOSED: marked("Closed"),
    Stage.CALCULATED: marked("Calculated"),
    Stage.CHECKS: marked("Open to checks"),
    Stage.PAYABLE: marked("Payable"),
    Stage.PAID: marked("Paid"),
}

ENDED_WORDS = {
    RoundStatus.CANCELLED: marked("Cancelled: donors and sponsors are paid back."),
    RoundStatus.POOL_RETURNED: marked("Without matching: the pool goes back, donations stay with their projects."),
}

DUE_WORDS = {
    Stage.OPEN: marked("Review who applied; then wait for the close."),
    Stage.CLOSED: marked("Close the books: fix whose gifts count."),
    Stage.CALCULATED: marked("Publish the result."),
    Stage.CHECKS: marked("Wait for the checks to end, then make the result final."),
    Stage.PAYABLE: marked("Pay the projects."),
    Stage.PAID: marked("Nothing: nobody is owed anything any more."),
}

PLAIN_DUE_WORDS = marked("Make the contract’s own result final when its time to object is over.")


def stage_of(position: Position) -> Stage:
    """Which of the six states a round is in; one that ended otherwise is payable until everybody has their money."""
    if position.is_before_close:
        return Stage.OPEN
    if position.status is RoundStatus.CLOSED:
        is_fixed = position.mode is RoundMode.PLAIN or any(one.is_committed for one in position.of_result)
        return Stage.CALCULATED if is_fixed else Stage.CLOSED
    if position.status in (RoundStatus.PUBLISHED, RoundStatus.OBJECTED):
        return Stage.CHECKS
    return Stage.PAYABLE if position.owed_units else Stage.PAID


def due_words(position: Position) -> str:
    """What the operator does next, as a message for `gettext`."""
    stage = stage_of(position)
    if stage is Stage.CALCULATED and position.mode is RoundMode.PLAIN:
        return PLAIN_DUE_WORDS
    return DUE_WORDS[stage]


DONE, DUE, LATER = "done", "current", "todo"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a step of the operator's is; it can be done from `since` on, None when no time bounds it."""

    key: str
    state: str
    since: Timestamp | None = None

    @property
    def can_be_rehearsed(self) -> bool:
        """Whether a copy of the chain can show it: now, or in the second from which it is possible."""
        return self.state == DUE or (self.state == LATER and self.since is not None)


def reached_of(position: Position, owes_matching: bool, owes_gifts: bool) -> list[Reached]:
    """The steps from the close to the last payment, each done, due or later.

    owes_matching, owes_gifts   whether a project has something of it still to get; False where it is not known
    """
    first = [] if position.mode is RoundMode.PLAIN else _until_published(position)
    return [*first, _final(position), *_payments(position, owes_matching, owes_gifts)]


def _until_published(position: Position) -> list[Reached]:
    (one,) = position.of_result
    is_closed = position.status is RoundStatus.CLOSED
    has_result = position.status in (RoundStatus.PUBLISHED, RoundStatus.OBJECTED, RoundStatus.FINALISED)
    close = DONE if one.is_committed else DUE if is_closed else LATER
    publish = DONE if has_result else DUE if is_closed and one.is_committed else LATER
    return [Reached("close", close), Reached("publish", publish)]


def _final(position: Position) -> Reached:
    if position.status is RoundStatus.FINALISED:
        return Reached("finalise", DONE)
    final_from = None
    for one in position.of_result:
        final_from = one.final_from if position.status is RoundStatus.PUBLISHED else None
    if position.mode is RoundMode.PLAIN and position.status is RoundStatus.CLOSED:
        final_from = Timestamp(position.closes_at + position.terms.objection_seconds)
    if final_from is None:
        return Reached("finalise", LATER)
    return Reached("finalise", DUE if position.at.at >= final_from else LATER, final_from)


def _payments(position: Position, owes_matching: bool, owes_gifts: bool) -> list[Reached]:
    is_final = position.status is RoundStatus.FINALISED
    push = (DUE if owes_matching else DONE) if is_final else LATER
    due_at = Timestamp(position.closes_at + position.terms.donation_delay_seconds)
    is_due = not position.is_before_close and position.status is not RoundStatus.CANCELLED and position.at.at >= due_at
    gifts = (DUE if owes_gifts else DONE) if is_due else LATER
    return [Reached("push", push), Reached("gifts", gifts, due_at)]
