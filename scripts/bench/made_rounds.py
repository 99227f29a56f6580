"""Made rounds for measuring: Zipf projects, log-normal donors and amounts, 18 decimals with random low digits.

Drawn from one seed, so that everybody measures on the same bytes; the hashes say so.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quadrille.rounds.matching.columns import Columns

SEED = 20240601

LIMB = np.uint64(64)
HALF, LOW_HALF = np.uint64(32), np.uint64(0xFFFFFFFF)

HEADER = "donor,project,amount\n"


@dataclass(frozen=True)
class Size:
    """How many of what, and how the SHA-256 of the rows as CSV begins."""

    donors: int
    projects: int
    donations: int
    sha256: str


SIZES = {
    "s": Size(1_000, 100, 10_000, "e6b3a1ed04a016fa"),
    "m": Size(20_000, 500, 200_000, "e344d86031a23c11"),
    "l": Size(100_000, 1_000, 1_000_000, "950de54fde157f45"),
    "xl": Size(500_000, 5_000, 10_000_000, "ae34253571a230ca"),
}


def made_round(size: Size) -> Columns:
    """The donations of a round, in columns."""
    draw = np.random.default_rng([SEED, size.donors, size.projects, size.donations])
    by_rank = 1 / np.arange(1, size.projects + 1)
    ranks = draw.choice(size.projects, size=size.donations, p=by_rank / by_rank.sum())
    projects = draw.permutation(size.projects).astype(np.uint32)[ranks]
    activity = draw.lognormal(0, 1, size.donors)
    donors = draw.choice(size.donors, size=size.donations, p=activity / activity.sum()).astype(np.uint32)
    # Everybody gives at least once.
    donors[: size.donors] = draw.permutation(size.donors)
    tokens = np.minimum(draw.lognormal(np.log(3), 1.5, size.donations), 1e6)
    billionths = np.floor(tokens * 1e9).astype(np.uint64)
    high, low = _joined(billionths, draw.integers(0, 10**9, size.donations, dtype=np.uint64))
    return Columns(
        [address(number) for number in range(size.donors)],
        [str(number) for number in range(size.projects)],
        donors,
        projects,
        high,
        low,
        np.empty(0, np.uint16),
    )


def address(number: int) -> str:
    """A donor's id, as long as a wallet's."""
    return "0x" + hashlib.sha256(b"donor%d" % number).hexdigest()[:40]


def write_csv(columns: Columns, path: Path, sha256: str) -> None:
    """The round as a file of donations; stops when its bytes are not those that everybody measures on."""
    digest = hashlib.sha256()
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(HEADER)
        rows: list[str] = []
        for place, gift in enumerate(columns, 1):
            rows.append(f"{gift.donor},{gift.project},{gift.amount_units}\n")
            if place % 100_000 == 0 or place == len(columns):
                text = "".join(rows)
                digest.update(text.encode())
                file.write(text)
                rows.clear()
    assert digest.hexdigest().startswith(sha256), f"other bytes than expected: {digest.hexdigest()}"


def _joined(billionths: NDArray[np.uint64], rest: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """billionths * 10^9 + rest in two limbs, high and low."""
    billion = np.uint64(10**9)
    lower, upper = (billionths & LOW_HALF) * billion, (billionths >> HALF) * billion
    low = lower + ((upper & LOW_HALF) << HALF)
    high = (upper >> HALF) + (low < lower)
    total = low + rest
    return high + (total < low), total
