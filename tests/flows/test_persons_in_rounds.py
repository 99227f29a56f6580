"""Who counts as one donor: wallets that a person linked give as one, and a gift to one's own project is not matched.

Read it as the tutorial: link and declare, give, look at the table, have the committer fix it, publish, and have
anybody recompute it.
"""

from math import isqrt
from pathlib import Path

import pytest
from sqlmodel import select

from chain.answers import assert_problem
from journeys import (
    close_round,
    do,
    exit_code,
    finalise,
    import_demo_projects,
    open_round,
    publish,
    quadrille,
    take_in,
)
from linked_givers import OTHER, OWN, POOL, give_linked, kept_table, write_table
from quadrille.errors import Refused
from quadrille.people.persons import add_person, link_wallet
from quadrille.people.tables import Affiliation, LinkedWallet
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import MANIFEST, commitment_of
from quadrille.rounds.bundle.recompute import verify_round
from quadrille.rounds.money import paying
from quadrille.rounds.offline.match_command import read_table
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, LINKED, OWN_PROJECT, read_coefficients
from quadrille.rounds.outcome.persons_command import coefficients_of
from quadrille.types import Address, Wei


@pytest.fixture
def given(world, session):
    """The closed round and who gave in it."""
    return give_linked(world, session)


@pytest.fixture
def file(given, tmp_path):
    """Its table, looked at by the operator."""
    return write_table(given, tmp_path)


@pytest.fixture
def published(world, session, given, file):
    """The result with the table, published."""
    return publish(world, session, given.address, read_table(file))


def roots(*amounts: int) -> int:
    """The full match of one project in wei, from what each person gave as multiples of 10^14 wei (whole roots)."""
    sides = [isqrt(amount * 10**14) for amount in amounts]
    return sum(sides) ** 2 - sum(side**2 for side in sides)


def test_linked_wallets_are_matched_as_one_and_the_maintainer_s_own_gift_is_not(world, session, given, file):
    # The operator looks at the table: links and own projects, and nothing else about anybody.
    rows = quadrille("rounds", "persons", given.address)
    ann = min(given.ann)
    assert sorted((row["wallet"], row["person"], row["coefficient_bps"], row["project"]) for row in rows) == sorted(
        [
            *((wallet, ann, 10_000, "") for wallet in given.ann),
            (given.maintainer, given.maintainer, 0, OWN),
        ]
    )
    assert {row["reason"] for row in rows} == {LINKED, OWN_PROJECT}
    assert read_table(file) == coefficients_of(session, world.chain, given.address)
    session.commit()

    # The committer fixes it on the chain; the operator, who publishes, cannot calculate with another.
    fixed = quadrille("rounds", "close", given.address, "--coefficients", file, "--yes")
    assert [step["step"] for step in fixed["steps"]] == ["PublishedRound.commitCoefficients"]
    assert world.published(given.address).coefficients_commitment() == commitment_of(read_table(file))

    # Published with it, ann is one donor of 25, and the maintainer counts where the project is another's.
    done = quadrille("rounds", "publish", given.address, "--yes")
    matching = quadrille("rounds", "calculate", given.address)
    by_slug = {row["project"]: row for row in matching["projects"]}
    assert [by_slug[slug]["donors"] for slug in (OWN, OTHER)] == ["3", "4"]
    assert int(by_slug[OWN]["raw"]) >> 64 == roots(25, 4, 36)
    assert int(by_slug[OTHER]["raw"]) >> 64 == roots(25, 25, 4, 36)
    assert [row["given"] for row in matching["projects"]] == [str(90 * 10**14)] * 2

    # Anybody recomputes it from the bundle, and holds the rest against the chain.
    assert quadrille("verify", done["bundle"])["root"] == done["root"]
    assert quadrille("verify", done["bundle"], "--rpc", world.settings.rpc_url)["equal"]
    offline = quadrille(
        *("match", Path(done["bundle"]) / "donations.csv", "--coefficients", Path(done["bundle"]) / COEFFICIENTS),
        *("--pool", POOL, "--param", "cap_bps=4000"),
    )
    assert offline["projects"] == matching["projects"]

    # It becomes final, and each project is paid by a proof in the tree that the table made.
    finalise(world, session, given.address)
    held_wei = world.chain.client.balance_wei(given.address)
    for slug in (OWN, OTHER):
        do(world, session, paying.claim(world.chain, given.address, slug))
    paid = held_wei - world.chain.client.balance_wei(given.address)
    assert paid == int(matching["paid"]) + 2 * 90 * 10**14


