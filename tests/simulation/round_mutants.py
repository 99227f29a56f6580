"""Wrong operators, on purpose: what the judge has to notice, or the contract to make harmless."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.calls import Call, Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.outbox.carriers import CallCarrier, call_entry
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.chain.outbox.sending import send
from quadrille.chain.signers import signer_for
from quadrille.errors import Refused
from quadrille.rounds import flow
from quadrille.rounds.steps import plan
from quadrille.rounds.steps.plan import Plan
from quadrille.types import BlockStamp
from simulation import round_role

DECISIONS = ("commit", "publish", "finalise")
"""What keys of steps have that pay nobody."""


def ask_twice(is_meant: Callable[[str], bool]) -> None:
    """Every process asks for these steps, by their keys, under names of its own besides."""
    honest = plan.send  # type: ignore[attr-defined]

    def ask(session: Session, chain: Chain, role: Any, key: str, call: Call) -> Mined:
        if not is_meant(key):
            return honest(session, chain, role, key, call)
        sender = signer_for(chain.client.settings, role).address
        again = Work(f"{key} again {os.getpid()}", CallCarrier.kind, call_entry(call))
        enqueue(session, chain.client, sender, [again])
        session.commit()
        return honest(session, chain, role, key, call)

    plan.send = ask  # type: ignore[attr-defined]


def decide_at_once(_engine: Engine) -> None:
    """The result is of a block that may still leave the chain."""

    def deciding_block(round_: PublishedRound) -> BlockStamp:
        closes_at, newest = round_.closes_at(), round_.client.block()
        if newest.at < closes_at:
            raise Refused("The round is open.", "Wait.")
        return round_.client.first_block_at(closes_at, newest)

    flow.deciding_block = deciding_block  # type: ignore[attr-defined,assignment]
    flow.require_current = lambda *_: None  # type: ignore[attr-defined]


def publish_first(_engine: Engine) -> None:
    """The bundle is written once its hash is on the chain."""

    def carry_out(session: Session, chain: Chain, what: Plan) -> list[Mined]:
        done = [send(session, chain, what.role, step.key, step.call) for step in what.steps]
        what.prepare()
        return done

    round_role.carry_out = carry_out  # type: ignore[assignment,attr-defined]


def decide_twice(_engine: Engine) -> None:
    """Ask twice for what decides."""
    ask_twice(lambda key: key.split()[2] in DECISIONS)


def pay_twice(_engine: Engine) -> None:
    """Ask twice for what pays."""
    ask_twice(lambda key: key.split()[2] not in DECISIONS)


REPEATING, PAYING_TWICE, HASTY, BARE = "repeating", "paying twice", "hasty", "bare"

ROUND_MUTANTS: Mapping[str, Callable[[Engine], None]] = {
    REPEATING: decide_twice,
    PAYING_TWICE: pay_twice,
    HASTY: decide_at_once,
    BARE: publish_first,
}
