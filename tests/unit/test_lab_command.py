"""`quadrille lab`: what it prints for people and for programs, and what it refuses."""

import csv
import gzip
import json
from decimal import Decimal
from random import Random

import pytest
import typer
from typer.testing import CliRunner

from quadrille.errors import BadInput, BadParameter, MalformedFile
from quadrille.rounds.lab.lab_command import lab
from quadrille.rounds.lab.plain import WIDTH
from quadrille.rounds.offline.matching_report import columns
from real_data import shared

HEADER = "donor,project,amount\n"
DONATIONS = HEADER + 'alice,wells,4\nbob,wells,9\nalice,"école 1",16\ncarol,"école 1",25\ndave,路,100\n'

app = typer.Typer(add_completion=False)
app.command("lab")(lab)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "donations.csv"
    path.write_bytes(DONATIONS.encode())
    return path


def run(*arguments, **options):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)


def told(*arguments):
    result = run(*arguments)
    assert result.exception is None, result.exception
    return result.stdout


def leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


def gitcoin_round(path, first_day, last_day, base_units):
    """One of Gitcoin's early rounds as a donations file."""
    rows = [HEADER.strip().split(",")]
    with gzip.open(shared("data", "gitcoin", "gr1-8_contributions.csv.gz"), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if first_day <= row["created_on"][:10] <= last_day and row["grant"].strip():
                units = int(Decimal(row["amount"]) * base_units)
                rows.append([row["contributor"], row["grant"].strip(), str(max(units, 0))])
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)
    return path


def test_the_document_keeps_its_form_and_writes_every_number_as_text(file):
    document = json.loads(told(file, "--pool", "100", "--json"))
    assert list(document) == [
        *("pool", "given", "donors", "donors_who_count", "median_gift", "median_donor", "m_units"),
        *("m_of_median_gift_bps", "saturation", "rules", "moves", "attacks", "alarms"),
    ]
    assert [rule["rule"] for rule in document["rules"]] == ["qf", "pairwise", "cocm", "gitcoin-linear"]
    assert list(document["rules"][0]) == ["rule", "matching", "with_other_saturation"]
    assert list(document["moves"][0]) == ["rule", "gained", "lost", "most", "least", "ranks_changed"]
    assert list(document["attacks"]) == ["target", "budget", "wallets", "wallets_left_out", "gains"]
    assert list(document["attacks"]["gains"][0]) == [
        *("attack", "wallets", "rule", "honest", "attacked", "gain", "spent", "gain_per_unit_bps"),
    ]
    lone = {"rule": "qf", "project": "路", "why": "lone-donor", "donors": "1", "alone": "1", "match": "0"}
    assert document["alarms"][0] == {**lone, "qf_match": "0"}
    assert {type(leaf) for leaf in leaves(document)} <= {str, type(None)}


def test_the_order_of_the_donations_changes_nothing(tmp_path):
    lines = [f"d{number % 17},p{number * number % 7},{number**3}\n" for number in range(80)]
    texts = []
    for seed in range(3):
        path = tmp_path / f"{seed}.csv"
        path.write_text(HEADER + "".join(Random(seed).sample(lines, len(lines))))
        texts.append(tuple(told(path, "--pool", "99999", "--variants", *form) for form in ([], ["--json"])))
    assert texts[0] == texts[1] == texts[2]


def test_a_person_reads_who_gets_what_and_why_not(file):
    text = told(file, "--pool", "100")
    assert "4 donors gave 154 to 3 projects; the pool is 100. Amounts are in base units." in text
    rows = [line.split() for line in text.splitlines()]
    assert ["école", "1", "76.00", "67.00", "0", "76.00"] in rows
    assert ["left", "of", "the", "pool", "1.00", "1.00", "100.00", "1.00"] in rows
    assert "gitcoin-linear: nothing moves." in text
    assert '- 1 because only one donor counts, and a lone donor is not matched: "路".' in text
    assert "2 because no two of its donors each gave to a project where the other gave nothing" in text
    assert "gitcoin-linear: the same 1 as under qf." in text


def test_whole_tokens_are_written_when_the_pool_holds_one(tmp_path):
    path = tmp_path / "donations.csv"
    path.write_text(f"{HEADER}a,p,{10**18}\nb,p,{4 * 10**18}\n")
    text = told(path, "--pool", 25 * 10**17).replace("\n", " ")
    assert "gave 5.00 to 1 project; the pool is 2.50. Amounts are in whole tokens, of 10^18 base units each" in text
    assert f"the pool is {10**17:,}. Amounts are in base units." in told(path, "--pool", 10**17).replace("\n", " ")
    assert "the pool is 10.00. Amounts" in told(path, "--pool", 10**17, "--param", f"unit={10**16}")


