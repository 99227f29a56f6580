"""`quadrille catalog lint`: what it prints, and how it ends."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from quadrille.catalog.commands import app

CLEAN = {
    "name": "Wellspring Map",
    "SDGs": [{"SDGNumber": 6, "evidenceText": "Says which well is safe."}],
    "license": [{"spdx": "MIT", "licenseURL": "https://wellspring.example/licence"}],
}
FOUND = CLEAN | {"website": "wellspring.example"}
FINDING = {
    "field": "website",
    "rule": "link-without-scheme",
    "severity": "warning",
    "message": "wellspring.example does not begin with https://, so no program follows it. Put that before it.",
}


def lint(*arguments):
    return CliRunner().invoke(app, ["lint", *map(str, arguments)])


@pytest.fixture
def write(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        return path

    return write


def test_a_clean_file_ends_with_0_and_an_empty_list(write):
    result = lint(write("map.json", CLEAN), "--json")
    assert (result.exit_code, json.loads(result.stdout), result.stderr) == (0, [], "")


def test_findings_end_with_1_and_are_exactly_what_programs_are_promised(write):
    path = write("map.json", FOUND)
    result = lint(path, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, [{"file": str(path)} | FINDING])


def test_a_person_reads_a_paragraph_for_each_file_and_a_count(write):
    path = write("map.json", FOUND)
    assert lint(path).stdout.splitlines() == [
        str(path),
        "  warning  link-without-scheme  website",
        f"           {FINDING['message']}",
        "1 file: 0 errors, 1 warning, 0 notes.",
    ]


def test_a_folder_is_searched_to_any_depth_without_schemas_and_hidden_files(write, tmp_path):
    paths = [write("a/b/map.json", FOUND), write("z.json", FOUND)]
    write("nominee-schema.json", {"$schema": "http://json-schema.org/draft-07/schema#", "properties": {}})
    write(".git/map.json", b"no JSON")
    write("a/README.md", b"no JSON")
    result = lint(tmp_path, "--json")
    assert [row["file"] for row in json.loads(result.stdout)] == [str(path) for path in paths]
    assert (result.exit_code, result.stderr) == (1, "")


def test_what_cannot_be_read_ends_with_2_is_named_and_hides_no_finding(write, tmp_path):
    good, broken = write("good.json", FOUND), write("broken.json", b'{"name": "x",\n}')
    mixed = write("mixed.json", [CLEAN, {"name": "of no format"}])
    result = lint(tmp_path, "--json")
    assert result.exit_code == 2
    assert [row["file"] for row in json.loads(result.stdout)] == [str(good)]
    assert f"error: {broken}, row 2: not JSON" in result.stderr
    assert f"error: {mixed}, column [1]: unknown format" in result.stderr


@pytest.mark.parametrize("missing", ["nowhere.json", "empty"])
def test_a_path_with_nothing_to_read_ends_with_2(tmp_path, missing):
    (tmp_path / "empty").mkdir()
    result = lint(tmp_path / missing, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (2, [])
    assert str(tmp_path / missing) in result.stderr


def test_a_schema_that_is_named_itself_is_no_project(write):
    result = lint(write("s.json", {"$schema": "x", "properties": {}}))
    assert result.exit_code == 2
    assert "a JSON schema, not a project" in result.stderr


def test_what_a_terminal_would_obey_is_not_passed_on(write):
    path = write("map.json", CLEAN | {"website": "\x1b[31mred \ud800"})
    assert "\x1b" not in lint(path).stdout
    assert json.loads(lint(path, "--json").stdout)


def test_it_works_without_settings_database_or_chain(write, tmp_path):
    environment = {"PATH": os.environ["PATH"], "QUADRILLE_DATABASE_URL": "no database", "QUADRILLE_CHAIN_ID": "none"}
    command = [sys.executable, "-m", "quadrille", "catalog", "lint", str(write("map.json", CLEAN)), "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], b"")
    assert [path.name for path in tmp_path.iterdir()] == ["map.json"]


def test_what_judges_loads_nothing_of_database_chain_or_web(tmp_path):
    code = "import sys, quadrille.catalog.lint_reading; print([name for name in sys.modules if name in sys.argv])"
    unwanted = ["sqlmodel", "sqlalchemy", "web3", "fastapi", "quadrille.db", "quadrille.config"]
    done = subprocess.run([sys.executable, "-c", code, *unwanted], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"
