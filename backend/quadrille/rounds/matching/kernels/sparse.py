"""Rows with few entries as three arrays, as compiled loops read them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from quadrille.rounds.matching.gift_rows import Row


class Sparse(NamedTuple):
    """Row i holds values[k] in column columns[k] for k from starts[i] up to starts[i + 1], columns ascending."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.int64]


def sparse_rows(rows: Sequence[Row]) -> Sparse:
    """The rows in their order; values below 2^63."""
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    columns = np.fromiter((place for row in rows for place in row), np.int64, starts[-1])
    values = np.fromiter((value for row in rows for value in row.values()), np.int64, starts[-1])
    return Sparse(starts, columns, values)


def transposed(rows: Sparse, columns: int) -> Sparse:
    """The same entries by column, so many of them; in each the rows ascend."""
    order = np.argsort(rows.columns, kind="stable")
    starts = np.zeros(columns + 1, np.int64)
    np.cumsum(np.bincount(rows.columns, minlength=columns), out=starts[1:])
    owners = np.repeat(np.arange(len(rows.starts) - 1, dtype=np.int64), np.diff(rows.starts))
    return Sparse(starts, owners[order], rows.values[order])
