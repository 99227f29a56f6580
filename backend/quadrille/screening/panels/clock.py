"""What panels do by themselves: they open, draw once their block is final, end late offers, draw lots over reviews."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session, col, delete

from quadrille.chain.deployment import Chain
from quadrille.chain.text import for_a_log
from quadrille.config import Settings
from quadrille.db import reading, writing
from quadrille.errors import QuadrilleError
from quadrille.screening.judging.panel import PanelRule
from quadrille.screening.panels.closing import advance, due_panels
from quadrille.screening.panels.doubting import open_doubts, settle_doubt
from quadrille.screening.panels.lots import draw_lots, due_lots
from quadrille.screening.panels.opening import draw_panel, open_panel, undrawn, without_panel
from quadrille.screening.panels.preparing import SIGNING_SECONDS
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.screening.panels.tables import PendingReview
from quadrille.screening.process.reading import held_screening
from quadrille.types import BlockNumber, ContributionNumber, Timestamp

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5
"""Between looks: people wait for their seat after a block, and a look costs some queries."""

MOST = 100
"""Screenings or reviews of one kind in one go: others are not kept waiting for longer."""

Found = TypeVar("Found")


class PanelClock:
    """The worker's part that keeps panels going."""

    def __init__(self, engine: Engine, chain: Chain, rules: PanelRules = PANEL_RULES) -> None:
        self.engine, self.chain, self.rules = engine, chain, rules
        self._next_at = 0.0

    def step(self) -> bool:
        """Do what is due when some seconds have passed; there is never more to do at once."""
        if time.monotonic() >= self._next_at:
            self.run(Timestamp(int(time.time())))
            self._next_at = time.monotonic() + PAUSE_SECONDS
        return False

    def run(self, now: Timestamp) -> None:
        """Do everything that is due at this moment, each thing in a transaction of its own.

        What cannot be done is logged, and keeps nothing else waiting.
        """
        head, rule = self.chain.client.head().number, rule_of(self.chain.client.settings)
        final = BlockNumber(head - self.chain.client.settings.blocks_until_final)
        for screening in self._find(without_panel):
            self._do(partial(open_panel, screening_id=screening, head=head, now=now, rules=self.rules, rule=rule))
        for screening, block in self._find(partial(undrawn, until=final)):
            seed = self.chain.client.block(block).hash
            self._do(partial(draw_panel, screening_id=screening, seed=seed, now=now, rules=self.rules))
        for review, block in self._find(partial(due_lots, until=final)):
            seed = self.chain.client.block(block).hash
            self._do(partial(draw_lots, review_id=review, seed=seed, now=now, rules=self.rules))
        for screening in self._find(partial(due_panels, now=now)):
            self._do(partial(_advance, screening_id=screening, now=now))
        for number in self._find(open_doubts):
            self._do(partial(settle_doubt, number=number, has_ended=self._has_ended(number)))
        self._do(partial(_forget_unsigned, now=now))

    def _has_ended(self, number: ContributionNumber) -> bool:
        badge = self.chain.badge
        return badge.is_used(number) and badge.holders()[number] is None

    def _find(self, find: Callable[[Session], Sequence[Found]]) -> Sequence[Found]:
        with reading(self.engine) as session:
            return find(session)[:MOST]

    def _do(self, do: Callable[[Session], object]) -> None:
        try:
            with writing(self.engine) as session:
                do(session)
                session.commit()
        except QuadrilleError as problem:
            log.warning("panels: %s", for_a_log(str(problem)))


def rule_of(settings: Settings) -> PanelRule:
    """When panels that open with these settings may stop."""
    return PanelRule(settings.panel_first, settings.panel_cap, settings.panel_sure_yes_bps, settings.panel_sure_no_bps)


def _advance(session: Session, screening_id: int, now: Timestamp) -> None:
    advance(session, held_screening(session, screening_id), now)


def _forget_unsigned(session: Session, now: Timestamp) -> None:
    session.execute(delete(PendingReview).where(col(PendingReview.submitted_at) <= now - SIGNING_SECONDS))
