"""Whoever is signed in and has a claim code is the reviewer whose code it is: from then on they are one person here.

Reviews come under the name that their author had elsewhere; signing in begins a person who has done nothing yet.
"""

from sqlmodel import Session, SQLModel, select

from quadrille.db import hold
from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.people.absorbing import absorb
from quadrille.people.persons import addresses_of, has_way_in
from quadrille.people.tables import Person
from quadrille.screening.contributions import contribution_by_code, refuse_erased
from quadrille.screening.panels.tables import Confirmation, DraftAnswer, PanelCandidate, ReviewerProfile, Seat
from quadrille.screening.tables import Review
from quadrille.screening.works.tables import ContributorKey, Work, WorkSigner

RECORDS: tuple[type[SQLModel], ...] = (
    *(Review, Work, WorkSigner, ContributorKey),
    *(ReviewerProfile, PanelCandidate, Seat, DraftAnswer, Confirmation),
)
"""What somebody can have done here. Who vouched for a work counts too: they would else become its author."""


def recognise(session: Session, code: str, person: Person | None) -> None:
    """Make the person who is signed in the one whose claim code this is; changes nothing when they are, or nobody is.

    raises  NotFound for an unknown code; Refused when the code is another person's, who signs in by other ways, or
            when the one who is signed in has a record of their own: two persons never become one
    """
    if person is None:
        return
    hold(session, "contribution numbers")
    author = session.get_one(Person, contribution_by_code(session, code).person_id)
    if author.id == person.id:
        return
    refuse_erased(author)
    # Check: the one who came has done nothing here that would have to be counted with the author's.
    if person.badge_wallet is not None or _has_record(session, person):
        raise Refused(
            said(
                "You are {pseudonym} here, and this badge is {author}'s.",
                pseudonym=person.pseudonym,
                author=author.pseudonym,
            ),
            "Sign out to claim it.",
        )
    # Check: a code that was passed on opens nobody's account.
    is_other_wallet = author.badge_wallet not in (None, *addresses_of(session, person))
    if has_way_in(session, author) or is_other_wallet:
        raise Refused(
            said("{pseudonym} signs in by another way.", pseudonym=author.pseudonym),
            "Sign in as you did before, and claim it then.",
        )
    # Effect: ways in, links and what was declared go over.
    absorb(session, person, into=author)
    session.commit()


def _has_record(session: Session, person: Person) -> bool:
    found = (select(table).where(table.person_id == person.id) for table in RECORDS)  # type: ignore[attr-defined]
    return any(session.exec(query).first() is not None for query in found)
