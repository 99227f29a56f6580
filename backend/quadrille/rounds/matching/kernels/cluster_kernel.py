"""`cocm` for many donors: what the pairs of groups among each project's donors make, compiled.

Equal to `root_sum` in `cocm.py`, digit for digit. For each project only its own donors are gone through, so that no
number is kept for two donors; memory is one number for each donor and project, and for two groups once per thread.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from quadrille.rounds.matching.familiarity import ONE, Way, column_parts
from quadrille.rounds.matching.gift_rows import Row
from quadrille.rounds.matching.kernels.compiling import compiled
from quadrille.rounds.matching.kernels.familiar_kernel import familiarity_compiled
from quadrille.rounds.matching.kernels.sparse import sparse_rows
from quadrille.rounds.matching.kernels.wide import multiply_shift, root_of_product

if TYPE_CHECKING:
    from quadrille.rounds.matching.cocm import Support


def root_sums_compiled(
    supports: Sequence[Sequence["Support"]], rows: Sequence[Row], parts: Sequence[Row], way: Way
) -> list[int]:
    """Sum the roots over the pairs of groups among each project's donors, 60 fractional bits.

    supports   by project, in the order of their places
    """
    by_donor, shares = sparse_rows(parts), sparse_rows(column_parts(rows, len(supports)))
    familiar = familiarity_compiled(way, by_donor, shares, len(supports))

    def work(donors: Sequence["Support"]) -> int:
        table = np.array(donors, np.int64).reshape(-1, 3)
        donor, plain, rooted = table.T.copy()
        low, high = _root_sum(donor, plain, rooted, *by_donor, familiar)
        return int(low) + (int(high) << 32)

    with ThreadPoolExecutor() as threads:
        return list(threads.map(work, supports))


@compiled
def _root_sum(
    donors: Any, plain: Any, rooted: Any, starts: Any, columns: Any, parts: Any, familiar: Any
) -> tuple[int, int]:
    """The sum's two halves, of 32 bits and the rest."""
    groups, place_of = _groups(donors, starts, columns, familiar.shape[1])
    count = len(groups)
    strange = np.zeros((count, count), np.int64)
    known = np.zeros(count, np.int64)
    for at in range(len(donors)):
        donor = donors[at]
        for place in range(count):
            known[place] = familiar[donor, groups[place]]
        for gift in range(starts[donor], starts[donor + 1]):
            row = strange[place_of[columns[gift]]]
            weight = multiply_shift(plain[at], parts[gift], 60)
            for other in range(count):
                row[other] += multiply_shift(weight, ONE - known[other], 60)
            if rooted[at] > 0:
                weight = multiply_shift(rooted[at], parts[gift], 60)
                for other in range(count):
                    row[other] += multiply_shift(weight, known[other], 60)
    return _sum_of_roots(strange)


@compiled
def _groups(donors: Any, starts: Any, columns: Any, projects: int) -> Any:
    """The groups that these donors belong to, and the place of each among them."""
    is_group = np.zeros(projects, np.bool_)
    for donor in donors:
        is_group[columns[starts[donor] : starts[donor + 1]]] = True
    groups = np.flatnonzero(is_group)
    place_of = np.zeros(projects, np.int64)
    for place in range(len(groups)):
        place_of[groups[place]] = place
    return groups, place_of


@compiled
def _sum_of_roots(strange: Any) -> tuple[int, int]:
    low, high = 0, 0
    # Columns as rows, or almost every number would have to come from far away.
    flipped = strange.T.copy()
    for one in range(len(strange)):
        row, column = strange[one], flipped[one]
        for other in range(one):
            # Of a project with few donors most are zero, and a root takes long.
            if row[other] > 0 and column[other] > 0:
                root = root_of_product(row[other], column[other])
                low += root & 0xFFFFFFFF
                high += root >> 32
    return low, high
