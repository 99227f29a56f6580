"""What is stopped in a round for a time, and why: its intake, or the payments of one project."""

from dataclasses import dataclass

from quadrille.chain.calls import Event
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.text import shown
from quadrille.rounds.course.position import Position
from quadrille.rounds.offline.matching_report import printable
from quadrille.types import Address, BlockStamp, ProjectIndex, Timestamp

LONGEST_REASON = 500
"""So much of a reason a page shows; the log has all of it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause or a hold that is in force; `said` is what a held project answers, oldest first."""

    by: Address
    until: Timestamp
    reason: str
    said: tuple[str, ...] = ()


def pauses_of(round_: AnyRound, position: Position) -> list[Stop]:
    """The pause of the intake: one, or none."""
    if not position.is_paused:
        return []
    return [_stop(event) for event in round_.events("IntakePaused", position.at)]


def holds_of(round_: AnyRound, at: BlockStamp) -> dict[ProjectIndex, Stop]:
    """The projects whose payments are held now; a project can be held only once."""
    held = {
        event.args["projectId"]: event
        for event in round_.events("PaymentsHeld", at)
        if at.at < event.args["until"]
    }  # fmt: skip
    if not held:
        return {}
    released = {event.args["projectId"] for event in round_.events("HoldReleased", at)}
    said: dict[ProjectIndex, list[str]] = {}
    for event in round_.events("HoldAppealed", at):
        said.setdefault(event.args["projectId"], []).append(readable(event.args["statement"]))
    return {index: _stop(event, tuple(said.get(index, ()))) for index, event in held.items() if index not in released}


def readable(text: str) -> str:
    """What somebody wrote on the chain, so that no sign in it is obeyed, and cut where it is too long for a page."""
    return printable(shown(text), LONGEST_REASON)


def _stop(event: Event, said: tuple[str, ...] = ()) -> Stop:
    return Stop(Address(event.args["by"]), Timestamp(event.args["until"]), readable(event.args["reason"]), said)
