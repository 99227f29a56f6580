"""Moments within sentences: unix seconds that are read as a day and a time in UTC."""

from contextlib import suppress
from datetime import UTC, datetime

from babel.dates import format_date

from quadrille.languages.catalogues import ENGLISH, translations
from quadrille.languages.spoken import language, locale_of

LAST_MOMENT = 253_402_300_799
"""31 December 9999, 23:59:59 UTC: the last second that `datetime` knows. A contract can hold later ones."""


class Moment(int):
    """Unix seconds, written `31 December 2026, 18:00 UTC` in a sentence; everywhere else it is an `int`."""

    def __str__(self) -> str:
        return _words(self, ENGLISH)


def moment_again(words: str) -> str | Moment:
    """The moment that English words of ours are; other words as they are."""
    for form in ("%d %B %Y, %H:%M UTC", "%d %B %Y, %H:%M:%S UTC"):
        with suppress(ValueError):
            found = Moment(datetime.strptime(words, form).replace(tzinfo=UTC).timestamp())
            if str(found) == words:
                return found
    return words


def moment_words(unix: int) -> str:
    """Write unix seconds as a day and a time in UTC in the language spoken; the seconds only when there are any."""
    return _words(unix, language())


def _words(unix: int, code: str) -> str:
    if unix > LAST_MOMENT:
        # Not by `words.gettext`: sentences are made of moments.
        return translations(code).gettext("after the year 9999")
    at = datetime.fromtimestamp(unix, UTC)
    clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{format_date(at, 'long', locale_of(code))}, {clock} UTC"
