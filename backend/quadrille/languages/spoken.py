"""Which language is spoken: for each request its own, English for whoever does not ask for another."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from urllib.parse import parse_qsl, urlencode

from babel import Locale

from quadrille.languages.catalogues import ENGLISH, OFFERED

_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
_ASKED: ContextVar[str] = ContextVar("asked", default="")

WISH = "lang"
"""The parameter of an address that wishes for a language."""

MOST_ASKED = 20
"""Languages read of an Accept-Language header; a browser names a handful."""


def language() -> str:
    """The code of the language that is spoken now."""
    return _SPOKEN.get()


@cache
def locale_of(code: str) -> Locale:
    """How a language writes numbers and dates, and in which direction (CLDR); English as most of the world has it."""
    return Locale.parse("en_001" if code == ENGLISH else code)


def direction() -> str:
    """Where the language spoken begins its lines: `ltr` or `rtl`."""
    return locale_of(language()).text_direction


@contextmanager
def speaking(code: str, asked: str = "") -> Iterator[None]:
    """Speak this language within; asked is the query of the page that is shown.

    raises  ValueError when the language is not offered
    """
    if code not in OFFERED:
        raise ValueError(f"{code} is not among {OFFERED}")
    before, before_asked = _SPOKEN.set(code), _ASKED.set(asked)
    try:
        yield
    finally:
        _SPOKEN.reset(before)
        _ASKED.reset(before_asked)


def in_language(code: str) -> str:
    """The query that shows the same page in another language."""
    kept = [(name, value) for name, value in parse_qsl(_ASKED.get()) if name != WISH]
    return f"?{urlencode([*kept, (WISH, code)])}"


def chosen(wished: str, remembered: str, accepted: str) -> str:
    """The language to speak: what was wished now, else chosen before, else the best that the browser accepts.

    accepted  an Accept-Language header (RFC 9110, 12.5.4)
    """
    for code in (wished, remembered, *_by_preference(accepted)):
        if code in OFFERED:
            return code
    return ENGLISH


def _by_preference(accepted: str) -> list[str]:
    weighted = []
    for part in accepted.split(",", MOST_ASKED)[:MOST_ASKED]:
        tag, _, weight = part.partition(";")
        # What a country speaks of a language is not told apart: fr-CA is French.
        weighted.append((_weight(weight), tag.strip().lower().split("-")[0]))
    return [code for weight, code in sorted(weighted, key=lambda one: -one[0]) if weight > 0]


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
