"""Opening a panel: its pool is frozen and told first, then a later block's hash draws from it."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session, col, select

from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.screening.judging.panel import RULE, PanelRule
from quadrille.screening.panels.assignment import Pooled, pool, pool_digest, rank
from quadrille.screening.panels.candidates import candidates
from quadrille.screening.panels.reading import candidates_of, panel_of, task_in
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.screening.panels.seats import offer_next
from quadrille.screening.panels.tables import Panel, PanelCandidate
from quadrille.screening.process.reading import held_screening
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.types import BlockNumber, Hash32, Timestamp


def without_panel(session: Session) -> list[int]:
    """Screenings in their first review that have no panel yet, by number."""
    query = select(Screening).where(Screening.state == State.FIRST_REVIEW, col(Screening.seed_block).is_(None))
    return [row.id for row in session.exec(query.order_by(col(Screening.id))) if row.asked and row.id is not None]


def open_panel(
    session: Session,
    screening_id: int,
    head: BlockNumber,
    now: Timestamp,
    rules: PanelRules = PANEL_RULES,
    rule: PanelRule = RULE,
) -> Panel:
    """Freeze who can be drawn, and name the block that draws. Not yet committed.

    head     the newest block's number, so that the hash of the one named is nobody's to know
    rule     when it may stop; kept with the panel, so that nobody changes it while it runs
    raises   NotFound, Refused when there is a panel already, nothing is asked, or it is not in its first review
    """
    screening = held_screening(session, screening_id)
    # Check: there is something to review, and nobody has been drawn.
    if screening.state != State.FIRST_REVIEW or not screening.asked:
        raise Refused(
            said("Screening {screening_id} asks nothing of a panel now.", screening_id=screening_id),
            "A panel begins with a first review.",
        )
    if screening.seed_block is not None:
        raise Refused(
            said(
                "Screening {screening_id} has a panel: block {seed_block} draws it.",
                screening_id=screening_id,
                seed_block=screening.seed_block,
            ),
            "Wait for it.",
        )
    # Decide: who can be drawn.
    pooled = pool(task_in(screening), candidates(session), rules)
    # Effect: the pool, its digest and the block.
    digest = pool_digest(screening_id, pooled)
    panel = Panel(screening_id=screening_id, pool_digest=digest, opened_at=now, **asdict(rule))
    screening.seed_block, screening.closes_at = head + rules.blocks_ahead, now + rules.panel_seconds
    rows = [_candidate(screening_id, one) for one in pooled]
    session.add_all([screening, panel, *rows])
    session.flush()
    return panel


def undrawn(session: Session, until: BlockNumber) -> list[tuple[int, BlockNumber]]:
    """Screenings whose block is there, at `until` the latest, and has not drawn yet: number and block."""
    query = select(Screening).where(col(Screening.seed_block) <= until, col(Screening.seed).is_(None))
    return [(row.id or 0, BlockNumber(row.seed_block or 0)) for row in session.exec(query.order_by(col(Screening.id)))]


def draw_panel(
    session: Session,
    screening_id: int,
    seed: Hash32,
    now: Timestamp,
    rules: PanelRules = PANEL_RULES,
) -> Sequence[PanelCandidate]:
    """Rank the pool by the block's hash, and ask the first. Not yet committed; again, it changes nothing."""
    screening = held_screening(session, screening_id)
    rows = candidates_of(session, screening_id)
    if screening.seed is not None:
        return rows
    # Decide: the ranking.
    ranked = rank(seed, screening_id, [Pooled(row.person_id, row.tier or 0, row.reason) for row in rows])
    # Effect: it is kept, and the first are asked.
    places = {one.person: (place, one.lot) for place, one in enumerate(ranked)}
    for row in rows:
        row.rank, row.lot = places.get(row.person_id, (None, None))
    panel = panel_of(session, screening_id)
    screening.seed, panel.drawn_at = seed, now
    session.add_all([screening, panel, *rows])
    session.flush()
    offer_next(session, screening, panel.first, now, rules)
    return candidates_of(session, screening_id)


def _candidate(screening_id: int, one: Pooled) -> PanelCandidate:
    tier = None if one.reason else one.tier
    return PanelCandidate(screening_id=screening_id, person_id=one.person, tier=tier, reason=one.reason)
