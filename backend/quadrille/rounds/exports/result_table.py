"""A published result as its exports take it: one row for each admitted project, and what stands around them; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from quadrille.languages.words import said
from quadrille.rounds.bundle.calculation import Calculation
from quadrille.rounds.coin import COIN, Asset
from quadrille.rounds.matching.donation import Donation, sum_gifts
from quadrille.rounds.matching.mechanisms import match_anew
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.matching.qf import roots_of
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS
from quadrille.types import BPS_ONE, Address, Hash32

COLUMNS = ("project", "index", "payee", "donors", "given", "full_match", "match", "pool", "share_bps")
"""Of our own table. Amounts are base units; the exact share is match / pool, `share_bps` is rounded down."""


class Row(NamedTuple):
    """An admitted project: its place in the round, who is paid, what it got; all zero where nobody gave."""

    place: int
    payee: Address
    found: ProjectMatch


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A result that was recomputed and found right.

    manifest      what ties it to the chain, by name: round, chain_id, block_number, root ...
    bundle_hash   SHA-256 of the manifest
    rows          every admitted project by its place in the round, which is its index
    files         the bundle's files by name
    asset         what amounts are in; of a token a bundle tells no more than where it is
    """

    manifest: Mapping[str, str]
    bundle_hash: Hash32
    calculation: Calculation
    rows: tuple[Row, ...]
    files: Mapping[str, bytes]
    asset: Asset = COIN

    @property
    def title(self) -> str:
        """The round's."""
        return self.calculation.rules.title

    @property
    def matching(self) -> Matching:
        """Who is matched with what."""
        return self.calculation.matching

    def largest_first(self) -> list[Row]:
        """The rows by match, and by place where that is the same."""
        return sorted(self.rows, key=lambda row: (-row.found.match_units, row.place))


def lines(table: ResultTable) -> list[tuple[str, ...]]:
    """The rows as text in the order of `COLUMNS`; every number is a decimal integer."""
    pool_units = table.matching.pool_units
    return [
        (
            found.project,
            str(place),
            payee,
            str(found.donors),
            str(found.given_units),
            str(found.raw >> RAW_FRACTION_BITS),
            str(found.match_units),
            str(pool_units),
            str(share_bps(found, pool_units)),
        )
        for place, payee, found in table.rows
    ]


def share_bps(found: ProjectMatch, pool_units: int) -> int:
    """A project's part of the pool in basis points, rounded down; 0 of an empty pool."""
    return found.match_units * BPS_ONE // pool_units if pool_units else 0


def note(found: ProjectMatch, matching: Matching) -> str:
    """What is to be said of a project's match in a few words; nothing where there is nothing special."""
    if found.match_units == matching.cap_units < matching.pool_units:
        return said("At the cap")
    if found.raw:
        return ""
    if found.donors < 2:
        return said("Fewer than two donors count: not matched")
    return said("Not matched by this mechanism")


def roots_by_project(counted: Iterable[Donation], least_units: int) -> dict[str, list[int]]:
    """The root of what each donor gave who reached this minimum, 32 fractional bits, largest first."""
    return {
        project: sorted(roots_of(gifts, least_units), reverse=True) for project, gifts in sum_gifts(counted).items()
    }


def matches_without_cap(calculation: Calculation) -> dict[str, int]:
    """Each project's match as it would be without the cap, in base units."""
    matching = calculation.matching
    if matching.cap_units < matching.pool_units:
        params = {name: text for name, text in matching.params.items() if not name.startswith("cap_")}
        matching = match_anew(matching, calculation.counted(), params)
    return {found.project: found.match_units for found in matching.projects}
