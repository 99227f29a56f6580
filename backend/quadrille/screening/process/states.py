"""The states of a screening, who may move it from which to which, and when the clock does. Pure.

They are the states of the real process (the review policy of the DPG Alliance): whoever does the first review cannot
decide, the second review can; who does not answer a question in time is ineligible; a DPG is one for a year. What is
over comes back by an appeal alone; a renewal is a screening of its own.
"""

from dataclasses import dataclass, fields
from enum import StrEnum

from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import marked, said
from quadrille.types import Timestamp

DAY_SECONDS = 86_400


class State(StrEnum):
    """Where a screening stands."""

    DRAFT = "draft"
    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    CLARIFICATION = "clarification"
    CONSULTATION = "consultation"
    INELIGIBLE = "ineligible"
    DPG = "dpg"
    EXPIRED = "expired"

    @property
    def words(self) -> str:
        """What people call it."""
        return _WORDS[self]


_WORDS = {
    State.DRAFT: marked("draft"),
    State.FIRST_REVIEW: marked("first review"),
    State.SECOND_REVIEW: marked("second review"),
    State.CLARIFICATION: marked("clarification"),
    State.CONSULTATION: marked("consultation"),
    State.INELIGIBLE: marked("ineligible"),
    State.DPG: marked("DPG"),
    State.EXPIRED: marked("expired"),
}


