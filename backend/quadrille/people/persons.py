"""Finding persons, and the one wallet that holds their badges."""

from sqlmodel import Session, select

from quadrille.errors import Refused
from quadrille.people.tables import Person
from quadrille.types import Address


def find_or_add(session: Session, pseudonym: str) -> Person:
    """The person with this pseudonym, added when new; not yet committed."""
    person = session.exec(select(Person).where(Person.pseudonym == pseudonym)).one_or_none()
    if person is None:
        person = Person(pseudonym=pseudonym)
        session.add(person)
        session.flush()
    return person


def bind_badge_wallet(session: Session, person: Person, wallet: Address) -> None:
    """Make `wallet` the one that holds this person's badges; raises Refused when it is another person's.

    One wallet for one person, so that a person's badges add up to one voice.
    """
    other = session.exec(select(Person).where(Person.badge_wallet == wallet)).one_or_none()
    if other is not None and other.id != person.id:
        raise Refused(f"The wallet {wallet} holds the badges of another person.", "Use a wallet of your own.")
    person.badge_wallet = wallet
    session.add(person)
