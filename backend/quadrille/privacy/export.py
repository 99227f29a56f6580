"""Everything that is kept of one person, as one document for them to take along; the register says which columns."""

import time
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from quadrille.governance.chambers.texts import texts_of
from quadrille.governance.feedback.tables import (
    AnswerAttestation,
    DeclaredSpending,
    FeedbackLink,
    ImplementingPartner,
)
from quadrille.notices.tables import NoticeMail, NoticeSubscription
from quadrille.people.persons import addresses_of, person_of_wallet
from quadrille.people.tables import (
    Affiliation,
    AffiliationChallenge,
    LinkedWallet,
    MailIdentity,
    Person,
    SealedContact,
    SignInSession,
    UniquenessEvidence,
)
from quadrille.privacy.register import exported_columns
from quadrille.screening.panels.reading import is_sealed
from quadrille.screening.panels.tables import Confirmation, DraftAnswer, PendingReview, ReviewerProfile, Seat
from quadrille.screening.process.tables import Appeal, Expert
from quadrille.screening.tables import Contribution, Review
from quadrille.screening.works.tables import ContributorKey, Work, WorkSigner
from quadrille.types import Address

FORMAT = "quadrille-export-1"

ABOUT = (
    "Each list is a table; what its columns are for, who sees them and how long they stay is on the page /about/data. "
    "Times are unix seconds, UTC. A review's document and salt make its evidence file. Of e-mail addresses, sessions "
    "and claim codes this server has hashes only. A contact is sealed to the operator's key: this server cannot read "
    "it, and gives it as it is kept. An export that the operator makes has no drafts, and no review of a panel that is "
    "open."
)


OWN: tuple[type[SQLModel], ...] = (
    *(LinkedWallet, MailIdentity, SignInSession, Affiliation, Review, Contribution),
    *(Work, WorkSigner, ContributorKey),
    *(Appeal, Expert),
    *(ReviewerProfile, Seat, DraftAnswer, PendingReview, Confirmation),
    *(ImplementingPartner, FeedbackLink, AnswerAttestation, DeclaredSpending),
    *(NoticeSubscription, NoticeMail),
)
"""Tables whose rows name the one person that they are about."""


def export(session: Session, person: Person, by_operator: bool = False) -> dict[str, Any]:
    """All of a person's own data, as plain JSON; the register decides which columns are in it.

    by_operator   without what is sealed from the operator too: drafts, and reviews whose panel is open
    """
    lists = {table.__tablename__: _of(session, table, person) for table in OWN}
    said = select(AffiliationChallenge)
    about_them = session.exec(said.where(AffiliationChallenge.person_id == person.id)).all()
    by_them = session.exec(said.where(AffiliationChallenge.challenger_id == person.id)).all()
    wallets = own_wallets(session, person)
    scores = session.exec(select(UniquenessEvidence).where(col(UniquenessEvidence.address).in_(wallets))).all()
    contacts = session.exec(select(SealedContact).where(SealedContact.person_id == person.id)).all()
    return {
        "format": FORMAT,
        "about": ABOUT,
        "made_at": int(time.time()),
        "person": _told(person),
        **{
            str(name): [_told(row) for row in rows if not (by_operator and _is_sealed(session, row))]
            for name, rows in lists.items()
        },
        "affiliation_challenge": [_told(row) for row in about_them],
        "challenge_of_theirs": [{"about": _name(session, row), **_told(row)} for row in by_them],
        "uniqueness_evidence": [_told(row) for row in scores],
        "seat_text": [_told(row) for row in texts_of(session, wallets)],
        "sealed_contact": [{**_told(row), "sealed": row.sealed} for row in contacts],
    }


def own_wallets(session: Session, person: Person) -> set[Address]:
    """Every wallet that is a person's, or was and is nobody else's now."""
    ended = session.exec(select(LinkedWallet.address).where(LinkedWallet.person_id == person.id))
    ever = {*addresses_of(session, person), *(Address(address) for address in ended)}
    owners = {wallet: person_of_wallet(session, wallet) for wallet in ever}
    return {wallet for wallet, owner in owners.items() if owner is None or owner.id == person.id}


def _is_sealed(session: Session, row: SQLModel) -> bool:
    is_draft = isinstance(row, DraftAnswer | PendingReview)
    return is_draft or (isinstance(row, Review) and is_sealed(session, row.screening_id))


def _of(session: Session, table: type[SQLModel], person: Person) -> Sequence[SQLModel]:
    return session.exec(select(table).where(table.person_id == person.id)).all()  # type: ignore[attr-defined]


def _name(session: Session, challenge: AffiliationChallenge) -> str:
    return session.get_one(Person, challenge.person_id).pseudonym


def _told(row: SQLModel) -> dict[str, Any]:
    return {column: getattr(row, column) for column in exported_columns(str(row.__tablename__))}
