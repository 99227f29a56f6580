"""Compiling the loops of large rounds before the first large round comes: python -m quadrille.rounds.warm_up.

Set-up runs it once. Without it, or where there is no folder to keep what was compiled, the first large round of a
process takes some seconds longer, and comes out the same.
"""

from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.offline.plain_csv import read_plain

DONORS, PROJECTS, GIFTS = 2_000, 40, 8
"""A round large enough that every mechanism takes it to its compiled loops."""

RULES = (
    ("qf", {}),
    ("pairwise", {"m_units": "1000"}),
    *(("cocm", {"variant": variant}) for variant in ("markov-harsh", "og-harsh", "pct-friends-harsh")),
)


def warm_up() -> None:
    """Have every compiled loop compiled, and kept for later processes where they may write."""
    rows = (
        f"{donor},{(donor * step) % PROJECTS},{donor + step},10000\n"
        for donor in range(DONORS)
        for step in range(1, GIFTS + 1)
    )
    donations = read_plain(b"donor,project,amount,coefficient_bps\n" + "".join(rows).encode())
    assert donations is not None
    for mechanism, params in RULES:
        match_donations(mechanism, donations, 10**18, params)


if __name__ == "__main__":
    warm_up()
