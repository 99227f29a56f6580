"""Rows about persons. No name, no e-mail address: a person is a pseudonym until they say otherwise.

What is in which column, who sees it and how long it stays is said once, in `privacy/register_data.py`.
"""

import time

from sqlalchemy import BigInteger, Column, Index, Text, false, text
from sqlmodel import Field, SQLModel

ADDRESS, DIGEST = 42, 64
"""Characters of an address with 0x, and of a SHA-256 or HMAC-SHA-256 in hex without."""


def _now() -> int:
    return int(time.time())


class Person(SQLModel, table=True):
    """Somebody who contributes, votes, gives or operates.

    shows_page   whether others see their page (`visibility.py`)
    """

    id: int | None = Field(default=None, primary_key=True)
    pseudonym: str = Field(unique=True, max_length=64)
    badge_wallet: str | None = Field(default=None, unique=True, max_length=ADDRESS)
    made_at: int = Field(default_factory=_now, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    erased_at: int | None = Field(default=None, sa_type=BigInteger)
    shows_page: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class LinkedWallet(SQLModel, table=True):
    """A wallet that a person showed to be theirs. A link that was ended stays, for rounds that it concerned.

    consent   the two signatures of the link as JSON; null where the wallet's own sign-in was the proof
    """

    __tablename__ = "linked_wallet"
    __table_args__ = (
        Index(
            "one_person_for_a_wallet",
            "address",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    address: str = Field(max_length=ADDRESS)
    linked_at: int = Field(default_factory=_now, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    consent: str | None = Field(default=None, sa_column=Column(Text, nullable=True))


class MailIdentity(SQLModel, table=True):
    """An e-mail address that signs a person in: a keyed hash of it, from which nobody can read it back."""

    __tablename__ = "mail_identity"

    mail_hash: str = Field(primary_key=True, max_length=DIGEST)
    person_id: int = Field(foreign_key="person.id", index=True)
    bound_at: int = Field(default_factory=_now, sa_type=BigInteger)


class MailLink(SQLModel, table=True):
    """A link that was mailed and not used yet: its token's hash, whose it is, and the browser that asked for it."""

    __tablename__ = "mail_link"

    token_hash: str = Field(primary_key=True, max_length=DIGEST)
    mail_hash: str = Field(max_length=DIGEST, index=True)
    browser_hash: str = Field(max_length=DIGEST)
    expires_at: int = Field(sa_type=BigInteger, index=True)


class UsedNonce(SQLModel, table=True):
    """A sign-in nonce that was used; kept until it would be refused for its age anyway."""

    __tablename__ = "used_nonce"

    nonce_hash: str = Field(primary_key=True, max_length=DIGEST)
    expires_at: int = Field(sa_type=BigInteger, index=True)


class SignInSession(SQLModel, table=True):
    """A browser or a program that is signed in; only the hash of its token is here.

    wallet   the one that signed in, null after a mailed link
    client   the kind of browser in a few words of ours, so that a person recognises their own
    """

    __tablename__ = "sign_in_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=DIGEST)
    person_id: int = Field(foreign_key="person.id", index=True)
    wallet: str | None = Field(default=None, max_length=ADDRESS)
    client: str = Field(default="", max_length=40)
    made_at: int = Field(default_factory=_now, sa_type=BigInteger)
    seen_at: int = Field(default_factory=_now, sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger, index=True)


class Affiliation(SQLModel, table=True):
    """What a person says, or was found, to be to a project or an organisation; public.

    subject_kind   "project" (a slug of the catalogue) or "organisation" (a name)
    role           one of `affiliation_rules.ROLES`
    declared_by    "person", "operator", or "challenge" where one was upheld
    """

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    subject_kind: str = Field(max_length=16)
    subject: str = Field(max_length=200, index=True)
    role: str = Field(max_length=16)
    declared_by: str = Field(max_length=16)
    declared_at: int = Field(default_factory=_now, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class AffiliationChallenge(SQLModel, table=True):
    """Somebody says that a person's declared affiliations are wrong or not all: what is claimed, and what came of it.

    affiliation_id   the declared one that is doubted; null where one is said to be missing, as named beside it
    state            "open", "upheld" or "dismissed"
    """

    __tablename__ = "affiliation_challenge"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    challenger_id: int = Field(foreign_key="person.id", index=True)
    affiliation_id: int | None = Field(default=None, foreign_key="affiliation.id")
    subject_kind: str = Field(max_length=16)
    subject: str = Field(max_length=200)
    role: str = Field(max_length=16)
    grounds: str = Field(sa_column=Column(Text, nullable=False))
    made_at: int = Field(default_factory=_now, sa_type=BigInteger)
    state: str = Field(default="open", max_length=16)
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    decision: str = Field(default="", sa_column=Column(Text, nullable=False))


class UniquenessEvidence(SQLModel, table=True):
    """What a source says of a wallet: how sure it is that a person of their own is behind it.

    score        as the source wrote it, a decimal number as text
    source       whose score or attestation it is, "passport" for example
    observed_at  when the source saw it so
    """

    __tablename__ = "uniqueness_evidence"
    __table_args__ = (Index("one_score_a_moment", "address", "source", "observed_at", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(max_length=ADDRESS)
    source: str = Field(max_length=64)
    score: str = Field(max_length=32)
    observed_at: int = Field(sa_type=BigInteger)
    reference: str = Field(default="", max_length=200)
    brought_in_at: int = Field(default_factory=_now, sa_type=BigInteger)


class SealedContact(SQLModel, table=True):
    """How the operator can reach a person, encrypted to the operator's key: this server cannot read it.

    purpose   what it was left for, "account" for a person's own; one of each for a person
    """

    __tablename__ = "sealed_contact"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    purpose: str = Field(primary_key=True, max_length=64)
    sealed: str = Field(sa_column=Column(Text, nullable=False))
    made_at: int = Field(default_factory=_now, sa_type=BigInteger)
