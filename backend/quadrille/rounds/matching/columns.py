"""Many donations in little memory: ids as numbers, amounts as limbs of 64 bits, each in an array of its own.

Who knows the arrays reads those; for everybody else they are donations, one after another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

from quadrille.rounds.matching.donation import Donation
from quadrille.types import BPS_ONE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LIMB_BITS = 64

SUM_BITS = 127
"""All amounts together are below two to this, so that no sum in two limbs runs over."""

BLOCK = 1 << 16
"""So many are turned into donations at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Donations; each donor has one coefficient on each project.

    donors, projects  the ids, each once, in any order
    donor, project    of each donation, by their places there
    high, low         its amount in base units, high * 2^64 + low
    bps               its coefficient; empty when all are 10 000
    """

    donors: Sequence[str]
    projects: Sequence[str]
    donor: "NDArray[np.uint32]"
    project: "NDArray[np.uint32]"
    high: "NDArray[np.uint64]"
    low: "NDArray[np.uint64]"
    bps: "NDArray[np.uint16]"

    def __len__(self) -> int:
        return len(self.donor)

    def __iter__(self) -> Iterator[Donation]:
        donors, projects = list(self.donors), list(self.projects)
        for start in range(0, len(self), BLOCK):
            part = slice(start, start + BLOCK)
            gifts = zip(self.donor[part].tolist(), self.project[part].tolist(), strict=True)
            amounts = zip(self.high[part].tolist(), self.low[part].tolist(), strict=True)
            bps = self.bps[part].tolist() if len(self.bps) else repeat(BPS_ONE)
            for (donor, project), (high, low), coefficient in zip(gifts, amounts, bps, strict=False):
                yield Donation(donors[donor], projects[project], (high << LIMB_BITS) + low, coefficient)
