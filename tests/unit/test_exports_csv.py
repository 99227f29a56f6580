"""A result as CSV: every unit as it is, and no cell that a spreadsheet would run."""

import csv
import io
import re
from dataclasses import replace
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.rounds.configuration import Configuration
from quadrille.rounds.exports.csv_forms import GITCOIN_COLUMNS, gitcoin_csv, guarded, own_csv, unguarded
from quadrille.rounds.exports.result_table import COLUMNS
from quadrille.rounds.history.foreign_table import rows_of_file
from quadrille.rounds.history.gitcoin_results import compare, read_results
from quadrille.rounds.outcome.coefficients import table_of
from quadrille.strict_csv import Table
from unit.example_round import DONORS, PAYEES, SLUGS, cart, example_facts
from unit.exported_rounds import HOSTILE, exported, facts_of, hostile_round, round_of

BEGINS_A_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_our_table_has_every_admitted_project_in_whole_base_units():
    assert own_csv(exported(example_facts())).decode().splitlines() == [
        "project,index,payee,donors,given,full_match,match,pool,share_bps",
        f"clinic-daybook,0,{PAYEES[0]},2,500,400,200,500,4000",
        f"lesson-lantern,1,{PAYEES[1]},1,7,0,0,500,0",
        f"wellspring-map,2,{PAYEES[2]},0,0,0,0,500,0",
    ]


def test_gitcoin_s_table_has_its_columns_in_its_order():
    assert gitcoin_csv(exported(example_facts())).decode().splitlines() == [
        "applicationId,projectId,projectName,payoutAddress,matchedUSD,totalReceived,contributionsCount,matched,"
        "sumOfSqrt,capOverflow,matchedWithoutCap",
        f"0,clinic-daybook,clinic-daybook,{PAYEES[0]},0,500,2,200,30,200,400",
        f"1,lesson-lantern,lesson-lantern,{PAYEES[1]},0,7,1,0,2,-200,0",
        f"2,wellspring-map,wellspring-map,{PAYEES[2]},0,0,0,0,0,-200,0",
    ]


def test_gitcoin_s_reader_finds_what_it_needs():
    # It takes the columns by name, `matched` by BigInt and `contributionsCount` by parseInt.
    for row in read(gitcoin_csv(exported(round_of(9)))):
        assert int(row["applicationId"]) in range(9)
        assert row["projectId"] == row["projectName"]
        assert row["payoutAddress"].startswith("0x")
        assert re.fullmatch(r"[0-9]+", row["matched"])
        assert re.fullmatch(r"[0-9]+", row["contributionsCount"])


@pytest.mark.parametrize("make", [own_csv, gitcoin_csv])
def test_every_match_is_there_to_the_unit_and_nothing_else_is_paid(make):
    table = exported(round_of(20))
    column = "match" if make is own_csv else "matched"
    project = "project" if make is own_csv else "projectId"
    matches = {row[project]: int(row[column]) for row in read(make(table))}
    assert matches == {found.project: found.match_units for found in table.matching.projects}
    assert sum(matches.values()) == table.matching.paid_units


def test_gitcoin_s_numbers_are_those_of_pluralistic():
    facts = example_facts(carts=(cart(DONORS[0], (0, 100)), cart(DONORS[0], (0, 44)), cart(DONORS[1], (0, 400))))
    linked = table_of({(donor, SLUGS[0]) for donor in DONORS}, {DONORS[0]: 1}, {(1, SLUGS[0])})
    whole, partly = (read(gitcoin_csv(exported(facts, table)))[0] for table in ((), linked))
    # One contributor, however often they give; and one of whom nothing counts is counted still.
    assert (whole["contributionsCount"], partly["contributionsCount"]) == ("2", "2")
    assert (whole["totalReceived"], partly["totalReceived"]) == ("544", "400")
    assert (whole["sumOfSqrt"], partly["sumOfSqrt"]) == (str(12 + 20), "20")


def test_who_gave_less_than_the_minimum_counts_with_nothing_in_gitcoin_s_sums():
    row = read(gitcoin_csv(exported(facts_of(["a"], [("x", "a", 99), ("y", "a", 100)], 500, minimum_units="100"))))[0]
    assert (row["contributionsCount"], row["totalReceived"], row["sumOfSqrt"]) == ("2", "100", "10")