class Mover(StrEnum):
    """In which right somebody moves a screening."""

    OPERATOR = "operator"
    PANEL = "panel"
    EXPERT = "expert"
    NOMINEE = "nominee"
    """A representative of the nominee, who answers what was asked."""
    APPEAL = "appeal"
    """The expert who upholds an appeal."""
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who moves a screening, and in which right. `name` is kept with the step: a right, or "person N"."""

    mover: Mover
    name: str


OPERATOR = Actor(Mover.OPERATOR, "operator")
PANEL = Actor(Mover.PANEL, "panel")
CLOCK = Actor(Mover.CLOCK, "clock")

ENDED = frozenset({State.INELIGIBLE, State.DPG, State.EXPIRED})

_DECIDING = frozenset({Mover.OPERATOR, Mover.EXPERT})

MOVES: dict[tuple[State, State], frozenset[Mover]] = {
    (State.DRAFT, State.FIRST_REVIEW): frozenset({Mover.OPERATOR, Mover.NOMINEE, Mover.CLOCK}),
    (State.FIRST_REVIEW, State.SECOND_REVIEW): frozenset({Mover.OPERATOR, Mover.PANEL, Mover.EXPERT}),
    (State.FIRST_REVIEW, State.CLARIFICATION): _DECIDING,
    (State.FIRST_REVIEW, State.CONSULTATION): _DECIDING,
    (State.SECOND_REVIEW, State.CLARIFICATION): _DECIDING,
    (State.SECOND_REVIEW, State.CONSULTATION): _DECIDING,
    (State.SECOND_REVIEW, State.INELIGIBLE): _DECIDING,
    (State.SECOND_REVIEW, State.DPG): _DECIDING,
    (State.CLARIFICATION, State.SECOND_REVIEW): frozenset({Mover.OPERATOR, Mover.NOMINEE}),
    (State.CLARIFICATION, State.INELIGIBLE): frozenset({Mover.CLOCK}),
    (State.CONSULTATION, State.SECOND_REVIEW): frozenset({Mover.OPERATOR, Mover.EXPERT, Mover.CLOCK}),
    (State.INELIGIBLE, State.SECOND_REVIEW): frozenset({Mover.APPEAL}),
    (State.DPG, State.EXPIRED): frozenset({Mover.OPERATOR, Mover.CLOCK}),
    (State.EXPIRED, State.SECOND_REVIEW): frozenset({Mover.APPEAL}),
}
"""Every move there is, and who may make it."""

BY_CLOCK = {source: target for (source, target), movers in MOVES.items() if Mover.CLOCK in movers}
"""Where a screening goes by itself once its deadline is over; in the other states it is late, and waits."""


@dataclass(frozen=True, slots=True)
class ProcessRules:
    """How long everything may take, in days; what the review policy says is marked so, the rest is chosen here.

    draft_days          until a draft is submitted as it is; a renewal's is submitted when the DPG expires (policy)
    first_review_days   half of the eight weeks that the policy expects a whole review to take at most
    second_review_days  the other half
    clarification_days  to answer; then ineligible (policy, which leaves the time open)
    consultation_days   the three weeks that the Standard's governance gives for a major change
    dpg_days            that a DPG is one (policy: one year)
    renewal_days        before that is over its renewal is drafted (policy: 60 days)
    appeal_days         to appeal; longer than the 21 days that an issuer's revocation of a badge waits
    """

    draft_days: int = 60
    first_review_days: int = 28
    second_review_days: int = 28
    clarification_days: int = 30
    consultation_days: int = 21
    dpg_days: int = 365
    renewal_days: int = 60
    appeal_days: int = 30

    def __post_init__(self) -> None:
        """Refuse rules by which nothing could end, or a renewal would begin before its DPG."""
        for field in fields(self):
            days = getattr(self, field.name)
            if type(days) is not int or not 1 <= days <= 3_650:
                raise BadParameter(field.name, days, "a whole number of days, from 1 to 3650")
        if self.renewal_days >= self.dpg_days:
            raise BadParameter("renewal_days", self.renewal_days, f"less than dpg_days, {self.dpg_days}")


RULES = ProcessRules()


def check_move(source: State, target: State, mover: Mover) -> None:
    """Raise Refused unless whoever has this right may move a screening so."""
    movers = MOVES.get((source, target))
    if movers is None:
        raise Refused(
            said("A screening in the state {words} cannot become {target}.", words=source.words, target=target.words),
            _ways_out(source),
        )
    if mover not in movers:
        may = " or ".join(sorted(movers))
        raise Refused(
            said(
                "From {words} to {target} is not a step of the {mover}.",
                words=source.words,
                target=target.words,
                mover=mover,
            ),
            said("It is one of: {may}.", may=may),
        )


def deadline_of(state: State, since_at: Timestamp, rules: ProcessRules = RULES) -> Timestamp | None:
    """When a state that began then should be over; None for one that nothing ends."""
    if state in (State.INELIGIBLE, State.EXPIRED):
        return None
    days: int = getattr(rules, f"{state}_days")
    return Timestamp(since_at + days * DAY_SECONDS)


def due_by_clock(state: State, deadline_at: int | None, now: Timestamp) -> State | None:
    """Where the clock moves a screening now, if anywhere."""
    return BY_CLOCK.get(state) if deadline_at is not None and deadline_at <= now else None


def renewal_begins_at(expires_at: int, rules: ProcessRules = RULES) -> Timestamp:
    """From when on the renewal of a DPG that expires then is drafted."""
    return Timestamp(expires_at - rules.renewal_days * DAY_SECONDS)


def check_appeal(state: State, since_at: int, now: Timestamp, rules: ProcessRules = RULES) -> None:
    """Raise Refused unless the nominee can appeal against this state, which began at `since_at`, now."""
    ways_back = [source for (source, _), movers in MOVES.items() if Mover.APPEAL in movers]
    if state not in ways_back:
        raise Refused(
            said("The screening is in the state {words}; there is no decision to appeal against.", words=state.words),
            said("Appeals are against {listed}.", listed=" or ".join(one.words for one in ways_back)),
        )
    if now >= since_at + rules.appeal_days * DAY_SECONDS:
        raise Refused(
            said("The {appeal_days} days to appeal are over.", appeal_days=rules.appeal_days),
            "Ask the operator to open a new screening.",
        )


def _ways_out(source: State) -> str:
    targets = [target.words for (start, target) in MOVES if start is source]
    if source is State.DPG:
        return "It can expire; its renewal is a screening of its own."
    if source in ENDED:
        return "It is over: an appeal brings it back to second review, or a new screening is opened."
    return f"From here it can become: {', '.join(targets)}."
