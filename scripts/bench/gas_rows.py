"""What is measured of badges: the same rows of everybody who gives them out."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from gas_cost import Rows, cost_of, people, some
from gas_ground import Meter
from gas_ledger import Ledger

from quadrille.types import Address, Timestamp

ISSUE = "issue to a new holder, votes active"
SECOND = "second badge, same holder"
BATCH = "batch of 100, new holders, per badge"
CLAIM = "voucher claim, new holder, votes active"
REVOKE = "revoke a holder's only badge"
ONLY = "getPastVotes, only checkpoint"
NEWEST = "getPastVotes, newest of 257"
BACK = "getPastVotes, 256 checkpoints back"

REACH = {
    ISSUE: 84_000,
    SECOND: 66_000,
    BATCH: 54_000,
    CLAIM: 102_000,
    REVOKE: 68_000,
    ONLY: 4_000,
    NEWEST: 4_000,
    BACK: 26_000,
}
"""The most that a row of ours is meant to cost."""

LEDGER = Ledger("gas_badge", "Gas per badge.", REACH)

BATCHES, BATCH_SIZE = 3, 100

CHECKPOINTS_BACK = 256


class Way(Protocol):
    """A contract that gives out badges. Every method sends one transaction, except as told, and says its gas."""

    @property
    def meter(self) -> Meter:
        """The chain it is on."""

    def issue(self, holders: Sequence[Address]) -> int:
        """A badge to each, by the issuer."""

    def activate(self, holder: Address) -> int:
        """What the holder sends before the votes count; 0 when nothing."""

    def claim(self, holder: Address) -> int:
        """A badge by a voucher, sent by somebody."""

    def revoke(self, holder: Address) -> int:
        """Take the holder's newest badge away."""

    def past_votes(self, holder: Address, moment: Timestamp, expected: int) -> int | None:
        """Read the votes of a past time, which must be these; None where there are no votes."""

    def standing(self, holder: Address) -> int:
        """The holder's votes, or badges where there are no votes. Sends nothing."""


def first_rows(way: Way, new: Iterator[Address]) -> Rows:
    """What happens to the only badge of a holder, by a contract that is in use."""
    # The first badges of all begin slots that later ones find begun.
    for holder in some(new):
        way.issue([holder])
    rows = {ISSUE: cost_of([way.issue([holder]) + way.activate(holder) for holder in some(new)])}
    crowds = [some(new, BATCH_SIZE) for _ in range(BATCHES)]
    rows[BATCH] = cost_of([_crowd(way, crowd) for crowd in crowds], BATCH_SIZE)
    claimants = some(new)
    rows[CLAIM] = cost_of([way.claim(holder) + way.activate(holder) for holder in claimants])
    _require(way, [*crowds[0], *claimants], 1)
    rows[REVOKE] = cost_of([way.revoke(holder) for holder in claimants])
    _require(way, claimants, 0)
    return rows


def further_rows(way: Way, new: Iterator[Address]) -> Rows:
    """What happens to a holder of more badges."""
    few = some(new)
    for holder in few:
        way.issue([holder])
        way.activate(holder)
    rows = {SECOND: cost_of([way.issue([holder]) for holder in few])}
    _require(way, few, 2)
    return rows | _past(way, next(new))


def rows_of(way: Way) -> Rows:
    """The rows that everybody has."""
    new = people()
    return first_rows(way, new) | further_rows(way, new)


def _crowd(way: Way, crowd: Sequence[Address]) -> int:
    return way.issue(crowd) + sum(way.activate(holder) for holder in crowd)


def _past(way: Way, holder: Address) -> Rows:
    """Looks into a history of 257 checkpoints, each of a second of its own."""
    way.issue([holder])
    way.activate(holder)
    first = way.meter.now()
    found = {ONLY: way.past_votes(holder, first, 1)}
    for _ in range(CHECKPOINTS_BACK):
        way.issue([holder])
    newest = way.meter.now()
    found[NEWEST] = way.past_votes(holder, newest, 1 + CHECKPOINTS_BACK)
    found[BACK] = way.past_votes(holder, first, 1)
    return {row: cost_of([gas]) for row, gas in found.items() if gas is not None}


def _require(way: Way, holders: Sequence[Address], standing: int) -> None:
    """Whoever did less than was asked would look cheap."""
    assert all(way.standing(holder) == standing for holder in holders), (way, standing)
