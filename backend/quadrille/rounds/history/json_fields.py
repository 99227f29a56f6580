"""The fields of an object in JSON that is not ours: each read as what it must be, or refused with its place."""

from collections.abc import Mapping
from typing import Any, Self

from quadrille.errors import MalformedFile
from quadrille.rounds.integers import read_integer
from quadrille.types import UINT256_MAX


class Fields:
    """One object and where it stands in its file; raises MalformedFile when it is none.

    A field that is null is the same as one that is missing. Every reader raises MalformedFile.
    """

    def __init__(self, file: str, place: str, found: Any) -> None:
        self.file, self.place = file, place
        if not isinstance(found, Mapping):
            raise self.flaw("", "an object was expected.")
        self.found: Mapping[str, Any] = found

    def flaw(self, name: str, reason: str, remedy: str = "") -> MalformedFile:
        """Make the error for one field."""
        return MalformedFile(self.file, 0, self._place_of(name), reason, remedy)

    def below(self, name: str) -> Self:
        """Read an object that must be there."""
        return type(self)(self.file, self._place_of(name), self.found.get(name))

    def items(self, name: str) -> list[Any] | None:
        """Read a list; None when it is missing."""
        found = self.found.get(name)
        if not (found is None or isinstance(found, list)):
            raise self.flaw(name, "a list was expected.")
        return found

    def objects(self, name: str) -> list[Self]:
        """Read a list of objects; empty when it is missing."""
        found = self.items(name) or []
        return [type(self)(self.file, self._place_of(f"{name}[{i}]"), one) for i, one in enumerate(found)]

    def name(self, name: str) -> int | str | None:
        """Read what somebody calls something, a text or a number; None when it is missing."""
        found = self.found.get(name)
        if isinstance(found, bool) or not (found is None or isinstance(found, int | str)):
            raise self.flaw(name, "a name or an address was expected.")
        return found

    def integer(self, name: str) -> int | None:
        """Read a whole number below 2^256, written as text or as a number; None when it is missing."""
        found = self.found.get(name)
        return None if found is None else self._whole(name, found)

    def needed(self, name: str) -> int:
        """Read a whole number that must be there."""
        found = self.integer(name)
        if found is None:
            raise self.flaw(name, "missing; a whole number is needed.")
        return found

    def integers(self, name: str) -> list[int] | None:
        """Read a list of whole numbers; None when it is missing."""
        found = self.items(name)
        return None if found is None else [self._whole(f"{name}[{i}]", one) for i, one in enumerate(found)]

    def _place_of(self, name: str) -> str:
        return f"{self.place}.{name}".strip(".")

    def _whole(self, name: str, found: Any) -> int:
        if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= UINT256_MAX:
            return found
        if not isinstance(found, str):
            raise self.flaw(name, f"{str(found)[:80]} is no whole number from 0 to 2^256 - 1.", "Write it as text.")
        try:
            return read_integer(found)
        except ValueError as error:
            raise self.flaw(name, f"{error}.") from error
