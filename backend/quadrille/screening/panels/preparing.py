"""A review made ready to be submitted: its document, its salt, its commitment, and the words that sign it."""

import secrets
from dataclasses import dataclass

from sqlmodel import Session, col, select

from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import TypedData, review_message
from quadrille.errors import NotFound
from quadrille.people.tables import Person
from quadrille.screening import contributions
from quadrille.screening.judging.answers import Review as ParsedReview
from quadrille.screening.panels.drafts import answers_in, drafts_of, require_seat, seconds_in
from quadrille.screening.panels.kept import counts_in_words, read_document, same_answers
from quadrille.screening.panels.reading import newest_version, nominee_in, require_open
from quadrille.screening.panels.tables import PendingReview
from quadrille.screening.process.reading import held_screening
from quadrille.screening.process.tables import Screening
from quadrille.screening.review_file import evidence_hash, review_document
from quadrille.screening.tables import Review
from quadrille.types import Hash32, Timestamp

SIGNING_SECONDS = 86_400
"""How long words to sign are kept: a hardware wallet may be at home."""

NEXT = "Sealed until the panel closes; until then you can amend it by a new version. Its verdict comes at once."
"""What happens next, as it is signed: nothing that could change before the signature is checked."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A review as it will be kept: the document and the salt behind its commitment."""

    version: int
    document: str
    salt: str
    commitment: Hash32

    @property
    def parsed(self) -> ParsedReview:
        """What it says."""
        return read_document(self.document)


def words_to_sign(session: Session, chain: Chain, person: Person, screening_id: int, now: Timestamp) -> TypedData:
    """What a wallet signs (EIP-712) to submit somebody's review as it is drafted now. Not yet committed.

    raises   NotFound, Refused as `prepare` does
    """
    screening, prepared = prepare(session, person, screening_id, now)
    assert person.id is not None
    newest = newest_version(session, screening_id, person)
    asked = session.get(PendingReview, (screening_id, person.id))
    if asked is not None and asked.version == prepared.version and _is_same(asked, prepared):
        # The same words as before, so that whoever is asked twice may sign either time.
        prepared = _prepared_of_pending(asked)
    elif newest is None or newest.evidence_hash != prepared.commitment:
        row = PendingReview(
            screening_id=screening_id,
            person_id=person.id,
            version=prepared.version,
            submitted_at=prepared.parsed.submitted_at,
            document=prepared.document,
            salt=prepared.salt,
            commitment=prepared.commitment,
        )
        session.merge(row)
        session.flush()
    return message_of(chain, screening, prepared)


def message_of(chain: Chain, screening: Screening, prepared: Prepared) -> TypedData:
    """The words that sign this version; anybody who has the document can make them again."""
    nominee = nominee_in(screening)
    return review_message(
        chain.client.chain_id,
        chain.badge.address,
        {
            "nominee": f"{nominee.name} ({nominee.slug})",
            "standard": f"DPG Standard {screening.standard_version}",
            "screening": screening.id,
            "answers": counts_in_words(prepared.parsed),
            "version": prepared.version,
            "next": NEXT,
            "commitment": prepared.commitment,
        },
    )


def prepared_of(review: Review) -> Prepared:
    """A version that is kept, as it was prepared."""
    return Prepared(review.version, review.document, review.salt, Hash32(review.evidence_hash))


def prepare(session: Session, person: Person, screening_id: int, now: Timestamp) -> tuple[Screening, Prepared]:
    """The review as it is drafted, under a new salt; or the newest version again when it says the same.

    raises   NotFound, Refused once the panel has closed, without a seat, and while an answer is missing
    """
    screening = held_screening(session, screening_id)
    contributions.refuse_erased(person)
    newest = newest_version(session, screening_id, person)
    drafts = drafts_of(session, person, screening_id)
    if newest is not None and not drafts and not newest.is_erased:
        return screening, prepared_of(newest)
    require_open(session, screening, now)
    require_seat(session, person, screening_id)
    parsed = ParsedReview(
        project=screening.project_slug,
        reviewer=person.pseudonym,
        submitted_at=_free_second(session, person, screening.project_slug, now),
        seconds_taken=seconds_in(screening, drafts),
        answers=answers_in(screening, drafts),
    )
    if newest is not None and not newest.is_erased and same_answers(read_document(newest.document), parsed):
        return screening, prepared_of(newest)
    salt = secrets.token_bytes(32)
    document = review_document(parsed).decode()
    version = newest.version + 1 if newest else 1
    return screening, Prepared(version, document, "0x" + salt.hex(), evidence_hash(parsed, salt))


def asked_to_sign(session: Session, person: Person, screening_id: int, version: int, now: Timestamp) -> Prepared:
    """What somebody was asked to sign as this version, whether it was submitted since or not; raises NotFound."""
    query = select(Review).where(Review.screening_id == screening_id, Review.person_id == person.id)
    kept = session.exec(query.where(Review.version == version)).one_or_none()
    if kept is not None and not kept.is_erased:
        return prepared_of(kept)
    row = session.get(PendingReview, (screening_id, person.id))
    if row is None or row.version != version or row.submitted_at + SIGNING_SECONDS <= now:
        raise NotFound("review to be signed as version", version, "Ask for its words first, and sign them in a day.")
    return _prepared_of_pending(row)


def _prepared_of_pending(row: PendingReview) -> Prepared:
    return Prepared(row.version, row.document, row.salt, Hash32(row.commitment))


def _is_same(asked: PendingReview, prepared: Prepared) -> bool:
    is_fresh = asked.submitted_at + SIGNING_SECONDS > prepared.parsed.submitted_at
    return is_fresh and same_answers(read_document(asked.document), prepared.parsed)


def _free_second(session: Session, person: Person, project: str, now: Timestamp) -> Timestamp:
    """This second, or the next one in which this person has handed in nothing about this nominee."""
    query = select(Review.submitted_at).where(Review.person_id == person.id, Review.project_slug == project)
    taken = set(session.exec(query.where(col(Review.submitted_at) >= now)))
    moment = int(now)
    while moment in taken:
        moment += 1
    return Timestamp(moment)
