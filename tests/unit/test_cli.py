"""The command line as a person meets it: a process of its own, its exit code, and one line that says what to do."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from quadrille import __version__
from quadrille.cli import COMMANDS, build, run
from quadrille.config import DEVELOPMENT_KEYS
from unit.example_round import write_example_bundle

NOBODY_LISTENS = "http://127.0.0.1:1"
ADDRESS = "0x" + "11" * 20
HEAVY = {"web3", "eth_account", "fastapi", "sqlmodel", "sqlalchemy", "jinja2", "uvicorn", "solcx"}


def quadrille(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in an empty folder, with no setting but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QUADRILLE_")}
    return subprocess.run(
        [sys.executable, "-m", "quadrille", *words],
        cwd=folder,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def failed(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """Exit code and first line of a command that failed in the way that all expected failures have."""
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ")
    return done.returncode, done.stderr.splitlines()[0]


def test_success_is_0(tmp_path):
    done = quadrille(tmp_path, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{__version__}\n", "")


def test_a_file_that_cannot_be_read_is_2(tmp_path):
    (tmp_path / "bad.csv").write_text("donor,project,amount\nann,well,-1\n")
    code, told = failed(quadrille(tmp_path, "match", "bad.csv", "--pool", "1"))
    assert code == 2
    assert "bad.csv, row 2, column amount" in told


def test_a_wrong_option_is_2(tmp_path):
    done = quadrille(tmp_path, "match", "--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_difference_is_3(tmp_path):
    folder = write_example_bundle(tmp_path / "bundle")
    changed = (folder / "donations.csv").read_text().replace(",100,", ",101,", 1)
    (folder / "donations.csv").write_text(changed)
    code, told = failed(quadrille(tmp_path, "verify", "bundle"))
    assert code == 3
    assert "SHA-256 of donations.csv" in told


def test_a_silent_chain_is_4_and_the_key_in_its_address_is_not_told(tmp_path):
    url = f"{NOBODY_LISTENS}/v3/hunter2"
    code, told = failed(quadrille(tmp_path, "verify", "--round", ADDRESS, "--rpc", url))
    assert code == 4
    assert f"The chain at {NOBODY_LISTENS} does not answer" in told
    assert "hunter2" not in told


def test_a_refusal_is_5(tmp_path):
    code, told = failed(quadrille(tmp_path, "chain", "advance", "1", QUADRILLE_CHAIN_ID="10"))
    assert code == 5
    assert "Chain 10 is not a local one" in told


def test_a_refused_setting_is_one_line_without_its_secret(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUADRILLE_CHAIN_ID", "10")
    monkeypatch.setenv("QUADRILLE_OPERATOR_KEY", DEVELOPMENT_KEYS[2])
    assert run(lambda: build("rounds")(["rounds", "list"], standalone_mode=False)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "QUADRILLE_OPERATOR_KEY is a public development key" in told.err
    assert DEVELOPMENT_KEYS[2][2:] not in told.err


def test_a_wrong_setting_is_1(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUADRILLE_CHAIN_ID", "abc")
    assert run(lambda: build("chain")(["chain", "advance", "1"], standalone_mode=False)) == 1
    assert capsys.readouterr().err.startswith("error: The settings cannot be used. QUADRILLE_CHAIN_ID: ")


def test_what_is_not_there_is_1(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(lambda: build("catalog")(["catalog", "show", "no-such-project"], standalone_mode=False)) == 1
    assert capsys.readouterr().err.startswith("error: There is no project no-such-project.")


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("--version",),
        ("match", "--help"),
        ("match", "one.csv", "--pool", "9", "--json"),
        ("catalog", "lint", "--help"),
        ("screening", "replay", "--help"),
    ],
)
def test_help_and_what_only_reads_files_wait_for_no_framework(tmp_path, words):
    (tmp_path / "one.csv").write_text("donor,project,amount\nann,well,4\nbob,well,9\n")
    done = quadrille(tmp_path, *words, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "quadrille" in loaded
    assert not loaded & HEAVY


def every_command() -> list[list[str]]:
    """The words of each command, those with commands of their own included."""
    found = []
    for name, entry in COMMANDS.items():
        found.append([name])
        made = getattr(import_module(f"quadrille.{entry.module}"), entry.attribute)
        if isinstance(made, typer.Typer):
            group = typer.main.get_command(build(name)).commands[name]
            found += [[name, below] for below in group.commands]
    return found


def test_every_command_explains_itself():
    commands = every_command()
    assert ["rounds", "publish"] in commands
    assert len(commands) > 25
    for words in commands:
        done = CliRunner().invoke(build(words[0]), [*words, "--help"])
        assert done.exit_code == 0, done.output
        assert "Usage:" in done.output
        assert len(done.output.splitlines()) > 3


def test_every_command_is_listed_with_one_line(tmp_path):
    listed = quadrille(tmp_path, "--help").stdout
    for name, entry in COMMANDS.items():
        assert name in listed
        assert entry.help.split(".")[0][:30] in listed


def test_a_word_that_is_no_command_is_2(tmp_path):
    done = quadrille(tmp_path, "moneypenny")
    assert (done.returncode, done.stdout) == (2, "")
    assert "moneypenny" in done.stderr


def test_settings_are_not_read_by_who_needs_none(tmp_path):
    (tmp_path / "one.csv").write_text("donor,project,amount\n")
    done = quadrille(tmp_path, "match", "one.csv", "--pool", "1", "--json", QUADRILLE_CHAIN_ID="abc")
    assert done.returncode == 0


def test_who_stops_a_command_before_it_runs_sees_no_fault_of_the_program(capsys):
    def stopped():
        raise KeyboardInterrupt

    assert run(stopped) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_1_and_named(tmp_path):
    (tmp_path / "some.csv").write_text("donor,project,amount\n")
    with Path("/dev/full").open("w") as full:
        words = [sys.executable, "-m", "quadrille", "match", "some.csv", "--pool", "1"]
        done = subprocess.run(words, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "error: The output was cut off: No space left on device.\nMake room for it.\n"


def test_a_table_is_the_same_bytes_whatever_the_terminal_can_show(tmp_path):
    (tmp_path / "scores.csv").write_text("wallet,score\n路,20\n", encoding="utf-8")
    told = {
        quadrille(tmp_path, "coefficients", "scores.csv", PYTHONIOENCODING=encoding).stdout
        for encoding in ("utf-8", "latin-1", "ascii")
    }
    assert len(told) == 1
    assert "路" in told.pop()


def test_what_a_file_says_steers_no_terminal(tmp_path):
    row = "\x1b[2J,\x1b[2J,0,,a\n"
    (tmp_path / "table.csv").write_text("wallet,person,coefficient_bps,project,reason\n" + 2 * row)
    (tmp_path / "some.csv").write_text("donor,project,amount\n")
    code, told = failed(quadrille(tmp_path, "match", "some.csv", "--pool", "1", "--coefficients", "table.csv"))
    assert code == 2
    assert "\\x1b[2J has a coefficient" in told
