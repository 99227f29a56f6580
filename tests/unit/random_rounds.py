"""Rounds as Hypothesis draws them, for everything that is held true of every mechanism."""

from hypothesis import strategies as st

from quadrille.rounds.matching.donation import Donation
from quadrille.types import BPS_ONE

TOKEN = 10**18

donors = st.sampled_from([f"donor {number}" for number in range(9)])
projects = st.sampled_from(["clinics", "roads", "schools", "wells", "Wells", "água", "井", "😀"])
usual_amounts = st.integers(TOKEN // 1_000, 10_000 * TOKEN)
any_amounts = st.one_of(st.integers(0, 30), usual_amounts, st.integers(0, 2**256 - 1))
any_coefficients = st.integers(0, BPS_ONE)
pools = st.one_of(st.integers(0, 200), st.integers(0, 10**24), st.integers(0, 2**256 - 1))


@st.composite
def rounds(draw, amounts=any_amounts, size=25, coefficients=any_coefficients):
    """Donations in which each donor has one coefficient per project."""
    bps = draw(st.dictionaries(st.tuples(donors, projects), coefficients))
    gifts = draw(st.lists(st.tuples(donors, projects, amounts), max_size=size))
    return [Donation(donor, project, units, bps.get((donor, project), BPS_ONE)) for donor, project, units in gifts]


usual_rounds = rounds(amounts=usual_amounts, coefficients=st.just(BPS_ONE))
"""Amounts as people give them, in full: one thousandth of a token to ten thousand tokens."""

MECHANISMS = [
    ("qf", {}),
    ("pairwise", {"m_units": str(TOKEN // 100)}),
    ("pairwise", {"m_units": str(25 * TOKEN)}),
    *(("cocm", {"variant": f"{way}-{kind}"}) for way in ("markov", "og", "pct-friends") for kind in ("harsh", "soft")),
]
"""Those that share by `sharing.py`, with the parameters to try them with."""


def by_donor(donations):
    """What each donor gave, by project, where something counts."""
    rows = {}
    for donor, project, units, _ in donations:
        row = rows.setdefault(donor, {})
        row[project] = row.get(project, 0) + units
    return [{project: units for project, units in row.items() if units} for row in rows.values()]
