"""`quadrille verify BUNDLE`: in a process of its own with nothing around it; what it says, and its exit codes."""

import json
import subprocess
import sys

import pytest

from quadrille.rounds.bundle.bundle import make_bundle, write_bundle
from quadrille.rounds.bundle.manifest import MANIFEST
from sealed_bundle import flipped, sealed
from unit.example_round import linked_result

FILES = make_bundle(linked_result())


@pytest.fixture
def folder(tmp_path):
    write_bundle(FILES, tmp_path / "bundle")
    return tmp_path / "bundle"


def verify(folder, *words):
    """Run it in an empty folder and an empty environment: no keys, no database, no Node, no settings."""
    nowhere = folder.parent / "nowhere"
    nowhere.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "quadrille", "verify", str(folder), *words]
    done = subprocess.run(command, cwd=nowhere, env={}, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert list(nowhere.iterdir()) == []
    return done


def test_a_right_bundle_is_said_to_be_right(folder):
    done = verify(folder, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    told = json.loads(done.stdout)
    assert (told["equal"], told["pool"], told["paid"], told["left"]) == (True, "500", "200", "300")


def test_the_first_difference_is_named_to_the_unit_and_the_exit_code_is_3(folder):
    lie = sealed({**FILES, "result.csv": FILES["result.csv"].replace(b",200\n", b",201\n")})
    write_bundle(lie, folder)
    done = verify(folder, "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout) == {
        "equal": False,
        "differs": "result.csv, line 2 (clinic-daybook), column match",
        "published": "201",
        "recomputed": "200",
    }
    assert b"error: result.csv, line 2 (clinic-daybook), column match: published 201, recomputed 200." in done.stderr
    assert b"Do not pay" in done.stderr


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_has_exit_code_3(folder, name):
    (folder / name).write_bytes(flipped(FILES[name], len(FILES[name]) // 2))
    done = verify(folder)
    assert done.returncode == 3
    assert name.encode() in done.stderr


def test_where_there_is_no_bundle_the_exit_code_is_2(folder, tmp_path):
    (folder / MANIFEST).unlink()
    for nothing in (folder, tmp_path / "not-there", folder / "config.json"):
        done = verify(nothing)
        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr
