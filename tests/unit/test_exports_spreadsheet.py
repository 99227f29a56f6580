"""A result as XLSX, read back with another library: every unit equal, every cell text, the same bytes every time."""

import csv
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from quadrille.errors import BadInput
from quadrille.rounds.exports import spreadsheet as module
from quadrille.rounds.exports.result_table import COLUMNS, lines
from quadrille.rounds.exports.spreadsheet import MADE_AT, spreadsheet
from quadrille.rounds.outcome.coefficients import table_of
from unit.example_round import DONORS, SLUGS, example_facts
from unit.exported_rounds import HOSTILE, exported, facts_of, hostile_round, round_of


def opened(content: bytes):
    return load_workbook(io.BytesIO(content))


def grid(sheet) -> list[tuple[str, ...]]:
    """A sheet's cells; one that holds an empty text reads as none."""
    return [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]


def test_a_spreadsheet_has_a_sheet_for_each_table_and_one_that_says_what_it_is():
    linked = table_of({(donor, SLUGS[0]) for donor in DONORS}, dict.fromkeys(DONORS, 1), set())
    table = exported(example_facts(), linked)
    book = opened(spreadsheet(table))
    assert book.sheetnames == ["result", "donations", "coefficients", "decisions", "about"]
    assert grid(book["result"]) == [COLUMNS, *lines(table)]
    for name in ("donations", "coefficients", "decisions"):
        rows = csv.reader(io.StringIO(table.files[f"{name}.csv"].decode(), newline=""))
        assert grid(book[name]) == [tuple(row) for row in rows]
    about = dict(grid(book["about"]))
    assert about["hash of the bundle"] == table.bundle_hash
    assert (about["pool"], about["paid"], about["parameter cap_bps"]) == ("500", "0", "4000")
    assert "quadrille verify" in about["how to verify"]


def test_without_coefficients_there_is_no_sheet_of_them():
    assert "coefficients" not in opened(spreadsheet(exported(example_facts()))).sheetnames


def test_every_cell_is_text_whatever_it_looks_like():
    book = opened(spreadsheet(exported(hostile_round())))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
    assert {cell.number_format for row in book["result"].iter_rows() for cell in row} == {"@"}


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("abc"), st.integers(1, 2**111)), max_size=9))
def test_no_unit_is_lost_above_what_a_spreadsheet_can_count(gifts):
    table = exported(facts_of("abc", gifts, 2**112 - 1))
    book = opened(spreadsheet(table))
    given_units = {row[0]: int(row[4]) for row in grid(book["result"])[1:]}
    assert given_units == {slug: sum(units for _, to, units in gifts if to == slug) for slug in "abc"}
    assert [int(row[2]) for row in grid(book["donations"])[1:]] == [units for *_, units in gifts]


def test_hostile_ids_come_back_as_they_were():
    rows = grid(opened(spreadsheet(exported(hostile_round())))["result"])[1:]
    # This library leaves control characters as they are written in the file; Excel does not.
    as_written = [re.sub(r"[\x00-\x08\x0b-\x1f]", lambda found: f"_x{ord(found[0]):04X}_", slug) for slug in HOSTILE]
    assert [row[0] for row in rows] == as_written


def test_headers_are_bold_and_stay_in_view():
    for sheet in opened(spreadsheet(exported(example_facts()))):
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in next(sheet.iter_rows(max_row=1)))
        assert sheet.print_title_rows == "$1:$1"


def test_the_same_bundle_gives_the_same_bytes_whatever_the_clock_says():
    table = exported(round_of(12))
    assert spreadsheet(table) == spreadsheet(table)
    content = spreadsheet(table)
    book = opened(content)
    assert (book.properties.created, book.properties.modified) == (MADE_AT, MADE_AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_too_long_for_a_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    gifts = [(f"donor {n}", "a", 1 + n) for n in range(5)]
    book = opened(spreadsheet(exported(facts_of(["a"], gifts, 10))))
    names = [name for name in book.sheetnames if name.startswith("donations")]
    assert names == ["donations", "donations 2", "donations 3"]
    header = grid(book["donations"])[0]
    assert all(grid(book[name])[0] == header for name in names)
    assert [row[2] for name in names for row in grid(book[name])[1:]] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("length", [32_768, 200_000])
def test_a_text_that_no_cell_can_hold_is_refused_and_never_cut(length):
    with pytest.raises(BadInput, match="Take the CSV files of the bundle"):
        spreadsheet(exported(facts_of(["x" * length], [("ann", "x" * length, 5)], 10)))
