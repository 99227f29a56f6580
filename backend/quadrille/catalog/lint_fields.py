"""Where the fields of a published project are, and what each may hold: pure.

A path names a field as the findings do: `license[].spdx` is the field `spdx` of each object in the list `license`.
"""

from collections.abc import Iterator
from enum import Enum, auto
from typing import Any, NamedTuple


class Missing(Enum):
    """The value of a field that is not there."""

    MISSING = auto()


MISSING = Missing.MISSING

SAYS_NOTHING = frozenset(
    (
        *("na", "none", "nil", "null", "nbsp", "tbd", "tba", "todo", "unknown", "undefined"),
        *("notapplicable", "notavailable", "yes", "no", "true", "false"),
    )
)
"""Words that people put where a form insists on some; compared by their letters and digits alone."""

PLACEHOLDER_CHARACTERS = 24
"""Longer text is taken to say something."""

SHOWN_CHARACTERS = 80
"""More of a text than this is not repeated in a finding."""


class Field(NamedTuple):
    """One field of a document: its path with the numbers of list items, and its value."""

    path: str
    value: Any


Steps = tuple[Any, ...]
"""The way to a value in a document: the steps before it, then the name or number of the last; empty at the top."""


class Kind(Enum):
    """What a field may hold, in words for a finding."""

    TEXT = "text"
    TEXTS = "a list of texts"
    OBJECT = "an object"
    OBJECTS = "a list of objects"
    ANSWER = "Yes, No or Unknown"
    GOAL = "an object with `SDGNumber`, 1 to 17"
    GOALS = "a list of goals"


def fields_at(document: Any, path: str, start: str = "") -> Iterator[Field]:
    """Every field of this path, with MISSING where an object lacks it; what leads to it otherwise is passed over."""
    found = [Field(start, document)]
    for step in path.split(".") if path else ():
        name = step.removesuffix("[]")
        found = [Field(join(at.path, name), at.value.get(name, MISSING)) for at in found if isinstance(at.value, dict)]
        if step != name:
            found = [item for at in found if isinstance(at.value, list) for item in _items(at)]
    yield from found


def join(path: str, name: str) -> str:
    """The path of a field in the object at a path."""
    return f"{path}.{name}" if path else name


def texts_in(document: Any) -> Iterator[tuple[Steps, str]]:
    """Every text of a document, however deep, with the way to it; in no particular order."""
    for steps, value in _leaves(document):
        if isinstance(value, str):
            yield steps, value


def path_of(start: str, steps: Steps) -> str:
    """The path of what the steps lead to, from the document at `start`."""
    names: list[str] = []
    while steps:
        steps, step = steps
        names.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return f"{start}{''.join(reversed(names))}".removeprefix(".")


def says_something(value: Any) -> bool:
    """Whether a field holds more than nothing, spaces, or a word that stands for nothing."""
    if isinstance(value, str):
        text = value.strip()
        if len(text) > PLACEHOLDER_CHARACTERS:
            return any(map(str.isalnum, text))
        letters = "".join(filter(str.isalnum, text.casefold()))
        return letters != "" and letters not in SAYS_NOTHING
    if isinstance(value, list | dict):
        return any(says_something(leaf) for _, leaf in _leaves(value))
    return value is not None and value is not MISSING


def answer_of(value: Any) -> str:
    """`yes` or `no` when a field answers so, else empty; registry entries answer with a sentence."""
    text = value.strip().casefold() if isinstance(value, str) else ""
    if text.startswith(("pii data is ", "content is ")):
        return "no" if " is not collected" in text else "yes"
    return text if text in ("yes", "no") else ""


def misfits(at: Field, kind: Kind) -> Iterator[tuple[Field, Kind]]:
    """The field, or those items of its list, that are not of the kind they should be; a missing field is none."""
    if at.value is MISSING:
        return
    if not _FITS[kind](at.value):
        yield at, kind
    elif kind in _ITEMS:
        yield from ((item, _ITEMS[kind]) for item in _items(at) if not _FITS[_ITEMS[kind]](item.value))


def shown(text: str) -> str:
    """A text as a finding repeats it: cut, and in characters that any file and any terminal takes."""
    cut = text[: SHOWN_CHARACTERS + 1]
    plain = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in cut)
    return plain if len(plain) <= SHOWN_CHARACTERS else f"{plain[: SHOWN_CHARACTERS - 1]}…"


def _items(at: Field) -> list[Field]:
    return [Field(f"{at.path}[{number}]", value) for number, value in enumerate(at.value)]


def _leaves(document: Any) -> Iterator[tuple[Steps, Any]]:
    # A list of what is still to visit: a call for each level would end at Python's limit.
    waiting: list[tuple[Steps, Any]] = [((), document)]
    while waiting:
        steps, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((steps, name), inner) for name, inner in value.items())
        elif isinstance(value, list):
            waiting.extend(((steps, number), inner) for number, inner in enumerate(value))
        else:
            yield steps, value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _is_answer(value: Any) -> bool:
    return isinstance(value, str) and value.strip().casefold() in ("yes", "no", "unknown", "")


def _is_goal(item: Any) -> bool:
    # The oldest files have a goal as a list: its number, its name.
    number = item[0] if isinstance(item, list) and item else item.get("SDGNumber") if isinstance(item, dict) else None
    return type(number) is int and 1 <= number <= 17


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


_FITS = {
    Kind.TEXT: _is_text,
    Kind.TEXTS: _is_list,
    Kind.OBJECT: lambda value: isinstance(value, dict),
    Kind.OBJECTS: _is_list,
    Kind.ANSWER: _is_answer,
    Kind.GOAL: _is_goal,
    Kind.GOALS: _is_list,
}
_ITEMS = {Kind.TEXTS: Kind.TEXT, Kind.OBJECTS: Kind.OBJECT, Kind.GOALS: Kind.GOAL}
