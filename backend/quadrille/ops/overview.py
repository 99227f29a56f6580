"""The first page of an operator: every round with its state, and one list of everything that waits."""

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.errors import QuadrilleError
from quadrille.languages.words import gettext as _
from quadrille.languages.words import said
from quadrille.ops.problems import Problem, Weight, server_problems
from quadrille.ops.round_problems import round_problems
from quadrille.ops.seen import Seen, look
from quadrille.ops.stages import ENDED_WORDS, STAGE_WORDS, Stage, due_words, stage_of
from quadrille.ops.view import problem_rows
from quadrille.readiness import Readiness
from quadrille.rounds.listing import list_rounds
from quadrille.rounds.tables import Round
from quadrille.worker import Worker

ROUNDS_SHOWN = 10
"""On one page; each is some twenty questions to the node."""


def overview(session: Session, engine: Engine, chain: Chain, worker: Worker | None, page: int) -> dict[str, Any]:
    """Everything for the template; the rounds newest first."""
    problems, readiness = server_problems(engine, chain, worker)
    # Without the chain nothing can be told of a round.
    known = list_rounds(session, chain)[::-1] if readiness else []
    start = (page - 1) * ROUNDS_SHOWN
    rounds = []
    for row in known[start : start + ROUNDS_SHOWN]:
        try:
            seen = look(session, chain, row)
        except QuadrilleError as problem:
            rounds.append(_unread(row))
            problems.append(_unreadable(row, problem))
            continue
        of_round = round_problems(seen)
        problems += of_round
        rounds.append(_row(seen, of_round))
    last = -(-len(known) // ROUNDS_SHOWN)
    return {
        "problems": problem_rows(sorted(problems, key=lambda problem: problem.weight)),
        "rounds": rounds,
        "count": len(known),
        "stages": [{"words": _(STAGE_WORDS[one])} for one in Stage],
        "newer_page": page - 1 if 1 < page <= last else None,
        "older_page": page + 1 if page < last else None,
        "server": _server(readiness, worker) if readiness else None,
    }


def _row(seen: Seen, problems: list[Problem]) -> dict[str, Any]:
    position = seen.position
    return {
        "number": seen.number,
        "title": seen.title,
        "state": _(STAGE_WORDS[stage_of(position)]),
        "is_over": stage_of(position) is Stage.PAID,
        "ended": _(ENDED_WORDS[position.status]) if position.status in ENDED_WORDS else "",
        "due": _(due_words(position)),
        "closes_at": position.closes_at if position.is_before_close else None,
        "pool": position.pool_units,
        "owed": position.owed_units,
        "symbol": seen.asset.symbol,
        "decimals": seen.asset.decimals,
        "problems": sum(one.weight is not Weight.NOTE for one in problems),
    }


def _unread(row: Round) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "state": _("Cannot be read"),
        "is_over": False,
        "ended": "",
        "due": _("See what is wrong above."),
        "closes_at": None,
        "pool": None,
        "owed": None,
        "symbol": "",
        "decimals": 0,
        "problems": 1,
    }


def _unreadable(row: Round, problem: QuadrilleError) -> Problem:
    about = said("Round {number}: {title}", number=row.number, title=row.title)
    return Problem(Weight.URGENT, about, problem.cause, problem.remedy, f"/ops/rounds/{row.number}")


def _server(found: Readiness, worker: Worker | None) -> dict[str, Any]:
    return {
        "head": max((room.head for room in found.rooms), default=0),
        "lag": max((room.lag_blocks for room in found.rooms), default=0),
        "queued": found.outbox.queued,
        "under_way": found.outbox.under_way,
        "alarms": len(found.alarms),
        "works_here": worker is not None,
        "rooms": [
            {"room": room.room, "followed": room.followed, "final": room.final, "lag": room.lag_blocks}
            for room in found.rooms
        ],
        "signers": [
            {"role": role, "address": address, "balance": wei} for role, (address, wei) in found.balances_wei.items()
        ],
    }
