"""The bundle, offline: made the same everywhere, and whatever is changed in it is found out."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, MalformedFile, Misconfigured, Mismatch, QuadrilleError
from quadrille.rounds.bundle import MANIFEST, bundle_hash, make_bundle, read_bundle, write_bundle
from quadrille.rounds.recompute import verify_bundle
from quadrille.rounds.result import NO_ROOT, compute_result
from unit.example_round import DONORS, cart, example_facts, example_result

CHAIN_ONLY = {"chain_id", "block_number", "block_hash", "digest", "pool"}
"""What a bundle says of the chain: only the chain can contradict it; the pool as long as no match depends on it."""


@pytest.fixture
def files():
    return make_bundle(example_result())


@pytest.fixture
def folder(tmp_path, files):
    write_bundle(files, tmp_path / "bundle")
    return tmp_path / "bundle"


def sealed(files):
    """The files with a manifest that fits them, as somebody who changes a bundle on purpose would make it."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST
    }
    return {**files, MANIFEST: json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n"}


def check(folder):
    return verify_bundle(read_bundle(folder))


def test_a_bundle_is_read_as_it_was_written_and_is_right(folder, files):
    assert read_bundle(folder) == files
    verified = check(folder)
    assert verified.root == example_result().root
    assert {found.project: found.match_units for found in verified.matching.projects} == {
        "clinic-daybook": 200,
        "lesson-lantern": 0,
    }


def test_the_same_facts_make_the_same_bytes(files):
    assert make_bundle(example_result()) == files
    assert bundle_hash(files) == "0x" + hashlib.sha256(files[MANIFEST]).hexdigest()


def test_every_file_is_named_in_the_manifest_with_its_hash(files):
    named = json.loads(files[MANIFEST])["files"]
    assert named == {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST}
    assert set(files) == {"config.json", "projects.csv", "donations.csv", "result.csv", "tree.json", MANIFEST}


def test_a_byte_changed_in_any_file_but_the_manifest_is_found_out(folder, files):
    for name in set(files) - {MANIFEST}:
        for place in range(len(files[name])):
            changed = bytearray(files[name])
            changed[place] ^= 1
            (folder / name).write_bytes(changed)
            with pytest.raises(Mismatch, match=name):
                read_bundle(folder)
        (folder / name).write_bytes(files[name])
    assert check(folder)


def test_a_byte_changed_in_the_manifest_is_found_out_unless_only_the_chain_knows_better(folder, files):
    missed = set()
    for place in range(len(files[MANIFEST])):
        changed = bytearray(files[MANIFEST])
        changed[place] ^= 1
        (folder / MANIFEST).write_bytes(changed)
        try:
            check(folder)
        except QuadrilleError:
            continue
        missed |= {
            name for name, value in json.loads(files[MANIFEST]).items() if json.loads(changed).get(name, value) != value
        }
    assert missed == CHAIN_ONLY


def test_a_byte_changed_together_with_its_hash_never_gives_another_result_unnoticed(files):
    honest = verify_bundle(files)
    for name in ("config.json", "result.csv", "tree.json", "projects.csv", "donations.csv"):
        for place in range(len(files[name])):
            changed = bytearray(files[name])
            changed[place] ^= 1
            try:
                found = verify_bundle(sealed({**files, name: bytes(changed)}))
            except QuadrilleError:
                continue
            # What is left are names that no result depends on: a donor's, or the payee of who gets nothing.
            assert name in ("projects.csv", "donations.csv")
            assert (found.root, found.matching.paid_units) == (honest.root, honest.matching.paid_units)


@pytest.mark.parametrize("name", ["config.json", "projects.csv", "donations.csv", "result.csv", "tree.json", MANIFEST])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(MalformedFile, match=name):
        check(folder)


@pytest.mark.parametrize("name", ["config.json", "projects.csv", "donations.csv", "result.csv"])
def test_a_file_that_the_manifest_keeps_quiet_about_is_missed(folder, files, name):
    (folder / MANIFEST).write_bytes(sealed({one: text for one, text in files.items() if one != name})[MANIFEST])
    with pytest.raises(MalformedFile, match="is not a round's manifest"):
        check(folder)


def test_a_tree_that_is_kept_quiet_about_is_missed(folder, files):
    (folder / "tree.json").unlink()
    (folder / MANIFEST).write_bytes(sealed({one: text for one, text in files.items() if one != "tree.json"})[MANIFEST])
    with pytest.raises(Mismatch, match=r"tree\.json"):
        check(folder)


def test_one_file_too_many_is_named(folder):
    (folder / "readme.txt").write_text("The result is right, trust us.")
    with pytest.raises(MalformedFile, match=r"readme\.txt: is not in the manifest"):
        check(folder)


def test_what_an_operating_system_leaves_in_every_folder_is_no_matter(folder):
    (folder / ".DS_Store").write_bytes(b"\0")
    assert check(folder)


@pytest.mark.parametrize(
    "name", ["../secret.csv", "/etc/hostname", "..", ".", "", "a/../config.json", "config.json\0", "C:\\x", "more.csv"]
)
def test_a_manifest_leads_to_no_other_file(folder, files, name):
    (folder.parent / "secret.csv").write_text("the operator's own")
    (folder / MANIFEST).write_bytes(sealed({**files, name: b""})[MANIFEST])
    with pytest.raises(MalformedFile, match="is not a round's manifest"):
        read_bundle(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"files": []}',
        b'{"files": null}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"files":' * 100_000,
        b"9" * 10_000,
    ],
)
def test_what_is_no_manifest_is_named(folder, content):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(MalformedFile, match=r"manifest\.json"):
        check(folder)


