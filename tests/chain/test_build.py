"""What is compiled, by whom, and what of it the wheel carries."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from quadrille.chain import build
from quadrille.chain.anvil import HARDFORK, find_tool
from quadrille.chain.artifacts import artifact
from quadrille.errors import Misconfigured

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in build.ARTIFACTS.glob("*.json"))


@pytest.fixture(scope="module")
def forge_output() -> Path:
    """The folder of what forge made of the same sources."""
    subprocess.run([find_tool("forge"), "build", "contracts"], cwd=ROOT, check=True, capture_output=True)
    return ROOT / "build" / "forge"


def test_something_was_compiled():
    assert "ContributionBadge" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_python_and_forge_make_the_same_bytes_and_metadata(name, forge_output):
    ours = artifact(name)
    unit = next(iter(json.loads(ours.metadata)["settings"]["compilationTarget"]))
    theirs = json.loads((forge_output / Path(unit).name / f"{name}.json").read_text())
    assert ours.bytecode == theirs["bytecode"]["object"]
    assert ours.metadata == theirs["rawMetadata"]


def test_compiler_and_chain_have_the_same_evm():
    profile = tomllib.loads((ROOT / "foundry.toml").read_text())["profile"]["default"]
    assert json.loads(artifact("ContributionBadge").metadata)["settings"]["evmVersion"] == profile["evm_version"]
    assert profile["evm_version"] == HARDFORK


def test_the_artifacts_are_those_of_the_present_sources():
    assert build.is_current(build.input_hash(build.compiler_input()))


def test_a_changed_source_or_setting_is_compiled_again():
    request = build.compiler_input()
    before = build.input_hash(request)
    request["settings"]["optimizer"]["runs"] += 1
    assert build.input_hash(request) != before
    assert not build.is_current(build.input_hash(request))


def output(**code_by_name: str) -> dict[str, object]:
    bodies = {
        name: {"abi": [], "metadata": "{}", "evm": {"bytecode": {"object": code}}}
        for name, code in code_by_name.items()
    }
    return {"contracts": {"contracts/A.sol": bodies}}


def test_an_interface_is_not_shipped():
    assert list(build.collect(output(IThing="", Thing="60"))) == ["Thing"]


def test_a_contract_that_needs_linking_is_refused():
    with pytest.raises(ValueError, match="Thing links a library"):
        build.collect(output(Thing="60__$abc$__"))


def test_two_contracts_of_one_name_are_refused():
    twice = output(Thing="60")
    twice["contracts"]["contracts/B.sol"] = twice["contracts"]["contracts/A.sol"]
    with pytest.raises(ValueError, match=r"contracts/B\.sol: a second contract is called Thing"):
        build.collect(twice)


def test_the_compiler_s_own_words_reach_the_person():
    request = build.compiler_input() | {"sources": {"contracts/Bad.sol": {"content": "contract {}"}}}
    with pytest.raises(ValueError, match="Expected identifier"):
        build.run_compiler(request)


def test_a_missing_artifact_says_how_to_make_it():
    with pytest.raises(Misconfigured, match=r"Nothing is not compiled.*scripts/setup"):
        artifact("Nothing")


@pytest.fixture(scope="module")
def unpacked_wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "unpacked")
    return folder / "unpacked"


def in_wheel(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the unpacked wheel, away from the checkout and with nothing on PATH: no Node, no Anvil."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PATH": ""}
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def test_the_wheel_carries_every_artifact(unpacked_wheel):
    show = "from quadrille.chain.artifacts import artifact; import sys; print(artifact(sys.argv[1]).bytecode)"
    for name in NAMES:
        answer = in_wheel(unpacked_wheel, "-c", show, name)
        assert answer.stdout.strip() == artifact(name).bytecode, answer.stderr


def test_the_wheel_matches_donations_without_node(unpacked_wheel, tmp_path):
    donations = tmp_path / "donations.csv"
    donations.write_text("donor,project,amount\nann,well,100\nbob,well,100\n")
    where = in_wheel(unpacked_wheel, "-c", "import quadrille; print(quadrille.__file__)")
    assert Path(where.stdout).is_relative_to(unpacked_wheel)
    answer = in_wheel(
        unpacked_wheel, "-m", "quadrille", "match", str(donations), "--pool", "1000", "--mechanism", "qf", "--json"
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["paid"] == "200"
