"""A matching that is kept while gifts come: of every mechanism, the fastest way that is exact."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.estimate import RunningMatch
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.matching.qf import QfParameters


class LiveMatch(Protocol):
    """What is asked of either; amounts in base units."""

    def fund(self, units: int) -> None:
        """Add to the pool."""

    def add(self, donations: Iterable[Donation]) -> None:
        """Take donations in."""

    def matches(self) -> Mapping[str, int]:
        """Every project's match, of all donations so far."""

    def added_by(self, cart: Iterable[Donation]) -> Mapping[str, int]:
        """What these gifts would add to each project's match; takes none in."""


class RepeatedMatch:
    """Every donation is kept, and all of them are matched again whenever something is asked."""

    def __init__(self, mechanism: str, params: Mapping[str, str]) -> None:
        self._mechanism, self._params, self._pool_units = mechanism, params, 0
        self._donations: list[Donation] = []
        self._matches: Mapping[str, int] | None = None

    def fund(self, units: int) -> None:
        """Add to the pool."""
        self._pool_units += units
        self._matches = None

    def add(self, donations: Iterable[Donation]) -> None:
        """Take donations in."""
        self._donations += donations
        self._matches = None

    def matches(self) -> Mapping[str, int]:
        """Every project's match, of all donations so far."""
        if self._matches is None:
            self._matches = self._match(self._donations)
        return self._matches

    def added_by(self, cart: Iterable[Donation]) -> Mapping[str, int]:
        """What these gifts would add to each project's match; takes none in."""
        before, after = self.matches(), self._match([*self._donations, *cart])
        return {project: units - before.get(project, 0) for project, units in after.items()}

    def _match(self, donations: list[Donation]) -> Mapping[str, int]:
        found = match_donations(self._mechanism, donations, self._pool_units, self._params)
        return {project.project: project.match_units for project in found.projects}


def live_match(mechanism: str, params: Mapping[str, str]) -> LiveMatch:
    """A matching by this rule, of nothing yet and with an empty pool. Raises BadParameter as `match_donations`."""
    if mechanism == QfParameters.mechanism:
        return RunningMatch(0, QfParameters.from_text(params))
    return RepeatedMatch(mechanism, params)
