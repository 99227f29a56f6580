"""A calendar as text: iCalendar (RFC 5545), every line folded, every text escaped. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from quadrille.news.happening import Coming

LINE_OCTETS = 75
"""RFC 5545, 3.1: the longest line, without its break."""

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
"""RFC 5545, 3.3.11: what no text may hold. A line feed is escaped instead."""

LAST_MOMENT = 253_402_300_799
"""31 December 9999: the last day that a date of a calendar can say."""

PRODUCT = "-//Quadrille//Calendar//EN"


def calendar_of(name: str, chain: str, site: str, comings: Iterable[Coming]) -> str:
    """The whole calendar; `chain` tells one chain's events from another's, `name` is what programs show."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        # RFC 7986.
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for one in comings:
        lines += _event(chain, site, one)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11)."""
    plain = text.encode(errors="replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    plain = CONTROLS.sub(" ", plain)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, none of which cuts a character in two."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        # A piece after the first begins with a space, which counts.
        if len(piece) + len(octets) > LINE_OCTETS - (1 if pieces else 0):
            pieces.append(piece)
            piece = b""
        piece += octets
    return "\r\n ".join(one.decode() for one in [*pieces, piece])


def moment_of(unix: int) -> str:
    """A moment in UTC, as a date with time."""
    return datetime.fromtimestamp(min(unix, LAST_MOMENT), UTC).strftime("%Y%m%dT%H%M%SZ")


def _event(chain: str, site: str, one: Coming) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{one.kind}-{one.key}-{chain[2:14]}@quadrille",
        # When this was last so: what moves an end moves it too, so that programs take the newer one.
        f"DTSTAMP:{moment_of(one.starts_at)}",
        f"DTSTART:{moment_of(one.starts_at)}",
        # RFC 5545, 3.8.2.2: later than the start.
        f"DTEND:{moment_of(max(one.ends_at, one.starts_at + 1))}",
        f"SUMMARY:{escaped(one.title)}",
        f"DESCRIPTION:{escaped(one.summary)}",
        f"URL:{site}{one.url}",
        f"CATEGORIES:{escaped(one.kind)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
