"""Who counts as one donor: wallets that a person linked give as one, and a gift to one's own project is not matched.

Read it as the tutorial: link and declare, give, look at the table, publish with it, and have anybody recompute it.
"""

from dataclasses import dataclass
from math import isqrt
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount
from sqlmodel import select

from chain.answers import assert_problem
from conftest import ETHER
from journeys import close_round, exit_code, import_demo_projects, open_round, quadrille
from quadrille.errors import MalformedFile, Misconfigured, Mismatch, QuadrilleError, Refused
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import add_person, link_wallet
from quadrille.people.tables import Affiliation, LinkedWallet
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import MANIFEST, read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle, verify_bundle_against, verify_round
from quadrille.rounds.coefficients import COEFFICIENTS, LINKED, OWN_PROJECT, read_coefficients
from quadrille.rounds.match_command import read_table
from quadrille.rounds.persons_command import coefficients_of
from quadrille.types import Address, Wei
from sealed_bundle import sealed

POOL = Wei(3 * ETHER)
OWN, OTHER = "wellspring-map", "clinic-daybook"


@dataclass(frozen=True)
class Given:
    """A closed round: two wallets of ann's, one of the maintainer's, two of strangers; who gave what to whom."""

    address: Address
    ann: tuple[Address, Address]
    maintainer: Address
    strangers: tuple[Address, Address]


@pytest.fixture
def given(world, session):
    """Ann linked both her wallets; the maintainer of one project said so; all five gave to both projects."""
    import_demo_projects(session)
    address = open_round(world, session, pool_wei=POOL)
    for slug in (OWN, OTHER):
        flow.admit_project(session, world.chain, address, slug, Address(world.somebody(ether=0).address))
    wallets: list[LocalAccount] = [world.somebody() for _ in range(5)]
    first, second, theirs, *strangers = (Address(wallet.address) for wallet in wallets)
    ann, maintainer = add_person(session), add_person(session)
    for person, wallet in ((ann, first), (ann, second), (maintainer, theirs)):
        link_wallet(session, person, wallet)
    declare(session, maintainer, read_claim(OWN, None, "maintainer"), DeclaredBy.PERSON)
    session.commit()
    round_ = world.chain.round(address)
    world.pass_time_until(round_.times().opens_at)
    for wallet, amount in zip(wallets, (9, 16, 25, 4, 36), strict=True):
        items = [(OWN, Wei(amount * 10**14)), (OTHER, Wei(amount * 10**14))]
        world.chain.client.send_from(wallet, flow.donate_call(round_, items))
    close_round(world, address)
    return Given(address, (first, second), theirs, (strangers[0], strangers[1]))


@pytest.fixture
def file(given, tmp_path) -> Path:
    """The table of the round, as the operator has it written."""
    path = tmp_path / "table.csv"
    made = quadrille("rounds", "persons", given.address, "--out", path)
    assert made == {"file": str(path), "persons": 2, "wallets": 3, "own_project": 1}
    return path


@pytest.fixture
def published(world, session, given, file):
    """The result with the table, published."""
    return flow.publish(session, world.chain, given.address, world.settings.bundle_folder, read_table(file))


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

    # Published with it, ann is one donor of 25, and the maintainer counts where the project is another's.
    done = quadrille("rounds", "publish", given.address, "--coefficients", file)
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
    round_ = world.chain.round(given.address)
    world.pass_time_until(round_.result().finalisable_at)
    flow.finalise(session, world.chain, given.address)
    held_wei = world.chain.client.balance_wei(given.address)
    for slug in (OWN, OTHER):
        flow.pay_project(session, world.chain, given.address, slug)
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


def test_a_server_without_the_bundle_says_that_it_is_needed(world, api, given, published):
    (published.folder / MANIFEST).unlink()
    assert "without its bundle" in assert_problem(api.get(f"/api/v1/rounds/{given.address}/verify"), 409)["cause"]
    world.pass_time_until(world.chain.round(given.address).result().finalisable_at)
    world.operator_sends(world.chain.round(given.address).finalise())
    with pytest.raises(Refused, match="without its bundle"):
        flow.payout_calls(world.chain, given.address, OTHER)
    # Who brings it can claim.
    calls = flow.payout_calls(world.chain, given.address, OTHER, published.result.coefficients)
    assert [call.what.partition(".")[2] for call in calls] == ["claimDonations", "claimMatching"]


def test_a_project_claims_with_the_bundle_from_a_machine_that_did_not_publish(
    world, session, given, published, tmp_path
):
    elsewhere = published.folder.rename(tmp_path / "fetched")
    world.pass_time_until(world.chain.round(given.address).result().finalisable_at)
    flow.finalise(session, world.chain, given.address)
    sender = world.keystore(world.somebody())
    paid = quadrille("rounds", "claim", given.address, OTHER, "--keystore", sender, "--bundle", elsewhere)
    assert [step["step"].partition(".")[2] for step in paid] == ["claimDonations", "claimMatching"]


