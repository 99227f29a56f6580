"""`quadrille match`: what it prints, what it refuses, and that it is the same everywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from quadrille.errors import BadInput, BadParameter, MalformedFile
from quadrille.rounds.matching.mechanisms import MECHANISMS
from quadrille.rounds.offline.match_command import match

DONATIONS = 'donor,project,amount\nalice,wells,4\nbob,wells,9\nalice,"école 1",16\ncarol,"école 1",25\ndave,路,100\n'
DOCUMENT = {
    "mechanism": "qf",
    "params": {"saturation": "keep", "cap_bps": "10000", "minimum_units": "0"},
    "pool": "100",
    "paid": "52",
    "left": "48",
    "projects": [
        {"project": "wells", "donors": "2", "given": "13", "raw": str(12 << 64), "match": "12"},
        {"project": "école 1", "donors": "2", "given": "41", "raw": str(40 << 64), "match": "40"},
        {"project": "路", "donors": "1", "given": "100", "raw": "0", "match": "0"},
    ],
}
PRINTED = (json.dumps(DOCUMENT, ensure_ascii=False, indent=2) + "\n").encode()

app = typer.Typer(add_completion=False)
app.command("match")(match)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "donations.csv"
    path.write_bytes(DONATIONS.encode())
    return path


def run(*arguments, **options):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)


def refused(*arguments):
    result = run(*arguments)
    assert result.stdout_bytes == b""
    return result.exception


def run_process(*arguments, environment=None, stdin=b""):
    command = [sys.executable, "-m", "quadrille", "match", *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, env={**os.environ, **(environment or {})}, capture_output=True, check=False
    )


def test_json_has_every_integer_as_text_and_ends_with_one_line_end(file):
    result = run(file, "--pool", "100", "--mechanism", "qf", "--json")
    assert result.exit_code == 0
    assert result.stdout_bytes == PRINTED


def test_params_change_the_result_and_are_printed(file):
    result = run(file, "--pool", "100", "--json", "--param", "saturation=scale", "--param", "cap_bps=6000")
    document = json.loads(result.stdout_bytes)
    assert document["params"] == {"saturation": "scale", "cap_bps": "6000", "minimum_units": "0"}
    assert [row["match"] for row in document["projects"]] == ["40", "60", "0"]


def test_a_header_alone_leaves_the_whole_pool(tmp_path):
    (tmp_path / "none.csv").write_text("donor,project,amount\n")
    document = json.loads(run(tmp_path / "none.csv", "--pool", "7", "--json").stdout_bytes)
    assert (document["paid"], document["left"], document["projects"]) == ("0", "7", [])


def test_a_dash_reads_standard_input():
    assert run("-", "--pool", "100", "--json", input=DONATIONS.encode()).stdout_bytes == PRINTED


def test_without_json_a_person_reads_a_table_and_why_some_is_left(file):
    lines = run(file, "--pool", "10000000").stdout.splitlines()
    assert lines[0].split() == ["project", "donors", "given", "full", "match", "match"]
    assert [line.split() for line in lines[1:4]] == [
        ["école", "1", "2", "41", "40", "40"],
        ["wells", "2", "13", "12", "12"],
        ["路", "1", "100", "0", "0"],
    ]
    assert "pool 10,000,000, paid 52, left 9,999,948" in lines
    assert lines[-1] == "left because all full matches together are 52, and saturation=keep pays nobody more"


@pytest.mark.parametrize(
    ("params", "pool", "reasons"),
    [
        (["saturation=scale"], "52", []),
        (["saturation=scale"], "53", ["every match is rounded down to a whole unit"]),
        (["saturation=scale", "cap_bps=7548"], "53", ["every match is rounded down to a whole unit"]),
        (["saturation=scale", "cap_bps=4000"], "100", ["no project gets more than the cap of 40, and 2 would"]),
        (["cap_bps=5000"], "52", ["no project gets more than the cap of 26, and 1 would"]),
        (["minimum_units=30"], "52", ["no project has two donors who count, and a lone donor is not matched"]),
        (
            ["cap_bps=1000"],
            "100",
            [
                "all full matches together are 52, and saturation=keep pays nobody more",
                "no project gets more than the cap of 10, and 2 would",
            ],
        ),
    ],
)
def test_what_is_left_is_explained(file, params, pool, reasons):
    options = [part for param in params for part in ("--param", param)]
    lines = run(file, "--pool", pool, *options).stdout.splitlines()
    assert [line for line in lines if line.startswith("left because")] == [f"left because {x}" for x in reasons]


def test_a_rule_that_gives_nothing_to_projects_with_several_donors_is_not_said_to_find_lone_donors(tmp_path):
    path = tmp_path / "donations.csv"
    path.write_text("donor,project,amount\na,wells,4\nb,wells,9\n")
    lines = run(path, "--pool", "10", "--mechanism", "cocm").stdout.splitlines()
    assert lines[-1] == "left because cocm gives nothing to any project here; `quadrille lab` says why"


def test_the_help_names_every_mechanism_with_its_parameters():
    # The words of the help are wrapped, at hyphens too.
    told = "".join(run_process("--help").stdout.decode().split())
    for name, found in MECHANISMS.items():
        assert "".join(f"{name}: {found.parameters.described()}".split()) in told
    assert "m_units=1..2^256-1(needed)" in told


def test_the_table_never_prints_what_a_terminal_would_obey(tmp_path):
    path = tmp_path / "donations.csv"
    path.write_text(f'donor,project,amount\na,"\x1b[2Jx\ny",1\na,{"z" * 500},1\n')
    text = run(path, "--pool", "1").stdout
    assert "\x1b" not in text
    assert "\\x1b[2Jx\\ny" in text
    assert max(map(len, text.splitlines())) < 120


@pytest.mark.parametrize("pool", ["", "-1", "+1", "1.0", "1e18", "0x10", "1_000", " 1", "1 000", "٣", str(2**256)])
def test_a_pool_is_decimal_digits_below_2_to_the_256(file, pool):
    refusal = refused(file, f"--pool={pool}")
    assert isinstance(refusal, BadParameter)
    assert (refusal.name, refusal.had) == ("--pool", pool)
    assert run(file, "--pool", str(2**256 - 1)).exit_code == 0


@pytest.mark.parametrize(
    ("params", "named"),
    [
        (["saturation"], "--param"),
        ([""], "--param"),
        (["cap_bps=1", "cap_bps=1"], "--param"),
        (["=1"], "a parameter of qf"),
        (["colour=blue"], "a parameter of qf"),
        (["cap_bps =1"], "a parameter of qf"),
        (["cap_bps= 1"], "cap_bps"),
        (["cap_bps=10001"], "cap_bps"),
        (["saturation=scale=1"], "saturation"),
        (["minimum_units=-1"], "minimum_units"),
    ],
)
def test_a_parameter_is_one_known_key_with_a_value(file, params, named):
    refusal = refused(file, "--pool", "1", *(part for param in params for part in ("--param", param)))
    assert isinstance(refusal, BadParameter)
    assert refusal.name == named


def test_an_unknown_mechanism_is_refused(file):
    assert isinstance(refused(file, "--pool", "1", "--mechanism", "QF"), BadParameter)


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path):
    refusals = [refused(path, "--pool", "1") for path in (tmp_path / "no.csv", tmp_path)]
    assert all(isinstance(refusal, MalformedFile) for refusal in refusals)
    assert refusals[0].cause == f"{tmp_path / 'no.csv'}: cannot be read: No such file or directory."
    assert refusals[1].cause == f"{tmp_path}: cannot be read: Is a directory."


def test_a_flaw_in_the_file_prints_nothing_of_the_result(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(DONATIONS + "erin,wells,1.5\n")
    refusal = refused(path, "--pool", "100", "--json")
    assert isinstance(refusal, BadInput)
    assert str(refusal) == f"{path}, row 7, column amount: '1.5' has '.'; only the digits 0 to 9 are allowed"


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "COLUMNS": "20", "FORCE_COLOR": "1"},
        {"PYTHONHASHSEED": "4294967295", "PYTHONIOENCODING": "utf-16", "NO_COLOR": "1"},
    ],
)
def test_the_same_bytes_are_printed_under_every_locale_and_hash_seed(file, environment):
    process = run_process(file, "--pool", "100", "--json", environment=environment)
    assert (process.returncode, process.stdout, process.stderr) == (0, PRINTED, b"")


def test_a_malformed_file_exits_2_and_says_where_on_one_line(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(DONATIONS.encode() + b"erin,w\xe9lls,5\n")
    process = run_process(path, "--pool", "100", "--json", environment={"COLUMNS": "20", "LC_ALL": "C"})
    assert (process.returncode, process.stdout) == (2, b"")
    expected = f"{path}, row 7, column project: the byte 0xe9 here is not UTF-8"
    assert expected in process.stderr.decode().splitlines()[0]
    assert b"Traceback" not in process.stderr


def test_a_file_name_that_is_not_utf8_is_read_and_named(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.csv"
    Path(os.fsdecode(path)).write_bytes(DONATIONS.encode())
    assert run_process(os.fsdecode(path), "--pool", "100", "--json").stdout == PRINTED
    Path(os.fsdecode(path)).write_bytes(b"donor,project\n")
    process = run_process(os.fsdecode(path), "--pool", "100")
    assert (process.returncode, process.stdout) == (2, b"")
    assert b"row 1, column amount" in process.stderr


@pytest.mark.parametrize(
    "arguments",
    [[], ["--pool", "1"], ["FILE"], ["FILE", "--pool"], ["FILE", "--pool", "-1"], ["FILE", "--pool", "1", "--jso"]],
)
def test_wrong_usage_exits_2_with_nothing_on_stdout(file, arguments):
    process = run_process(*(str(file) if argument == "FILE" else argument for argument in arguments))
    assert (process.returncode, process.stdout) == (2, b"")
    assert process.stderr
    assert b"Traceback" not in process.stderr


def test_the_command_loads_neither_the_chain_nor_the_database_nor_the_web(file):
    process = run_process(file, "--pool", "1", "--json", environment={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in process.stderr.decode().splitlines()}
    assert "quadrille" in loaded
    assert not loaded & {"web3", "eth_account", "fastapi", "sqlmodel", "sqlalchemy", "jinja2", "uvicorn"}


def test_a_table_of_persons_sums_what_their_wallets_give_and_the_lowest_coefficient_counts(tmp_path):
    donations, persons = tmp_path / "donations.csv", tmp_path / "coefficients.csv"
    donations.write_text("donor,project,amount,coefficient_bps\nann,w,9,10000\nbob,w,16,10000\ncy,w,8,5000\n")
    persons.write_text(
        "wallet,person,coefficient_bps,project,reason\nann,ann,10000,,linked\nbob,ann,10000,,linked\ncy,cy,8000,,score\n"
    )
    document = json.loads(run(donations, "--pool", "100", "--json", "--coefficients", persons).stdout_bytes)
    assert document["projects"] == [
        {"project": "w", "donors": "2", "given": "33", "raw": str(20 << 64), "match": "20"},
    ]


def test_a_flaw_in_the_table_of_persons_is_named_with_its_place(file, tmp_path):
    persons = tmp_path / "coefficients.csv"
    persons.write_text("wallet,person,coefficient_bps,project,reason\nann,bob,10000,,linked\n")
    refusal = refused(file, "--pool", "100", "--coefficients", persons)
    assert isinstance(refusal, MalformedFile)
    assert (refusal.file, refusal.row, refusal.column) == (str(persons), 2, "person")
    assert isinstance(refused(file, "--pool", "100", "--coefficients", tmp_path / "no.csv"), MalformedFile)
