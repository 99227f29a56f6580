"""Freezing a nominee into its screening, and finding out what has to be asked of it."""

from collections.abc import Sequence

from sqlmodel import Session

from quadrille.catalog import catalog
from quadrille.catalog.changes import questions_to_renew
from quadrille.catalog.snapshot import changed_fields
from quadrille.catalog.standard import current_standard
from quadrille.screening.process import reading
from quadrille.screening.process.deciding import keep_decision
from quadrille.screening.process.outcome import QuestionResult
from quadrille.screening.process.states import Actor, State
from quadrille.screening.process.tables import Screening
from quadrille.types import Timestamp


def draft_of(
    session: Session,
    slug: str,
    previous: Screening | None,
    languages: Sequence[str],
    sectors: Sequence[str],
    now: Timestamp,
) -> Screening:
    """A draft of a screening by the newest version of the Standard, frozen for now; not yet added."""
    screening = Screening(
        project_slug=slug,
        standard_version=current_standard().version,
        snapshot="",
        snapshot_hash="",
        state=State.DRAFT.value,
        state_since_at=now,
        opened_at=now,
        languages=list(languages),
        sectors=list(sectors),
        previous_id=None if previous is None else previous.id,
    )
    freeze(session, screening)
    return screening


def freeze(session: Session, screening: Screening) -> None:
    """Take the nominee into a draft as the catalogue has it now, with what is to be asked of it."""
    taken = catalog.take_snapshot(session, screening.project_slug)
    screening.snapshot, screening.snapshot_hash = taken.text, taken.hash
    screening.asked = list(_asked(session, screening))


def take_over(session: Session, screening: Screening, actor: Actor, now: Timestamp) -> None:
    """Take the answers of the screening before over to what a renewal does not ask."""
    previous = session.get_one(Screening, screening.previous_id)
    kept = set(reading.standard_of(screening).question_ids) - set(screening.asked)
    words = f"Neither the question nor what it rests on changed since screening {previous.id}."
    for question, row in reading.standing_decisions(session, previous).items():
        if question in kept:
            result = QuestionResult(question, row.answer, row.support_bps, tuple(row.evidence), words)
            keep_decision(session, screening, result, actor, now, decided_by="renewal")


def _asked(session: Session, screening: Screening) -> Sequence[str]:
    """All questions; of a renewal, those that changed, whose nominee changed, or that were not Yes before."""
    standard = reading.standard_of(screening)
    if screening.previous_id is None:
        return standard.question_ids
    previous = session.get_one(Screening, screening.previous_id)
    fields = changed_fields(previous.snapshot, screening.snapshot)
    changed = questions_to_renew(reading.standard_of(previous), standard, fields)
    standing = reading.standing_decisions(session, previous)
    known = {question for question, row in standing.items() if row.answer == "yes"}
    return [question for question in standard.question_ids if question in changed or question not in known]
