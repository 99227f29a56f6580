"""Making one person out of two: of somebody who has done nothing yet, and of somebody they turned out to be."""

import time

from sqlmodel import Session, SQLModel, col, delete, update

from quadrille.people.affiliations import claim_of, claims_of, end, live_of
from quadrille.people.challenges import State
from quadrille.people.tables import (
    Affiliation,
    AffiliationChallenge,
    LinkedWallet,
    MailIdentity,
    Person,
    SealedContact,
    SignInSession,
)

OWNED: tuple[tuple[type[SQLModel], str], ...] = (
    (LinkedWallet, "person_id"),
    (MailIdentity, "person_id"),
    (SignInSession, "person_id"),
    (Affiliation, "person_id"),
    (AffiliationChallenge, "person_id"),
    (AffiliationChallenge, "challenger_id"),
)
"""What goes along."""

ABOUT_ONESELF = "Who made this challenge turned out to be the person it is about."


def absorb(session: Session, newcomer: Person, into: Person) -> None:
    """Make what is the newcomer's the other's, and the newcomer nobody. Not yet committed."""
    # One live row says it once.
    said = claims_of(session, into)
    for affiliation in live_of(session, newcomer):
        if claim_of(affiliation) in said:
            end(session, affiliation)
    for table, column in OWNED:
        session.execute(update(table).where(getattr(table, column) == newcomer.id).values({column: into.id}))
    _dismiss_about_oneself(session, into)
    # How the operator reaches the newcomer; the other may have left a way of their own.
    session.execute(delete(SealedContact).where(col(SealedContact.person_id) == newcomer.id))
    session.delete(newcomer)
    session.flush()


def _dismiss_about_oneself(session: Session, person: Person) -> None:
    about_oneself = update(AffiliationChallenge).where(
        col(AffiliationChallenge.person_id) == person.id,
        col(AffiliationChallenge.challenger_id) == person.id,
        col(AffiliationChallenge.state) == State.OPEN,
    )
    decided = {"state": State.DISMISSED, "decided_at": int(time.time()), "decision": ABOUT_ONESELF}
    session.execute(about_oneself.values(decided))
