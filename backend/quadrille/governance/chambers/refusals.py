"""Why a vote or feedback of a seat would not count, in plain words, before anybody signs. Pure.

The contracts decide and say which error they would give; here are their causes in words. Times are moments.
"""

from collections.abc import Mapping
from typing import Any

from quadrille.languages.moments import Moment

CAUSES = {
    "ChamberBallotOver": "Votes on ballot {ballot} were taken until {closesAt}; it is {nowAt}.",
    "ChamberBallotNoSeat": "Nobody has seat {seat}: it was never taken, or was let go.",
    "ChamberBallotSeatTooLate": "Seat {seat} was taken after ballot {ballot} was opened.",
    "ChamberBallotSeatNotLive": "The badge of seat {seat} is gone, was moved, or its term is over.",
    "ChamberBallotVotedAlready": "Seat {seat} is counted on this ballot: {had}.",
    "ChamberBallotRecused": "{holder}, who has seat {seat}, belongs to the project that this ballot is about.",
    "ChamberBallotBadSignature": "The vote is not signed by {holder}, who has seat {seat}.",
    "ChamberBallotExpired": "The vote could be handed in before {deadline}; it is {nowAt}.",
    "StandingFeedbackBadSignature": "The feedback is not signed by the holder of the live seat {seat}.",
    "StandingFeedbackExpired": "The feedback could be handed in before {deadline}; it is {nowAt}.",
    "StandingFeedbackKnown": "The same was said before: it is {id}.",
    "StandingFeedbackOverWeeklyLimit": "{holder} has {left} left of this week; this takes {needed}.",
    "StandingFeedbackRecused": "The holder of seat {seat} belongs to the project.",
    "StandingFeedbackSmallChamber": "The chamber has {had} live seats; to object it needs {needed}.",
    "StandingFeedbackObjectionOpen": "The chamber has an objection to the project until {endsAt}.",
    "StandingFeedbackNoQuorum": "{had} seats of the chamber signed; the objection needs {needed}.",
}
"""By the error's name, with its arguments in braces."""

TIMES = {"closesAt", "nowAt", "deadline", "endsAt"}
"""Arguments that are unix seconds, whichever error has them."""


def cause_of(name: str, arguments: Mapping[str, Any]) -> str:
    """The cause in words; the error's own name and arguments where there are no words."""
    words = CAUSES.get(name)
    try:
        return words.format(**_readable(arguments)) if words else _as_it_is(name, arguments)
    except KeyError:
        return _as_it_is(name, arguments)


def _readable(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Moment(value) if name in TIMES else value for name, value in arguments.items()}


def _as_it_is(name: str, arguments: Mapping[str, Any]) -> str:
    listed = ", ".join(f"{key} {value}" for key, value in arguments.items())
    return f"The contract refuses: {name}({listed})."