@pytest.mark.parametrize(
    ("mechanism", "params", "cap"),
    [
        ("pairwise", {"m_units": str(10**17), "saturation": "scale", "cap_bps": "1000"}, {"cap_bps": "10000"}),
        ("cocm", {"saturation": "scale", "cap_bps": "1000"}, {"cap_bps": "10000"}),
        ("gitcoin-linear", {"cap_units": str(4 * 10**18)}, {"cap_units": str(2**256 - 1)}),
    ],
)
def test_a_match_without_cap_is_what_the_round_s_own_mechanism_would_give(mechanism, params, cap):
    gifts = [(f"d{n}", "abcde"[n * at % 5], 10**17 * (n + at)) for n in range(40) for at in range(1, 4)]
    plain = facts_of("abcde", gifts, 40 * 10**18)
    facts = replace(plain, configuration=Configuration.of("Any", mechanism, params))
    free = replace(plain, configuration=Configuration.of("Any", mechanism, {**params, **cap}))
    table = exported(facts)
    matches = {found.project: found.match_units for found in exported(free).matching.projects}
    for row in read(gitcoin_csv(table)):
        assert int(row["matchedWithoutCap"]) == matches[row["projectId"]]
        assert int(row["capOverflow"]) == matches[row["projectId"]] - table.matching.cap_units
    assert table.matching.cap_units in [found.match_units for found in table.matching.projects]


def test_gitcoin_s_table_can_be_read_by_our_own_importer_of_it():
    table = exported(round_of(9))
    compared = compare(read_results(rows_of_file(gitcoin_csv(table), "matching.csv")), table.matching)
    assert len(compared) == 9
    assert not any(row.difference_units for row in compared)


def test_without_a_cap_nothing_overflows():
    for row in read(gitcoin_csv(exported(facts_of(["a"], [("x", "a", 99), ("y", "a", 100)], 500)))):
        assert (row["capOverflow"], row["matchedWithoutCap"]) == ("0", row["matched"])


@given(
    st.integers(0, 2**112 - 1),
    st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("abc"), st.integers(1, 2**111)), max_size=9),
)
def test_every_number_is_a_decimal_integer_however_large(pool_wei, gifts):
    table = exported(facts_of("abc", gifts, pool_wei, cap_bps="3000"))
    for content, words in (
        (own_csv(table), {"project", "payee"}),
        (gitcoin_csv(table), {"projectId", "projectName", "payoutAddress"}),
    ):
        for row in read(content):
            assert all(INTEGER.fullmatch(text) for name, text in row.items() if name not in words)
    roots = {row["projectId"]: int(row["sumOfSqrt"]) for row in read(gitcoin_csv(table))}
    for project in "abc":
        sums = [sum(units for who, to, units in gifts if (who, to) == (donor, project)) for donor in "xyz"]
        assert roots[project] == sum(map(isqrt, sums))


@pytest.mark.parametrize(("make", "columns"), [(own_csv, COLUMNS), (gitcoin_csv, GITCOIN_COLUMNS)])
def test_hostile_ids_come_back_whole_and_no_cell_begins_a_formula(make, columns):
    content = make(exported(hostile_round()))
    assert b"\r\n" not in content.replace(b'"one\r\n', b"")
    table = Table(io.BytesIO(content), "export.csv", required=columns, optional=())
    rows = [fields for _, fields in table.rows()]
    assert len(rows) == len(HOSTILE)
    at = columns.index("project" if make is own_csv else "projectId")
    assert [unguarded(row[at]) for row in rows] == list(HOSTILE)
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            # A negative number is one of ours, and no formula.
            assert not BEGINS_A_FORMULA.match(cell) or (column == "capOverflow" and INTEGER.fullmatch(cell))


RISKY = st.text(st.sampled_from("=+-@\t\r\n'＝;, \"ab"), max_size=12) | st.text(max_size=12)


@given(RISKY)
def test_a_guarded_text_can_be_told_again(text):
    assert unguarded(guarded(text)) == text


@given(RISKY)
def test_nowhere_a_cell_could_begin_a_formula_does(text):
    for cell in re.split(r"[;,\t\r\n]", guarded(text)):
        assert not BEGINS_A_FORMULA.match(cell)


@given(st.from_regex(r"[a-z0-9._][a-z0-9._-]{0,63}", fullmatch=True))
def test_a_slug_that_begins_with_no_dash_stays_as_it_is(slug):
    assert guarded(slug) == slug
