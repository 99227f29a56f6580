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
    """All of them; without scripts in one theme, for colours are judged by a script."""
    every = (Look(*one) for one in product(THEMES, WIDTHS, LANGUAGES, SCRIPTS))
    return (one for one in every if one.has_scripts or one.theme == THEMES[0])


def spread(place: int) -> Iterator[Look]:
    """Two ways for the page at this place of the list: the narrowest, where what is too wide shows, and a wider one.

    Over twelve pages that follow each other each width meets every language, both themes, and both kinds of scripts.
    """
    narrow, *wider = WIDTHS
    for row, width in enumerate((narrow, wider[place % len(wider)])):
        language = LANGUAGES[(row + place) % len(LANGUAGES)]
        yield Look(THEMES[(row + place // 3) % 2], width, language, SCRIPTS[(row + place // 2) % 2])
