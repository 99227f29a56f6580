"""A result as CSV, in our own columns and in Gitcoin's; pure.

Both are UTF-8 with LF, fields quoted as RFC 4180 has it, every number a decimal integer in base units.

A spreadsheet takes a cell for a formula that begins with = + - @, a tab or a line break; in some countries it also cuts
lines at semicolons, so that a cell can begin in the middle of ours. Ids of our rounds are slugs, but a bundle may come
from anybody. So an apostrophe is set before each such character where a cell could begin, also before an apostrophe
there: taking one away again from each of these places gives exactly the text that was (`unguarded`).

Gitcoin's columns are those of its matching results, which Grants Stack reads (`matched` and `contributionsCount` by
header, the project by `applicationId`) and qf-calculator writes:

    applicationId       the project's index in the round
    projectId, -Name    its id, both: a bundle knows no other name
    payoutAddress       who is paid
    matchedUSD          0: a bundle knows no price
    totalReceived       what counts of everything donated to it, by coefficient and minimum
    contributionsCount  persons who gave to it, also those whose gifts count with nothing
    matched             its part of the pool
    sumOfSqrt           the sum over these persons of isqrt(what counts of their gifts)
    capOverflow         matchedWithoutCap - cap, negative below it; 0 when the cap is no less than the pool
    matchedWithoutCap   its part of the pool if there were no cap

What the last of these and the sums mean is as in pluralistic.js; all but USD are base units.
"""

import re
from math import isqrt

from quadrille.rounds.exports.result_table import COLUMNS, ResultTable, lines, matches_without_cap
from quadrille.rounds.matching.donation import Gifts, count, sum_gifts
from quadrille.strict_csv import to_csv

GITCOIN_COLUMNS = (
    *("applicationId", "projectId", "projectName", "payoutAddress", "matchedUSD", "totalReceived"),
    *("contributionsCount", "matched", "sumOfSqrt", "capOverflow", "matchedWithoutCap"),
)

NO_PRICE = "0"

_A_CELL_BEGINS = r"(?:\A|(?<=[;,\t\r\n]))"
# The wide forms are taken for the narrow ones where people write Chinese, Japanese or Korean.
_FORMULA = re.compile(rf"{_A_CELL_BEGINS}(?=[=+\-@\t\r\n'＝＋－＠])")
_GUARD = re.compile(rf"{_A_CELL_BEGINS}'")


def own_csv(table: ResultTable) -> bytes:
    """One row for each admitted project by its index, in the columns of `result_table`."""
    return to_csv(
        COLUMNS, ((guarded(project), index, guarded(payee), *rest) for project, index, payee, *rest in lines(table))
    )


def gitcoin_csv(table: ResultTable) -> bytes:
    """One row for each admitted project by its index, in the columns of Gitcoin's matching results."""
    matching, uncapped = table.matching, matches_without_cap(table.calculation)
    gifts, least_units = sum_gifts(table.calculation.counted()), matching.minimum_units
    is_capped = matching.cap_units < matching.pool_units
    rows = []
    for index, payee, found in table.rows:
        project, without_cap = guarded(found.project), uncapped.get(found.project, 0)
        counts = _counts(gifts.get(found.project, Gifts()), least_units)
        over_cap = without_cap - matching.cap_units if is_capped else 0
        sums = (sum(counts), len(counts), found.match_units, sum(map(isqrt, counts)), over_cap, without_cap)
        rows.append((str(index), project, project, guarded(payee), NO_PRICE, *map(str, sums)))
    return to_csv(GITCOIN_COLUMNS, rows)


def _counts(gifts: Gifts, least_units: int) -> list[int]:
    """What counts of each donor's gifts; who gave less than the minimum counts with nothing."""
    return [
        count(units, gifts.bps_by_donor[donor]) if units >= least_units else 0
        for donor, units in gifts.units_by_donor.items()
    ]


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return _FORMULA.sub("'", text)


def unguarded(cell: str) -> str:
    """The text of which `guarded` made this cell."""
    return _GUARD.sub("", cell)
