"""`qf` for many donations at once: equal to `qf.py`, which is the definition, to the unit."""

from collections.abc import Iterable

from quadrille.rounds.matching.columns import LIMB_BITS, SUM_BITS, Columns
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.qf import QfParameters, match_qf
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS, Weight, share_out


def match_qf_fast(donations: Iterable[Donation], pool_units: int, parameters: QfParameters) -> Matching:
    """Share a pool as `match_qf` does, with its promises; donations in columns by the compiled sums."""
    if not isinstance(donations, Columns):
        return match_qf(donations, pool_units, parameters)
    weights = weigh_columns(donations, parameters.minimum_units)
    return share_out(weights, pool_units, parameters, parameters.saturation, parameters.cap_bps)


def weigh_columns(columns: Columns, minimum_units: int) -> dict[str, Weight]:
    """Every project's full match, as `qf.weigh` has it; projects by the UTF-8 bytes of their ids."""
    # Only a large round waits for NumPy and the compiler.
    import numpy as np

    from quadrille.rounds.matching.kernels.qf_kernel import sum_by_project

    # What is above all amounts together is reached by nobody.
    least = min(minimum_units, 1 << SUM_BITS)
    sums = sum_by_project(
        columns.donor,
        columns.project,
        columns.high,
        columns.low,
        columns.bps,
        len(columns.donors),
        len(columns.projects),
        *(np.uint64(limb) for limb in divmod(least, 1 << LIMB_BITS)),
    )
    weights = {project: _weight(found) for project, found in zip(columns.projects, sums.tolist(), strict=True)}
    return dict(sorted(weights.items()))


def _weight(sums: list[int]) -> Weight:
    """From the sums of one project, as `qf_kernel` lays them out."""
    donors, *limbs = sums
    given, counted, roots, lacking = (
        (high << LIMB_BITS) + low for high, low in zip(limbs[::2], limbs[1::2], strict=True)
    )
    squares = (counted << RAW_FRACTION_BITS) - lacking
    return Weight(donors, given, roots * roots - squares)
