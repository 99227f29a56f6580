"""One JSON object of a file, read field by field; whatever is not as expected is MalformedFile with its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from quadrille.errors import MalformedFile
from quadrille.strict_json import read_json

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with its place in the file, "" for the whole."""

    values: Mapping[str, Any]
    file: str
    place: str = ""

    @classmethod
    def load(cls, content: bytes, file: str, most_bytes: int) -> "Fields":
        """The object that a file is; stricter than JSON: no key twice, no NaN, no infinity. Raises MalformedFile."""
        values = read_json(content, file, most_bytes)
        if not isinstance(values, dict):
            raise MalformedFile(file, 0, "", "a work is one JSON object.")
        return cls(values, file)

    def allow(self, names: set[str]) -> None:
        """Refuse a field of another name, and say which is missing."""
        wrong = sorted(self.values.keys() ^ names, key=lambda name: (name not in names, name))
        if wrong and wrong[0] in names:
            self._refuse(wrong[0], "missing.")
        if wrong:
            self._refuse(wrong[0][:80], "no such field.", f"The fields are {', '.join(sorted(names))}.")

    def one_of(self, name: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of these words."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or value not in choices:
            self._refuse(name, f"one of {', '.join(choices)} was expected.")
        return value

    def text(self, name: str, most: int) -> str:
        """A text that every database and UTF-8 can hold, not empty."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            self._refuse(name, "a text was expected, not empty.")
        if len(value) > most:
            self._refuse(name, f"{len(value)} characters; at most {most} are kept.")
        if _NOT_TEXT.search(value):
            self._refuse(name, "NUL and halves of surrogate pairs are not text.")
        return value

    def line(self, name: str, most: int) -> str:
        """A text of one line, without space around it."""
        value = self.text(name, most).strip()
        if not value or not value.isprintable():
            self._refuse(name, "a text of one line was expected, not empty.")
        return value

    def matching(self, name: str, form: re.Pattern[str], most: int, needed: str) -> str:
        """A line of this form; `needed` says it in words."""
        value = self.line(name, most)
        if not form.fullmatch(value):
            self._refuse(name, f"{needed} was expected.")
        return value

    def matches(self, name: str, form: re.Pattern[str], most: int, needed: str) -> tuple[str, ...]:
        """A list of 1 to `most` different texts of this form."""
        values = self.values.get(name)
        if not isinstance(values, list) or not 1 <= len(values) <= most:
            self._refuse(name, f"a list of 1 to {most} was expected.")
        if not all(isinstance(value, str) and form.fullmatch(value) for value in values):
            self._refuse(name, f"{needed} were expected.")
        if len(set(values)) != len(values):
            self._refuse(name, "one stands twice.")
        return tuple(values)

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number between two bounds."""
        value = self.values.get(name)
        # The exact type matters: true equals 1, and is no number.
        if type(value) is not int or not least <= value <= most:
            self._refuse(name, f"a whole number from {least} to {most} was expected.")
        return value

    def objects(self, name: str, most: int) -> list["Fields"]:
        """A list of at most so many objects."""
        values = self.values.get(name)
        if not isinstance(values, list) or len(values) > most:
            self._refuse(name, f"a list of at most {most} was expected.")
        if not all(isinstance(value, dict) for value in values):
            self._refuse(name, "a list of objects was expected.")
        return [Fields(value, self.file, f"{self.place}{name}[{index}].") for index, value in enumerate(values)]

    def _refuse(self, name: str, reason: str, remedy: str = "") -> NoReturn:
        raise MalformedFile(self.file, 0, f"{self.place}{name}", reason, remedy)
