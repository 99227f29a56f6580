"""What is kept of whom: who sees it, what for and how long. Every column of every table is in it, or a test fails.

The page /about/data and the export are made from this register; the data itself is in `register_data.py`. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from quadrille.privacy.register_data import KEPT, TECHNICAL


class Viewer(StrEnum):
    """Whom this server shows something, from all to none. Whoever runs it can read in its database what is no hash."""

    EVERYBODY = "everybody"
    OPERATOR = "operator"
    """The operator, and the persons that it is about."""
    PERSON = "person"
    """The person that it is about; the operator only in the export that they make for that person."""
    NOBODY = "nobody"
    """Only a hash of it is here, or it is sealed to a key that is not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One column.

    purpose      what it is for, a short sentence
    stays        how long, in words
    seconds      the same as a number, where it is a number: so long after the moment that the words name
    is_personal  whether it is about one person, and so belongs into their export unless nobody sees it
    """

    table: str
    column: str
    seen_by: Viewer
    purpose: str
    stays: str
    seconds: int | None
    is_personal: bool


def entries() -> list[Entry]:
    """The whole register, by table."""
    return [*_personal(), *_technical()]


def _personal() -> Iterator[Entry]:
    for table, groups in KEPT.items():
        for columns, seen_by, purpose, (stays, seconds) in groups:
            for column in columns.split():
                yield Entry(table, column, Viewer(seen_by), purpose, stays, seconds, is_personal=True)


def _technical() -> Iterator[Entry]:
    for table, columns, seen_by, purpose, (stays, seconds) in TECHNICAL:
        for column in columns.split():
            yield Entry(table, column, Viewer(seen_by), purpose, stays, seconds, is_personal=False)


def exported_columns(table: str) -> list[str]:
    """The columns of a table that its person may take along."""
    return [
        entry.column
        for entry in entries()
        if entry.table == table and entry.is_personal and entry.seen_by is not Viewer.NOBODY
    ]


def seconds_kept(table: str, column: str) -> int:
    """How long this column is kept, where the register says a number; raises LookupError."""
    found = (entry.seconds for entry in entries() if (entry.table, entry.column) == (table, column))
    seconds = next(found)
    if seconds is None:
        raise LookupError(f"{table}.{column} is not kept for a time")
    return seconds
