"""The operator's journey on the command line: each step is told first, and sent with --yes."""

import pytest

from conftest import ETHER
from journeys import (
    DEMO_DATA,
    close_round,
    demo_donations,
    exit_code,
    fill_round,
    import_demo_projects,
    open_round,
    quadrille,
)
from quadrille.languages.moments import Moment
from quadrille.types import Address, Wei

POOL = Wei(3 * ETHER)


@pytest.fixture
def payees(world, session):
    """A wallet for each of the demo's projects, with coins for its own transactions."""
    return {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}


@pytest.fixture
def filled(world, session, payees):
    """A round in which every donor of the demo has given, still open."""
    address = open_round(world, session, pool_wei=POOL)
    fill_round(world, session, address, payees)
    return address


def test_the_journey_on_the_command_line(world, payees, tmp_path):
    (tmp_path / "projects.json").write_bytes((DEMO_DATA / "projects.json").read_bytes())
    quadrille("catalog", "import", tmp_path / "projects.json")
    opens_at = world.now() + 60
    made = quadrille(
        *("rounds", "new", "Learning and water", "--opens-at", opens_at, "--closes-at", opens_at + 86_400),
        *("--param", "cap_bps=4000", "--donation-delay-seconds", 0, "--objection-seconds", 600, "--yes"),
    )
    address = made["round"]
    for slug, payee in payees.items():
        keystore = world.keystore(payee)
        quadrille("rounds", "apply", address, slug, "--payee", payee.address, "--keystore", keystore, "--yes")
        quadrille("rounds", "admit", address, slug, "--reason", "a public good", "--yes")
    quadrille("rounds", "fund", address, POOL, "--keystore", world.keystore(world.somebody()), "--yes")
    world.pass_time_until(opens_at)
    for items in demo_donations().values():
        presents = [f"{slug}={amount_wei}" for slug, amount_wei in items]
        quadrille("rounds", "donate", address, *presents, "--keystore", world.keystore(world.somebody()), "--yes")
    close_round(world, Address(address))
    calculated = quadrille("rounds", "calculate", address)
    quadrille("rounds", "close", address, "--yes")
    published = quadrille("rounds", "publish", address, "--yes")
    assert published["root"] == calculated["root"]
    assert any("quadrille verify" in notice for notice in published["notices"])
    checked = quadrille("verify", "--round", address, "--rpc", world.settings.rpc_url)
    assert checked["root"] == published["root"]
    assert quadrille("verify", published["bundle"])["paid"] == calculated["paid"]
    assert quadrille("verify", published["bundle"], "--rpc", world.settings.rpc_url)["equal"]
    written = quadrille("rounds", "bundle", address, tmp_path / "again")
    assert written["root"] == published["root"]
    explained = quadrille("why", published["bundle"], "wellspring-map")
    assert explained in [{**explained, **row} for row in calculated["projects"]]
    donor = world.chain.round(Address(address)).carts()[0][0]
    assert quadrille("why", published["bundle"], "--donor", donor)["is_counted"]
    world.pass_time(601)
    quadrille("rounds", "finalise", address, "--yes")
    paid = quadrille("rounds", "claim", address, "wellspring-map", "--yes")
    assert [step["step"].partition(".")[2] for step in paid["steps"]] == ["claimDonations", "claimMatching"]
    pushed = quadrille("rounds", "push", address, "--yes")
    assert [step["step"].partition(".")[2] for step in pushed["steps"]] == ["push"]
    assert quadrille("rounds", "status", address)["status"] == "finalised"


def test_without_yes_nothing_is_sent_and_what_would_be_is_told(world, filled):
    before = world.chain.client.block()
    told = quadrille("rounds", "donate", filled, f"wellspring-map={ETHER}")
    assert told["sent"] is False
    (step,) = told["steps"]
    assert (step["to"], step["value_wei"]) == (filled, str(ETHER))
    assert step["gas"] > 21_000
    assert told["sender"] == world.operator_address
    assert world.chain.client.block() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("publish",), 5),
        (("finalise",), 5),
        (("push",), 5),
        (("object", "--reason", "wrong"), 5),
        (("claim", "no-such-project"), 1),
        (("donate", "wellspring-map=0"), 2),
        (("donate", "wellspring-map=x"), 2),
        (("refund", "99"), 1),
        (("extend", "7"), 5),
        (("hold", "wellspring-map", "--until", "7", "--reason", "doubt"), 5),
        (("pause", "--until", "7", "--reason", "doubt"), 5),
        (("bond", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), 5),
        (("reclaim", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), 5),
        (("admit", "no-such-project", "--reason", "x"), 1),
        (("payee", "wellspring-map"), 5),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_now_is_refused_before_anything_is_sent(world, filled, words, code):
    before = world.chain.client.block()
    command, *rest = words
    for yes in ((), ("--yes",)):
        assert exit_code("rounds", command, filled, *rest, *yes) == code
    assert world.chain.client.block() == before


def test_any_step_can_be_rehearsed_also_at_a_later_time(world, filled):
    before = world.chain.client.block()
    told = quadrille("rounds", "rehearse", "cancel", filled)
    assert (told["sent"], [step["refused"] for step in told["steps"]]) == (False, [None])
    closes_at = world.chain.round(filled).closes_at()
    assert exit_code("rounds", "rehearse", "--at", closes_at, "cancel", filled) == 5
    assert world.chain.client.block() == before


def test_the_standing_says_what_comes_next_by_whom_and_until_when(world, filled):
    shown = quadrille("rounds", "status", filled)
    assert (shown["status"], shown["pool_wei"]) == ("open", str(POOL))
    assert shown["next"][0] == f"Anybody can give to the projects of the round, until {Moment(shown['closes_at'])}."
    quadrille("rounds", "cancel", filled, "--yes")
    shown = quadrille("rounds", "status", filled)
    assert (shown["status"], shown["next"]) == (
        "cancelled",
        ["Anybody can send donors and sponsors back all that they gave."],
    )
