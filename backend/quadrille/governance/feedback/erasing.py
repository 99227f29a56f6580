"""What goes from feedback when a person is erased: who they asked for, and what they signed with. Counts stay."""

from sqlalchemy import CursorResult, Executable
from sqlmodel import Session, col, update

from quadrille.governance.feedback.tables import AnswerAttestation, DeclaredSpending, FeedbackLink, ImplementingPartner
from quadrille.people.tables import Person
from quadrille.types import Timestamp


def erase_from_feedback(session: Session, person: Person, now: int | Timestamp) -> dict[str, int]:
    """Take a person's organisations, labels, wallets and signatures away; how many of each. Not yet committed.

    Their links end. Answers that they signed for still count, and say that their partner was erased.
    """
    theirs = col(ImplementingPartner.person_id) == person.id
    live = update(ImplementingPartner).where(theirs, col(ImplementingPartner.ended_at).is_(None))
    _changed(session, live.values(ended_at=now))
    open_ones = update(FeedbackLink).where(
        col(FeedbackLink.person_id) == person.id, col(FeedbackLink.revoked_at).is_(None)
    )
    named = update(ImplementingPartner).where(theirs, col(ImplementingPartner.organisation) != "")
    labelled = update(FeedbackLink).where(col(FeedbackLink.person_id) == person.id, col(FeedbackLink.label) != "")
    signed = update(AnswerAttestation).where(
        col(AnswerAttestation.person_id) == person.id, col(AnswerAttestation.signature) != ""
    )
    declared = update(DeclaredSpending).where(
        col(DeclaredSpending.person_id) == person.id, col(DeclaredSpending.words) != ""
    )
    return {
        "feedback_links": _changed(session, open_ones.values(revoked_at=now)),
        "labels": _changed(session, labelled.values(label="")),
        "partnerships": _changed(session, named.values(organisation="")),
        "attestations": _changed(session, signed.values(wallet="", signature="")),
        "spending_words": _changed(session, declared.values(words="")),
    }


def _changed(session: Session, statement: Executable) -> int:
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
