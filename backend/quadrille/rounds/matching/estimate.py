"""What a cart would add to each project's match, at once, in a round of any size: `qf` kept up gift by gift.

Of each project stand the sum S of its donors' roots and its full match, raw. When one donor's root goes from r to r2:

    raw += 2 * (r2 - r) * (S - r)        S += r2 - r

which is `qf.py` to the unit, since S - r is the sum of all the other roots. So a gift costs the same in a large round
as in a small one, and an estimate goes once over the projects, never over the donations.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.matching.donation import Donation, Gifts, sum_gifts
from quadrille.rounds.matching.qf import QfParameters, root
from quadrille.rounds.matching.sharing import share
from quadrille.types import BPS_ONE


@dataclass(slots=True)
class Standing:
    """What of one project is kept: its gifts, the sum of its donors' roots, and its full match so far."""

    gifts: Gifts = field(default_factory=Gifts)
    roots: int = 0
    raw: int = 0


class RunningMatch:
    """A round's matching as it stands, exact after each gift.

    pool_units  base units, 0 or more; raises BadParameter below
    """

    def __init__(self, pool_units: int, parameters: QfParameters | None = None) -> None:
        if pool_units < 0:
            raise BadParameter("pool", pool_units, "0 or more")
        self._pool_units = pool_units
        self._parameters = parameters or QfParameters()
        self._standings: dict[str, Standing] = {}
        self._shared: dict[str, int] | None = None

    def fund(self, units: int) -> None:
        """Add to the pool; raises BadParameter for less than 0."""
        if units < 0:
            raise BadParameter("deposit", units, "0 or more")
        self._pool_units += units
        self._shared = None

    def add(self, donations: Iterable[Donation]) -> None:
        """Take donations in, all or none of them; time grows with them alone.

        raises     BadInput for a negative amount, or a coefficient out of bounds or not that of earlier gifts
        """
        given = self._checked(donations)
        if new := given.keys() - self._standings.keys():
            # Kept in the order of the ids, which costs something only for a project's first gift.
            self._standings = dict(sorted({**self._standings, **{project: Standing() for project in new}}.items()))
        for project, gifts in given.items():
            standing = self._standings[project]
            standing.roots, standing.raw = self._with(standing, gifts)
            for donor, units in gifts.units_by_donor.items():
                standing.gifts.bps_by_donor[donor] = gifts.bps_by_donor[donor]
                standing.gifts.units_by_donor[donor] = standing.gifts.units_by_donor.get(donor, 0) + units
        self._shared = None

    def matches(self) -> Mapping[str, int]:
        """Every project's match in base units, as `match_qf` has it of all donations so far."""
        if self._shared is None:
            self._shared = self._share({project: standing.raw for project, standing in self._standings.items()})
        return self._shared

    def added_by(self, cart: Iterable[Donation]) -> dict[str, int]:
        """What these gifts would add to each project's match, below 0 where others gain at its cost; takes none in.

        raises     BadInput as `add` does
        """
        raws = {project: standing.raw for project, standing in self._standings.items()}
        for project, gifts in self._checked(cart).items():
            _, raws[project] = self._with(self._standings.get(project, Standing()), gifts)
        before = self.matches()
        return {project: units - before.get(project, 0) for project, units in self._share(raws).items()}

    def _with(self, standing: Standing, more: Gifts) -> tuple[int, int]:
        """A project's sum of roots and its full match, with these gifts."""
        roots, raw = standing.roots, standing.raw
        for donor, units in more.units_by_donor.items():
            before_units = standing.gifts.units_by_donor.get(donor, 0)
            before, after = (
                self._root(sum_units, more.bps_by_donor[donor]) for sum_units in (before_units, before_units + units)
            )
            raw += 2 * (after - before) * (roots - before)
            roots += after - before
        return roots, raw

    def _root(self, units: int, coefficient_bps: int) -> int:
        return root(units, coefficient_bps) if units >= self._parameters.minimum_units else 0

    def _share(self, raws: Mapping[str, int]) -> dict[str, int]:
        # With a cap, equal projects are told apart by the order of their ids.
        projects = sorted(raws)
        cap_units = self._pool_units * self._parameters.cap_bps // BPS_ONE
        matches = share(
            [raws[project] for project in projects], self._pool_units, cap_units, self._parameters.saturation
        )
        return dict(zip(projects, matches, strict=True))

    def _checked(self, donations: Iterable[Donation]) -> dict[str, Gifts]:
        """The gifts by project, once they agree with those before."""
        given = sum_gifts(donations)
        for project, gifts in given.items():
            known = self._standings.get(project, Standing()).gifts.bps_by_donor
            for donor, coefficient_bps in gifts.bps_by_donor.items():
                if known.get(donor, coefficient_bps) != coefficient_bps:
                    raise BadInput(
                        f"Donor {donor!r} has two coefficients on project {project!r}: {known[donor]} and "
                        f"{coefficient_bps} bps.",
                        "Give one for each donor and project.",
                    )
        return given
