"""What everybody sees of end users' feedback: what a partner signed for counts, and the rest stands apart."""

from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import TypedData, typed_digest
from quadrille.chain.wallet_signature import is_signed_by
from quadrille.errors import Mismatch, NotFound, Refused
from quadrille.governance.feedback.answers import Said, Tally, Works, commitment_of, root_of, tally_of
from quadrille.governance.feedback.flow import message_of
from quadrille.governance.feedback.tables import (
    AnswerAttestation,
    EndUserAnswer,
    FeedbackLink,
    ImplementingPartner,
)
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.types import Hash32, Timestamp

ROLE = "end users"
"""As whom they stand beside the chambers."""

DOUBT = "Do not rely on this attestation; tell the operator."


@dataclass(frozen=True, slots=True)
class Attested:
    """An attestation, by whom and for whom; empty texts where the partner was erased."""

    row: AnswerAttestation
    pseudonym: str
    organisation: str

    @property
    def tally(self) -> Tally:
        """How many said what."""
        return Tally(self.row.yes, self.row.partly, self.row.no)


def feedback_rows(session: Session, project: str, is_attested: bool) -> list[tuple[str, str, Timestamp]]:
    """Role, kind and moment of each answer of a project's users: those that count, or those that do not."""
    query = (
        select(EndUserAnswer.works, EndUserAnswer.at)
        .join(FeedbackLink, col(FeedbackLink.id) == col(EndUserAnswer.link_id))
        .where(FeedbackLink.project_slug == project)
    )
    known = col(EndUserAnswer.attestation_id)
    query = query.where(known.is_not(None) if is_attested else known.is_(None))
    return [(ROLE, works, Timestamp(at)) for works, at in session.exec(query)]


def tallies(session: Session, project: str) -> tuple[Tally, Tally]:
    """How many said what: of the answers that count, and of those that nobody has signed for."""
    counted, apart = (tally_of(row[1] for row in feedback_rows(session, project, which)) for which in (True, False))
    return counted, apart


def attested_texts(session: Session, project: str, after: int = 0, limit: int | None = None) -> list[EndUserAnswer]:
    """Answers with words that a partner has read and signed for, oldest first; the first `limit` behind number `after`.

    Words that nobody has read stay unseen: anybody with a link can write them.
    """
    query = (
        select(EndUserAnswer)
        .join(FeedbackLink, col(FeedbackLink.id) == col(EndUserAnswer.link_id))
        .where(
            FeedbackLink.project_slug == project,
            col(EndUserAnswer.attestation_id).is_not(None),
            EndUserAnswer.text != "",
            col(EndUserAnswer.id) > after,
        )
    )
    return list(session.exec(query.order_by(col(EndUserAnswer.id)).limit(limit)))


def attestations(session: Session, project: str, after: int = 0, limit: int | None = None) -> list[Attested]:
    """A project's attestations, oldest first; all, or the first `limit` behind number `after`."""
    query = _attested().where(AnswerAttestation.project_slug == project, col(AnswerAttestation.id) > after)
    return [Attested(*found) for found in session.exec(query.order_by(col(AnswerAttestation.id)).limit(limit))]


def attested_answers(session: Session, number: int) -> tuple[Attested, list[EndUserAnswer]]:
    """One attestation with the answers that it is about; raises NotFound."""
    found = session.exec(_attested().where(AnswerAttestation.id == number)).one_or_none()
    if found is None:
        raise NotFound("attestation of end users' answers", number)
    answers = select(EndUserAnswer).where(EndUserAnswer.attestation_id == number)
    return Attested(*found), list(session.exec(answers.order_by(col(EndUserAnswer.id))))


def check_attestation(session: Session, chain: Chain, number: int) -> Attested:
    """Compute an attestation again: each answer's hash, their root, how many said what, and the signature.

    raises   NotFound, Refused when its partner was erased with the signature, Mismatch at the first difference
    """
    found, answers = attested_answers(session, number)
    if not found.row.signature:
        raise Refused(
            said("The partner of attestation {number} was erased, and the signature with them.", number=number), ""
        )
    for one in answers:
        if one.salt:
            answer = Said(Works(one.works), one.text)
            project, salt = found.row.project_slug, bytes.fromhex(one.salt[2:])
            _compare(f"Answer {one.id}", one.commitment, commitment_of(project, answer, Timestamp(one.at), salt))
    root = root_of(Hash32(one.commitment) for one in answers)
    _compare(f"The root of attestation {number}", found.row.root, root)
    _compare(f"The count of attestation {number}", found.tally, tally_of(one.works for one in answers))
    wallet = checked_address(found.row.wallet)
    if not is_signed_by(chain.client, wallet, typed_digest(message_for(chain, found)), found.row.signature):
        raise Mismatch(f"The signature of attestation {number}", wallet, "another", DOUBT)
    return found


def message_for(chain: Chain, found: Attested) -> TypedData:
    """What was signed for an attestation."""
    return message_of(chain, found.organisation, found.row.project_slug, found.tally, Hash32(found.row.root))


def _compare(subject: str, published: object, recomputed: object) -> None:
    if published != recomputed:
        raise Mismatch(subject, published, recomputed, DOUBT)


def _attested() -> Select[AnswerAttestation, str, str]:
    return (
        select(AnswerAttestation, Person.pseudonym, ImplementingPartner.organisation)
        .join(ImplementingPartner, col(ImplementingPartner.id) == col(AnswerAttestation.partner_id))
        .join(Person, col(Person.id) == col(AnswerAttestation.person_id))
    )
