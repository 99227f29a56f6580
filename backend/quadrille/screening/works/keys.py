"""SSH keys with which people sign commits: registered by whoever shows that they have the key, and ended."""

import time

from sqlmodel import Session, col, select

from quadrille.chain.deployment import Chain
from quadrille.db import hold
from quadrille.errors import NotAllowed, NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.works import ssh_signature
from quadrille.screening.works.tables import ContributorKey

NAMESPACE = "quadrille"
"""A signature for it is none of a commit, and a commit's none for it."""

MOST_KEYS = 20
"""Live keys of one person: one for each of their machines, and a bound for the list."""


def words_for(chain: Chain, person: Person) -> str:
    """What a person signs with their key so that it counts as theirs, and for nobody else or elsewhere."""
    return (
        f"This SSH key signs the commits of {person.pseudonym}.\n"
        f"Quadrille, chain {chain.client.chain_id}, badge {chain.badge.address}\n"
    )


def add_key(session: Session, chain: Chain, person: Person, signature: str) -> ContributorKey:
    """Register the key that made this signature of `words_for`; the live row again when it is registered. Committed.

    Why a signature: a public key is public, and with somebody else's one could hand in their commits.

    raises   BadParameter when it is no signature, NotAllowed when it is not of these words, Refused when the key is
             another person's or the person has too many
    """
    found = ssh_signature.read(signature)
    if not ssh_signature.is_signature_of(found, words_for(chain, person).encode(), NAMESPACE):
        raise NotAllowed(
            said("This signature is not of the words for {pseudonym}.", pseudonym=person.pseudonym),
            said("Sign them to the letter: `ssh-keygen -Y sign -n {namespace} -f KEY FILE`.", namespace=NAMESPACE),
        )
    hold(session, "contributor keys")
    known = session.exec(
        select(ContributorKey).where(
            ContributorKey.public_key == found.public_key, col(ContributorKey.ended_at).is_(None)
        )
    ).one_or_none()
    if known is None:
        known = _add(session, person, found.public_key, signature)
    elif known.person_id != person.id:
        raise Refused("This key is another person's.", "Use a key of your own.")
    session.commit()
    return known


def _add(session: Session, person: Person, public_key: str, proof: str) -> ContributorKey:
    if len(keys_of(session, person)) >= MOST_KEYS:
        raise Refused(
            said("{pseudonym} has {most_keys} keys.", pseudonym=person.pseudonym, most_keys=MOST_KEYS),
            "End one that is not needed any more.",
        )
    assert person.id is not None
    row = ContributorKey(person_id=person.id, public_key=public_key, proof=proof, added_at=int(time.time()))
    session.add(row)
    session.flush()
    return row


def end_key(session: Session, person: Person, number: int) -> ContributorKey:
    """End a key of a person's: works handed in from now on cannot be signed with it. Committed; raises NotFound."""
    row = session.get(ContributorKey, number)
    if row is None or row.person_id != person.id or row.ended_at is not None:
        raise NotFound("live key", f"{number} of {person.pseudonym}")
    row.ended_at = int(time.time())
    session.add(row)
    session.commit()
    return row


def list_keys(session: Session, person: Person) -> list[ContributorKey]:
    """A person's keys, oldest first, also ended ones."""
    query = select(ContributorKey).where(ContributorKey.person_id == person.id)
    return list(session.exec(query.order_by(col(ContributorKey.id))))


def keys_of(session: Session, person: Person) -> frozenset[str]:
    """A person's live public keys."""
    return frozenset(row.public_key for row in list_keys(session, person) if row.ended_at is None)
