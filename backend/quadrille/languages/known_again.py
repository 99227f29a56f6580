"""Sentences of ours that were kept as plain English: known again by their templates, to be told in any language."""

import re
from collections.abc import Iterable
from functools import cache

from quadrille.languages.moments import moment_again
from quadrille.languages.words import said


def known_again(words: str, templates: Iterable[str]) -> str:
    """The sentence with its facts where one of these templates made it; else the words as they are."""
    for template in templates:
        if found := _pattern(template).fullmatch(words):
            return said(template, **{name: moment_again(fact) for name, fact in found.groupdict().items()})
    return words


@cache
def _pattern(template: str) -> re.Pattern[str]:
    # Words, the name of a fact, words, the name of a fact, ..., words.
    words, *rest = re.split(r"\{(\w+)\}", template)
    facts = (f"(?P<{name}>.+?){re.escape(more)}" for name, more in zip(rest[::2], rest[1::2], strict=True))
    return re.compile(re.escape(words) + "".join(facts), re.DOTALL)
