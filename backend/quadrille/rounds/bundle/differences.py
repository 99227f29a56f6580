"""The first difference between what was published and what was computed again, to the column and the unit. Pure."""

from itertools import zip_longest

from quadrille.errors import DO_NOT_PAY, Mismatch
from quadrille.rounds.offline.matching_report import printable

MOST_SHOWN = 200


def compare(subject: str, had: object, found: object, remedy: str = DO_NOT_PAY) -> None:
    """Raise Mismatch unless both are the same."""
    if had == found:
        return
    one, other = str(had), str(found)
    # Where both are long, the part that differs is what must be seen.
    same = next((place for place, pair in enumerate(zip_longest(one, other)) if len(set(pair)) > 1), 0)
    start = max(same - MOST_SHOWN // 2, 0)
    raise Mismatch(_shown(subject), _shown(one[start:]), _shown(other[start:]), remedy)


def compare_lines(name: str, had: bytes, found: bytes) -> None:
    """Raise Mismatch at the first line of a file that is another, in a table at its first column that is."""
    if had == found:
        return
    lines, others = had.split(b"\n"), found.split(b"\n")
    for line, (one, other) in enumerate(zip_longest(lines, others, fillvalue=b"(missing)"), start=1):
        if one == other:
            continue
        fields, needed = _fields(one), _fields(other)
        columns = _fields(others[0])
        if name.endswith(".csv") and line > 1 and len(fields) == len(needed) == len(columns):
            place = next(place for place in range(len(columns)) if fields[place] != needed[place])
            compare(_place(name, line, needed, columns[place]), fields[place], needed[place])
        compare(f"{name}, line {line}", _text(one), _text(other))
        # Bytes that are no text can look alike.
        raise Mismatch(f"{name}, line {line}", _shown(repr(one)), _shown(repr(other)))


def _place(name: str, line: int, fields: list[str], column: str) -> str:
    return f"{name}, line {line} ({fields[0]}), column {column}"


def _fields(line: bytes) -> list[str]:
    return _text(line).split(",")


def _text(line: bytes) -> str:
    return line.decode(errors="replace")


def _shown(text: str) -> str:
    # Cut before it is escaped: a line may hold megabytes.
    return printable(text[: MOST_SHOWN + 1], MOST_SHOWN)
