"""Votes that Gitcoin exported become donations, by the rules of their round; what does not count is named."""

import gzip
import json

import pytest
from typer.testing import CliRunner

from quadrille.errors import BadParameter, MalformedFile
from quadrille.rounds.history.gitcoin_commands import app
from quadrille.rounds.history.gitcoin_votes import read_coefficient
from quadrille.rounds.matching.donation import sum_gifts
from quadrille.rounds.matching.gitcoin_linear import GitcoinLinearParameters, IgnoreSaturation, linear_rows
from quadrille.rounds.offline.donations_csv import read_donations
from real_data import shared

VOTES = """id,transaction,blockNumber,projectId,applicationId,roundId,voter,grantAddress,token,amount,\
amountUSD,amountRoundToken
v1,0x1,7,0xp,1,0xr,0xAB,0xW1,0xt,500,1.5,100
v2,0x2,8,0xp,1,0xr,0xab,0xw1,0xt,500,0.999,33
v3,0x3,9,0xq,2,0xr,0xcd,0xw2,0xt,500,20,7
"""


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def told(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.csv").write_text(VOTES)
    return tmp_path


def imported(folder, *options, votes="votes.csv"):
    """What the command told, and the donations that it wrote."""
    record = told("votes", folder / votes, "--out", folder / "donations.csv", *options)
    return record, (folder / "donations.csv").read_text()


def written(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_every_match_of_grants_stack_is_reproduced_to_the_unit_from_its_votes(tmp_path):
    known = json.loads(shared("vectors", "matching", "grants_stack_indexer_matches.json").read_bytes())
    recipients = [
        {"id": project, "status": "APPROVED", "metadata": {"application": {"recipient": address}}}
        for project, address in known["recipients"].items()
    ]
    applications = written(tmp_path / "applications.json", recipients)
    scores = "".join(f"{one['address']},{one['rawScore']}\n" for one in known["passport"])
    passports = written(tmp_path / "scores.csv", f"wallet,score\n{scores}")
    assert len(known["cases"]) == 7
    for case in known["cases"]:
        written(tmp_path / "votes.json", known[case.get("use", "votes")])
        options = ["--applications", applications]
        if case.get("enablePassport"):
            options += ["--scores", passports]
        if overrides := case.get("overrides"):
            lines = "".join(f"{vote},{coefficient}\n" for vote, coefficient in overrides.items())
            options += ["--overrides", written(tmp_path / "overrides.csv", f"id,coefficient\n{lines}")]
        record, _ = imported(tmp_path, *options, votes="votes.json")
        assert record["dropped"] == ([] if "use" not in case else record["dropped"])
        with (tmp_path / "donations.csv").open("rb") as lines_of_donations:
            gifts = sum_gifts(read_donations(lines_of_donations, "donations.csv"))
        rules = GitcoinLinearParameters(
            int(case.get("matchingCapAmount", 2**256 - 1)),
            IgnoreSaturation(str(case.get("ignoreSaturation", False)).lower()),
        )
        rows = linear_rows(gifts, int(case["matchAmount"]), rules)
        for expected, field in (
            ("expected_matched", "match_units"),
            ("expected_totalReceived", "received_units"),
            ("expected_matchedWithoutCap", "match_without_cap_units"),
        ):
            if expected in case:
                assert {project: str(getattr(row, field)) for project, row in rows.items()} == case[expected]
        assert [row.contributors for row in rows.values()] == [4, 7, 7]


def test_votes_become_donations_in_base_units_of_the_rounds_token(folder):
    record, text = imported(folder)
    assert record == {
        "file": str(folder / "donations.csv"),
        "votes": 3,
        "written": 3,
        "dropped": [],
        "folded": 0,
        "reduced": {},
        "unused_overrides": [],
    }
    assert text == "donor,project,amount\n0xab,1,100\n0xab,1,33\n0xcd,2,7\n"


def test_dollars_are_scaled_exactly_and_what_is_finer_is_refused(folder):
    written(folder / "usd.csv", "voter,projectId,amountUSD\na,p,1.000000000000000001\nb,p,4.99e-07\n")
    assert imported(folder, votes="usd.csv")[1] == "donor,project,amount\na,p,1000000000000000001\nb,p,499000000000\n"
    refusal = run("votes", folder / "usd.csv", "--out", folder / "d.csv", "--decimals", "6").exception
    assert isinstance(refusal, MalformedFile)
    assert (refusal.row, refusal.column) == (2, "amountUSD")
    assert "finer than 6 decimals" in refusal.cause
    assert not (folder / "d.csv").exists()


def test_dollars_in_json_are_read_to_the_last_digit(folder):
    (folder / "votes.json").write_text('[{"voter": "a", "projectId": "p", "amountUSD": 0.1000000000000000055}]')
    assert imported(folder, "--decimals", "19", votes="votes.json")[1].endswith("a,p,1000000000000000055\n")


def test_the_contributions_of_the_first_eight_rounds_are_read_packed(folder):
    packed = shared("data", "gitcoin", "gr1-8_contributions.csv.gz")
    record, text = imported(folder, votes=packed)
    assert (record["votes"], record["written"]) == (71701, 71701)
    assert len({row.project for row in read_donations(text.encode().splitlines(keepends=True), "d.csv")}) > 1000


def test_votes_that_are_not_approved_or_paid_to_somebody_else_are_dropped_and_named(folder):
    table = written(
        folder / "applications.csv", "applicationId,projectId,status,title\n1,0xp,APPROVED,P\n2,0xq,REJECTED,Q\n"
    )
    record, text = imported(folder, "--applications", table)
    assert record["dropped"] == [{"line": 4, "id": "v3", "reason": "application 2 is REJECTED, not APPROVED"}]
    assert text.count("\n") == 3
    listed = [{"id": "1", "metadata": {"application": {"recipient": "0xother"}}}, {"id": "3"}]
    record, text = imported(folder, "--applications", written(folder / "applications.json", listed))
    assert [row["reason"] for row in record["dropped"]] == [
        "paid to 0xW1, not to the recipient 0xother",
        "paid to 0xw1, not to the recipient 0xother",
        "no application 2",
    ]
    assert text == "donor,project,amount\n"
    shown = run(
        "votes", folder / "votes.csv", "--out", folder / "d.csv", "--applications", folder / "applications.json"
    )
    assert "no application 2" in shown.stdout


def test_a_vote_under_the_minimum_counts_with_nothing_unless_it_is_overridden(folder):
    record, text = imported(folder, "--minimum-usd", "1.5")
    assert record["reduced"] == {"under the minimum": 1}
    # One donor gave twice: what counted is written, as one coefficient cannot say it.
    assert (text, record["folded"]) == ("donor,project,amount\n0xab,1,100\n0xab,1,0\n0xcd,2,7\n", 2)
    overrides = written(folder / "overrides.csv", "id,coefficient\nv2,1\nv3,0.5\nv9,0\n")
    record, text = imported(folder, "--minimum-usd", "1.5", "--overrides", overrides)
    assert (record["reduced"], record["unused_overrides"]) == ({"override": 1}, ["v9"])
    assert text == "donor,project,amount,coefficient_bps\n0xab,1,100,10000\n0xab,1,33,10000\n0xcd,2,7,5000\n"


def test_coefficients_come_from_the_export_or_from_scores(folder):
    rows = "id,projectId,applicationId,token,voter,amount,amountUSD,coefficient\nv1,p,1,t,a,5,2,0.75\nv2,p,1,t,b,5,2,\n"
    written(folder / "coefficients.csv", rows)
    record, text = imported(folder, "--decimals", "0", votes="coefficients.csv")
    assert record["reduced"] == {"coefficient in the export": 1}
    assert text == "donor,project,amount,coefficient_bps\na,1,2,7500\nb,1,2,10000\n"
    scores = written(folder / "scores.csv", "wallet,score\n0XAB,20\n")
    record, text = imported(folder, "--scores", scores)
    assert record["reduced"] == {"score": 2, "no score": 1}
    # 75 % of 100 and of 33 are 75 and 24, as much as 75 % of 133: one coefficient says it.
    assert text == "donor,project,amount,coefficient_bps\n0xab,1,100,7500\n0xab,1,33,7500\n0xcd,2,7,0\n"
    record, text = imported(folder, "--scores", scores, "--zero-below", "20", "--least-bps", "3333")
    assert (record["folded"], text) == (
        2,
        "donor,project,amount,coefficient_bps\n0xab,1,33,10000\n0xab,1,10,10000\n0xcd,2,7,0\n",
    )


def test_coefficients_are_cut_off_as_the_round_did_in_doubles(folder):
    assert [read_coefficient(text) for text in ("0", "1", "1.0", "0.5", "0.0003", "0.29")] == [
        0,
        10000,
        10000,
        5000,
        2,
        2900,
    ]
    # Exactly it would be 5010, but in JavaScript Math.trunc((50 + 50 * (15.02 - 15) / 10) / 100 * 10000) is 5009.
    _, text = imported(folder, "--scores", written(folder / "scores.csv", "wallet,score\n0xcd,15.02\n"))
    assert text.splitlines()[-1] == "0xcd,2,7,5009"


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("voter,projectId,token,amount\na,p,t,5\n", 2, "amountRoundToken"),
        ("voter,amountUSD\na,5\n", 2, "applicationId"),
        ("projectId,amountUSD\np,5\n", 2, "voter"),
        ("voter,projectId,amountUSD\na,p,-5\n", 2, "amountUSD"),
        ("voter,projectId,amountUSD\na,p,5\nb,,5\n", 3, "projectId"),
        ("voter,projectId,amountRoundToken\na,p,5.0\n", 2, "amountRoundToken"),
        ("voter,projectId,amountUSD\na,p,1e99\n", 2, "amountUSD"),
        ("voter,projectId,amountUSD,coefficient\na,p,1,1.01\n", 2, "coefficient"),
        ("voter,projectId,amountUSD,voter\na,p,1,a\n", 1, "voter"),
        ("voter;projectId;amountUSD\na;p;1\n", 1, ""),
        ('[{"voter": "a"}]', 0, "[0].applicationId"),
        ('[{"voter": {}, "projectId": "p", "amountUSD": 1}]', 0, "[0].voter"),
        ('[{"voter": "a", "projectId": "p", "amountUSD": true}]', 0, "[0].amountRoundToken"),
        ("[7]", 0, "[0]"),
        ('{"votes": []}', 0, ""),
        ("[{", 1, ""),
    ],
)
def test_a_flaw_in_an_export_is_named_with_its_place(folder, content, row, column):
    refusal = run("votes", written(folder / "bad", content), "--out", folder / "d.csv").exception
    assert isinstance(refusal, MalformedFile)
    assert (refusal.row, refusal.column) == (row, column)
    assert not (folder / "d.csv").exists()


