"""A second reviewer looks up what is quoted under some answers: drawn by the lot, never the author, never on the panel.

Which answers, the hash of a block after the submission decides; who, the end of the panel's own ranking, so that those
before are left for its seats. What is found changes how much an answer weighs, and the verdict on the review.
"""

from sqlmodel import Session, col, select

from quadrille.errors import BadParameter, NotFound, Refused
from quadrille.languages.words import marked, said
from quadrille.people.tables import Person
from quadrille.screening.contributions import refuse_erased
from quadrille.screening.judging.answers import Answer
from quadrille.screening.judging.effort import Checked
from quadrille.screening.judging.verification import verdict
from quadrille.screening.panels.assignment import conflict
from quadrille.screening.panels.audit_lot import questions_to_look_up
from quadrille.screening.panels.candidates import candidates
from quadrille.screening.panels.closing import advance
from quadrille.screening.panels.doubting import judge_again
from quadrille.screening.panels.facts import CANNOT_TELL, DOES_NOT, SUPPORTS, confirmed_of
from quadrille.screening.panels.kept import read_document
from quadrille.screening.panels.reading import candidates_of, seats_of, task_in, versions_of
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.screening.panels.tables import Confirmation
from quadrille.screening.process.reading import get_screening, held_screening
from quadrille.screening.process.steps import check_words
from quadrille.screening.process.tables import Screening
from quadrille.screening.tables import Review
from quadrille.types import Hash32, Timestamp

FINDINGS = {SUPPORTS: marked("supports it"), DOES_NOT: marked("does not"), CANNOT_TELL: marked("cannot tell")}
"""What can be found, in words."""


def ask_to_confirm(
    session: Session,
    screening: Screening,
    review: Review,
    seed: Hash32,
    now: Timestamp,
    rules: PanelRules = PANEL_RULES,
) -> list[Confirmation]:
    """Ask somebody about some answers of a review; none where there is nobody, or no evidence. Not yet committed."""
    questions = _questions(session, review, seed, rules)
    someone = _drawn(session, screening, review, rules) if questions else None
    if someone is None:
        return []
    assert review.id is not None
    asked = [
        Confirmation(
            review_id=review.id, question=question, person_id=someone, asked_at=now, due_at=now + rules.confirm_seconds
        )
        for question in questions
    ]
    session.add_all(asked)
    session.flush()
    return asked


def answer_confirmation(
    session: Session, person: Person, confirmation_id: int, finding: str, words: str, now: Timestamp
) -> Confirmation:
    """Say whether the evidence under an answer supports it. Not yet committed.

    words    what was seen; needed where it does not
    raises   NotFound for one that is not theirs, BadParameter, Refused when it was answered
    """
    row, review = own_confirmation(session, person, confirmation_id)
    assert review.screening_id is not None
    screening = held_screening(session, review.screening_id)
    session.refresh(row)
    session.refresh(person)
    refuse_erased(person)
    # Check: it is a finding, and the first one.
    if finding not in FINDINGS:
        raise BadParameter("finding", finding, f"one of {', '.join(FINDINGS)}")
    if words or finding == DOES_NOT:
        check_words("words", words)
    if row.done_at is not None:
        raise Refused(
            said("Confirmation {confirmation_id} was answered.", confirmation_id=confirmation_id), "It stays as it is."
        )
    # Effect: the finding, and all that follows from it.
    row.finding, row.words, row.done_at = finding, words, now
    session.add(row)
    session.flush()
    judge_again(session, review.screening_id, review.person_id)
    advance(session, screening, now)
    return row


def own_confirmation(session: Session, person: Person, confirmation_id: int) -> tuple[Confirmation, Review]:
    """A confirmation that somebody was asked for, and the review it is about; raises NotFound, also for others'."""
    row = session.get(Confirmation, confirmation_id)
    if row is None or row.person_id != person.id:
        raise NotFound("confirmation of yours", confirmation_id, "/review lists what is asked of you.")
    return row, session.get_one(Review, row.review_id)


def answer_to_confirm(review: Review, question: str) -> Answer:
    """The answer that somebody is asked about, without who gave it; raises NotFound once its text was erased."""
    if review.is_erased:
        raise NotFound("answer to confirm under", question, "Its text was erased; nothing is left to do.")
    return next(item for item in read_document(review.document).answers if item.question == question)


def open_confirmations(session: Session, person: Person) -> list[tuple[Confirmation, Screening]]:
    """What somebody is asked to look up, oldest first."""
    query = select(Confirmation, Review).join(Review, col(Review.id) == col(Confirmation.review_id))
    query = query.where(Confirmation.person_id == person.id, col(Confirmation.done_at).is_(None), Review.document != "")
    rows = session.exec(query.order_by(col(Confirmation.id)))
    return [(row, get_screening(session, review.screening_id or 0)) for row, review in rows]


def _questions(session: Session, review: Review, seed: Hash32, rules: PanelRules) -> list[str]:
    """The drawn ones, and those that were looked up in vain in an earlier version."""
    own = verdict(read_document(review.document)).own
    assert review.screening_id is not None
    versions = versions_of(session, review.screening_id, [review.person_id])[review.person_id]
    before = confirmed_of(session, [row.id for row in versions])
    again = {question for question, found in before.items() if found is Checked.REFUTED and question in own}
    return sorted(again | set(questions_to_look_up(seed, Hash32(review.evidence_hash), own, rules)))


def _drawn(session: Session, screening: Screening, review: Review, rules: PanelRules) -> int | None:
    """The person to ask: of the ranking's end, whoever has no seat, no part in the nominee, and least to look up."""
    assert screening.id is not None
    seated = {seat.person_id for seat in seats_of(session, screening.id)}
    ranked = [row.person_id for row in candidates_of(session, screening.id) if row.rank is not None]
    spare = [person for person in ranked[rules.confirm_reserve :] if person not in seated]
    task = task_in(screening)
    standing = {one.person: one for one in candidates(session, spare)}
    busy = _open_counts(session)
    fit = [
        person for person in reversed(spare) if standing[person].is_available and not conflict(task, standing[person])
    ]
    return min(fit, key=lambda person: busy.get(person, 0), default=None)


def _open_counts(session: Session) -> dict[int, int]:
    counts: dict[int, int] = {}
    for person in session.exec(select(Confirmation.person_id).where(col(Confirmation.done_at).is_(None))):
        counts[person] = counts.get(person, 0) + 1
    return counts
