"""`pairwise` for many donors: what every pair moves to each project, compiled.

Equal to `parts_by_definition` in `pairwise.py`, digit for digit. Instead of looking at every pair of donors, it goes
from a donor to the projects they gave to and on to the other donors there, twice: once to sum what the two have in
common, once to share out. Time grows with the pairs that meet in a project, memory with the donations.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from quadrille.rounds.matching.gift_rows import Row
from quadrille.rounds.matching.kernels.compiling import compiled
from quadrille.rounds.matching.kernels.sparse import sparse_rows, transposed
from quadrille.rounds.matching.kernels.wide import digits, divide, multiply_shift, reciprocal

Whole = NDArray[np.int64]

SHARES = 32
"""So many parts the work is cut in; whatever threads there are take them one after another."""

LOW_BITS = 32
"""Sums are kept in two halves, each far from its bound for 2^31 pairs."""


def parts_compiled(roots: Sequence[Row], projects: int, kept: int, dropped_bits: int) -> list[int]:
    """Sum what all pairs move to each project; all as in `pairwise.parts_by_definition`."""
    by_donor = sparse_rows(roots)
    by_project = transposed(by_donor, projects)
    sums = np.zeros((SHARES, 2, projects), np.int64)

    def work(share: int) -> None:
        # Common sums are below 2^60, so a longer shift leaves nothing either.
        _share_pairs(*by_donor, *by_project, kept, min(dropped_bits, 63), share, SHARES, sums[share])

    with ThreadPoolExecutor() as threads:
        list(threads.map(work, range(SHARES)))
    low, high = sums.sum(axis=0).tolist()
    return [one + (other << LOW_BITS) for one, other in zip(low, high, strict=True)]


@compiled
def _share_pairs(
    starts: Whole,
    places: Whole,
    roots: Whole,
    project_starts: Whole,
    donors: Whole,
    donor_roots: Whole,
    kept: int,
    dropped_bits: int,
    first: int,
    step: int,
    sums: Whole,
) -> None:
    """Add up what every step-th donor, from the first on, makes with all donors after them."""
    common = np.zeros(len(starts) - 1, np.int64)
    over = np.zeros(len(starts) - 1, np.int64)
    after = project_starts[:-1].copy()
    for donor in range(first, len(starts) - 1, step):
        gifts = range(starts[donor], starts[donor + 1])
        for gift in gifts:
            place = places[gift]
            end = project_starts[place + 1]
            while after[place] < end and donors[after[place]] <= donor:
                after[place] += 1
            _meet(roots[gift], donors[after[place] : end], donor_roots[after[place] : end], common)
        for gift in gifts:
            place = places[gift]
            others = slice(after[place], project_starts[place + 1])
            low, high = _move(roots[gift], donors[others], donor_roots[others], common, over, kept, dropped_bits)
            sums[0, place] += low
            sums[1, place] += high
        for gift in gifts:
            place = places[gift]
            common[donors[after[place] : project_starts[place + 1]]] = 0


@compiled
def _meet(root: int, others: Whole, roots: Whole, common: Whole) -> None:
    """Add what a donor has in common with the others on one project."""
    # Roots are below 2^60, so that nothing is lost, and the upper half of the product is the product >> 60.
    lifted = root << 4
    for at in range(len(others)):
        common[others[at]] += multiply_shift(lifted, roots[at], 64)


@compiled
def _move(
    root: int, others: Whole, roots: Whole, common: Whole, over: Whole, kept: int, dropped_bits: int
) -> tuple[int, int]:
    """Sum what a donor moves to one project together with the others, in two halves.

    common   with each other donor, over all projects; below zero where it was made a divisor already
    """
    low, high = 0, 0
    lifted = root << 4
    for at in range(len(others)):
        who = others[at]
        if common[who] >= 0:
            divisor = kept + (common[who] >> dropped_bits)
            over[who] = reciprocal(divisor, digits(divisor))
            common[who] = -divisor
        divisor = -common[who]
        part = divide(multiply_shift(lifted, roots[at], 64), divisor, over[who], digits(divisor))
        low += part & 0xFFFFFFFF
        high += part >> 32
    return low, high
