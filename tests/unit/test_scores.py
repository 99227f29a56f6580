"""Scores become coefficients exactly, with a reason that a donor can read."""

import io
import json
from fractions import Fraction

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from quadrille.errors import BadParameter, MalformedFile
from quadrille.rounds.history.exact_decimals import read_decimal, whole_units
from quadrille.rounds.history.scores import ScoreRule, coefficients_of, read_score, read_scores
from quadrille.rounds.history.scores_command import coefficients
from quadrille.rounds.outcome.coefficients import read_coefficients
from quadrille.types import BPS_ONE
from real_data import shared

TABLE = "wallet,score,source\n0xAbc,20.0001,passport\nbob,14.999,passport\ncy,25,passport\n"

app = typer.Typer(add_completion=False)
app.command("coefficients")(coefficients)


def run(tmp_path, table, *options):
    path = tmp_path / "scores.csv"
    path.write_text(table)
    return CliRunner().invoke(app, [str(path), *map(str, options)])


def test_the_usual_rule_is_that_of_rounds_with_passports():
    known = json.loads(shared("vectors", "matching", "passport_coefficients.json").read_bytes())["score_to_coefficient"]
    assert known
    for score, coefficient in known.items():
        assert Fraction(ScoreRule().coefficient_bps(read_decimal(score)), BPS_ONE) == Fraction(str(coefficient))


@pytest.mark.parametrize(
    ("score", "bps"),
    [
        ("14.999999999999999999", 0),
        ("15", 5000),
        ("15.0019", 5000),
        ("15.002", 5001),
        ("20.33", 7665),
        ("24.9999", 9999),
    ],
)
def test_a_coefficient_is_exact_and_rounded_down(score, bps):
    assert ScoreRule().coefficient_bps(read_decimal(score)) == bps


def test_a_rule_without_a_slope_is_a_step():
    rule = ScoreRule("20", "20", 5000)
    assert [rule.coefficient_bps(Fraction(score)) for score in (19, 20, 21)] == [0, BPS_ONE, BPS_ONE]


def test_the_file_that_is_written_is_read_as_coefficients(tmp_path):
    out = tmp_path / "coefficients.csv"
    result = run(tmp_path, TABLE, "--out", out, "--json")
    assert json.loads(result.stdout) == {"file": str(out), "wallets": 3, "full": 1, "none": 1}
    rows = read_coefficients(io.BytesIO(out.read_bytes()), "coefficients.csv")
    assert [(row.wallet, row.person, row.coefficient_bps, row.project) for row in rows] == [
        ("0xAbc", "0xAbc", 7500, ""),
        ("bob", "bob", 0, ""),
        ("cy", "cy", 10000, ""),
    ]
    assert rows[0].reason == "score 20.0001; 0 below 15, 5000 bps there, 10000 from 25"
    assert out.read_bytes().startswith(b"wallet,person,coefficient_bps,project,reason\n0xAbc,0xAbc,7500,,")


def test_without_a_file_to_write_the_table_is_shown(tmp_path):
    rows = json.loads(run(tmp_path, TABLE, "--json", "--zero-below", "14", "--least-bps", "0").stdout)
    assert [row["coefficient_bps"] for row in rows] == [5454, 908, 10000]
    assert "score 14.999; 0 below 15" in run(tmp_path, TABLE).stdout


def test_the_help_says_what_a_coefficient_is_not():
    told = " ".join(CliRunner().invoke(app, ["--help"]).stdout.replace("│", " ").split())
    assert "how sure we are that this is one person" in told
    assert "no merit" in told


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--full-from", "14"], "--full-from"),
        (["--zero-below", "-1"], "--zero-below"),
        (["--zero-below", "1" * 41], "--zero-below"),
        (["--full-from", "much"], "--full-from"),
        (["--least-bps", "10001"], "--least-bps"),
        (["--out", "."], "--out"),
    ],
)
def test_a_rule_that_makes_no_rising_line_is_refused(tmp_path, options, named):
    refusal = run(tmp_path, TABLE, *options).exception
    assert isinstance(refusal, BadParameter)
    assert refusal.name == named


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("wallet,points\na,1\n", 1, "score"),
        ("wallet\na\n", 1, ""),
        ("", 1, ""),
        ("wallet,score\n,1\n", 2, "wallet"),
        ("wallet,score\na,\n", 2, "score"),
        ("wallet,score\na,1\nb,-1\n", 3, "score"),
        ("wallet,score\na,nan\n", 2, "score"),
        ("wallet,score\na,1_0\n", 2, "score"),
        (f"wallet,score\na,{'1' * 41}\n", 2, "score"),
        ("wallet,score\na,1\na,1\n", 3, "wallet"),
        ("wallet,score\n0xab,1\n0xAB,2\n", 3, "wallet"),
        ("wallet,score,score\na,1,1\n", 1, "score"),
        ("wallet,score\na\r,1\n", 2, "wallet"),
    ],
)
def test_a_flaw_in_a_score_table_is_named_with_its_place(table, row, column):
    with pytest.raises(MalformedFile) as refusal:
        read_scores(io.BytesIO(table.encode()), "scores.csv")
    assert (refusal.value.row, refusal.value.column) == (row, column)


@given(st.decimals(0, 10**6, allow_nan=False, places=6), st.integers(0, BPS_ONE))
def test_more_score_never_counts_less_and_every_reason_fits_its_column(score, least):
    rule = ScoreRule(least_bps=least)
    text = f"{score:f}"
    lower, higher = rule.coefficient_bps(Fraction(text) / 2), rule.coefficient_bps(Fraction(text))
    assert 0 <= lower <= higher <= BPS_ONE
    (row,) = coefficients_of({"a": read_score(text)}, rule)
    assert len(row.reason) <= 200


@pytest.mark.parametrize(
    ("text", "decimals", "units"), [("1", 18, 10**18), ("4.9e-07", 8, 49), ("1.50", 1, 15), ("2e3", 0, 2000)]
)
def test_decimals_become_base_units_exactly(text, decimals, units):
    assert whole_units(text, decimals) == units


@pytest.mark.parametrize(
    "text", ["", ".5", "5.", "-1", "+1", "1e", "1e100", "0x10", "1,5", "٣", " 1", "NaN", "1" * 121]
)
def test_what_is_no_decimal_number_is_refused(text):
    with pytest.raises(ValueError, match="is no decimal number"):
        read_decimal(text)


def test_what_is_finer_than_a_unit_is_refused():
    with pytest.raises(ValueError, match=r"1\.23 is finer than 1 decimals"):
        whole_units("1.23", 1)
