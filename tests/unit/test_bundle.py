"""The bundle, offline: made the same everywhere, and whatever is changed in it is found out."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import Misconfigured
from quadrille.rounds.bundle.bundle import bundle_hash, make_bundle, read_bundle, write_bundle
from quadrille.rounds.bundle.contents import read_contents
from quadrille.rounds.bundle.manifest import MANIFEST, read_manifest
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.offline.donations_csv import read_donations
from quadrille.rounds.result import compute_result, donations_of
from quadrille.types import NO_HASH
from unit.example_round import DONORS, LINKED, OPERATOR, SLUGS, cart, example_facts, example_result, linked_result

WRITING = (
    "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
    "from unit.example_round import linked_result, reread;"
    "from quadrille.rounds.bundle.bundle import make_bundle, write_bundle;"
    "write_bundle(make_bundle(reread(linked_result(), int(sys.argv[3]))), Path(sys.argv[2]))"
)
"""Makes the example's bundle in a process of its own, its coefficients read in an order of their own."""

SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"},
    {"PYTHONHASHSEED": "4294967295", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONOPTIMIZE": "1"},
    {"PYTHONHASHSEED": "random", "LC_ALL": "ar_EG.ISO-8859-6", "TZ": "Pacific/Kiritimati"},
)


@pytest.fixture
def files():
    return make_bundle(example_result())


def test_a_bundle_is_read_as_it_was_written_and_is_right(tmp_path, files):
    write_bundle(files, tmp_path / "bundle")
    assert read_bundle(tmp_path / "bundle") == files
    verified = verify_bundle(files)
    assert verified.root == example_result().root
    assert {found.project: found.match_units for found in verified.matching.projects} == {
        "clinic-daybook": 200,
        "lesson-lantern": 0,
    }


def test_its_files_are_these_to_the_byte(files):
    assert files["config.json"] == (
        b'{"mechanism":"qf","mechanism_version":"1","params":{"cap_bps":"4000","minimum_units":"0","saturation":"keep"},'
        b'"title":"Learning and water"}'
    )
    assert files["donations.csv"].decode().splitlines() == [
        "donor,project,amount,channel,attestor,reference",
        f"{DONORS[0]},clinic-daybook,100,,,",
        f"{DONORS[0]},lesson-lantern,7,,,",
        f"{DONORS[1]},clinic-daybook,400,,,",
    ]
    assert files["decisions.csv"].decode().splitlines() == [
        "project,decision,who,decided_at,why",
        *(
            f"{slug},admitted,{OPERATOR},{1_799_000_000 + place},transaction 0x{place + 1:064x}: a public good"
            for place, slug in enumerate(SLUGS)
        ),
    ]
    assert files["result.csv"].decode().splitlines() == [
        "project,donors,given,raw,match",
        f"clinic-daybook,2,500,{400 << 64},200",
        "lesson-lantern,1,7,0,0",
    ]
    assert json.loads(files[MANIFEST])["format"] == "quadrille-bundle-3"


def test_every_file_is_named_in_the_manifest_with_its_hash(files):
    named = json.loads(files[MANIFEST])["files"]
    assert named == {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST}
    assert set(files) == {
        *("config.json", "projects.csv", "donations.csv", "decisions.csv", "result.csv", "tree.json", MANIFEST)
    }
    assert bundle_hash(files) == "0x" + hashlib.sha256(files[MANIFEST]).hexdigest()


def test_the_manifest_comes_last_so_that_a_folder_with_one_is_whole(files):
    assert list(files)[-1] == MANIFEST


def test_its_donations_are_read_as_they_are_by_the_match_command(files):
    lines = files["donations.csv"].splitlines(keepends=True)
    assert list(read_donations(lines, "donations.csv")) == donations_of(example_facts())


def test_a_bundle_says_all_that_its_result_follows_from():
    result = linked_result()
    files = make_bundle(result)
    found = read_contents(files, read_manifest(files[MANIFEST]))
    assert found.rules == result.facts.configuration
    assert found.projects == result.facts.projects
    assert list(found.donations) == donations_of(result.facts)
    assert found.coefficients == result.coefficients == LINKED
    assert found.decisions == result.facts.decisions
    assert found.calculate().matching == result.matching


def test_every_process_in_whatever_surroundings_writes_the_same_bundle(tmp_path):
    tests, made = Path(__file__).parents[1], make_bundle(linked_result())
    for place, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / str(place)
        command = [sys.executable, "-c", WRITING, str(tests), str(folder), str(place)]
        subprocess.run(command, env={**os.environ, **surroundings}, check=True, timeout=120)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
        shutil.rmtree(folder)


def test_the_same_facts_make_the_same_bytes(files):
    assert make_bundle(example_result()) == files


def test_a_round_that_pays_nobody_has_no_tree(tmp_path):
    result = compute_result(example_facts(carts=(cart(DONORS[0], (0, 100)),)))
    files = make_bundle(result)
    assert "tree.json" not in files
    write_bundle(files, tmp_path / "bundle")
    assert verify_bundle(read_bundle(tmp_path / "bundle")).root == NO_HASH


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
