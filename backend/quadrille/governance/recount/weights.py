"""Everybody's votes over time, from two families of logs that must agree: of votes, and of badges. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from quadrille.governance.recount.logs import BadgeChanged, ParameterSet, Place, VotesChanged, Which
from quadrille.types import Address, ContributionNumber

EVERYBODY = Address("everybody")
"""Under this name stands the total."""


class Weights:
    """The votes of each holder, and of all, before any place on the chain."""

    def __init__(self, changes: Iterable[tuple[Place, Address, int]]) -> None:
        """changes: place, holder, and by how many more votes; oldest first."""
        self._places: dict[Address, list[Place]] = {}
        self._votes: dict[Address, list[int]] = {}
        for place, holder, more in changes:
            for one in (holder, EVERYBODY):
                had = self._votes.setdefault(one, [0])
                had.append(had[-1] + more)
                self._places.setdefault(one, []).append(place)

    def before(self, holder: Address, place: Place) -> int:
        """The holder's votes as they were before the log at this place; (block, 0) is before that block."""
        votes = self._votes.get(holder)
        return votes[bisect_left(self._places[holder], place)] if votes else 0

    def total_before(self, place: Place) -> int:
        """The votes of all."""
        return self.before(EVERYBODY, place)


class Parameters:
    """How decisions were taken before any place on the chain; `instead` has values that hold always, as if."""

    def __init__(self, changes: Sequence[ParameterSet], instead: Mapping[Which, int] | None = None) -> None:
        self._changes, self._instead = changes, instead or {}

    def before(self, which: Which, place: Place) -> int:
        """The parameter's value as it was before the log at this place; 0 before the first."""
        if which in self._instead:
            return self._instead[which]
        values = [one.value for one in self._changes if one.which is which and one.place < place]
        return values[-1] if values else 0


def by_votes(changes: Sequence[VotesChanged]) -> Weights:
    """The weights as the logs of votes tell them."""
    return Weights((one.place, one.holder, one.has - one.had) for one in changes)


def by_badges(changes: Iterable[BadgeChanged]) -> Weights:
    """The weights as the logs of badges tell them."""
    return Weights(_moves(changes))


def broken_chains(changes: Sequence[VotesChanged]) -> Iterator[tuple[VotesChanged, int]]:
    """Logs of votes that do not begin where the holder's log before ended, with the votes that it left."""
    left: dict[Address, int] = {}
    for one in changes:
        if one.had != left.get(one.holder, 0):
            yield one, left.get(one.holder, 0)
        left[one.holder] = one.has


def _moves(changes: Iterable[BadgeChanged]) -> Iterator[tuple[Place, Address, int]]:
    had: dict[ContributionNumber, BadgeChanged] = {}
    for one in changes:
        before = had.get(one.number)
        if before is not None and before.holder is not None and before.weight:
            yield one.place, before.holder, -before.weight
        if one.holder is not None and one.weight:
            yield one.place, one.holder, one.weight
        had[one.number] = one
