"""Results that Gitcoin published, in both forms, beside a matching that is computed again."""

import json

import pytest
from typer.testing import CliRunner

from quadrille.errors import BadInput, MalformedFile, Mismatch
from quadrille.rounds.history.gitcoin_commands import app

DONATIONS = "donor,project,amount\na,1,100\nb,1,100\na,2,400\nb,2,400\nc,3,5\n"
"""Full matches of 200 and 800; application 3 has a lone donor."""

TABLE = (
    "applicationId,projectId,projectName,payoutAddress,matchedUSD,totalReceived,contributionsCount,matched,sumOfSqrt,"
    "capOverflow,matchedWithoutCap\n"
    "1,0xp,Wells,0xw,1.2,200,2,20,20,0,20\n"
    '2,0xq,"École, deux",0xe,4.8,800,2,80.0,40,0,80\n'
)
LISTED = {
    "matchingDistribution": [
        {"applicationId": "1", "projectId": "0xp", "matchAmountInToken": "20", "contributionsCount": 2},
        {
            "applicationId": "2",
            "projectId": "0xq",
            "projectPayoutAddress": "0xe",
            "matchAmountInToken": {"type": "BigNumber", "hex": "0x50"},
            "matchPoolPercentage": 0.8,
        },
    ]
}


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "donations.csv").write_text(DONATIONS)
    (tmp_path / "result.csv").write_text(TABLE)
    (tmp_path / "result.json").write_text(json.dumps(LISTED))
    return tmp_path


def compared(folder, result, *options):
    found = run("compare", folder / "donations.csv", folder / result, "--pool", "100", "--json", *options)
    return found.exception, json.loads(found.stdout)


def test_both_forms_of_a_result_are_read(folder):
    shown = [json.loads(run("results", folder / name, "--json").stdout) for name in ("result.csv", "result.json")]
    assert [[row["match_units"] for row in rows] for rows in shown] == [["20", "80"], ["20", "80"]]
    assert shown[0][1]["name"] == "École, deux"
    assert [row["payout_address"] for row in shown[1]] == ["", "0xe"]
    assert "Published matches (2)" in run("results", folder / "result.csv").stdout


@pytest.mark.parametrize("result", ["result.csv", "result.json"])
def test_a_result_that_is_right_is_equal_project_by_project(folder, result):
    problem, document = compared(folder, result)
    assert problem is None
    assert (document["equal"], document["paid"], document["mechanism"]) == (True, "100", "gitcoin-linear")
    assert [
        (row["project"], row["published"], row["recomputed"], row["difference"]) for row in document["projects"]
    ] == [
        ("1", "20", "20", "0"),
        ("2", "80", "80", "0"),
        ("3", None, "0", "0"),
    ]


def test_a_result_that_differs_is_shown_in_whole_and_named_with_exit_code_3(folder):
    problem, document = compared(folder, "result.csv", "--param", "cap_units=70")
    assert isinstance(problem, Mismatch)
    assert problem.cause == "match of project 1: published 20, recomputed 30."
    assert [row["difference"] for row in document["projects"]] == ["10", "-10", "0"]
    assert document["params"]["cap_units"] == "70"
    lines = run("compare", folder / "donations.csv", folder / "result.csv", "--pool", "1000").stdout.splitlines()
    assert lines[0] == "gitcoin-linear, pool 1000 (3)"
    assert any("École" in line and "720" in line for line in lines)


def test_any_mechanism_can_be_held_against_a_result(folder):
    problem, document = compared(folder, "result.csv", "--mechanism", "qf", "--param", "saturation=scale")
    assert problem is None
    assert document["mechanism"] == "qf"


def test_projects_are_found_by_their_own_id_where_donations_know_no_applications(folder):
    (folder / "donations.csv").write_text(DONATIONS.replace(",1,", ",0xp,").replace(",2,", ",0xq,"))
    problem, document = compared(folder, "result.csv")
    assert problem is None
    assert [row["project"] for row in document["projects"]] == ["0xp", "0xq", "3"]


def test_a_match_that_was_not_published_or_of_nobody_we_know_is_a_difference(folder):
    (folder / "one.csv").write_text("applicationId,matched\n1,20\n9,1\n")
    problem, document = compared(folder, "one.csv")
    assert isinstance(problem, Mismatch)
    assert [(row["project"], row["published"], row["difference"]) for row in document["projects"]] == [
        ("1", "20", "0"),
        ("2", None, "80"),
        ("3", None, "0"),
        ("9", "1", "-1"),
    ]


def test_two_rows_about_one_project_are_refused(folder):
    (folder / "twice.csv").write_text("applicationId,matched\n1,20\n1,20\n")
    refusal = run("compare", folder / "donations.csv", folder / "twice.csv", "--pool", "1").exception
    assert isinstance(refusal, BadInput)
    assert "two rows for '1'" in refusal.cause


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("applicationId,paid\n1,20\n", 2, "matched"),
        ("name,matched\n1,20\n", 2, "applicationId"),
        ("applicationId,matched\n1,20.5\n", 2, "matched"),
        ("applicationId,matched\n1,-20\n", 2, "matched"),
        ('{"matchingDistribution": {}}', 0, "matchingDistribution"),
        ('{"matchingDistribution": {"matchingDistribution": [1]}}', 0, "matchingDistribution.matchingDistribution[0]"),
        ('[{"applicationId": "1", "matchAmountInToken": {"hex": "0xzz"}}]', 0, "[0].hex"),
    ],
)
def test_a_flaw_in_a_result_is_named_with_its_place(folder, content, row, column):
    (folder / "bad").write_text(content)
    refusal = run("results", folder / "bad").exception
    assert isinstance(refusal, MalformedFile)
    assert (refusal.row, refusal.column) == (row, column)


def test_both_spellings_of_a_bare_list_are_read(folder):
    (folder / "bare.json").write_text(json.dumps(LISTED["matchingDistribution"]))
    (folder / "deep.json").write_text(json.dumps({"matchingDistribution": LISTED}))
    for name in ("bare.json", "deep.json"):
        assert len(json.loads(run("results", folder / name, "--json").stdout)) == 2
