"""Results as Gitcoin published them, and how they compare with a matching that is computed again.

    matching CSV        applicationId, projectId, projectName, payoutAddress, matchedUSD, totalReceived,
                        contributionsCount, matched, sumOfSqrt, capOverflow, matchedWithoutCap
    DistributionMatch   JSON, a list `matchingDistribution`: applicationId, projectId, projectName,
                        projectPayoutAddress, contributionsCount, matchAmountInToken, ...; an amount may be
                        {"type": "BigNumber", "hex": "0x..."}

`matched` or `matchAmountInToken` is what was paid, in base units. Nothing else is compared.
Source: gitcoinco/grants-stack, packages/round-manager, ViewRoundResults.tsx.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from quadrille.errors import BadInput, Mismatch
from quadrille.rounds.history.exact_decimals import whole_units
from quadrille.rounds.history.foreign_table import Row
from quadrille.rounds.matching.outcome import Matching

WITHIN = "matchingDistribution"
HEX = {"hex": ("matchAmountInToken", "hex")}
"""Where the list and an amount lie in JSON."""

REMEDY = (
    "Look whether pool, cap, saturation and coefficients are the round's; its published file can also have been "
    "written by hand."
)

_HEX = re.compile(r"0x[0-9a-fA-F]{1,64}")


class Published(NamedTuple):
    """One row of a result."""

    application: str
    project: str
    name: str
    payout_address: str
    contributors: str
    match_units: int


class Compared(NamedTuple):
    """One project's match as it was published, None when it was not, and as it is computed again."""

    project: str
    name: str
    published_units: int | None
    recomputed_units: int

    @property
    def difference_units(self) -> int:
        """What the recomputation gives more."""
        return self.recomputed_units - (self.published_units or 0)


def read_results(rows: Iterable[Row]) -> list[Published]:
    """Read a result in either form; raises MalformedFile at the first flaw."""
    return [_read(row) for row in rows]


def compare(results: Iterable[Published], matching: Matching) -> list[Compared]:
    """Set published and recomputed matches side by side, by project, in the order of the projects' ids.

    The donations decide by which id: that of the application or, when they know none of those, the project's.
    raises   BadInput when two rows are about the same one
    """
    rows = list(results)
    matched = {row.project: row.match_units for row in matching.projects}
    by_application = any(row.application in matched for row in rows)
    published: dict[str, Published] = {}
    for row in rows:
        project = row.application if by_application else row.project
        if published.setdefault(project, row) is not row:
            raise BadInput(f"The result has two rows for {project!r}.", "Leave the one that was paid.")
    return [
        Compared(
            project,
            published[project].name if project in published else "",
            published[project].match_units if project in published else None,
            matched.get(project, 0),
        )
        for project in sorted(matched.keys() | published.keys())
    ]


def differences(compared: Iterable[Compared]) -> list[Mismatch]:
    """Every project whose match is not the published one; one that was not published had none."""
    return [
        Mismatch(f"match of project {row.project}", row.published_units or 0, row.recomputed_units, REMEDY)
        for row in compared
        if row.difference_units
    ]


def _read(row: Row) -> Published:
    fields = row.fields
    amount = row.first_of("matched", "matchAmountInToken", "hex")
    row.first_of("applicationId", "projectId")
    return Published(
        application=fields.get("applicationId", ""),
        project=fields.get("projectId", ""),
        name=fields.get("projectName", ""),
        payout_address=fields.get("payoutAddress") or fields.get("projectPayoutAddress", ""),
        contributors=fields.get("contributionsCount", ""),
        match_units=row.read(amount, _units),
    )


def _units(text: str) -> int:
    # Spreadsheets write large amounts with an exponent or with decimals of zero.
    return int(text, 16) if _HEX.fullmatch(text) else whole_units(text, 0)
