"""A donations file: one donation a row, `donor,project,amount` and, if wanted, `coefficient_bps`.

Ids are text, kept letter for letter: no case folding, no trimming. Amounts are base units in decimal digits,
below 2^256. Coefficients are basis points, 0 to 10 000, one for each donor and project; without the column
everybody has 10 000. How rows and columns are told apart: `quadrille.strict_csv`.

`channel`, `attestor` and `reference` may be there, as in a round's bundle: how a donation came when it did not come by
the round's contract, who says so, and where to look it up. Whatever they hold, no match depends on it.
"""

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from quadrille.errors import MalformedFile
from quadrille.rounds.integers import read_integer
from quadrille.rounds.matching.donation import Donation
from quadrille.strict_csv import Table
from quadrille.types import BPS_ONE, UINT256_MAX

REQUIRED = ("donor", "project", "amount")

COEFFICIENT = "coefficient_bps"

ORIGIN = ("channel", "attestor", "reference")
"""Where a donation comes from; empty for one that is on the chain."""


LARGE_BYTES = 1 << 23
"""From here on a file is read faster in columns, although the compiler's library must be loaded first."""


def read_gifts(file: BinaryIO, name: str) -> Iterable[Donation]:
    """The donations of a whole file, in its order: in columns when it is large and plain, else as `read_donations`.

    file       an open binary file; read to its end at once
    name       its name, for messages
    raises     MalformedFile as `read_donations` does, while the donations are read
    """
    data = file.read()
    if len(data) >= LARGE_BYTES:
        # A small file does not wait for NumPy and the compiler.
        from quadrille.rounds.offline.plain_csv import read_plain

        if (columns := read_plain(data)) is not None:
            return columns
    return read_donations(io.BytesIO(data), name)


def read_donations(lines: Iterable[bytes], file: str) -> Iterator[Donation]:
    """Yield the donations of a file one by one, in its order.

    lines      the file's lines as bytes: an open binary file
    file       its name, for messages
    raises     MalformedFile with row, column and reason, when the flaw is reached
    """
    table = Table(lines, file, required=REQUIRED, optional=(COEFFICIENT, *ORIGIN))
    if COEFFICIENT in table.columns:
        yield from _read_with_coefficients(table)
        return
    for row, (donor, project, amount, *_) in table.rows():
        if not donor or not project:
            raise _empty_id(table, row, donor)
        yield Donation(donor, project, _integer(table, row, "amount", amount, UINT256_MAX))


def _read_with_coefficients(table: Table) -> Iterator[Donation]:
    first: dict[tuple[str, str], tuple[int, int]] = {}
    for row, (donor, project, amount, coefficient, *_) in table.rows():
        if not donor or not project:
            raise _empty_id(table, row, donor)
        amount_units = _integer(table, row, "amount", amount, UINT256_MAX)
        coefficient_bps = _integer(table, row, COEFFICIENT, coefficient, BPS_ONE)
        first_bps, first_row = first.setdefault((donor, project), (coefficient_bps, row))
        if first_bps != coefficient_bps:
            reason = f"{coefficient_bps}, but row {first_row} gives this donor {first_bps} on the same project"
            raise table.flaw(row, COEFFICIENT, reason)
        yield Donation(donor, project, amount_units, coefficient_bps)


def _empty_id(table: Table, row: int, donor: str) -> MalformedFile:
    return table.flaw(row, "project" if donor else "donor", "empty; an id is needed")


def _integer(table: Table, row: int, column: str, text: str, most: int) -> int:
    try:
        return read_integer(text, most)
    except ValueError as error:
        raise table.flaw(row, column, str(error)) from error
