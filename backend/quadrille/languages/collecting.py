"""Keeps the catalogues in step with the sources: `python -m quadrille.languages.collecting [--check]`.

Without `--check` new messages are added to every catalogue, empty, and those that no source says any more go.
With it nothing is changed, and every message that a language lacks or says wrongly is listed (exit code 1).
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import write_po

from quadrille.languages.catalogues import ENGLISH, FOLDER, OFFERED, read_catalogue

PACKAGE = FOLDER.parents[1]
SOURCES = [
    ("**.py", "quadrille.languages.collecting:of_python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
OPTIONS = {
    "**/templates/**.html": {"trimmed": "true", "silent": "false"},
    "**/templates/**.txt": {"trimmed": "true", "silent": "false"},
}
KEYWORDS = {**DEFAULT_KEYWORDS, "said": None, "said_many": (1, 2), "marked": None}

MET_ON_PAGES = {"Refused", "NotAllowed", "NotSignedIn", "NotFound", "LacksFunds", "TooMany", "WrongChain", "receipt"}
"""What a person meets on a page or before a wallet opens, errors and receipts: their words are collected where they are
made. What only files, settings and deployments bring about is told in English, in the commands of who runs them."""

TABLES = {"chain/remedies.py", "chain/chamber_remedies.py"}
"""Files whose every text is a remedy."""

Words = str | tuple[str, ...] | list[str] | None
"""A message as a catalogue holds it: one form, or all that a number asks for."""

UNKEPT = (b'"Report-Msgid', b'"POT-Creation', b'"PO-Revision', b'"Last-Translator', b'"Language-Team', b'"Generated-By')
"""Headers that a history of changes keeps better."""

FACT = re.compile(r"%\((\w+)\)s|(?<!\{)\{(\w+)\}(?!\})")
"""What is filled into a message: `%(name)s` in templates, `{name}` in what is `said`."""


def of_python(file: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """The messages of a Python file, those of its errors among them; as Babel's own extractors yield them."""
    source = file.read()
    yield from extract_python(BytesIO(source), keywords, comment_tags, options)
    tree = ast.parse(source)
    is_table = any(file.name.endswith(table) for table in TABLES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in MET_ON_PAGES:
            yield from _constants([*node.args, *(keyword.value for keyword in node.keywords)])
        elif isinstance(node, ast.Dict) and is_table:
            yield from _constants(node.values)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _constants(values: list[ast.expr]) -> Iterator[tuple[int, str, str, list[str]]]:
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
            yield value.lineno, "gettext", value.value, []


def collected() -> Catalog:
    """Every message of the sources."""
    catalogue = Catalog(project="Quadrille", fuzzy=False)
    found = extract_from_dir(PACKAGE, SOURCES, OPTIONS, KEYWORDS, strip_comment_tags=True)
    for file, _, words, _, _ in found:
        catalogue.add(words, locations=[(file, 0)])
    return catalogue


def update(language: str, sources: Catalog) -> None:
    """Write a catalogue that has the messages of the sources and no other; translations stay."""
    catalogue = read_catalogue(language)
    catalogue.update(sources, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=110, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    lines = written.getvalue().splitlines(keepends=True)
    (FOLDER / f"{language}.po").write_bytes(b"".join(line for line in lines if not line.startswith(UNKEPT)))


def flaws(catalogue: Catalog, sources: Catalog) -> Iterator[str]:
    """Everything that a catalogue lacks, says of nothing, or says with other facts than the source."""
    for message in sources:
        if message.id:
            has = catalogue.get(message.id)
            yield from [f"{flaw}: {_first(message.id)!r}" for flaw in _flaws_of(catalogue, message, has)]
    said = {_first(message.id) for message in sources}
    yield from [f"no source says: {_first(one.id)!r}" for one in catalogue if _first(one.id) not in said]


def _flaws_of(catalogue: Catalog, source: Message, has: Message | None) -> Iterator[str]:
    if has is None or not all(_forms(has.string)):
        yield "not translated"
        return
    if has.fuzzy:
        yield "marked as fuzzy"
    if source.pluralizable and len(_forms(has.string)) != catalogue.num_plurals:
        yield f"{catalogue.num_plurals} forms needed"
    wanted = set().union(*(_facts(form) for form in _forms(source.id)))
    *particular, general = _forms(has.string)
    # A form for one or two may leave the number out, as "one person" does.
    lacks_too_much = any(len(wanted - _facts(form)) > 1 for form in particular) or wanted - _facts(general)
    if lacks_too_much or any(_facts(form) - wanted for form in _forms(has.string)):
        yield f"other facts than {sorted(wanted)}"


def _forms(words: Words) -> list[str]:
    return [words or ""] if isinstance(words, str | None) else list(words)


def _first(words: Words) -> str:
    return _forms(words)[0]


def _facts(words: str) -> set[str]:
    return {one or other for one, other in FACT.findall(words)}


def main(arguments: list[str]) -> int:
    """Check or update every catalogue; returns the exit code."""
    sources = collected()
    found = []
    for language in OFFERED:
        if language == ENGLISH:
            continue
        if "--check" not in arguments:
            update(language, sources)
        found += [f"{language}: {flaw}" for flaw in flaws(read_catalogue(language), sources)]
    print(*found, sep="\n") if found else None
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
