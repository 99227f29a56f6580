"""The sums from which `qf` has every project's full match, for many donations, compiled: equal to `qf.py`, to the unit.

Donations are brought together by project; then one number for each donor is enough to sum what they gave, project
after project. Amounts are two limbs of 64 bits, high and low, and all of them together are below 2^127, so that no sum
of some is more. With it everything is bounded: a root by 2^96 and, by Cauchy and Schwarz, a sum of 2^32 roots by 2^112.
"""

from math import sqrt
from typing import Any

import numpy as np

from quadrille.rounds.matching.kernels.compiling import compiled
from quadrille.rounds.matching.kernels.limbs import is_less, minus, plus, times, upper

U = np.uint64

DONORS, GIVEN, COUNTED, ROOTS, REMAINDERS, SUMS = 0, 1, 3, 5, 7, 9
"""Where the sums of a project stand: how many donors count, and then, high and low, what was given, what counts of it,
the donors' roots, and what the roots' squares lack of what counts."""

NOTHING, ONE, TWO = U(0), U(1), U(2)
HALF, LOW_HALF, TOP = U(32), U(0xFFFFFFFF), U(63)
BPS_ONE = U(10_000)
WORD, WIDE = 2.0**64, 2.0**128


@compiled
def is_bounded(high: Any, low: Any) -> bool:
    """Whether all amounts together are below 2^127."""
    sum_high, sum_low = NOTHING, NOTHING
    for row in range(len(low)):
        sum_high, sum_low = plus(sum_high, sum_low, high[row], low[row])
        if (sum_high | high[row]) >> TOP:
            return False
    return True


@compiled
def is_clear(donors: Any, projects: Any, bps: Any, donor_count: int, project_count: int) -> bool:
    """Whether each donor has one coefficient on each project."""
    starts, rows = _by_project(donors, projects, bps, bps, bps, project_count)
    known = np.zeros(donor_count, np.uint64)
    for project in range(project_count):
        for row in range(starts[project], starts[project + 1]):
            donor = rows[row, 0] & LOW_HALF
            said = (U(project + 1) << HALF) | (rows[row, 0] >> HALF)
            if known[donor] >> HALF == U(project + 1) and known[donor] != said:
                return False
            known[donor] = said
    return True


@compiled
def sum_by_project(
    donors: Any,
    projects: Any,
    high: Any,
    low: Any,
    bps: Any,
    donor_count: int,
    project_count: int,
    least_high: Any,
    least_low: Any,
) -> Any:
    """The sums of each project, a row of SUMS numbers for each.

    bps    each row's coefficient, the same for one donor on one project; empty when all have 10 000
    least  what a donor must give to a project to count there
    """
    starts, rows = _by_project(donors, projects, high, low, bps, project_count)
    sums = np.zeros((project_count, SUMS), np.uint64)
    given, givers = np.zeros((donor_count, 2), np.uint64), np.empty(donor_count, np.uint64)
    for project in range(project_count):
        many = _sum_by_donor(rows, starts[project], starts[project + 1], given, givers)
        for giver in range(many):
            donor, coefficient = givers[giver] & LOW_HALF, givers[giver] >> HALF
            sum_high, sum_low = given[donor, 0], given[donor, 1]
            given[donor, 0], given[donor, 1] = NOTHING, NOTHING
            _add(sums, project, GIVEN, sum_high, sum_low)
            if not is_less(sum_high, sum_low, least_high, least_low):
                _count(sums, project, sum_high, sum_low, coefficient)
    return sums


@compiled
def _by_project(donors: Any, projects: Any, high: Any, low: Any, bps: Any, project_count: int) -> Any:
    """The donations project after project, as (donor + coefficient << 32, high, low), and where each project begins."""
    starts = np.zeros(project_count + 1, np.int64)
    for row in range(len(projects)):
        starts[projects[row] + 1] += 1
    for project in range(project_count):
        starts[project + 1] += starts[project]
    rows, after = np.empty((len(projects), 3), np.uint64), starts[:-1].copy()
    for row in range(len(projects)):
        to = after[projects[row]]
        after[projects[row]] += 1
        rows[to, 0] = U(donors[row]) | ((U(bps[row]) if len(bps) else BPS_ONE) << HALF)
        rows[to, 1], rows[to, 2] = high[row], low[row]
    return starts, rows


