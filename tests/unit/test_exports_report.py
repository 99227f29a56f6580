"""The page for paper: whole in itself, escaped, and it says what the bundle says."""

import re

import pytest

from quadrille.rounds.exports.printed_report import MOST_PLACES, printed_report
from unit.example_round import example_facts
from unit.exported_rounds import exported, facts_of, hostile_round, round_of
from unit.test_layout import Reader


def page_of(facts) -> str:
    return printed_report(exported(facts)).decode()


def text_of(page: str) -> str:
    """What a person reads, without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("</style>")[2]).split())


@pytest.mark.parametrize(
    "facts", [example_facts(), hostile_round(), round_of(20), facts_of([], [], 5), facts_of(["a"], [], 0)]
)
def test_the_page_is_well_formed_needs_no_other_file_and_runs_nothing(facts):
    page = page_of(facts)
    tags = Reader(page).tags
    names = [tag for tag, _ in tags]
    assert ("html", {"lang": "en", "dir": "ltr"}) in tags
    assert names.count("h1") == 1
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(names)
    for tag, attrs in tags:
        assert not {name for name in attrs if name in {"src", "href"} or name.startswith("on")}, tag
        assert attrs.get("role") != "img" or attrs["aria-label"]
    assert all(attrs["scope"] in {"col", "row"} for tag, attrs in tags if tag == "th")
    assert "url(" not in page
    assert "@import" not in page


def test_hostile_ids_are_text_and_nothing_more():
    page = page_of(hostile_round())
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    # What would turn a line round or is no character of HTML is written out.
    assert all(letter.isprintable() or letter in "\n\N{NO-BREAK SPACE}" for letter in page)
    assert "\\u202eturned" in page
    assert "rings\\x07" in page
    assert "x" * 100 not in page


def test_it_says_round_rules_sums_and_how_to_check_them():
    table = exported(example_facts())
    text = text_of(printed_report(table).decode())
    for words in (
        "Learning and water",
        f"Round {table.manifest['round']} on chain 31337, as of block 42",
        "Shared by qf, version 1 : saturation=keep , cap_bps=4000 , minimum_units=0",
        "Given by 2 people 507 wei Matching pool 500 wei Shared out 200 wei Left 300 wei",
        "Left because all full matches together are 400, and saturation=keep pays nobody more",
        "Left because no project gets more than the cap of 200, and 1 would",
        "quadrille verify BUNDLE",
        table.bundle_hash,
        table.manifest["root"],
    ):
        assert words in text


def test_projects_stand_largest_match_first_each_with_its_square_and_its_exact_match():
    table = exported(round_of(15))
    page = printed_report(table).decode()
    assert page.count('<svg class="match-square"') == 15
    shown = [int(units) for units in re.findall(r"</data></b><small>(\d+)</small>", page)]
    by_size = sorted((found.match_units for found in table.matching.projects), reverse=True)
    assert [units for units in shown if units in by_size] == by_size
    assert page.count("At the cap") == sum(units == table.matching.cap_units for units in by_size)


def test_a_picture_says_in_words_what_it_shows():
    labels = re.findall(r'aria-label="([^"]*)"', page_of(example_facts()))
    assert labels[0].startswith("clinic-daybook: 2 people gave 0.0000000000000005 ETH, matched with 0.0000000000000002")


@pytest.mark.parametrize("digits", range(1, 34))
def test_columns_have_as_many_decimals_as_the_largest_sum_needs(digits):
    page = page_of(facts_of(["a"], [("x", "a", 4), ("y", "a", 9)], 10**digits))
    is_small = digits + 1 <= 18 + 5 - MOST_PLACES - 1
    assert ("<small>wei</small>" in page) == is_small
    pool = re.search(r"Matching pool</dt><dd><b><data value=\"\d+\">([\d,.]+)</data>", page)[1]
    assert int(pool.replace(",", "").replace(".", "").lstrip("0").ljust(digits + 1, "0")[: digits + 1]) == 10**digits


def test_a_round_in_which_nobody_was_admitted_says_so():
    assert "No project was admitted to this round." in page_of(facts_of([], [], 5))


def test_the_same_bundle_gives_the_same_page():
    assert page_of(round_of(9)) == page_of(round_of(9))


def test_no_square_is_narrower_than_a_quarter_of_the_widest():
    gifts = [(f"d{n}", "crowd", 10**20) for n in range(50)] + [("x", "two", 5), ("y", "two", 7)]
    page = page_of(facts_of(["crowd", "two"], gifts, 10**20))
    assert re.findall(r'class="match-square" viewBox="0 0 (\d+)', page) == ["3000", "750"]
