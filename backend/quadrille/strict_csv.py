"""CSV read strictly: what another reader could take for something else is refused, and its place is named.

What `to_csv` writes is read back as it was, and has the same bytes everywhere.

UTF-8 with or without byte order mark; lines end with LF or CRLF; a field that holds a comma, a quote or a
line break stands in double quotes, its own quotes doubled (RFC 4180). The header names every column once, in
any order. A row is known by the line of the file where it starts; the header is line 1. Text is kept exactly
as it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from quadrille.errors import MalformedFile

_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_FIELD = re.compile(rf'(?:{_QUOTED.pattern}|([^",\r]*+))(,|\Z)')


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as UTF-8 with LF; fields in quotes where they must be."""
    # Not by the module `csv`, which puts a carriage return in quotes in some versions of Python only.
    return "".join(",".join(map(_quoted, row)) + "\n" for row in (header, *rows)).encode()


class Table:
    """The rows of one file under a known header.

    lines      the file's lines as bytes, each with its line end: an open binary file is such an iterable
    file       its name, for messages
    required   columns that must be there; at least two
    optional   columns that may be there
    raises     MalformedFile at the first flaw: here for the header, while iterating for the rows
    """

    def __init__(self, lines: Iterable[bytes], file: str, required: Sequence[str], optional: Sequence[str]) -> None:
        self._lines = enumerate(lines, start=1)
        self._file = file
        self._names: Sequence[str] = ()
        self._records = self._read_records()
        _, names = next(self._records, (1, [""]))
        self._check_header(names, required, optional)
        self._names = names
        self.columns = [*required, *(name for name in optional if name in names)]

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield each row's line and its fields, in the order of `columns` whatever the order in the file."""
        in_order = itemgetter(*(self._names.index(name) for name in self.columns))
        width = len(self._names)
        for row, fields in self._records:
            if len(fields) != width:
                raise self._wrong_width(row, fields)
            yield row, in_order(fields)

    def flaw(self, row: int, column: str, reason: str) -> MalformedFile:
        """Make the error for one place in this file."""
        return MalformedFile(self._file, row, column, reason)

    def _read_records(self) -> Iterator[tuple[int, list[str]]]:
        for row, line in self._lines:
            record = self._whole_record(line) if b'"' in line else line
            if row == 1:
                record = record.removeprefix(_BYTE_ORDER_MARK)
            # What is not UTF-8 passes here as lone surrogates, so that the field it is in can be named.
            text = record.decode("utf-8", "surrogateescape")
            text = text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
            fields = text.split(",") if '"' not in text and "\r" not in text else self._split(row, text)
            if "\0" in text or not text.isascii():
                self._check_characters(row, fields)
            yield row, fields

    def _whole_record(self, line: bytes) -> bytes:
        """Add lines as long as a quote is open, that is while the count of quotes is odd."""
        parts = [line]
        is_open = line.count(b'"') % 2 == 1
        while is_open and (numbered := next(self._lines, None)):
            parts.append(numbered[1])
            is_open = numbered[1].count(b'"') % 2 == 0
        return b"".join(parts)

    def _split(self, row: int, text: str) -> list[str]:
        fields: list[str] = []
        start, more = 0, ","
        while more:
            field = _FIELD.match(text, start)
            if field is None:
                raise self._flaw_at(row, len(fields), _why_unreadable(text, start))
            quoted, plain, more = field.groups()
            fields.append(plain if quoted is None else quoted.replace('""', '"'))
            start = field.end()
        return fields

    def _check_characters(self, row: int, fields: list[str]) -> None:
        for place, field in enumerate(fields):
            if "\0" in field:
                raise self._flaw_at(row, place, "a NUL character")
            stray = next((letter for letter in field if "\ud800" <= letter <= "\udfff"), None)
            if stray:
                raise self._flaw_at(row, place, f"the byte 0x{ord(stray) - 0xDC00:02x} here is not UTF-8")

    def _check_header(self, names: list[str], required: Sequence[str], optional: Sequence[str]) -> None:
        for name in (*required, *optional):
            if names.count(name) > 1:
                raise self.flaw(1, name, "twice in the header")
        for name in required:
            if name not in names:
                raise self.flaw(1, name, f"missing in the header, which must name {', '.join(required)}")
        for place, name in enumerate(names):
            if name not in (*required, *optional):
                raise self._flaw_at(1, place, f"{name[:80]!r} is not a known column")

    def _wrong_width(self, row: int, fields: list[str]) -> MalformedFile:
        had, needed = len(fields), len(self._names)
        if fields == [""]:
            return self._flaw_at(row, 0, "missing: the line is blank")
        reason = "missing" if had < needed else "one too many"
        reason = f"{reason}: the row has {had} columns, the header {needed}"
        return self._flaw_at(row, min(had, needed), reason)

    def _flaw_at(self, row: int, place: int, reason: str) -> MalformedFile:
        known = place < len(self._names)
        return self.flaw(row, self._names[place] if known else str(place + 1), reason)


def _quoted(cell: object) -> str:
    text = str(cell)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _why_unreadable(text: str, start: int) -> str:
    if not text.startswith('"', start):
        stranger = re.compile(r'["\r]').search(text, start)
        if stranger and stranger[0] == '"':
            return "a quote inside an unquoted field"
        return "a carriage return that does not end a line"
    if _QUOTED.match(text, start):
        return "text after the closing quote"
    return "a quote that is never closed"
