"""`quadrille export`: what is not right is not exported, and no file is lost."""

import json

import pytest
from typer.testing import CliRunner

from quadrille.cli import build, run
from quadrille.errors import BadParameter, Mismatch, QuadrilleError, Refused
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.exports.forms import EXPORTS, Form
from quadrille.rounds.exports.from_bundle import result_table
from unit.example_round import write_example_bundle

forms = pytest.mark.parametrize("form", list(Form))


@pytest.fixture
def bundle(tmp_path):
    return write_example_bundle(tmp_path / "bundle")


def export(*words: object) -> bytes:
    """What the command writes to standard output; its expected errors are raised."""
    texts = ["export", *map(str, words)]
    done = CliRunner().invoke(build("export"), texts, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


@forms
def test_every_form_goes_to_standard_output_or_into_a_file(bundle, tmp_path, form):
    content = EXPORTS[form].make(result_table(read_bundle(bundle)))
    assert export(bundle, "--as", form) == content
    said = json.loads(export(bundle, "--as", form, "--out", tmp_path / "export", "--json"))
    assert (tmp_path / "export").read_bytes() == content
    assert (said["file"], said["as"], said["bytes"]) == (str(tmp_path / "export"), form, len(content))


@forms
def test_a_bundle_that_does_not_recompute_is_not_exported(bundle, tmp_path, form, capsysbinary):
    changed = (bundle / "donations.csv").read_bytes().replace(b",100,", b",101,", 1)
    (bundle / "donations.csv").write_bytes(changed)
    out = tmp_path / "export"
    words = ["export", str(bundle), "--as", form, "--out", str(out)]
    assert run(lambda: build("export")(words, standalone_mode=False)) == 3
    assert run(lambda: build("export")(words[:4], standalone_mode=False)) == 3
    assert not out.exists()
    told = capsysbinary.readouterr()
    assert told.out == b""
    assert b"donations.csv" in told.err


def test_a_result_with_one_unit_more_is_not_exported(bundle):
    files = read_bundle(bundle)
    with pytest.raises(Mismatch):
        result_table({**files, "result.csv": files["result.csv"].replace(b",200\n", b",201\n")})


def test_a_file_is_replaced_only_on_purpose_and_only_by_what_is_right(bundle, tmp_path):
    out = tmp_path / "matching.csv"
    out.write_text("my own")
    with pytest.raises(Refused, match="--force"):
        export(bundle, "--as", "csv", "--out", out)
    assert out.read_text() == "my own"
    export(bundle, "--as", "csv", "--out", out, "--force")
    written = out.read_bytes()
    (bundle / "result.csv").unlink()
    with pytest.raises(QuadrilleError):
        export(bundle, "--as", "csv", "--out", out, "--force")
    assert out.read_bytes() == written


def test_a_folder_that_is_not_there_is_named(bundle, tmp_path):
    with pytest.raises(BadParameter, match="--out"):
        export(bundle, "--as", "csv", "--out", tmp_path / "nowhere" / "matching.csv")


def test_json_is_said_of_a_file_only(bundle):
    with pytest.raises(BadParameter, match="--out"):
        export(bundle, "--as", "csv", "--json")


def test_a_form_that_there_is_not_is_a_wrong_option(bundle, capsys):
    assert CliRunner().invoke(build("export"), ["export", str(bundle), "--as", "pdf"]).exit_code == 2
