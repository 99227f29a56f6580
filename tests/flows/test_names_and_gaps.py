"""Who applies and is not admitted leaves a gap in the ids and takes no name; all the rest is recomputed and paid.

Read it as the tutorial of a round with several reviewers.
"""

import csv

import pytest

from conftest import ETHER
from journeys import close_round, do, exit_code, finalise, import_demo_projects, open_round, publish, quadrille
from quadrille.chain.states import ProjectState
from quadrille.errors import ContractReverted, Mismatch, NotFound
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle, verify_bundle_against, verify_round
from quadrille.rounds.money import paying
from quadrille.rounds.projects import taking_part
from quadrille.rounds.projects.roster import read_roster
from quadrille.types import Address, ProjectIndex, Wei
from sealed_bundle import sealed

SLUG, OTHER, GONE = "wellspring-map", "clinic-daybook", "lesson-lantern"


@pytest.fixture
def reviewers(world):
    """Three reviewers, two of whom decide."""
    return [world.somebody() for _ in range(3)]


@pytest.fixture
def address(world, session, reviewers):
    """A round with these reviewers, and the demo's projects in the catalogue."""
    import_demo_projects(session)
    wallets = tuple(Address(wallet.address) for wallet in reviewers)
    return open_round(world, session, pool_wei=3 * ETHER, reviewers=wallets, threshold=2)


def apply(world, session, address, slug, applicant=None):
    """Apply with a wallet that is paid as well; the wallet."""
    applicant = applicant or world.somebody()
    paid = Address(applicant.address)
    do(world, session, flow.apply(session, world.chain, address, slug, paid, paid), applicant)
    return applicant


def review(world, session, address, slug, *votes):
    """Each of these reviewers says yes or no."""
    for reviewer, admitted, reason in votes:
        do(world, session, flow.review(world.chain, address, slug, admitted, reason), reviewer)


def give(world, address, *carts):
    """Donors of their own, one for each cart."""
    round_ = world.chain.round(address)
    world.pass_time_until(round_.terms.opens_at)
    for items in carts:
        world.chain.client.send_from(world.somebody(), flow.donate_call(round_, items))


