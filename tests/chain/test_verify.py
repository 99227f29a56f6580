"""Whatever is changed in a published bundle, the chain contradicts it."""

import csv
import json
import random
from dataclasses import replace

import pytest

from conftest import ETHER
from journeys import close_round, exit_code, import_demo_projects, open_round, quadrille
from quadrille.chain.funding_round import gifts
from quadrille.errors import Mismatch, QuadrilleError, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import make_bundle, read_bundle, write_bundle
from quadrille.rounds.bundle.manifest import MANIFEST
from quadrille.rounds.bundle.recompute import verify_bundle, verify_bundle_against, verify_round
from quadrille.rounds.result import compute_result
from quadrille.types import Address, Wei
from sealed_bundle import flipped, sealed

NOBODY = Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")


@pytest.fixture
def published(world, session):
    """A small round, closed and published, and the folder of its bundle."""
    import_demo_projects(session)
    address = open_round(world, session, pool_wei=3 * ETHER)
    round_ = world.chain.round(address)
    for slug in ("clinic-daybook", "wellspring-map", "lesson-lantern"):
        flow.admit_project(session, world.chain, address, slug, Address(world.somebody(ether=0).address))
    world.pass_time_until(round_.times().opens_at)
    for amount in (1, 4, 9):
        items = [("wellspring-map", Wei(amount * ETHER // 10)), ("clinic-daybook", Wei(amount * ETHER // 100))]
        world.chain.client.send_from(world.somebody(), flow.donate_call(round_, items))
    close_round(world, address)
    return round_, flow.publish(session, world.chain, address, world.settings.bundle_folder).folder


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


def test_decisions_are_those_of_the_chain(world, published):
    round_, folder = published
    files = read_bundle(folder)
    admitted = {project.slug: project for project in round_.projects()}
    rows = list(csv.DictReader(files["decisions.csv"].decode().splitlines()))
    assert [row["project"] for row in rows] == list(admitted)
    for row in rows:
        project = admitted[row["project"]]
        assert (row["decision"], row["who"]) == ("admitted", world.operator_address)
        assert row["decided_at"] == str(world.chain.client.block(project.block_number).at)
        assert row["why"].endswith(project.transaction)
    for old, new in ((rows[1]["who"], NOBODY), (rows[1]["decided_at"], "7"), ("right", "whim")):
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
    }
    for name, lie in lies.items():
        folder = tmp_path / name
        write_bundle(make_bundle(compute_result(lie)), folder)
        assert quadrille("verify", folder)["equal"], name
        assert exit_code("verify", folder, "--rpc", world.settings.rpc_url) == 3, name


@pytest.mark.parametrize("field", ["root", "total"])
def test_an_operator_who_publishes_anything_else_is_found_out(world, published, field):
    round_, folder = published
    result = flow.calculate(world.chain, round_.address)
    honest = round_.result()
    lie = {"root": honest.root, "total": honest.total_wei}
    lie[field] = Wei(honest.total_wei - 1) if field == "total" else "0x" + "11" * 32
    world.operator_sends(round_.publish(lie["root"], lie["total"], honest.bundle_hash, result.digest))
    with pytest.raises(Mismatch, match=field):
        verify_round(round_)
    with pytest.raises(Mismatch):
        verify_bundle_against(round_, read_bundle(folder))


@pytest.mark.parametrize("is_root_honest", [True, False])
def test_a_result_under_another_bundle_s_hash_is_neither_confirmed_nor_contradicted_by_logs_alone(
    world, published, is_root_honest
):
    round_, folder = published
    result = flow.calculate(world.chain, round_.address)
    root = result.root if is_root_honest else "0x" + "11" * 32
    world.operator_sends(round_.publish(root, result.total_wei, "0x" + "22" * 32, result.digest))
    with pytest.raises(Refused, match="cannot be judged without its bundle") as answer:
        verify_round(round_)
    assert "object before the window ends" in answer.value.remedy
    # Whoever brings a bundle gets an answer.
    with pytest.raises(Mismatch):
        verify_bundle_against(round_, read_bundle(folder))