def test_coefficients_that_were_changed_are_found_out(world, given, published):
    round_, files = world.chain.round(given.address), read_bundle(published.folder)
    told = files[COEFFICIENTS]
    assert verify_bundle_against(round_, files).root == round_.result().root
    lies = {
        "the maintainer counts": told.replace(b",0,", b",1,"),
        "ann is two": b"".join(line for line in told.splitlines(keepends=True) if b"linked" not in line),
        "a stranger counts less": told + f"{given.strangers[0]},{given.strangers[0]},1,,lie\n".encode(),
        "another reason": told.replace(b"own project", b"on a whim"),
        "nothing": b"",
    }
    for name, content in lies.items():
        assert content != told, name
        for lie in ({**files, COEFFICIENTS: content}, sealed({**files, COEFFICIENTS: content})):
            with pytest.raises(QuadrilleError):
                verify_bundle_against(round_, lie)
    left_out = sealed({name: content for name, content in files.items() if name != COEFFICIENTS})
    with pytest.raises(Mismatch):
        verify_bundle_against(round_, left_out)
    # On a disk, by its hash.
    (published.folder / COEFFICIENTS).write_bytes(told.replace(b",0,", b",1,"))
    assert exit_code("verify", published.folder, "--rpc", world.settings.rpc_url) == 3


def test_a_whole_bundle_of_other_coefficients_is_right_in_itself_and_not_what_is_published(
    world, session, given, published
):
    honest = world.chain.round(given.address).result()
    friendly = published.result.coefficients[:2]
    other = flow.publish(session, world.chain, given.address, world.settings.bundle_folder, friendly)
    round_ = world.chain.round(given.address)
    assert verify_bundle_against(round_, read_bundle(other.folder)).root == round_.result().root
    assert verify_bundle(read_bundle(published.folder)).root == honest.root
    with pytest.raises(Mismatch):
        verify_bundle_against(round_, read_bundle(published.folder))


def test_to_publish_again_keeps_the_coefficients_unless_they_are_taken_away(world, session, given, published):
    def publish(coefficients=None):
        return flow.publish(session, world.chain, given.address, world.settings.bundle_folder, coefficients)

    with pytest.raises(Refused, match="This very result"):
        publish()
    assert publish(()).result.coefficients == ()
    assert verify_round(world.chain.round(given.address))[0].matching.projects[0].donors == 5


def test_a_copy_of_the_server_s_that_was_changed_is_not_used(world, session, given, published):
    (published.folder / COEFFICIENTS).write_bytes(b"wallet,person,coefficient_bps,project,reason\n")
    with pytest.raises(Misconfigured, match="was changed"):
        flow.calculate(world.chain, given.address)


def test_a_table_of_another_round_is_not_published(world, session, given):
    stranger = world.somebody().address
    table = read_coefficients(
        [b"wallet,person,coefficient_bps,project,reason\n", f"{stranger},{stranger},0,,x\n".encode()], "c.csv"
    )
    with pytest.raises(MalformedFile, match="gave nothing in this round"):
        flow.publish(session, world.chain, given.address, world.settings.bundle_folder, table)
    assert world.chain.round(given.address).result().published_at == 0


def test_a_link_or_an_affiliation_ended_in_the_last_minute_still_counts_and_one_made_after_does_not(
    world, session, given, file
):
    before = read_table(file)
    times = world.chain.round(given.address).times()
    (first, second), minute = given.ann, times.closes_at - 60
    for row in [*session.exec(select(LinkedWallet)), *session.exec(select(Affiliation))]:
        row.ended_at = minute
    session.commit()
    assert coefficients_of(session, world.chain, given.address) == before

    # Two strangers who link after the close were two while they gave.
    together = add_person(session)
    for wallet in given.strangers:
        link_wallet(session, together, wallet).linked_at = times.closes_at
    # And what had ended before the opening is nothing to this round.
    for row in session.exec(select(Affiliation)).all():
        row.ended_at = times.opens_at
    session.commit()
    assert {row.wallet for row in coefficients_of(session, world.chain, given.address)} == {first, second}


def test_a_round_in_which_everybody_is_one_person_is_published_without_a_table(world, session, tmp_path):
    import_demo_projects(session)
    address = open_round(world, session, pool_wei=POOL)
    flow.admit_project(session, world.chain, address, OWN, Address(world.somebody(ether=0).address))
    world.pass_time_until(world.chain.round(address).times().opens_at)
    person, donor = add_person(session), world.somebody()
    link_wallet(session, person, Address(donor.address))
    session.commit()
    world.chain.client.send_from(donor, flow.donate_call(world.chain.round(address), [(OWN, Wei(1))]))
    close_round(world, address)
    assert quadrille("rounds", "persons", address) == []
    assert exit_code("rounds", "persons", address, "--out", tmp_path / "no-folder" / "table.csv") == 2
    done = flow.publish(session, world.chain, address, world.settings.bundle_folder, ())
    assert not (done.folder / COEFFICIENTS).exists()
    assert verify_round(world.chain.round(address))[0].root == done.result.root
