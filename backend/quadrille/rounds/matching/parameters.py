"""The parameters of a mechanism: named, bounded, read from text and published as text, the defaults too.

A mechanism declares them as the fields of a frozen dataclass below `Parameters`, each made by `whole` or `choice`; all
reading, writing and refusing is here, once.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar, Self

from quadrille.errors import BadParameter
from quadrille.rounds.integers import read_integer
from quadrille.types import BPS_ONE, UINT256_MAX


@dataclass(frozen=True, slots=True)
class Parameters:
    """Those of one mechanism; raises BadParameter for a value out of bounds."""

    mechanism: ClassVar[str]

    def __post_init__(self) -> None:
        for known in fields(self):
            if "most" in known.metadata and not _least(known) <= getattr(self, known.name) <= known.metadata["most"]:
                raise BadParameter(known.name, getattr(self, known.name), _bounds(known))

    @classmethod
    def from_text(cls, texts: Mapping[str, str]) -> Self:
        """Read parameters given by name as text; a name that is missing keeps its default.

        raises     BadParameter for a name that this mechanism does not have, a value that it cannot take, and a
                   name without default that is missing
        """
        known = {one.name: one for one in fields(cls)}
        if strange := sorted(texts.keys() - known.keys()):
            raise BadParameter(f"a parameter of {cls.mechanism}", strange[0], _listed(known))
        for name, one in known.items():
            if name not in texts and one.default is MISSING:
                raise BadParameter(
                    f"{name} of {cls.mechanism}", None, f"given, {_bounds(one)}: no value suits every round"
                )
        return cls(**{name: _read(known[name], text) for name, text in texts.items()})

    def as_text(self) -> dict[str, str]:
        """Every parameter by name as text, the defaults too: the form that is published."""
        return {one.name: str(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def described(cls) -> str:
        """Names and what each may be, on one line, and which must be given."""
        must = {one.name for one in fields(cls) if one.default is MISSING}
        return ", ".join(f"{one.name}={_needed(one)}{' (needed)' * (one.name in must)}" for one in fields(cls))


def whole(*, least: int = 0, most: int = UINT256_MAX, default: Any = MISSING) -> Any:
    """A field that holds a whole number; it must be given when it has no default."""
    return field(default=default, metadata={"least": least, "most": most})


def choice(default: StrEnum) -> Any:
    """A field that holds one of the words of an enumeration."""
    return field(default=default, metadata={"words": type(default)})


def cap_bps() -> Any:
    """The field for the most that one project may get, as part of the pool; all of it unless given."""
    return whole(most=BPS_ONE, default=BPS_ONE)


def _read(known: Field[Any], text: str) -> int | StrEnum:
    words = known.metadata.get("words")
    if words is not None:
        if text not in set(words):
            raise BadParameter(known.name, text, _needed(known).replace("|", " or "))
        found: StrEnum = words(text)
        return found
    try:
        return read_integer(text, known.metadata["most"])
    except ValueError as error:
        raise BadParameter(known.name, text, f"a whole number in decimal digits, {_bounds(known)}") from error


def _least(known: Field[Any]) -> int:
    return int(known.metadata["least"])


def _bounds(known: Field[Any]) -> str:
    most = known.metadata["most"]
    return f"from {_least(known)} to {'2^256 - 1' if most == UINT256_MAX else most}"


def _needed(known: Field[Any]) -> str:
    if words := known.metadata.get("words"):
        return "|".join(words)
    most = known.metadata["most"]
    return f"{_least(known)}..{'2^256-1' if most == UINT256_MAX else most}"


def _listed(names: Mapping[str, object]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
