"""Where a round stands, for programs and the command line: its state, its times, its money, what can be done next."""

from typing import Any

from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.states import RoundStatus
from quadrille.languages.moments import Moment
from quadrille.rounds.course.course import NextStep, next_steps
from quadrille.rounds.course.position import Position, ResultPosition, read_position
from quadrille.types import NOBODY


def standing_of(round_: AnyRound) -> dict[str, Any]:
    """Ready for JSON: amounts as decimal text, times in unix seconds, what there is none of as None."""
    position = read_position(round_)
    of_result: dict[str, Any] = {}
    for one in position.of_result:
        of_result = _of_result(position, one)
    return {
        "round": round_.address,
        "mode": position.mode.name.lower(),
        "status": position.status.name.lower(),
        "token": None if position.terms.token == NOBODY else position.terms.token,
        "chain_time": position.at.at,
        "opens_at": position.terms.opens_at,
        "closes_at": position.closes_at,
        "paused_until": position.paused_until if position.is_paused else None,
        "pool_wei": str(position.pool_units),
        "owed_wei": str(position.owed_units),
        **of_result,
        "next": [_words(step) for step in next_steps(position)],
    }


def _of_result(position: Position, one: ResultPosition) -> dict[str, Any]:
    stands, is_open = one.result.stands, position.status is RoundStatus.OBJECTED
    return {
        "publisher": one.publisher,
        "dead_man_at": one.dead_man_at,
        "coefficients": one.commitment if one.is_committed else None,
        "root": one.result.root if stands else None,
        "total_wei": str(one.result.total_wei) if stands else None,
        "finalisable_at": one.final_from if stands else None,
        "objected_at": one.result.objected_at if is_open else None,
        "ruling_until": one.ruling_until if is_open else None,
        "claims_lapse_at": one.result.lapses_at or None,
    }


def _words(step: NextStep) -> str:
    since = "" if step.since is None else f", from {Moment(step.since)}"
    until = "" if step.until is None else f", until {Moment(step.until)}"
    return f"{step.words}{since}{until}."
