"""Who is signed in: made, found, listed and ended. A session is a person's; its token is only ever kept as a hash."""

import hashlib
import secrets
import time
from dataclasses import dataclass

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from quadrille.config import Settings
from quadrille.errors import NotFound
from quadrille.people.secret import Use, keyed_hash
from quadrille.people.tables import Person, SignInSession
from quadrille.types import Address

TOKEN_BYTES = 32
"""256 bits: nobody guesses one."""

TOKEN_PREFIX = "qs_"  # noqa: S105 (the mark of a token, so that a leaked one is recognised)

IDLE_SECONDS = 7 * 86_400
"""A week without a request ends a session: reviewers come back about that often."""

LONGEST_SECONDS = 30 * 86_400
"""Whatever happens, a person signs in again after a month."""

TOUCH_SECONDS = 3_600
"""How exact `seen_at` is: a session that is used writes to the database once an hour, not at each request."""

MOST_SESSIONS = 20
"""Of one person at a time; the one that was idle longest goes first."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person, and the session that they are signed in with.

    form_token   what forms of this session carry; empty for a program, which needs none
    """

    person: Person
    session: SignInSession
    form_token: str = ""


def start_session(session: Session, person: Person, wallet: Address | None = None, client: str = "") -> str:
    """Sign a person in; the token, which is told once. Not yet committed."""
    assert person.id is not None
    now = int(time.time())
    _end_over(session, now)
    _end_idlest(session, person.id)
    token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInSession(
            token_hash=_hash(token),
            person_id=person.id,
            wallet=wallet,
            client=client,
            made_at=now,
            seen_at=now,
            expires_at=now + LONGEST_SECONDS,
        )
    )
    return token


def find_session(session: Session, token: str) -> SignedIn | None:
    """Who has this token now; None for one that nobody has, that is over, or whose person was erased."""
    now = int(time.time())
    found = session.exec(
        select(SignInSession, Person)
        .join(Person, col(Person.id) == col(SignInSession.person_id))
        .where(
            SignInSession.token_hash == _hash(token),
            SignInSession.expires_at > now,
            SignInSession.seen_at > now - IDLE_SECONDS,
            col(Person.erased_at).is_(None),
        )
    ).one_or_none()
    return None if found is None else SignedIn(found[1], found[0])


def is_worth_touching(found: SignInSession) -> bool:
    """Whether it is an hour since this session was last noted as used."""
    return int(time.time()) - found.seen_at >= TOUCH_SECONDS


def touch_session(session: Session, found: SignInSession) -> None:
    """Note that a session was used; not yet committed."""
    found.seen_at = int(time.time())
    session.add(found)


def list_sessions(session: Session, person: Person) -> list[SignInSession]:
    """The person's sessions that are not over, the newest first."""
    now = int(time.time())
    return list(
        session.exec(
            select(SignInSession)
            .where(
                SignInSession.person_id == person.id,
                SignInSession.expires_at > now,
                SignInSession.seen_at > now - IDLE_SECONDS,
            )
            .order_by(col(SignInSession.id).desc())
        )
    )


def end_session(session: Session, person: Person, number: int) -> None:
    """End one of the person's own sessions; raises NotFound, also for another person's. Not yet committed."""
    found = session.get(SignInSession, number)
    if found is None or found.person_id != person.id:
        raise NotFound("session of yours", number)
    session.delete(found)


def end_all_sessions(session: Session, person: Person) -> None:
    """Sign a person out everywhere; not yet committed."""
    session.execute(delete(SignInSession).where(col(SignInSession.person_id) == person.id))


def form_token(settings: Settings, token: str) -> str:
    """What a form of this session carries, so that no other site can send it in the person's name (CSRF)."""
    return keyed_hash(settings, Use.FORMS, token)


def _end_over(session: Session, now: int) -> None:
    over = or_(col(SignInSession.expires_at) <= now, col(SignInSession.seen_at) <= now - IDLE_SECONDS)
    session.execute(delete(SignInSession).where(over))


def _end_idlest(session: Session, person_id: int) -> None:
    query = select(SignInSession).where(SignInSession.person_id == person_id)
    newest = query.order_by(col(SignInSession.seen_at).desc(), col(SignInSession.id).desc())
    for idle in session.exec(newest.offset(MOST_SESSIONS - 1)):
        session.delete(idle)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
