"""What somebody can review, as they say: kept and read."""

import re
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from quadrille.db import hold
from quadrille.errors import BadParameter
from quadrille.people.tables import Person
from quadrille.screening.panels.tables import ReviewerProfile

MOST_NAMED = 50
"""Languages, sectors or accounts of one person: more than anybody has, and a bound for every lot."""

NAME_CHARACTERS = 100
MOST_MINUTES = 7 * 24 * 60
"""The minutes of a week."""

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
"""A language as a BCP 47 tag: `fr`, `zh-Hant`."""

ACCOUNT = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}\.[a-z]{2,20}/[a-z0-9._-]{1,100}")
"""An account on a code host: `github.com/login`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody can review; see `tables.ReviewerProfile`."""

    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    minutes_per_week: int = 0
    is_available: bool = False


def save_profile(session: Session, person: Person, profile: Profile) -> ReviewerProfile:
    """Keep what somebody can review, in place of what they said before. Not yet committed; raises BadParameter."""
    checked = _checked(profile)
    hold(session, f"person {person.id}")
    assert person.id is not None
    row = session.get(ReviewerProfile, person.id) or ReviewerProfile(
        person_id=person.id, minutes_per_week=0, is_available=False, changed_at=0
    )
    row.languages, row.sectors, row.accounts = list(checked.languages), list(checked.sectors), list(checked.accounts)
    row.minutes_per_week, row.is_available = checked.minutes_per_week, checked.is_available
    row.changed_at = int(time.time())
    session.add(row)
    session.flush()
    return row


def profile_of(session: Session, person: Person) -> Profile:
    """What somebody said; an empty profile, which is not available, before they said anything."""
    row = session.get(ReviewerProfile, person.id)
    return Profile() if row is None else read_profile(row)


def read_profile(row: ReviewerProfile) -> Profile:
    """What a row says."""
    return Profile(
        tuple(row.languages), tuple(row.sectors), tuple(row.accounts), row.minutes_per_week, row.is_available
    )


def _checked(profile: Profile) -> Profile:
    """The profile in its one form, each name once."""
    if type(profile.minutes_per_week) is not int or not 0 <= profile.minutes_per_week <= MOST_MINUTES:
        raise BadParameter("minutes_per_week", profile.minutes_per_week, f"0 to {MOST_MINUTES}, the minutes of a week")
    sectors = [" ".join(unicodedata.normalize("NFKC", name).split()) for name in profile.sectors]
    for name in sectors:
        if not (1 <= len(name) <= NAME_CHARACTERS and name.isprintable()):
            raise BadParameter("sectors", name[:40], f"names of 1 to {NAME_CHARACTERS} visible characters")
    accounts = [_account(name) for name in profile.accounts]
    _check_each("languages", profile.languages, LANGUAGE, "BCP 47 tags, such as fr or zh-Hant")
    _check_each("accounts", accounts, ACCOUNT, "accounts on code hosts, such as github.com/login")
    for field, names in (("languages", profile.languages), ("sectors", sectors), ("accounts", accounts)):
        if len(names) > MOST_NAMED:
            raise BadParameter(field, f"{len(names)} of them", f"at most {MOST_NAMED}")
    return Profile(
        _once(profile.languages), _once(sectors), _once(accounts), profile.minutes_per_week, profile.is_available
    )


def _account(name: str) -> str:
    return name.strip().casefold().removeprefix("https://").removeprefix("www.").rstrip("/").replace("/@", "/")


def _check_each(field: str, names: Sequence[str], pattern: re.Pattern[str], needed: str) -> None:
    for name in names:
        if not pattern.fullmatch(name):
            raise BadParameter(field, name[:40], needed)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
