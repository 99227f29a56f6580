"""Finding persons, and the wallets that are theirs: one that holds their badges, and any number that give."""

import json
import secrets
import time
from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, or_, select

from quadrille.db import hold
from quadrille.errors import BadParameter, NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.tables import LinkedWallet, MailIdentity, Person
from quadrille.types import Address, Timestamp

PSEUDONYM_CHARACTERS = 64

OTHERS_WALLET = "Use a wallet of your own, or sign in with this one."


def find_or_add(session: Session, pseudonym: str) -> Person:
    """The person with this pseudonym, added when new; not yet committed."""
    person = session.exec(select(Person).where(Person.pseudonym == pseudonym)).one_or_none()
    if person is None:
        person = Person(pseudonym=pseudonym)
        session.add(person)
        session.flush()
    return person


def get_person(session: Session, pseudonym: str) -> Person:
    """The person with this pseudonym; raises NotFound, also for one that was erased."""
    # PostgreSQL takes no NUL in a text; nobody is called so.
    if "\x00" in pseudonym:
        raise NotFound("person", pseudonym.replace("\x00", ""))
    person = session.exec(select(Person).where(Person.pseudonym == pseudonym)).one_or_none()
    if person is None or person.erased_at is not None:
        raise NotFound("person", pseudonym)
    return person


def add_person(session: Session) -> Person:
    """A new person with a pseudonym that says nothing; not yet committed."""
    # Not from the wallet: whoever knows an address must not find its owner's other doings by computing.
    return find_or_add(session, f"person-{secrets.token_hex(5)}")


def rename(session: Session, person: Person, pseudonym: str) -> None:
    """Give a person another pseudonym; raises BadParameter, or Refused when somebody has it. Not yet committed."""
    is_plain = pseudonym == pseudonym.strip() and pseudonym.isprintable() and "@" not in pseudonym
    if not 1 <= len(pseudonym) <= PSEUDONYM_CHARACTERS or not is_plain:
        raise BadParameter("pseudonym", pseudonym, f"1 to {PSEUDONYM_CHARACTERS} visible characters without @")
    hold(session, "pseudonyms")
    other = session.exec(select(Person).where(Person.pseudonym == pseudonym)).one_or_none()
    if other is not None and other.id != person.id:
        raise Refused(said("Somebody has the pseudonym {pseudonym}.", pseudonym=pseudonym), "Choose another.")
    person.pseudonym = pseudonym
    session.add(person)


def person_of_wallet(session: Session, wallet: Address) -> Person | None:
    """Whose wallet this is now, if anybody's: the one that holds their badges, or one that they linked."""
    linked = select(LinkedWallet.person_id).where(LinkedWallet.address == wallet, col(LinkedWallet.ended_at).is_(None))
    query = select(Person).where(or_(Person.badge_wallet == wallet, col(Person.id).in_(linked)))
    # The two can only be one person: `hold_wallet` is held wherever either is written.
    return session.exec(query).one_or_none()


def bind_badge_wallet(session: Session, person: Person, wallet: Address) -> None:
    """Make `wallet` the one that holds this person's badges; raises Refused when it is another person's.

    One wallet for one person, so that a person's badges add up to one voice.
    """
    _take_wallet(session, person, wallet)
    person.badge_wallet = wallet
    session.add(person)


def link_wallet(
    session: Session, person: Person, wallet: Address, consent: Mapping[str, str] | None = None
) -> LinkedWallet:
    """Note that `wallet` is this person's; raises Refused when it is another's. Not yet committed.

    consent   the signatures of both sides; None where the wallet's own sign-in proves it
    """
    _take_wallet(session, person, wallet)
    found = _live_link(session, wallet)
    if found is None:
        assert person.id is not None
        text = None if consent is None else json.dumps(dict(consent), sort_keys=True)
        found = LinkedWallet(person_id=person.id, address=wallet, consent=text)
        session.add(found)
        session.flush()
    return found


def unlink_wallet(session: Session, person: Person, wallet: Address) -> None:
    """End a link; raises NotFound, or Refused for the only way in. Not yet committed.

    Rounds that it concerned still count both wallets as one person's.
    """
    found = _live_link(session, wallet)
    if found is None or found.person_id != person.id:
        raise NotFound("linked wallet", wallet)
    if not _has_other_way_in(session, person, wallet):
        raise Refused(
            said("Without the wallet {wallet} you could not sign in.", wallet=wallet),
            "Link another, or erase your account.",
        )
    found.ended_at = int(time.time())
    session.add(found)


def wallets_of(session: Session, person: Person) -> list[LinkedWallet]:
    """The wallets that are linked to a person now, oldest first."""
    query = select(LinkedWallet).where(LinkedWallet.person_id == person.id, col(LinkedWallet.ended_at).is_(None))
    return list(session.exec(query.order_by(col(LinkedWallet.id))))


def addresses_of(session: Session, person: Person) -> list[Address]:
    """Every address that is a person's now: their badges' first, then the linked ones."""
    linked = [Address(wallet.address) for wallet in wallets_of(session, person)]
    return list(dict.fromkeys([*([Address(person.badge_wallet)] if person.badge_wallet else []), *linked]))


def persons_between(
    session: Session, wallets: Iterable[Address], since: Timestamp, until: Timestamp
) -> dict[Address, int]:
    """Whose each of these wallets was at any moment of `[since, until)`, by the person's id; nobody's are left out.

    A link that was ended meanwhile counts: it must not pay to end it in the last minute of a round. Of two persons who
    had a wallet one after the other, the later one counts.
    """
    wanted = set(wallets)
    query = select(LinkedWallet).where(
        LinkedWallet.linked_at < until, or_(col(LinkedWallet.ended_at).is_(None), col(LinkedWallet.ended_at) > since)
    )
    links = session.exec(query.order_by(col(LinkedWallet.id)))
    found = {Address(link.address): link.person_id for link in links if link.address in wanted}
    holders = session.exec(select(Person).where(col(Person.badge_wallet).is_not(None)))
    held = {Address(one.badge_wallet): one.id for one in holders if one.badge_wallet in wanted and one.id is not None}
    return {**found, **held}


def has_way_in(session: Session, person: Person) -> bool:
    """Whether anybody has ever signed in as this person: by a wallet they linked, or by e-mail."""
    wallet = session.exec(select(LinkedWallet).where(LinkedWallet.person_id == person.id)).first()
    return wallet is not None or _has_mail(session, person)


def hold_wallet(session: Session, wallet: Address) -> None:
    """Wait until nobody else decides whose wallet this is."""
    hold(session, f"wallet {wallet}")


def _take_wallet(session: Session, person: Person, wallet: Address) -> None:
    """Hold a wallet that is this person's or nobody's; raises Refused when it is another's."""
    hold_wallet(session, wallet)
    other = person_of_wallet(session, wallet)
    if other is not None and other.id != person.id:
        raise Refused(said("The wallet {wallet} is another person's.", wallet=wallet), OTHERS_WALLET)


def _has_mail(session: Session, person: Person) -> bool:
    return session.exec(select(MailIdentity).where(MailIdentity.person_id == person.id)).first() is not None


def _has_other_way_in(session: Session, person: Person, wallet: Address) -> bool:
    return _has_mail(session, person) or bool({*addresses_of(session, person)} - {wallet})


def _live_link(session: Session, wallet: Address) -> LinkedWallet | None:
    query = select(LinkedWallet).where(LinkedWallet.address == wallet, col(LinkedWallet.ended_at).is_(None))
    return session.exec(query).one_or_none()
