"""A round under each mechanism besides `qf`: from the opening to what a project is paid."""

import pytest

from conftest import ETHER
from journeys import (
    close_round,
    do,
    fill_round,
    finalise,
    import_demo_projects,
    open_round,
    publish,
    quadrille,
)
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle_against
from quadrille.rounds.money import paying
from quadrille.types import Wei

POOL = Wei(3 * ETHER)


@pytest.fixture
def payees(world, session):
    """A wallet for each of the demo's projects, with coins for its own transactions."""
    return {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}


@pytest.mark.parametrize(
    "rules",
    [
        ("pairwise", {"m_units": str(10**16), "saturation": "scale"}),
        ("cocm", {"saturation": "scale", "cap_bps": "5000"}),
        ("gitcoin-linear", {"cap_units": str(POOL // 2)}),
    ],
    ids=lambda rules: rules[0],
)
def test_a_round_of_any_mechanism_is_published_recomputed_by_anyone_and_paid(world, session, payees, rules):
    address = open_round(world, session, pool_wei=POOL, rules=rules)
    fill_round(world, session, address, payees)
    close_round(world, address)
    published = publish(world, session, address)
    assert verify_bundle_against(world.published(address), read_bundle(published.folder)).root == published.result.root
    matches = {row.project: row.match_units for row in published.result.matching.projects}
    assert published.result.matching.mechanism == rules[0]
    assert sum(match > 0 for match in matches.values()) > 1
    told = quadrille("why", published.folder, "wellspring-map")
    assert told["match"] == str(matches["wellspring-map"])
    finalise(world, session, address)
    before_wei = world.chain.client.balance_wei(payees["wellspring-map"].address)
    do(world, session, paying.claim(world.chain, address, "wellspring-map"))
    received_wei = world.chain.client.balance_wei(payees["wellspring-map"].address) - before_wei
    given = {row.project: row.given_units for row in published.result.matching.projects}
    assert received_wei == given["wellspring-map"] + matches["wellspring-map"]
