"""What the operator's page of a round shows: its steps and their runs, who counts, payouts, receipts and files."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from quadrille.catalog.catalog import name_of
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.queue import state_of
from quadrille.chain.outbox.tables import OutboxRow, TransactionRow
from quadrille.chain.states import RoundMode, RoundStatus
from quadrille.config import Settings
from quadrille.errors import QuadrilleError
from quadrille.languages.words import gettext as _
from quadrille.ops.counting import exclusions_of, turned_away
from quadrille.ops.round_problems import round_problems
from quadrille.ops.runs import Run
from quadrille.ops.seen import Seen
from quadrille.ops.stages import ENDED_WORDS, STAGE_WORDS, Reached, Stage, due_words, reached_of, stage_of
from quadrille.ops.steps import STEPS
from quadrille.ops.taking import taker_of
from quadrille.ops.view import problem_rows, run_view
from quadrille.rounds.bundle.bundle import coefficients_csv
from quadrille.rounds.course.published_words import objections_of, publication_of
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.outcome.persons_command import coefficients_of as suggested_by_persons
from quadrille.types import Address

MOST_RECEIPTS = 100
"""Transactions on the page, the newest; the chain has all of them."""


def round_view(session: Session, chain: Chain, seen: Seen, runs: Mapping[str, Run]) -> dict[str, Any]:
    """Everything for the template; amounts in base units, times in unix seconds."""
    position, settings = seen.position, chain.client.settings
    suggested = _suggested(session, chain, seen)
    takers = {key: taker_of(chain, seen.round_, key) for key in STEPS}
    return {
        "number": seen.number,
        "title": seen.title,
        "address": seen.round_.address,
        "mode": position.mode.name.lower(),
        "symbol": seen.asset.symbol,
        "decimals": seen.asset.decimals,
        "stages": stages_view(stage_of(position)),
        "ended": _(ENDED_WORDS[position.status]) if position.status in ENDED_WORDS else "",
        "due": _(due_words(position)),
        "problems": problem_rows(round_problems(seen)),
        "closes_at": position.closes_at,
        "is_open": position.is_before_close,
        "is_cancelled": position.status in ENDED_WORDS,
        "can_cancel": position.is_before_close or position.status is RoundStatus.CLOSED,
        "pool": position.pool_units,
        "given": position.donated_units,
        "owed": position.owed_units,
        "paid_out": position.paid_units,
        "steps": [
            _step(one, takers[one.key].has_key, runs.get(one.key))
            for one in reached_of(position, seen.owes_matching, seen.owes_gifts)
        ],
        "others": {key: run_view(run) for key, run in runs.items()},
        "takers": {key: taker.as_document() for key, taker in takers.items()},
        "waiting": [{"slug": slug, "name": name_of(session, slug)} for slug in seen.waiting],
        "suggested": coefficients_csv(suggested).decode(),
        "counts": _counts(session, seen, suggested),
        "payouts": [one._asdict() for one in seen.payouts],
        "results": _results(seen, settings),
        "receipts": _receipts(session, chain, seen.round_.address),
    }


def stages_view(reached: Stage) -> list[dict[str, Any]]:
    """The six states in their order, for the macro `step`."""
    way = list(Stage)
    place = way.index(reached)
    return [
        {
            "words": _(STAGE_WORDS[one]),
            "state": "done" if at < place else "current" if at == place else "todo",
            "until": None,
        }
        for at, one in enumerate(way)
    ]


def _step(reached: Reached, has_key: bool, run: Run | None) -> dict[str, Any]:
    return {
        "key": reached.key,
        "title": _(STEPS[reached.key].title),
        "state": reached.state,
        "since": reached.since if reached.state == "todo" else None,
        "can_be_rehearsed": reached.can_be_rehearsed,
        "can_be_sent": reached.state == "current" and has_key,
        "can_be_signed": reached.state == "current",
        "run": run_view(run) if run else None,
    }


def _suggested(session: Session, chain: Chain, seen: Seen) -> Coefficients:
    if seen.position.mode is RoundMode.PLAIN or any(one.is_committed for one in seen.position.of_result):
        return ()
    try:
        return suggested_by_persons(session, chain, seen.round_.address)
    except QuadrilleError:
        # A suggestion alone: the step itself says what is wrong.
        return ()


def _counts(session: Session, seen: Seen, suggested: Coefficients) -> dict[str, Any]:
    is_fixed = seen.position.mode is RoundMode.PLAIN or any(one.is_committed for one in seen.position.of_result)
    table = seen.result.coefficients if seen.result is not None and is_fixed else suggested
    return {
        "is_fixed": is_fixed,
        "author": seen.round_.terms.committer if seen.position.mode is RoundMode.PUBLISHED else None,
        "commitment": next((one.commitment for one in seen.position.of_result if one.is_committed), ""),
        "missing": seen.missing.cause if seen.missing else "",
        "persons": [
            {
                "rows": [row._asdict() for row in one.rows],
                "effect": None
                if one.effect is None
                else [{"name": name_of(session, moved.project), "units": moved.units} for moved in one.effect],
            }
            for one in exclusions_of(seen.facts, table)
        ],
        "turned_away": [{**one._asdict(), "name": name_of(session, one.project)} for one in turned_away(seen.facts)],
    }


def _results(seen: Seen, settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {"publication": {}, "objections": [], "final_from": None}
    for one in seen.position.of_result:
        found = {
            "publication": publication_of(seen.round_.address, one, settings.bundle_folder),
            "objections": objections_of(seen.position, one),
            "final_from": one.final_from if one.result.stands else None,
        }
    return found


def _receipts(session: Session, chain: Chain, address: Address) -> list[dict[str, Any]]:
    start = f"{chain.client.genesis_hash}:round {checked_address(address)} "
    query = select(OutboxRow, TransactionRow).join(TransactionRow, isouter=True)
    query = query.where(col(OutboxRow.key).startswith(start, autoescape=True))
    rows = session.exec(query.order_by(col(OutboxRow.id).desc()).limit(MOST_RECEIPTS)).all()
    return [
        {
            "step": work.key.removeprefix(start),
            "state": state_of(work, transaction),
            "transaction": (transaction.transaction_hash if transaction else None) or work.done_hash,
            "block": transaction.block_number if transaction else work.done_block_number,
            "gas": transaction.gas_used if transaction else None,
            "why": work.refused or work.waits or "",
            "queued_at": work.queued_at,
        }
        for work, transaction in rows
    ]
