"""Rows about feedback of end users, and what projects say they spent on raising money.

Of whoever answers nothing is here but the answer: no address, no browser, no name.
"""

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from quadrille.db import Uint256

HASH = 66
"""Characters of 32 bytes as 0x and hex."""


class ImplementingPartner(SQLModel, table=True):
    """Who puts a project into practice with its users, by the operator's word; public.

    organisation   whom they do it for, as everybody sees it
    """

    __tablename__ = "implementing_partner"
    __table_args__ = (
        Index(
            "one_partner_of_a_project",
            "person_id",
            "project_slug",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    project_slug: str = Field(max_length=64, index=True)
    organisation: str = Field(max_length=200)
    named_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class FeedbackLink(SQLModel, table=True):
    """A link that a partner gives to users; only the hash of its token is here.

    label          where it is given, for the partner alone
    most_answers   how many it takes
    """

    __tablename__ = "feedback_link"

    id: int | None = Field(default=None, primary_key=True)
    partner_id: int = Field(foreign_key="implementing_partner.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    project_slug: str = Field(max_length=64, index=True)
    token_hash: str = Field(max_length=64, unique=True)
    label: str = Field(max_length=80)
    most_answers: int
    made_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class AnswerAttestation(SQLModel, table=True):
    """A partner's signature that some answers are of users; wallet and signature go when the partner is erased.

    root   of the tree over the answers' commitments
    """

    __tablename__ = "answer_attestation"

    id: int | None = Field(default=None, primary_key=True)
    partner_id: int = Field(foreign_key="implementing_partner.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    project_slug: str = Field(max_length=64, index=True)
    yes: int
    partly: int
    no: int
    root: str = Field(max_length=HASH, unique=True)
    wallet: str = Field(max_length=42)
    signature: str = Field(sa_column=Column(Text, nullable=False))
    made_at: int = Field(sa_type=BigInteger)


class EndUserAnswer(SQLModel, table=True):
    """What one user answered by a link; nobody knows who.

    works            "yes", "partly" or "no"
    commitment       keccak256(salt || document), as in `answers.py`
    form_hash        of the form it was sent with: the same form again is the same answer; null for a program's
    attestation_id   by which it counts; null while no partner has signed for it
    """

    __tablename__ = "end_user_answer"

    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="feedback_link.id", index=True)
    works: str = Field(max_length=8)
    text: str = Field(sa_column=Column(Text, nullable=False))
    salt: str = Field(max_length=HASH)
    commitment: str = Field(max_length=HASH, unique=True)
    at: int = Field(sa_type=BigInteger)
    form_hash: str | None = Field(default=None, max_length=64, unique=True)
    attestation_id: int | None = Field(default=None, foreign_key="answer_attestation.id", index=True)


class DeclaredSpending(SQLModel, table=True):
    """What a project says it spent on raising money for a round; the newest row counts, and all stay.

    declared_by    "maintainer" or "operator"; `person_id` is null for the operator
    amount_units   base units of the round's token
    words          on what, for everybody to read
    """

    __tablename__ = "declared_spending"
    __table_args__ = (Index("ix_declared_spending_of", "project_slug", "round_address", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    project_slug: str = Field(max_length=64)
    round_address: str = Field(max_length=42)
    genesis_hash: str = Field(max_length=HASH)
    amount_units: int = Field(sa_type=Uint256)
    words: str = Field(sa_column=Column(Text, nullable=False))
    declared_by: str = Field(max_length=16)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    declared_at: int = Field(sa_type=BigInteger)
