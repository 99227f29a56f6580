"""`quadrille replay`: real rounds to the unit, what is published only compared, and records read strictly."""

import json

import pytest
import typer
from typer.testing import CliRunner

from quadrille.cli import EXIT_CODE
from quadrille.errors import BadInput, BadParameter, MalformedFile, Mismatch
from quadrille.rounds.history.replay_command import replay_rounds
from quadrille.rounds.history.replay_file import MOST_BYTES, read_records, replay
from real_data import shared

RECORD = {
    "round": "0xabc",
    "voiceCreditFactor": "10",
    "matchingPoolSize_effective": "1000",
    "totalSpent": 14,
    "formula": "linear",
    "full_tally": ["0", 3, "4"],
    "full_spent": [0, "5", "9"],
    "projects": [{"index": 1, "name": "wells"}, {"index": 2}],
}
LINEAR = [(1, "478"), (2, "661")]

app = typer.Typer(add_completion=False)
app.command("replay")(replay_rounds)


def run(tmp_path, document, *options):
    path = tmp_path / "rounds.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return CliRunner().invoke(app, [str(path), *options])


def replayed(tmp_path, record, *options):
    result = run(tmp_path, record, "--json", *options)
    assert result.exit_code == 0, result.exception
    (only,) = json.loads(result.stdout)["rounds"]
    return [(row["index"], row["allocated"]) for row in only["projects"]], only["equal"]


def changed(**fields):
    return {name: value for name, value in {**RECORD, **fields}.items() if value != "MISSING"}


