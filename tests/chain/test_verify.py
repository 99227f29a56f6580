"""Whatever is changed in a published bundle, the chain contradicts it."""

import csv
import json
import random
from dataclasses import replace

import pytest

from conftest import ETHER
from journeys import close_round, do, exit_code, import_demo_projects, open_round, publish, quadrille, take_in
from quadrille.chain.funding_round.words import gifts
from quadrille.errors import Mismatch, QuadrilleError, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import commitment_of, make_bundle, read_bundle, write_bundle
from quadrille.rounds.bundle.manifest import MANIFEST
from quadrille.rounds.bundle.recompute import verify_bundle, verify_bundle_against, verify_round
from quadrille.rounds.outcome.coefficients import uncounted
from quadrille.rounds.result import compute_result
from quadrille.types import Address, Wei
from sealed_bundle import flipped, sealed

NOBODY = Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")


@pytest.fixture
def closed(world, session):
    """A small round whose time is over."""
    import_demo_projects(session)
    address = open_round(world, session, pool_wei=3 * ETHER)
    round_ = world.published(address)
    for slug in ("clinic-daybook", "wellspring-map", "lesson-lantern"):
        take_in(world, session, address, slug, Address(world.somebody(ether=0).address))
    world.pass_time_until(round_.terms.opens_at)
    for amount in (1, 4, 9):
        items = [("wellspring-map", Wei(amount * ETHER // 10)), ("clinic-daybook", Wei(amount * ETHER // 100))]
        world.chain.client.send_from(world.somebody(), flow.donate_call(round_, items))
    close_round(world, address)
    return round_


@pytest.fixture
def published(world, session, closed):
    """The round with its result published, and the folder of its bundle."""
    return closed, publish(world, session, closed.address).folder


def publish_instead(world, round_, **lies):
    """What a dishonest publisher does: publish something else than the honest result that stands."""
    honest = round_.publications()[-1]
    said = {
        name: getattr(honest, name)
        for name in ("root", "list_hash", "total_wei", "bundle_hash", "digest", "coefficients")
    }
    world.operator_sends(round_.publish(**said | lies))


def places(content, count=12):
    return random.Random(len(content)).sample(range(len(content)), min(count, len(content)))


def test_an_honest_bundle_agrees_with_the_chain(published):
    round_, folder = published
    files = read_bundle(folder)
    assert verify_bundle_against(round_, files).root == round_.result().root
    assert make_bundle(verify_round(round_)[1]) == files


def test_a_byte_changed_in_any_file_is_found_out_by_the_command(world, published):
    _, folder = published
    for name, content in read_bundle(folder).items():
        for place in places(content, count=3):
            (folder / name).write_bytes(flipped(content, place))
            for words in ((), ("--rpc", world.settings.rpc_url)):
                assert exit_code("verify", folder, *words) == 3
        (folder / name).write_bytes(content)
    assert quadrille("verify", folder, "--rpc", world.settings.rpc_url)["equal"]


def test_a_byte_changed_together_with_its_hash_is_found_out(published):
    round_, folder = published
    files = read_bundle(folder)
    for name in files.keys() - {MANIFEST}:
        for place in places(files[name]):
            with pytest.raises(QuadrilleError):
                verify_bundle_against(round_, sealed({**files, name: flipped(files[name], place)}))


def test_what_only_the_chain_knows_is_held_against_the_chain(published):
    round_, folder = published
    files = read_bundle(folder)
    manifest = json.loads(files[MANIFEST])
    lies = {
        "chain_id": "1",
        "block_number": str(int(manifest["block_number"]) + 1),
        "block_hash": "0x" + "00" * 32,
        "digest": "0x" + "00" * 32,
        "pool": str(int(manifest["pool"]) * 10),
    }
    for name, lie in lies.items():
        changed = sealed(files, **{name: lie})
        if name != "pool":
            assert verify_bundle(changed)
        with pytest.raises(Mismatch, match=f"{name} in manifest|result"):
            verify_bundle_against(round_, changed)


@pytest.mark.parametrize("name", ["root", "list_hash", "total", "applied", "coefficients"])
def test_what_a_manifest_says_of_the_result_itself_is_found_out_offline(published, name):
    files = read_bundle(published[1])
    honest = json.loads(files[MANIFEST])[name]
    lie = "0x" + "11" * 32 if honest.startswith("0x") else str(int(honest) + 1)
    with pytest.raises(Mismatch, match=name.replace("_", " ") if name != "applied" else "list hash"):
        verify_bundle(sealed(files, **{name: lie}))


def test_decisions_are_those_of_the_chain(world, published):
    round_, folder = published
    files = read_bundle(folder)
    reviews = round_.reviews()
    rows = list(csv.DictReader(files["decisions.csv"].decode().splitlines()))
    assert [row["project"] for row in rows] == ["clinic-daybook", "wellspring-map", "lesson-lantern"]
    for row, review in zip(rows, reviews, strict=True):
        assert (row["decision"], row["who"]) == ("admitted", world.operator_address)
        assert row["decided_at"] == str(world.chain.client.block(review.block_number).at)
        assert row["why"] == f"transaction {review.transaction}: a public good"
    for old, new in ((rows[1]["who"], NOBODY), (rows[1]["decided_at"], "7"), ("a public good", "a whim")):
        lie = sealed({**files, "decisions.csv": files["decisions.csv"].replace(old.encode(), new.encode())})
        assert verify_bundle(lie)
        with pytest.raises(Mismatch, match=r"decisions\.csv, line"):
            verify_bundle_against(round_, lie)


def test_a_bundle_made_anew_around_another_donation_is_right_in_itself_and_not_what_is_published(
    world, published, tmp_path
):
    round_, _ = published
    facts = flow.calculate(world.chain, round_.address).facts
    first, *others = facts.carts
    richer = replace(first, words=tuple(word + 1 for word in first.words), items=gifts([w + 1 for w in first.words]))
    lies = {
        "another amount": replace(facts, carts=(richer, *others)),
        "a donation left out": replace(facts, carts=tuple(others)),
        "another payee": replace(facts, projects=(replace(facts.projects[0], payee=NOBODY), *facts.projects[1:])),
        "another pool": replace(facts, pool_wei=Wei(facts.pool_wei - 1)),
        "an application more": replace(facts, applied=facts.applied + 1),
        "a vote left out": replace(facts, decisions=(*facts.decisions[1:], facts.decisions[0])),
    }
    for name, lie in lies.items():
        folder = tmp_path / name
        write_bundle(make_bundle(compute_result(lie)), folder)
        assert quadrille("verify", folder)["equal"], name
        assert exit_code("verify", folder, "--rpc", world.settings.rpc_url) == 3, name


@pytest.mark.parametrize("field", ["root", "list_hash", "total_wei", "bundle_hash"])
def test_a_publisher_who_publishes_anything_else_is_found_out(world, published, field):
    round_, folder = published
    lie = Wei(round_.result().total_wei - 1) if field == "total_wei" else "0x" + "11" * 32
    publish_instead(world, round_, **{field: lie})
    told = {"total_wei": "total"}.get(field, field.replace("_", " "))
    # Nobody's coefficients were committed: so the logs alone contradict it.
    with pytest.raises(Mismatch, match=f"{told}: published"):
        verify_round(round_)
    with pytest.raises(Mismatch, match=f"{told}: published"):
        verify_bundle_against(round_, read_bundle(folder))


@pytest.mark.parametrize("is_honest", [True, False])
def test_a_result_with_coefficients_is_neither_confirmed_nor_contradicted_by_logs_alone(
    world, session, closed, is_honest
):
    table = uncounted({(closed.carts()[0][0], "clinic-daybook")}, "a wallet of another donor's")
    folder = publish(world, session, closed.address, table).folder
    assert closed.publications()[-1].coefficients == commitment_of(table) != commitment_of(())
    if not is_honest:
        publish_instead(world, closed, root="0x" + "11" * 32, bundle_hash="0x" + "22" * 32)
    with pytest.raises(Refused, match="cannot be judged without its bundle") as answer:
        verify_round(closed)
    assert "object before the window ends" in answer.value.remedy
    # Whoever brings a bundle gets an answer.
    if is_honest:
        assert verify_bundle_against(closed, read_bundle(folder)).root == closed.result().root
    else:
        with pytest.raises(Mismatch, match="root: published"):
            verify_bundle_against(closed, read_bundle(folder))


def test_who_wants_other_coefficients_than_were_committed_is_not_confirmed(world, session, closed):
    table = uncounted({(closed.carts()[0][0], "clinic-daybook")}, "a wallet of another donor's")
    do(world, session, flow.close(session, world.chain, closed.address, world.settings.bundle_folder, table))
    friendly = make_bundle(compute_result(flow.calculate(world.chain, closed.address).facts))
    publish(world, session, closed.address, table)
    assert verify_bundle(friendly)
    with pytest.raises(Mismatch, match="coefficients: published"):
        verify_bundle_against(closed, friendly)
