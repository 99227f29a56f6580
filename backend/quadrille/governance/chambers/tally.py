"""What the votes of eight chambers come to, as ChamberBallot reckons it: integers only, every division rounded down.

For each chamber: n seats, a against, f for, s abstaining, a + f + s <= n; it is a house when n >= least_seats.

    turnout  = (sum over houses of (a + f + s) * 10_000 // n) // houses
    approval = (sum of f * 10_000 // (a + f)) // count, over the houses with a + f > 0; 0 when there are none
    needed   = min(approval_bps + objections * objection_bps, 9_000)
    veto       at least 2, 3 or 4 houses with a * 10_000 // n >= veto2_bps, veto3_bps, veto4_bps
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from quadrille.errors import BadParameter
from quadrille.types import BPS_ONE, Bps

CHAMBERS = 8
MOST_APPROVAL_BPS = Bps(9_000)


class Outcome(IntEnum):
    """What a ballot decided; the numbers are the contract's. The first from NO_QUORUM on that applies."""

    UNKNOWN = 0
    OPEN = 1
    NO_QUORUM = 2
    VETOED = 3
    REJECTED = 4
    BLOCKED = 5
    APPROVED = 6


@dataclass(frozen=True)
class Rules:
    """The rules that a ballot keeps from its opening; IChamberRules says more. At least 1 seat makes a house."""

    least_seats: int
    least_houses: int
    quorum_bps: Bps
    approval_bps: Bps
    veto_bps: tuple[Bps, Bps, Bps]
    """Share of seats against from which on a house counts towards a veto of two, three, four houses."""
    objection_bps: Bps
    is_blocking: bool


@dataclass(frozen=True)
class Count:
    """What a chamber counts on a ballot: its seats at the opening, less those that were trimmed, and their votes."""

    seats: int
    against: int = 0
    in_favour: int = 0
    abstaining: int = 0

    @property
    def votes(self) -> int:
        """Votes of any kind."""
        return self.against + self.in_favour + self.abstaining


@dataclass(frozen=True)
class Result:
    """How an outcome came about. `houses` and `objections` have one bit for each chamber."""

    outcome: Outcome
    houses: int
    turnout_bps: Bps
    approval_bps: Bps
    needed_bps: Bps
    objections: int


def result(rules: Rules, counts: Sequence[Count], objections: int) -> Result:
    """The result of these counts, chamber by chamber, as if the ballot closed now.

    objections  one bit for each chamber with an open objection to the ballot's project
    raises  BadParameter when there are not eight chambers, or one has more votes than seats
    """
    _check(rules, counts, objections)
    houses = [place for place, count in enumerate(counts) if count.seats >= rules.least_seats]
    counted = [counts[place] for place in houses]
    turnout = _mean([count.votes * BPS_ONE // count.seats for count in counted])
    decided = [(count.in_favour, count.in_favour + count.against) for count in counted]
    approval = _mean([in_favour * BPS_ONE // both for in_favour, both in decided if both])
    needed = min(rules.approval_bps + objections.bit_count() * rules.objection_bps, MOST_APPROVAL_BPS)
    outcome = _outcome(rules, counted, turnout, approval >= needed, objections)
    mask = sum(1 << place for place in houses)
    return Result(outcome, mask, Bps(turnout), Bps(approval), Bps(needed), objections)


def is_vetoed(rules: Rules, houses: Sequence[Count]) -> bool:
    """Whether enough of these houses have a large enough share of their seats against."""
    shares = [house.against * BPS_ONE // house.seats for house in houses]
    return any(
        sum(share >= least for share in shares) >= needed
        for needed, least in zip((2, 3, 4), rules.veto_bps, strict=True)
    )


def _outcome(rules: Rules, houses: Sequence[Count], turnout: int, has_approval: bool, objections: int) -> Outcome:
    if len(houses) < rules.least_houses or turnout < rules.quorum_bps:
        return Outcome.NO_QUORUM
    if is_vetoed(rules, houses):
        return Outcome.VETOED
    if not has_approval:
        return Outcome.REJECTED
    return Outcome.BLOCKED if rules.is_blocking and objections else Outcome.APPROVED


def _mean(shares: Sequence[int]) -> int:
    return sum(shares) // len(shares) if shares else 0


def _check(rules: Rules, counts: Sequence[Count], objections: int) -> None:
    if rules.least_seats < 1:
        raise BadParameter("least_seats", rules.least_seats, "at least 1")
    if len(counts) != CHAMBERS:
        raise BadParameter("counts", len(counts), f"{CHAMBERS} chambers")
    if not 0 <= objections < 1 << CHAMBERS:
        raise BadParameter("objections", objections, f"a bit for each of {CHAMBERS} chambers")
    for count in counts:
        if min(count.against, count.in_favour, count.abstaining) < 0 or count.votes > count.seats:
            raise BadParameter("votes of a chamber", count.votes, f"0 to its {count.seats} seats")