def test_every_real_round_is_reproduced_to_the_unit_without_looking_at_what_was_published(tmp_path):
    whole = json.loads(shared("vectors", "matching", "clrfund_real_rounds_replay.json").read_bytes())
    result = run(tmp_path, whole, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert set(document) == {"rounds"}
    for found, record in zip(document["rounds"], whole["rounds"], strict=True):
        rows = [{"index": row["index"], "allocated": row["allocated"]} for row in record["projects"]]
        assert found == {"round": record["round"], "projects": rows, "equal": True}
    for record in whole["rounds"]:
        for row in record["projects"]:
            del row["allocated"]
    blind = json.loads(run(tmp_path, whole, "--json").stdout)
    assert [one["equal"] for one in blind["rounds"]] == [None] * len(whole["rounds"])
    assert [one["projects"] for one in blind["rounds"]] == [one["projects"] for one in document["rounds"]]


def test_every_finalised_export_of_clr_fund_is_reproduced_with_the_pool_that_was_paid_from():
    records = json.loads(shared("vectors", "matching", "clrfund_real_rounds_replay.json").read_bytes())["rounds"]
    pool_of = {record["round"]: record["matchingPoolSize_effective"] for record in records}
    files = sorted(shared("data", "clrfund").glob("*.json"))
    assert len(files) == 5
    for file in files:
        export = json.loads(file.read_bytes())
        published = export["round"]["matchingPoolSize"]
        export["round"]["matchingPoolSize"] = pool = pool_of[export["round"]["address"]]
        assert replay(*read_records(json.dumps(export).encode(), file.name, "linear")).equal is True
        # Two rounds published a pool that is a little less than the one they paid from.
        assert replay(*read_records(file.read_bytes(), file.name, "linear")).equal is (pool == published)


def test_one_record_is_calculated_by_its_formula(tmp_path):
    assert replayed(tmp_path, RECORD) == (LINEAR, None)
    assert replayed(tmp_path, changed(formula="clrfund-linear")) == (LINEAR, None)
    t, s, spent, factor, pool = [3, 4], [5, 9], 14, 10, 1000
    alpha = pool * 10**18 // (factor * (9 + 16 - spent))
    paid = [
        (alpha * factor * v * v + 10**18 * factor * c - alpha * factor * c) // 10**18 for v, c in zip(t, s, strict=True)
    ]
    assert replayed(tmp_path, changed(formula="alpha")) == ([(1, str(paid[0])), (2, str(paid[1]))], None)


def test_numbers_stand_as_text_or_as_numbers_and_an_index_stays_as_it_is_written(tmp_path):
    record = changed(voiceCreditFactor=10, matchingPoolSize_effective=1000, projects=[{"index": "2"}, {"index": 1}])
    assert replayed(tmp_path, record) == ([("2", "661"), (1, "478")], None)


def test_without_rows_every_project_with_votes_or_credits_is_listed(tmp_path):
    assert replayed(tmp_path, changed(projects="MISSING")) == (LINEAR, None)
    assert replayed(tmp_path, changed(projects=[])) == (LINEAR, None)


def test_what_is_missing_is_taken_from_where_it_stands_too(tmp_path):
    rows = [{"index": 1, "tally": 3, "spent": 5}, {"index": 2, "tally": 4, "spent": 9}]
    assert replayed(tmp_path, changed(full_tally=None, full_spent=None, projects=rows)) == (LINEAR, None)
    assert replayed(tmp_path, changed(full_spent="MISSING", projects=rows)) == (LINEAR, None)
    for fields in (
        {"totalSpent": None},
        {"matchingPoolSize_effective": None, "matchingPoolSize_published": 1000, "matchingPoolSize": 1},
        {"matchingPoolSize_effective": "MISSING", "matchingPoolSize": "1000"},
        {"matchingPoolSize_effective": None, "budget": 1140},
    ):
        assert replayed(tmp_path, changed(**fields)) == (LINEAR, None)
    assert replayed(tmp_path, changed(formula=None), "--formula", "linear") == (LINEAR, None)


def test_a_round_without_a_name_is_called_by_its_place():
    nameless = {"rounds": [changed(round="MISSING")]}
    (record,) = read_records(json.dumps(nameless).encode(), "r.json")
    assert record.round == "rounds[0]"


def test_a_number_that_is_not_reproduced_is_named_and_the_rest_still_printed(tmp_path):
    rows = [{"index": 1, "allocated": "478"}, {"index": 2, "allocated": 662}]
    result = run(tmp_path, {"rounds": [RECORD, changed(projects=rows)]}, "--json")
    assert [one["equal"] for one in json.loads(result.stdout)["rounds"]] == [None, False]
    assert isinstance(result.exception, Mismatch)
    assert EXIT_CODE[Mismatch] == 3
    assert result.exception.cause == "round 0xabc, project 2: published 662, recomputed 661."
    rows[1]["allocated"] = None
    assert replayed(tmp_path, changed(projects=rows)) == (LINEAR, True)


def test_people_read_a_table(tmp_path):
    rows = [{"index": 1, "allocated": "478"}, {"index": 2, "allocated": 662}]
    lines = run(tmp_path, changed(projects=rows)).stdout.splitlines()
    assert lines[0] == "Round 0xabc by clrfund-linear, pool 1000: not what was published (2)"
    assert [line.split() for line in lines[2:]] == [["1", "478", "478", "0"], ["2", "661", "662", "-1"]]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"formula": None}, "formula"),
        ({"formula": "cubic"}, "formula"),
        ({"formula": ["linear"]}, "formula"),
        ({"voiceCreditFactor": "MISSING"}, "voiceCreditFactor"),
        ({"voiceCreditFactor": 0}, "voiceCreditFactor"),
        ({"voiceCreditFactor": "1e13"}, "voiceCreditFactor"),
        ({"totalSpent": -1}, "totalSpent"),
        ({"totalSpent": True}, "totalSpent"),
        ({"totalSpent": 1.0}, "totalSpent"),
        ({"matchingPoolSize_effective": None}, "matchingPoolSize_effective"),
        ({"matchingPoolSize_effective": str(2**256)}, "matchingPoolSize_effective"),
        ({"matchingPoolSize_effective": None, "budget": 139}, "budget"),
        ({"full_tally": "MISSING"}, "projects[0].tally"),
        ({"full_tally": {}}, "full_tally"),
        ({"full_tally": [1, None, 2]}, "full_tally[1]"),
        ({"full_spent": [1, 2]}, "full_spent"),
        ({"full_spent": None, "projects": [{"index": 1, "spent": 5}]}, "full_spent"),
        ({"projects": [7]}, "projects[0]"),
        ({"projects": [{}]}, "projects[0].index"),
        ({"projects": [{"index": 3}]}, "projects[0].index"),
        ({"projects": [{"index": 1}, {"index": "1"}]}, "projects[1].index"),
        ({"projects": [{"index": 1, "allocated": "4.5"}]}, "projects[0].allocated"),
        ({"projects": "none"}, "projects"),
        ({"round": False}, "round"),
        ({"round": {"address": "0xabc"}}, "tally"),
    ],
)
def test_a_malformed_record_is_refused_with_its_place(fields, place):
    for document, before in ((changed(**fields), ""), ({"rounds": [RECORD, changed(**fields)]}, "rounds[1].")):
        with pytest.raises(MalformedFile) as refusal:
            read_records(json.dumps(document).encode(), "r.json")
        assert refusal.value.column == before + place
    assert EXIT_CODE[BadInput] == 2


@pytest.mark.parametrize(
    "text", ["[]", "7", '{"rounds": {}}', '{"rounds": [1]}', '{"round": 1, "round": 2}', "{", "NaN"]
)
def test_what_is_no_record_is_refused(tmp_path, text):
    assert isinstance(run(tmp_path, text, "--json").exception, MalformedFile)


def test_a_file_over_the_bound_and_a_formula_that_nobody_has_are_refused():
    with pytest.raises(MalformedFile, match="at most"):
        read_records(b" " * (MOST_BYTES + 1), "r.json")
    with pytest.raises(BadParameter, match="--formula"):
        read_records(b"{}", "r.json", "cubic")


def test_a_round_that_its_rule_refuses_is_named():
    lonely = changed(formula="alpha", full_tally=[3, 0], full_spent=[9, 0], totalSpent=9, projects=[])
    with pytest.raises(BadInput, match=r"Round 0xabc: .*NoProjectHasMoreThanOneVote"):
        replay(*read_records(json.dumps(lonely).encode(), "r.json"))


def test_a_file_of_no_rounds_is_no_round(tmp_path):
    assert json.loads(run(tmp_path, {"rounds": []}, "--json").stdout) == {"rounds": []}
