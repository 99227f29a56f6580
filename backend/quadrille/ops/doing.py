"""An operator's step rehearsed, sent, or looked at under other rules: the work of a run, with a session of its own."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.forking import COIN
from quadrille.db import AUDITED, writing
from quadrille.ops.safe_file import safe_file
from quadrille.ops.stages import reached_of
from quadrille.ops.steps import STEPS, Asked
from quadrille.ops.taking import taker_of
from quadrille.rounds import flow
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.course.position import read_position
from quadrille.rounds.lab.comparison import compare
from quadrille.rounds.lab.given import given
from quadrille.rounds.lab.rules import SAID, setting
from quadrille.rounds.listing import keep_round
from quadrille.rounds.opening.opening import Opening
from quadrille.rounds.result import RoundResult
from quadrille.rounds.steps.plan import Plan, carry_out, sender_of, try_out
from quadrille.rounds.steps.rehearsing import Rehearsal, rehearse
from quadrille.types import Address, Timestamp

Audited = Callable[[], tuple[str, str, str]]
"""Tells actor, action and reference of who asked: see `audit.py`."""

Answer = dict[str, Any]
"""What a page shows of a run that is over."""


class Doer:
    """Does what one request asked for, after that request is answered."""

    def __init__(self, engine: Engine, chain: Chain, audited: Audited) -> None:
        self._engine, self._chain, self._audited = engine, chain, audited

    def rehearse(self, address: Address, step: str, asked: Asked) -> Answer:
        """Run the step on a copy of the chain, in the second from which it is possible; nothing is sent."""
        with self._session() as session:
            plan = STEPS[step].make(session, self._chain, address, asked)
        at = _possible_from(self._chain, address, step)
        taker = taker_of(self._chain, self._chain.round(address), step)
        return rehearsed(plan, rehearse(self._chain.client, plan, taker.account, at))

    def send(self, address: Address, step: str, asked: Asked) -> Answer:
        """Try the step, then send it with this server's key; raises before anything is sent where it would fail."""
        with self._session() as session:
            plan = STEPS[step].make(session, self._chain, address, asked)
            try_out(self._chain.client, plan, sender_of(self._chain, plan, None))
            return self._sent(session, plan)

    def for_a_safe(self, address: Address, step: str, asked: Asked) -> bytes:
        """The step as a file that a Safe's owners sign; what it needs is kept here first."""
        with self._session() as session:
            plan = STEPS[step].make(session, self._chain, address, asked)
        plan.prepare()
        return safe_file(plan, self._chain.client.chain_id)

    def compare(self, address: Address) -> Answer:
        """What each project would get under every rule; nothing is sent."""
        return compared(flow.calculate(self._chain, address))

    def rehearse_opening(self, rules: Configuration, chosen: Opening, operator: Address) -> Answer:
        """Open a round on a copy of the chain; nothing is sent."""
        plan = flow.plan_opening_by(self._chain, rules, chosen, operator)
        return rehearsed(plan, rehearse(self._chain.client, plan, operator))

    def open(self, rules: Configuration, chosen: Opening, operator: Address) -> Answer:
        """Open a round and keep where it is; raises ContractReverted for an operator whose key is not here."""
        plan = flow.plan_opening_by(self._chain, rules, chosen, operator)
        try_out(self._chain.client, plan, sender_of(self._chain, plan, None))
        with self._session() as session:
            done = carry_out(session, self._chain, plan)
            row = keep_round(session, self._chain, rules, done[0])
            return {"summary": plan.summary, "round": row.address}

    def _sent(self, session: Session, plan: Plan) -> Answer:
        done = carry_out(session, self._chain, plan)
        steps = [
            {"words": step.words, "transaction": one.transaction, "block": one.block_number, "gas": one.gas_used}
            for step, one in zip(plan.steps, done, strict=True)
        ]
        return {"summary": plan.summary, "notices": plan.notices, "sent": steps}

    def _session(self) -> Session:
        session = writing(self._engine)
        session.info[AUDITED] = self._audited
        return session


def _possible_from(chain: Chain, address: Address, step: str) -> Timestamp | None:
    position = read_position(chain.round(address))
    since = next((one.since for one in reached_of(position, True, True) if one.key == step), None)
    return since if since is not None and since > position.at.at else None


def rehearsed(plan: Plan, found: Rehearsal) -> Answer:
    """What a rehearsal showed: the steps, who has how much more or less, and what it costs."""
    return {
        "summary": plan.summary,
        "notices": plan.notices,
        "sender": found.sender,
        "at": found.at,
        "refused": found.refused,
        "left": found.left,
        "lacks_wei": found.lacks_wei,
        "cost_wei": found.cost_wei,
        "steps": [{"words": one.step.words, "gas": one.gas_used, "refused": one.refused} for one in found.steps],
        "changes": [
            {"account": one.account, "who": one.who, "is_coin": one.asset == COIN, "units": one.change_units}
            for one in found.changes
        ],
    }


def compared(result: RoundResult) -> Answer:
    """What each project would get under every rule, beside what the round's own rule gives it."""
    own, calculation = result.matching, result.calculation
    looked_at = given(calculation.counted())
    told = {name: text for name, text in own.params.items() if name in SAID}
    # Every rule shares out the same sum, so that what moves is what the rules make of the gifts.
    told["saturation"] = "scale"
    found = compare(looked_at, own.pool_units, setting(told, looked_at.median_gift_units, all_variants=False))
    units_by_rule = {one.rule.name: {row.project: row.match_units for row in one.matching.projects} for one in found}
    return {
        "own": own.mechanism,
        "rules": list(units_by_rule),
        "rows": [
            {
                "project": row.project,
                "own_units": row.match_units,
                "units": [units_by_rule[rule].get(row.project, 0) for rule in units_by_rule],
            }
            for row in own.projects
        ],
    }
