"""A donations file read fast where it is plain; where it is not, nothing is decided here.

Plain is a file without quotes, carriage returns and NUL characters, in UTF-8, whose rows are whole, whose ids are not
empty, and whose amounts have at most 38 digits and are together below 2^127. Of such a file this makes the same as the
strict reader in `donations_csv.py`, which is the definition. Every other file goes there from its beginning, also one
with a flaw: so whatever is refused is refused in the same words.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, repeat
from typing import overload

import numpy as np
from numpy.typing import NDArray

from quadrille.rounds.matching.columns import Columns
from quadrille.rounds.matching.kernels import csv_kernel
from quadrille.rounds.matching.kernels.qf_kernel import is_bounded, is_clear

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

ROLES = {
    b"donor": csv_kernel.DONOR,
    b"project": csv_kernel.PROJECT,
    b"amount": csv_kernel.AMOUNT,
    b"coefficient_bps": csv_kernel.COEFFICIENT,
    **dict.fromkeys((b"channel", b"attestor", b"reference"), csv_kernel.OTHER),
}

NEEDED = {csv_kernel.DONOR, csv_kernel.PROJECT, csv_kernel.AMOUNT}

SHARES = 4
"""So many parts of a file are cut into fields at a time."""

LARGEST = 1 << 34
"""Bytes of a file whose rows and ids can be numbered in 32 bits."""


class Ids(Sequence[str]):
    """The ids of a file's donors or projects, decoded when asked for."""

    def __init__(self, data: bytes, places: NDArray[np.uint64]) -> None:
        self._data, self._places = data, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return Ids(self._data, self._places[place])
        begin, length = divmod(int(self._places[place]), 1 << int(csv_kernel.LENGTH_BITS))
        return self._data[begin : begin + length].decode()


def read_plain(data: bytes) -> Columns | None:
    """The donations of a file, from all its bytes; None for one that is not plain, be it flawed or just unusual."""
    begin = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    rows_at = data.find(b"\n") + 1
    roles = _roles(data[begin : max(rows_at - 1, 0)])
    if not roles or len(data) >= LARGEST or not _is_plain_text(data):
        return None
    columns = _read_rows(data, rows_at, np.array(roles))
    if columns is None or not is_bounded(columns.high, columns.low):
        return None
    return columns if _has_clear_coefficients(columns) else None


def _roles(header: bytes) -> list[int]:
    """What each column holds; nothing unless the header is as it should be."""
    names = header.split(b",")
    roles = [ROLES[name] for name in names if name in ROLES]
    return roles if len(roles) == len(names) == len(set(names)) and set(roles) >= NEEDED else []


def _is_plain_text(data: bytes) -> bool:
    if any(stranger in data for stranger in (b'"', b"\r", b"\0")):
        return False
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _read_rows(data: bytes, at: int, roles: NDArray[np.int64]) -> Columns | None:
    letters = np.frombuffer(data, np.uint8)
    with ThreadPoolExecutor() as threads:
        bounds = _shares(data, at)
        lines = threads.map(csv_kernel.count_lines, repeat(letters), bounds, bounds[1:])
        rows = [0, *accumulate(lines)]
        places, tags = np.empty((2, rows[-1]), np.uint64), np.empty((2, rows[-1]), np.uint32)
        low, high = np.empty((2, rows[-1]), np.uint64)
        bps = np.empty(rows[-1] if csv_kernel.COEFFICIENT in roles else 0, np.uint16)
        same = (repeat(one) for one in (roles, places, tags, low, high, bps))
        if not all(threads.map(csv_kernel.cut_rows, repeat(letters), bounds, rows, rows[1:], *same)):
            return None
        numbered = list(threads.map(csv_kernel.number_ids, repeat(letters), places, tags))
    if not all(is_done for _, is_done in numbered):
        return None
    donors, projects = (Ids(data, first) for first, _ in numbered)
    return Columns(donors, projects, tags[0], tags[1], high, low, bps)


def _shares(data: bytes, at: int) -> list[int]:
    """Where shares of about the same length begin, each with a row, and where the last one ends."""
    about = (at + (len(data) - at) * share // SHARES for share in range(1, SHARES))
    return [at, *(data.find(b"\n", place) + 1 or len(data) for place in about), len(data)]


def _has_clear_coefficients(columns: Columns) -> bool:
    counts = len(columns.donors), len(columns.projects)
    return not len(columns.bps) or is_clear(columns.donor, columns.project, columns.bps, *counts)