def test_logs_alone_neither_confirm_nor_contradict_such_a_result(world, given, published):
    with pytest.raises(Refused, match="cannot be judged without its bundle") as answer:
        verify_round(world.chain.round(given.address))
    assert "quadrille verify BUNDLE" in answer.value.remedy
    assert "Do not pay" not in str(answer.value)
    assert exit_code("verify", "--round", given.address, "--rpc", world.settings.rpc_url) == 5


def test_the_server_that_has_the_bundle_verifies_with_it_and_hands_it_out(world, api, given, published):
    found = api.get(f"/api/v1/rounds/{given.address}/verify").json()
    assert (found["is_equal"], found["root"]) == (True, published.result.root)
    shown = api.get(f"/api/v1/rounds/{given.address}").json()
    assert shown["projects"] == found["projects"]
    content = api.get(f"/api/v1/rounds/{given.address}/bundle/{COEFFICIENTS}").content
    assert read_coefficients(content.splitlines(keepends=True), COEFFICIENTS) == published.result.coefficients
    page = api.get(f"/rounds/{given.address}").text
    assert "quadrille verify BUNDLE" in page
    assert COEFFICIENTS in page


def test_a_server_without_the_bundle_says_that_it_is_needed(world, session, api, given, published):
    (published.folder / MANIFEST).unlink()
    kept_table(world, given).unlink()
    assert "without its bundle" in assert_problem(api.get(f"/api/v1/rounds/{given.address}/verify"), 409)["cause"]
    with pytest.raises(Refused, match="were committed elsewhere") as refusal:
        flow.calculate(world.chain, given.address)
    assert "--coefficients" in refusal.value.remedy
    finalise(world, session, given.address)
    with pytest.raises(Refused, match="were committed elsewhere"):
        paying.claim(world.chain, given.address, OTHER)
    with pytest.raises(Refused, match="without its bundle"):
        paying.claim(world.chain, given.address, OTHER, ())
    # Who brings it can claim.
    claim = paying.claim(world.chain, given.address, OTHER, published.result.coefficients)
    assert [step.call.what.partition(".")[2] for step in claim.steps] == ["claimDonations", "claimMatching"]


def test_a_project_claims_with_the_bundle_from_a_machine_that_did_not_publish(
    world, session, given, published, tmp_path
):
    elsewhere = published.folder.rename(tmp_path / "fetched")
    kept_table(world, given).unlink()
    finalise(world, session, given.address)
    words = ("rounds", "claim", given.address, OTHER, "--keystore", world.keystore(world.somebody()))
    assert exit_code(*words, "--yes") == 5
    paid = quadrille(*words, "--bundle", elsewhere, "--yes")
    assert [step["step"].partition(".")[2] for step in paid["steps"]] == ["claimDonations", "claimMatching"]


def test_a_link_or_an_affiliation_ended_in_the_last_minute_still_counts_and_one_made_after_does_not(
    world, session, given, file
):
    before = read_table(file)
    round_ = world.chain.round(given.address)
    opens_at, closes_at = round_.terms.opens_at, round_.closes_at()
    (first, second), minute = given.ann, closes_at - 60
    for row in [*session.exec(select(LinkedWallet)), *session.exec(select(Affiliation))]:
        row.ended_at = minute
    session.commit()
    assert coefficients_of(session, world.chain, given.address) == before

    # Two strangers who link after the close were two while they gave.
    together = add_person(session)
    for wallet in given.strangers:
        link_wallet(session, together, wallet).linked_at = closes_at
    # And what had ended before the opening is nothing to this round.
    for row in session.exec(select(Affiliation)).all():
        row.ended_at = opens_at
    session.commit()
    assert {row.wallet for row in coefficients_of(session, world.chain, given.address)} == {first, second}


def test_a_round_in_which_everybody_is_one_person_is_published_without_a_table(world, session, tmp_path):
    import_demo_projects(session)
    address = open_round(world, session, pool_wei=POOL)
    take_in(world, session, address, OWN, Address(world.somebody(ether=0).address))
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    person, donor = add_person(session), world.somebody()
    link_wallet(session, person, Address(donor.address))
    session.commit()
    world.chain.client.send_from(donor, flow.donate_call(world.chain.round(address), [(OWN, Wei(1))]))
    close_round(world, address)
    assert quadrille("rounds", "persons", address) == []
    assert exit_code("rounds", "persons", address, "--out", tmp_path / "no-folder" / "table.csv") == 2
    done = publish(world, session, address)
    assert not (done.folder / COEFFICIENTS).exists()
    assert verify_round(world.chain.round(address))[0].root == done.result.root
