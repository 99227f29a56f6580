"""Finding panels, seats and submitted reviews, and whether answers are still sealed."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from quadrille.errors import NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.judging.answers import Review as ParsedReview
from quadrille.screening.panels.assignment import Task
from quadrille.screening.panels.kept import read_document
from quadrille.screening.panels.nominee import Nominee, nominee_of, task_of
from quadrille.screening.panels.tables import Panel, PanelCandidate, PanelStep, Seat
from quadrille.screening.process.reading import get_screening
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Review
from quadrille.types import Timestamp

CLOSED = "Once a panel has closed its answers are public, so that none can be added to them."


def panel_of(session: Session, screening_id: int) -> Panel:
    """The panel of a screening, as it is now; raises NotFound before it was opened."""
    query = select(Panel).where(Panel.screening_id == screening_id).execution_options(populate_existing=True)
    found = session.exec(query).one_or_none()
    if found is None:
        get_screening(session, screening_id)
        raise NotFound("panel of screening", screening_id, "It begins with the first review, within a minute.")
    return found


def is_sealed(session: Session, screening_id: int | None) -> bool:
    """Whether nobody may be shown what anybody else answered."""
    return screening_id is not None and panel_of(session, screening_id).closed_at is None


def may_read(session: Session, review: Review, person: Person | None) -> bool:
    """Whether somebody may be shown what a review says: once its panel has closed, or as its author."""
    return not is_sealed(session, review.screening_id) or (person is not None and person.id == review.person_id)


def refuse_sealed(session: Session, review: Review) -> None:
    """Raise Refused for a review whose panel is open: it is its author's alone."""
    if is_sealed(session, review.screening_id):
        raise Refused(
            said(
                "Review {number} is sealed until the panel of screening {screening_id} closes.",
                number=review.id,
                screening_id=review.screening_id,
            ),
            "Its author has it at /review; ask again when the panel has closed.",
        )


def require_open(session: Session, screening: Screening, now: Timestamp) -> Panel:
    """The panel of a screening while answers can be given; raises Refused when it has closed, or its time is over."""
    assert screening.id is not None
    panel = panel_of(session, screening.id)
    is_over = screening.closes_at is not None and screening.closes_at <= now
    if panel.closed_at is not None or is_over or screening.state != State.FIRST_REVIEW:
        raise Refused(said("The panel of screening {number} has closed.", number=screening.id), CLOSED)
    return panel


def nominee_in(screening: Screening) -> Nominee:
    """The nominee as it was frozen."""
    return nominee_of(screening.project_slug, screening.snapshot)


def task_in(screening: Screening) -> Task:
    """What a lot asks for."""
    assert screening.id is not None
    return task_of(screening.id, nominee_in(screening), screening.languages, screening.sectors)


def seats_of(session: Session, screening_id: int) -> list[Seat]:
    """Every seat, in the order in which they were given, as it is now."""
    query = select(Seat).where(Seat.screening_id == screening_id).order_by(col(Seat.id))
    return list(session.exec(query.execution_options(populate_existing=True)))


def seat_of(session: Session, screening_id: int, person: Person) -> Seat | None:
    """Somebody's seat, as it is now."""
    query = select(Seat).where(Seat.screening_id == screening_id, Seat.person_id == person.id)
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


def candidates_of(session: Session, screening_id: int) -> list[PanelCandidate]:
    """Everybody in a panel's pool: by rank where there is one, then by number."""
    query = select(PanelCandidate).where(PanelCandidate.screening_id == screening_id)
    return sorted(session.exec(query), key=lambda row: (row.rank is None, row.rank or 0, row.person_id))


def versions_of(session: Session, screening_id: int, persons: Iterable[int] | None = None) -> dict[int, list[Review]]:
    """Every version of the reviews submitted to a screening, by person, oldest first; of all, or of these persons."""
    query = select(Review).where(Review.screening_id == screening_id).order_by(col(Review.version))
    wanted = None if persons is None else set(persons)
    found: dict[int, list[Review]] = {}
    for row in session.exec(query.execution_options(populate_existing=True)):
        if wanted is None or row.person_id in wanted:
            found.setdefault(row.person_id, []).append(row)
    return found


def newest_version(session: Session, screening_id: int, person: Person) -> Review | None:
    """The review that counts of what somebody submitted, if they did."""
    query = select(Review).where(Review.screening_id == screening_id, Review.person_id == person.id)
    newest = query.order_by(col(Review.version).desc()).limit(1)
    return session.exec(newest.execution_options(populate_existing=True)).first()


def parsed(rows: Iterable[Review]) -> list[ParsedReview]:
    """What they say, without those whose text was erased."""
    return [read_document(row.document) for row in rows if not row.is_erased]


def steps_of(session: Session, screening_id: int) -> list[PanelStep]:
    """Every step of a panel, in order."""
    query = select(PanelStep).where(PanelStep.screening_id == screening_id)
    return list(session.exec(query.order_by(col(PanelStep.id))))


def standing_steps(session: Session, screening_id: int) -> dict[str, PanelStep]:
    """Where each question stands: its newest step."""
    return {row.question: row for row in steps_of(session, screening_id)}