def test_no_line_is_wider_than_100_columns_with_5_and_with_500_projects(tmp_path):
    random = Random(7)
    for projects in (5, 500):
        names = [f"{'🔥' * (number % 40)} projet no {number} {'x' * (number % 70)}" for number in range(projects)]
        lines = [f"d{random.randrange(300)},{random.choice(names)},{10 ** random.randrange(27)}\n" for _ in range(900)]
        path = tmp_path / f"{projects}.csv"
        path.write_text(HEADER + "".join(lines))
        for options in ([], ["--variants"], ["--param", "unit=1"]):
            text = told(path, "--pool", 10**26, *options)
            assert max(map(columns, text.splitlines())) <= WIDTH
            assert not any(line.endswith(" ") for line in text.splitlines())
    assert text.count(" more)") == 1


def test_a_table_of_persons_makes_one_donor_of_linked_wallets(file, tmp_path):
    persons = tmp_path / "coefficients.csv"
    persons.write_text(
        "wallet,person,coefficient_bps,project,reason\nalice,alice,10000,,linked\nbob,alice,10000,,linked\n"
    )
    document = json.loads(told(file, "--pool", "100", "--json", "--coefficients", persons))
    assert document["donors"] == "3"
    assert ("qf", "wells", "lone-donor") in [(one["rule"], one["project"], one["why"]) for one in document["alarms"]]


def test_options_choose_the_attack(file):
    options = ["--target", "wells", "--wallets", "4", "--wallets", "2", "--budget", "4000"]
    attacks = json.loads(told(file, "--pool", "100", "--json", *options))["attacks"]
    assert (attacks["target"], attacks["budget"], attacks["wallets"]) == ("wells", "4000", ["2", "4"])
    assert {gain["spent"] for gain in attacks["gains"]} == {"4000"}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--pool=-1"], "--pool"),
        (["--pool=1", "--param", "cap_bps"], "--param"),
        (["--pool=1", "--param", "colour=blue"], "a parameter of the lab"),
        (["--pool=1", "--param", "m_units=0"], "m_units"),
        (["--pool=1", "--variants", "--param", "variant=og-soft"], "variant"),
        (["--pool=1", "--target", "nowhere"], "--target"),
        (["--pool=1", "--wallets", "1"], "--wallets"),
        (["--pool=1", "--wallets", "10001"], "--wallets"),
        (["--pool=1", "--wallets", "two"], "--wallets"),
        (["--pool=1", "--budget", "0"], "--budget"),
        (["--pool=1", "--budget", "1.5"], "--budget"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name_with_nothing_printed(file, options, named):
    result = run(file, *options)
    assert isinstance(result.exception, BadParameter)
    assert (result.exception.name, result.stdout_bytes) == (named, b"")


def test_a_flaw_in_the_file_is_named_with_its_place(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(DONATIONS + "erin,wells,1.5\n")
    refusal = run(path, "--pool", "1").exception
    assert isinstance(refusal, BadInput)
    assert "row 7, column amount" in str(refusal)
    assert isinstance(run(tmp_path / "no.csv", "--pool", "1").exception, MalformedFile)


def test_a_file_with_a_header_alone_has_nothing_to_tell(tmp_path):
    (tmp_path / "none.csv").write_text(HEADER)
    assert "0 donors gave 0 to 0 projects" in told(tmp_path / "none.csv", "--pool", "7")
    assert json.loads(told(tmp_path / "none.csv", "--pool", "7", "--json"))["alarms"] == []


def test_a_real_round_is_examined(tmp_path):
    path = gitcoin_round(tmp_path / "round-3.csv", "2019-09-15", "2019-10-03", 100)
    document = json.loads(told(path, "--pool", "10000000", "--json"))
    assert (document["donors"], len(document["rules"][0]["matching"]["projects"])) == ("324", 74)
    by_rule = {}
    for alarm in document["alarms"]:
        by_rule.setdefault(alarm["rule"], []).append(alarm["why"])
    counts = {rule: len(whys) for rule, whys in by_rule.items()}
    assert counts == {"qf": 11, "pairwise": 11, "cocm": 15, "gitcoin-linear": 11}
    assert by_rule["cocm"].count("one-inside-the-other") == 4