@pytest.fixture
def filled(world, session, address, reviewers):
    """Ids 1 and 3 are in; 0 was rejected after two opinions, 2 was never decided. Payees by slug."""
    one, two, three = reviewers
    apply(world, session, address, GONE)
    payees = {SLUG: apply(world, session, address, SLUG)}
    apply(world, session, address, GONE)
    payees[OTHER] = apply(world, session, address, OTHER)
    review(world, session, address, GONE, (one, True, "open"), (two, False, "closed\nsource"), (three, False, "=1+1"))
    review(world, session, address, SLUG, (one, True, "a public good"), (three, True, "yes"))
    review(world, session, address, OTHER, (two, True, "a public good"), (three, True, "yes"))
    carts = [[(SLUG, Wei(amount * ETHER // 100)), (OTHER, Wei(ETHER // 100))] for amount in (1, 4, 9)]
    give(world, address, *carts)
    close_round(world, address)
    return payees


def test_a_round_with_gaps_is_published_recomputed_by_anyone_and_paid(world, session, address, filled):
    published = publish(world, session, address)
    files = read_bundle(published.folder)
    assert [project.index for project in published.result.facts.projects] == [1, 3]
    assert len(published.result.words) == published.result.facts.applied == 4
    assert quadrille("verify", published.folder)["root"] == published.result.root
    assert quadrille("verify", published.folder, "--rpc", world.settings.rpc_url)["equal"]
    assert quadrille("verify", "--round", address, "--rpc", world.settings.rpc_url)["equal"]
    assert verify_bundle_against(world.published(address), files).root == published.result.root

    # One claims, the others are paid by the list, whose words nobody is paid for are passed over.
    finalise(world, session, address)
    had_wei = {slug: world.chain.client.balance_wei(payee.address) for slug, payee in filled.items()}
    do(world, session, paying.claim(world.chain, address, SLUG))
    do(world, session, paying.push(world.chain, address, most=3))
    do(world, session, paying.claim(world.chain, address, OTHER))
    for row in published.result.matching.projects:
        received_wei = world.chain.client.balance_wei(filled[row.project].address) - had_wei[row.project]
        assert received_wei == row.match_units + row.given_units
        assert row.match_units > 0


def test_every_reviewer_s_word_is_in_the_bundle(world, session, address, filled, reviewers):
    files = read_bundle(publish(world, session, address).folder)
    one, two, three = (wallet.address for wallet in reviewers)
    rows = list(csv.DictReader(files["decisions.csv"].decode().splitlines()))
    assert [(row["project"], row["decision"], row["who"], row["why"].split(": ")[1]) for row in rows] == [
        (GONE, "admitted", one, "open"),
        (GONE, "rejected", two, "closed source"),
        (GONE, "rejected", three, "=1+1"),
        (SLUG, "admitted", one, "a public good"),
        (SLUG, "admitted", three, "yes"),
        (OTHER, "admitted", two, "a public good"),
        (OTHER, "admitted", three, "yes"),
    ]
    assert files["projects.csv"].decode().splitlines()[1:] == [
        f"1,{SLUG},{filled[SLUG].address}",
        f"3,{OTHER},{filled[OTHER].address}",
    ]
    # Who rejects is named as truly as who admits.
    lie = sealed({**files, "decisions.csv": files["decisions.csv"].replace(b"rejected", b"admitted", 1)})
    assert verify_bundle(lie)
    with pytest.raises(Mismatch, match=r"decisions\.csv, line 3"):
        verify_bundle_against(world.published(address), lie)


def test_ids_without_their_gaps_are_another_result(world, session, address, filled):
    files = read_bundle(publish(world, session, address).folder)
    moved = files["projects.csv"].replace(b"\n3,", b"\n2,")
    with pytest.raises(Mismatch, match=r"tree\.json|list hash"):
        verify_bundle_against(world.published(address), sealed({**files, "projects.csv": moved}))
    for applied in ("5", "3"):
        with pytest.raises(Mismatch, match=r"list hash|id of"):
            verify_bundle(sealed(files, applied=applied))


def test_a_list_that_pays_others_than_the_tree_is_found_out_by_anyone(world, session, address, filled):
    folder = publish(world, session, address).folder
    round_ = world.published(address)
    said = round_.publications()[-1]
    lie = "0x" + "11" * 32
    world.operator_sends(
        round_.publish(said.root, lie, said.total_wei, said.bundle_hash, said.digest, said.coefficients)
    )
    with pytest.raises(Mismatch, match=f"list hash: published {lie}"):
        verify_round(round_)
    for words in ((folder,), ("--round", address)):
        assert exit_code("verify", *words, "--rpc", world.settings.rpc_url) == 3


def test_a_name_is_its_first_admitted_project_s_whoever_applied_before(world, session, address, reviewers):
    one, two, three = reviewers
    first, second = apply(world, session, address, SLUG), apply(world, session, address, SLUG)
    round_ = world.chain.round(address)
    assert list(read_roster(round_).names.values()) == [SLUG, "project-1"]
    # The second is reviewed by the name that it has, and admitted: now the name is its own.
    review(world, session, address, "project-1", (one, True, "theirs"), (two, True, "theirs"))
    assert list(read_roster(round_).names.values()) == ["project-0", SLUG]
    review(world, session, address, "project-0", (one, True, "too"), (three, True, "too"))
    give(world, address, *[[(SLUG, Wei(ETHER)), ("project-0", Wei(4))] for _ in range(2)])
    assert round_.project(ProjectIndex(1)).received_wei == 2 * ETHER
    close_round(world, address)
    facts = publish(world, session, address).result.facts
    assert [(project.slug, project.payee) for project in facts.projects] == [
        ("project-0", first.address),
        (SLUG, second.address),
    ]
    assert verify_round(world.published(address))[0].root == world.published(address).result().root


def test_who_applies_in_another_s_name_keeps_nobody_from_applying(world, session, address, reviewers):
    impostor = apply(world, session, address, SLUG)
    rightful = apply(world, session, address, SLUG)
    round_ = world.chain.round(address)
    assert [one.applicant for one in round_.applications()] == [impostor.address, rightful.address]
    # To apply again changes one's own application: a new edition, whose review starts clean.
    review(world, session, address, "project-1", (reviewers[0], False, "Whose is it?"))
    apply(world, session, address, SLUG, rightful)
    again = round_.applications()[-1]
    assert (again.index, again.edition, again.applicant) == (1, 2, rightful.address)
    assert round_.project(ProjectIndex(0)).edition == 1
    # Rejected, the first has the name still, until the other is admitted; it is in no list of projects.
    review(world, session, address, SLUG, *((one, False, "not theirs") for one in reviewers[:2]))
    assert round_.project(ProjectIndex(0)).state is ProjectState.REJECTED
    with pytest.raises(NotFound, match=SLUG):
        flow.donate_call(round_, [(SLUG, Wei(1))])
    review(world, session, address, "project-1", *((one, True, "theirs") for one in reviewers[:2]))
    assert read_roster(round_).index_of(SLUG) == 1


def test_a_vote_that_is_changed_and_changed_back_is_sent_each_time(world, session):
    import_demo_projects(session)
    others = tuple(Address(world.somebody().address) for _ in range(2))
    address = open_round(world, session, reviewers=(world.operator_address, *others), threshold=2)
    apply(world, session, address, SLUG)
    for admitted in (True, False, True):
        for _ in range(2):
            do(world, session, flow.review(world.chain, address, SLUG, admitted, "I read it"))
    votes = [one.admitted for one in world.chain.round(address).reviews()]
    assert votes == [True, False, True]


def test_a_payee_that_was_stopped_can_be_announced_again(world, session):
    import_demo_projects(session)
    address, ours = open_round(world, session), world.operator_address
    do(world, session, flow.apply(session, world.chain, address, SLUG, ours, ours))
    do(world, session, flow.review(world.chain, address, SLUG, True, "good"))
    payee = Address(world.somebody().address)
    for wanted, keep in ((payee, False), (None, True), (payee, False)):
        do(world, session, taking_part.change_payee(world.chain, address, SLUG, wanted, keep))
    round_ = world.chain.round(address)
    assert len(round_.events("PayeeAnnounced")) == 2
    assert round_.project(ProjectIndex(0)).next_payee == payee


def test_a_project_that_is_in_does_not_apply_again(world, session, address, reviewers):
    payee = apply(world, session, address, SLUG)
    review(world, session, address, SLUG, *((one, True, "good") for one in reviewers[:2]))
    with pytest.raises(ContractReverted, match="WrongState"):
        apply(world, session, address, SLUG, payee)
