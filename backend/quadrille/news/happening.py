"""What is told to other programs: something that happened, something that will. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, 2.2)."""


class NewsKind(StrEnum):
    """What news and dates are about."""

    SCREENINGS = "screenings"
    BADGES = "badges"
    VOTES = "votes"
    ROUNDS = "rounds"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened at `at`; `key` names it for ever, whatever it is called."""

    kind: NewsKind
    key: str
    at: int
    title: str
    summary: str
    url: str

    def id(self, chain: str) -> str:
        """The same on every server of this chain, and for ever (RFC 4287, 4.2.6): a name-based UUID (RFC 9562)."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'quadrille {chain} {self.kind} {self.key}')}"


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that takes from `starts_at` to `ends_at`, for a calendar."""

    kind: NewsKind
    key: str
    starts_at: int
    ends_at: int
    title: str
    summary: str
    url: str


def newest(happenings: Iterable[Happening], most: int) -> list[Happening]:
    """The newest first; of two at one second, always the same one."""
    return sorted(happenings, key=lambda one: (-one.at, one.kind, one.key))[:most]


def in_xml(text: str) -> str:
    """A text without the characters that XML does not know; what is markup is escaped where it is inserted."""
    return NOT_XML.sub("\ufffd", text)
