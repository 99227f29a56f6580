"""Sentences that can be said in another language than they are written in.

A template says `_("Review")`. Whatever decides, or refuses, says `said("Badge {number} is new.", number=7)`: to
programs and logs that is plain English text; a face that shows it asks `told`, which says it in the language spoken.
The sentences are collected from the sources by `scripts/catalogues`.
"""

from quadrille.languages.catalogues import ENGLISH, translations
from quadrille.languages.moments import Moment, moment_words
from quadrille.languages.spoken import direction, language

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
"""Unicode's marks (UAX 9) that keep an address or a name from turning the words around it."""


class Said(str):
    """An English sentence that remembers what it was made of; everywhere else it is a `str`."""

    template: str
    many: str
    number: int
    facts: dict[str, object]

    def __new__(
        cls, text: str, template: str = "", facts: dict[str, object] | None = None, many: str = "", number: int = 1
    ) -> "Said":
        """The finished text, with its template (or two and the number that decides) and facts."""
        self = super().__new__(cls, text)
        # Only a copy is made without them: it is given them right after.
        self.template, self.facts, self.many, self.number = template, facts or {}, many, number
        return self


def said(template: str, /, **facts: object) -> Said:
    """A sentence with facts in it: `said("There is no badge {number}.", number=7)`; a fact may be Said or a Moment."""
    # Without facts nothing is filled in: such a template may hold braces of its own.
    return Said(template.format(**facts) if facts else template, template, facts)


def said_many(one: str, many: str, count: int, /, **facts: object) -> Said:
    """A sentence whose words depend on a number, which both templates call `{count}`."""
    facts = {"count": count, **facts}
    return Said((one if count == 1 else many).format(**facts), one, facts, many, count)


def told(words: object) -> str:
    """The words in the language spoken; a text without facts is looked up as it stands, and kept when it is unknown."""
    if language() == ENGLISH:
        return str(words)
    if isinstance(words, Moment):
        return moment_words(words)
    if not isinstance(words, Said):
        return gettext(str(words)) if words else ""
    template = ngettext(words.template, words.many, words.number) if words.many else gettext(words.template)
    if not words.facts:
        return template
    facts = {name: told_if_ours(fact) for name, fact in words.facts.items()}
    if direction() == "rtl":
        facts = {name: f"{FIRST_STRONG_ISOLATE}{fact}{POP_ISOLATE}" for name, fact in facts.items()}
    return template.format(**facts)


def told_if_ours(value: object) -> object:
    """A sentence of ours, or a moment, in the language spoken; somebody's own word as it is."""
    return told(value) if isinstance(value, Said | Moment) else value


def marked(message: str) -> str:
    """Mark a message for the catalogues that is said elsewhere: in a table of words, for `gettext` to look up."""
    return message


def gettext(message: str) -> str:
    """A message in the language spoken."""
    return translations(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """A message in the form that the language spoken has for this number."""
    return translations(language()).ngettext(one, many, count)