def test_a_manifest_cut_off_anywhere_is_named(folder, files):
    for length in range(len(files[MANIFEST])):
        (folder / MANIFEST).write_bytes(files[MANIFEST][:length])
        with pytest.raises(MalformedFile, match=r"manifest\.json"):
            check(folder)


def test_a_manifest_that_says_more_or_less_is_refused(folder, files):
    manifest = json.loads(files[MANIFEST])
    for other in ({**manifest, "more": "1"}, {**manifest, "pool": 500}, {**manifest, "format": "quadrille-bundle-2"}):
        (folder / MANIFEST).write_bytes(json.dumps(other, indent=1, sort_keys=True).encode() + b"\n")
        with pytest.raises(MalformedFile):
            check(folder)
    for name in manifest:
        rest = {one: value for one, value in manifest.items() if one != name}
        (folder / MANIFEST).write_bytes(json.dumps(rest, indent=1, sort_keys=True).encode() + b"\n")
        with pytest.raises(MalformedFile):
            check(folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", b"{"),
        ("config.json", b"\xff"),
        ("donations.csv", b""),
        ("donations.csv", b"donor,project,amount\nann,no-such-project,1\nbob,no-such-project,1\n"),
        ("donations.csv", b"donor,project,amount\nann,clinic-daybook\n"),
        ("projects.csv", b""),
        ("projects.csv", b"index,project\n0,clinic-daybook\n"),
        ("projects.csv", b"index,project,payee\n0,clinic-daybook\n"),
        ("projects.csv", b"index,project,payee\nx,clinic-daybook,0x\n"),
        ("projects.csv", b"index,project,payee\n0,clinic-daybook,nobody\n1,lesson-lantern,nobody\n"),
        ("projects.csv", b'index,project,payee\n0,"clinic\n'),
        ("projects.csv", b"index,project,payee\r0,clinic-daybook,0x\r"),
    ],
)
def test_a_file_that_fits_its_hash_but_cannot_be_read_is_refused_as_input(files, name, content):
    with pytest.raises((BadInput, Mismatch)):
        verify_bundle(sealed({**files, name: content}))


@pytest.mark.parametrize("pool", ["", "-1", "5.0", "five", str(2**256)])
def test_a_pool_that_is_no_number_is_named(files, pool):
    manifest = {**json.loads(files[MANIFEST]), "pool": pool}
    content = json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n"
    with pytest.raises(MalformedFile, match="pool"):
        verify_bundle({**files, MANIFEST: content})


def test_two_payees_for_one_project_are_refused(files):
    twice = files["projects.csv"] + b"9,clinic-daybook,0x90F79bf6EB2c4f870365E785982E1f101E93b906\n"
    with pytest.raises(MalformedFile, match="clinic-daybook stands twice"):
        verify_bundle(sealed({**files, "projects.csv": twice}))


def test_a_round_that_pays_nobody_has_no_tree(tmp_path):
    result = compute_result(example_facts(carts=(cart(DONORS[0], (0, 100)),)))
    files = make_bundle(result)
    assert "tree.json" not in files
    write_bundle(files, tmp_path / "bundle")
    assert check(tmp_path / "bundle").root == NO_ROOT


@given(
    st.integers(0, 10**30),
    st.lists(st.tuples(st.sampled_from(DONORS), st.integers(0, 2), st.integers(1, 2**112 - 1)), max_size=12),
)
def test_every_round_s_own_bundle_is_right(pool_wei, gifts):
    carts = tuple(cart(donor, (index, amount)) for donor, index, amount in gifts)
    result = compute_result(example_facts(pool_wei, carts))
    verified = verify_bundle(make_bundle(result))
    assert (verified.root, verified.matching) == (result.root, result.matching)


def test_two_rounds_with_the_same_donations_have_different_bundles():
    here = example_facts()
    there = replace(here, chain_id=1)
    assert bundle_hash(make_bundle(compute_result(here))) != bundle_hash(make_bundle(compute_result(there)))


def test_a_folder_that_cannot_be_written_is_named(tmp_path, files):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Misconfigured, match="QUADRILLE_BUNDLE_FOLDER"):
        write_bundle(files, tmp_path / "taken" / "bundle")


def test_the_manifest_comes_last_so_that_a_folder_with_one_is_whole(files):
    assert list(files)[-1] == MANIFEST