@compiled
def _sum_by_donor(rows: Any, start: int, end: int, given: Any, givers: Any) -> int:
    """Sum what each donor gave in these rows; say how many gave more than nothing, and who, with their coefficients."""
    many = 0
    for row in range(start, end):
        donor, more_high, more_low = rows[row, 0] & LOW_HALF, rows[row, 1], rows[row, 2]
        if (given[donor, 0] | given[donor, 1]) == NOTHING and (more_high | more_low) != NOTHING:
            givers[many] = rows[row, 0]
            many += 1
        given[donor, 0], given[donor, 1] = plus(given[donor, 0], given[donor, 1], more_high, more_low)
    return many


@compiled
def _count(sums: Any, project: int, given_high: Any, given_low: Any, coefficient: Any) -> None:
    """Add what counts of one donor's sum, its root, and what the root's square lacks."""
    high, low = _scaled(given_high, given_low, coefficient)
    if (high | low) == NOTHING:
        return
    root_high, root_low, lack_high, lack_low = root_and_remainder(high, low)
    sums[project, DONORS] += ONE
    _add(sums, project, COUNTED, high, low)
    _add(sums, project, ROOTS, root_high, root_low)
    _add(sums, project, REMAINDERS, lack_high, lack_low)


@compiled
def _add(sums: Any, project: int, at: int, high: Any, low: Any) -> None:
    sums[project, at], sums[project, at + 1] = plus(sums[project, at], sums[project, at + 1], high, low)


@compiled
def _scaled(high: Any, low: Any, coefficient: Any) -> Any:
    """What counts of a sum: sum * coefficient // 10 000, by the quotient and the remainder of the sum itself."""
    if coefficient == BPS_ONE:
        return high, low
    quotient_high, rest = high // BPS_ONE, high % BPS_ONE
    middle = (rest << HALF) | (low >> HALF)
    lower = ((middle % BPS_ONE) << HALF) | (low & LOW_HALF)
    quotient_low = ((middle // BPS_ONE) << HALF) | (lower // BPS_ONE)
    counted_high, counted_low = times(quotient_high, quotient_low, coefficient)
    return plus(counted_high, counted_low, NOTHING, lower % BPS_ONE * coefficient // BPS_ONE)


@compiled
def root_and_remainder(high: Any, low: Any) -> Any:
    """isqrt(n) and n - isqrt(n)^2 for n = number << 64, each high and low; the number is not zero.

    A float knows the root's first 50 digits. One step of Newton's, from what its square lacks of n, to the last digit,
    knows the others within 1 or 2; and how far the square is then from n, which small steps mend.
    """
    guess = sqrt(float(high) * WORD + float(low)) * 2.0**32
    root_high = U(guess / WORD)
    root_low = U(guess - float(root_high) * WORD)
    step = _missing(high, low, root_high, root_low) / (2.0 * guess)
    whole = np.int64(np.floor(step))
    root_high, root_low = plus(root_high, root_low, U(whole >> np.int64(63)), U(whole))
    square_low = root_low * root_low
    square_high = upper(root_low, root_low) + TWO * root_high * root_low
    lack_high, lack_low = minus(low, NOTHING, square_high, square_low)
    while lack_high >> TOP:
        root_high, root_low = minus(root_high, root_low, NOTHING, ONE)
        more_high, more_low = _double_and_one(root_high, root_low)
        lack_high, lack_low = plus(lack_high, lack_low, more_high, more_low)
    while True:
        more_high, more_low = _double_and_one(root_high, root_low)
        next_high, next_low = minus(lack_high, lack_low, more_high, more_low)
        if next_high >> TOP:
            return root_high, root_low, lack_high, lack_low
        lack_high, lack_low = next_high, next_low
        root_high, root_low = plus(root_high, root_low, NOTHING, ONE)


@compiled
def _missing(high: Any, low: Any, root_high: Any, root_low: Any) -> float:
    """(number << 64) - root^2 as a float, from three limbs of which none is lost; the root is below 2^97."""
    middle_high, middle_low = times(NOTHING, root_low, TWO * root_high)
    middle_high, middle_low = plus(middle_high, middle_low, root_high * root_high, upper(root_low, root_low))
    top, middle = minus(high, low, middle_high, middle_low)
    bottom = root_low * root_low
    if bottom:
        top, middle = minus(top, middle, NOTHING, ONE)
    if top >> TOP:
        # Below zero: every limb is turned around, and one is added to the lowest.
        return -(float(~top) * WIDE + float(~middle) * WORD + (float(bottom) if bottom else WORD))
    return float(top) * WIDE + float(middle) * WORD + float(~bottom + ONE)


@compiled
def _double_and_one(high: Any, low: Any) -> Any:
    """What the square of the next number has more than that of this one."""
    double_high, double_low = plus(high, low, high, low)
    return plus(double_high, double_low, NOTHING, ONE)