def test_an_export_without_votes_is_a_donations_file_without_rows(folder):
    for name, content in (("none.json", "[]"), ("none.csv", "voter,projectId,amountUSD\n")):
        written(folder / name, content)
        assert imported(folder, votes=name)[1] == "donor,project,amount\n"


@pytest.mark.parametrize(
    ("option", "content", "column"),
    [
        ("--overrides", "id,coefficient\nv1,1\nv1,0\n", "id"),
        ("--overrides", "id,coefficient\nv1,much\n", "coefficient"),
        ("--overrides", "id,weight\nv1,1\n", "coefficient"),
        ("--applications", "applicationId,status\n1,APPROVED\n1,APPROVED\n", "id"),
        ("--applications", "number,status\n1,APPROVED\n", "applicationId"),
        ("--scores", "wallet,points\na,1\n", "score"),
    ],
)
def test_a_flaw_in_a_file_of_rules_is_named(folder, option, content, column):
    refusal = run(
        "votes", folder / "votes.csv", "--out", folder / "d", option, written(folder / "r", content)
    ).exception
    assert isinstance(refusal, MalformedFile)
    assert refusal.column == column


def test_a_rule_that_asks_for_what_votes_do_not_say_is_refused(folder):
    written(folder / "bare.csv", "voter,projectId,amountRoundToken\na,p,5\n")
    overrides = written(folder / "overrides.csv", "id,coefficient\nv1,1\n")
    for options, column in ((("--minimum-usd", "1"), "amountUSD"), (("--overrides", overrides), "id")):
        refusal = run("votes", folder / "bare.csv", "--out", folder / "d.csv", *options).exception
        assert isinstance(refusal, MalformedFile)
        assert refusal.column == column
    assert isinstance(run("votes", folder / "votes.csv", "--out", "d", "--minimum-usd", "a").exception, BadParameter)


def test_a_packed_file_that_is_broken_is_named(folder):
    (folder / "votes.csv.gz").write_bytes(gzip.compress(VOTES.encode())[:-9])
    refusal = run("votes", folder / "votes.csv.gz", "--out", folder / "d.csv").exception
    assert isinstance(refusal, MalformedFile)
    assert "cannot be read" in refusal.cause
