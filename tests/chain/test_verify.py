"""Whatever is changed in a published bundle, the chain contradicts it."""

import hashlib
import json
import random

import pytest

from conftest import ETHER
from journeys import close_round, import_demo_projects, open_round
from quadrille.errors import Mismatch, QuadrilleError, Refused
from quadrille.rounds import flow
from quadrille.rounds.bundle import MANIFEST, make_bundle, read_bundle
from quadrille.rounds.recompute import verify_bundle, verify_bundle_against, verify_round
from quadrille.rounds.verify_command import verify
from quadrille.types import Address, Wei


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


def sealed(files):
    """The files with a manifest that fits them."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST
    }
    return {**files, MANIFEST: json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n"}


def flipped(content, place):
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


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
            with pytest.raises(QuadrilleError):
                verify(folder, None, world.settings.rpc_url)
        (folder / name).write_bytes(content)
    verify(folder, None, world.settings.rpc_url)


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
        content = json.dumps({**manifest, name: lie}, indent=1, sort_keys=True).encode() + b"\n"
        with pytest.raises(Mismatch):
            verify_bundle_against(round_, {**files, MANIFEST: content})
    assert verify_bundle({**files, MANIFEST: content.replace(lies["pool"].encode(), manifest["pool"].encode())})


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
