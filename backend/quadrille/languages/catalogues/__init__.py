"""One `.po` file for each language besides English; a new one is offered as soon as its file lies here."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent
ENGLISH = "en"
OFFERED = (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po")))
"""The languages that can be spoken, by their code (BCP 47), English first."""

UNREVIEWED = "unreviewed"
"""The comment of a translation that a machine made and no speaker of the language has read yet."""


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language, as a translator edits it."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: str) -> NullTranslations:
    """What a language says for each English message; English says the message itself."""
    if language == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


@cache
def is_reviewed(language: str) -> bool:
    """Whether a speaker of the language has read every translation of the catalogue."""
    return language == ENGLISH or all(UNREVIEWED not in message.user_comments for message in read_catalogue(language))
