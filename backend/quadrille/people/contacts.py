"""How the operator can reach a person: sealed to the operator's key when it is left, opened on the operator's machine.

HPKE in base mode (RFC 9180), with whose contact it is and what for as its `info`: a sealed contact that was put into
another person's row does not open. The key that opens it is in a file that this server does not have.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlmodel import Session, col, select

from quadrille.config import Settings
from quadrille.db import hold
from quadrille.errors import NAME_ANOTHER, BadParameter, MalformedFile, Misconfigured, NotFound, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person, SealedContact

CONTACT_CHARACTERS = 320
"""An e-mail address at its longest, 64 + 1 + 255 (RFC 5321, 4.5.3.1); a telephone number or a handle has fewer."""

ACCOUNT = "account"
"""What a person's own contact is for: to be reached about their account."""

KEY_BYTES = 32
"""Of X25519 (RFC 7748)."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class OpenedContact:
    """A contact in the operator's hands. `contact` is None when it does not open: another key, or not this row's."""

    pseudonym: str
    purpose: str
    made_at: int
    contact: str | None


def leave_contact(session: Session, settings: Settings, person: Person, contact: str) -> SealedContact:
    """Seal a contact and keep it in place of the one before; not yet committed.

    raises  BadParameter, or Refused where this server has no key to seal it to, or the person was erased
    """
    if not 1 <= len(contact.strip()) <= CONTACT_CHARACTERS or not contact.isprintable():
        # What was given is not repeated: an error may be logged.
        raise BadParameter("contact", f"{len(contact)} characters", f"1 to {CONTACT_CHARACTERS} visible characters")
    key = _public_key(settings)
    hold(session, f"person {person.id}")
    # Check: they were not erased meanwhile.
    found = session.get_one(Person, person.id, populate_existing=True)
    if found.erased_at is not None:
        raise Refused("This person was erased.", "Sign in anew to begin again.")
    assert person.id is not None
    row = session.get(SealedContact, (person.id, ACCOUNT)) or SealedContact(
        person_id=person.id, purpose=ACCOUNT, sealed=""
    )
    row.sealed = _sealed(row, contact.strip(), key)
    row.made_at = int(time.time())
    session.add(row)
    return row


def find_contact(session: Session, person: Person) -> SealedContact | None:
    """The person's own contact, sealed, if they left one."""
    return session.get(SealedContact, (person.id, ACCOUNT))


def drop_contact(session: Session, person: Person) -> None:
    """Delete the person's own contact; raises NotFound. Not yet committed."""
    found = find_contact(session, person)
    if found is None:
        raise NotFound("contact", "of yours")
    session.delete(found)


def open_contacts(session: Session, key_file: Path) -> list[OpenedContact]:
    """Every contact, opened with the operator's key; raises MalformedFile when the file holds none."""
    key = _read_key(key_file)
    rows = session.exec(
        select(SealedContact, Person)
        .join(Person, col(Person.id) == col(SealedContact.person_id))
        .order_by(col(Person.pseudonym), col(SealedContact.purpose))
    )
    return [OpenedContact(person.pseudonym, row.purpose, row.made_at, _opened(row, key)) for row, person in rows]


def make_contact_key(file: Path) -> str:
    """Make a pair: the secret key into a new file that only its owner reads; the public key in hex for the setting.

    raises  Refused when the file is there already, BadParameter when it cannot be made
    """
    key = X25519PrivateKey.generate()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(
            said("The file {file} is there already.", file=file),
            "Name another; contacts need the key they were sealed to.",
        ) from None
    except OSError as problem:
        raise BadParameter("--out", str(file), f"a new file in a folder of yours ({problem.strerror})") from problem
    with os.fdopen(descriptor, "w") as opened:
        opened.write(key.private_bytes_raw().hex() + "\n")
    return key.public_key().public_bytes_raw().hex()


def _public_key(settings: Settings) -> X25519PublicKey:
    if settings.contact_key is None:
        raise Refused(
            "This server keeps no contacts: it has no key to seal them to.",
            "Its operator runs `quadrille people contact-key` and sets QUADRILLE_CONTACT_KEY.",
        )
    return X25519PublicKey.from_public_bytes(bytes.fromhex(settings.contact_key))


def _read_key(file: Path) -> X25519PrivateKey:
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as problem:
        raise MalformedFile(str(file), 0, "", f"cannot be read: {problem.strerror}.", NAME_ANOTHER) from problem
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        remedy = "Give the file that `quadrille people contact-key` made."
        # `from None`: what is in the file may be a key.
        raise MalformedFile(str(file), 0, "", f"{KEY_BYTES} bytes as hex were expected.", remedy) from None
    return X25519PrivateKey.from_private_bytes(secret)


def _sealed(row: SealedContact, contact: str, key: X25519PublicKey) -> str:
    try:
        return _SUITE.encrypt(contact.encode(), key, info=_info(row)).hex()
    except ValueError as problem:
        # A point of small order: everybody could open what is sealed to it (RFC 7748, section 6.1).
        remedy = "Set what `quadrille people contact-key` printed."
        raise Misconfigured("QUADRILLE_CONTACT_KEY is no key that can be sealed to.", remedy) from problem


def _opened(row: SealedContact, key: X25519PrivateKey) -> str | None:
    try:
        return _SUITE.decrypt(bytes.fromhex(row.sealed), key, info=_info(row)).decode()
    except (InvalidTag, ValueError):
        return None


def _info(row: SealedContact) -> bytes:
    """Whose it is and what for. The id, not the pseudonym: that may change."""
    return f"quadrille-contact-1 person {row.person_id} {row.purpose}".encode()
