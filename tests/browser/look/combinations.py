"""In which ways a page is looked at: theme, width, language, with or without scripts."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

THEMES = ("light", "dark")
WIDTHS = (320, 390, 1280)
LANGUAGES = ("en", "fr", "ar")
SCRIPTS = (True, False)


class Look(NamedTuple):
    """One way."""

    theme: str
    width: int
    language: str
    has_scripts: bool

    def __str__(self) -> str:
        return f"{self.language} {self.width} px {self.theme}{'' if self.has_scripts else ' no scripts'}"


def every_look() -> Iterator[Look]:
    """All of them."""
    return (Look(*one) for one in product(THEMES, WIDTHS, LANGUAGES, SCRIPTS))


def spread(place: int) -> Iterator[Look]:
    """Three ways for the page at this place of the list: each width, language, theme, with scripts and without.

    Over six pages that follow each other every width meets every language, each theme, and both kinds of scripts.
    """
    for row, width in enumerate(WIDTHS):
        language = LANGUAGES[(row + place) % len(LANGUAGES)]
        yield Look(THEMES[(row + place) % 2], width, language, SCRIPTS[(row + place // 3) % 2])
