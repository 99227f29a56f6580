"""Tables and lists that another system made: read as strictly as our own, but what nobody asks for is passed over."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from quadrille.errors import MalformedFile
from quadrille.strict_csv import Table
from quadrille.strict_json import read_json

MOST_BYTES = 512 * 2**20
"""The votes of a large round are some 200 MiB."""

Value = TypeVar("Value")

Paths = Mapping[str, Sequence[str]]
"""Fields that lie deeper in an object of JSON: the name they get, and the names that lead there."""


class Row(NamedTuple):
    """One row of a table or object of a list; a field that it does not have, or that is null, is missing.

    line    in a table; 0 in JSON, where `place` leads to it
    """

    file: str
    line: int
    place: str
    fields: Mapping[str, str]

    def flaw(self, column: str, reason: str) -> MalformedFile:
        """Make the error for one field of this row."""
        return MalformedFile(self.file, self.line, f"{self.place}{column}", reason)

    def needed(self, column: str) -> str:
        """Read a field that must be there and not empty; raises MalformedFile."""
        if not self.fields.get(column):
            raise self.flaw(column, "missing or empty; it is needed")
        return self.fields[column]

    def read(self, column: str, reader: Callable[[str], Value]) -> Value:
        """Read a field by a function that raises ValueError with a reason; raises MalformedFile."""
        try:
            return reader(self.needed(column))
        except ValueError as error:
            raise self.flaw(column, str(error)) from error

    def first_of(self, *columns: str) -> str:
        """Choose the first of these columns that is there and not empty; raises MalformedFile."""
        for column in columns:
            if self.fields.get(column):
                return column
        raise self.flaw(columns[0], f"missing or empty; one of {', '.join(columns)} is needed")


def rows_of_file(content: bytes, file: str, within: str = "", deeper: Paths | None = None) -> Iterator[Row]:
    """Yield the rows of an export, CSV or a list in JSON.

    within   what the list is called where it lies in an object
    raises   MalformedFile at the first flaw, when it is reached
    """
    if len(content) > MOST_BYTES:
        raise MalformedFile(file, 0, "", f"{len(content)} bytes; at most {MOST_BYTES} are read.")
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"[", b"{")):
        return rows_of_table(io.BytesIO(content), file)
    found = read_json(content, file, MOST_BYTES, str)
    place = ""
    while isinstance(found, Mapping) and within in found:
        found, place = found[within], f"{place}.{within}".strip(".")
    return _rows_of_list(found, file, place, deeper or {})


def rows_of_table(lines: Iterable[bytes], file: str, required: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of CSV, as strict as `strict_csv.py` is; raises MalformedFile when the flaw is reached."""
    rest = iter(lines)
    first = next(rest, b"")
    header = next(csv.reader([first.decode("utf-8-sig", "replace").rstrip("\r\n")]), [])
    others = [name for name in dict.fromkeys(header) if name not in required]
    if len(header) < 2:
        raise MalformedFile(file, 1, "", "the header names no two columns.", "Give CSV with commas, or JSON.")
    table = Table(chain([first], rest), file, required=required, optional=others)
    for line, fields in table.rows():
        yield Row(file, line, "", dict(zip(table.columns, fields, strict=True)))


def _rows_of_list(found: Any, file: str, place: str, deeper: Paths) -> Iterator[Row]:
    if not isinstance(found, list):
        raise MalformedFile(file, 0, place, "a list of objects was expected.")
    for number, one in enumerate(found):
        where = f"{place}[{number}]"
        if not isinstance(one, Mapping):
            raise MalformedFile(file, 0, where, "an object was expected.")
        all_fields = {**one, **{name: _deep(one, path) for name, path in deeper.items()}}
        yield Row(file, 0, f"{where}.", {name: str(value) for name, value in all_fields.items() if _is_plain(value)})


def _deep(found: Any, path: Sequence[str]) -> Any:
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _is_plain(value: Any) -> bool:
    # Fractions are text here already: they were read as they stand.
    return isinstance(value, str | int) and not isinstance(value, bool)
