"""A result as an XLSX file in which every cell is text: a spreadsheet keeps only 15 digits of a number.

Sheets: result; donations, coefficients and decisions as the bundle has them; about. Nothing in it is a formula, a
number, a date or a link, whatever a text looks like. The same bundle gives the same bytes every time.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from quadrille.errors import BadInput
from quadrille.rounds.coin import COIN
from quadrille.rounds.exports.result_table import COLUMNS, ResultTable, lines
from quadrille.rounds.offline.matching_report import why_left

MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001 (the file has no place for a time zone)
"""Stands in the file as its time, so that no clock changes its bytes."""

AS_THEY_ARE = {name: f"{name}.csv" for name in ("donations", "coefficients", "decisions")}
"""Sheets that are files of the bundle, where it has them."""

NUMBERS = frozenset({*COLUMNS, "amount", "coefficient_bps"}) - {"project", "payee"}
"""Columns that are read from the right."""

MOST_ROWS = 1_048_575
"""Of a sheet, below its header; what is more goes on in the next."""

WIDEST_COLUMN, ROOM = 70, 2
A4 = 9

Grid = Sequence[Sequence[str]]
"""Rows of cells, the header first."""


def spreadsheet(table: ResultTable) -> bytes:
    """Make the file; raises BadInput when a text is longer than a cell can hold, or a file is no CSV."""
    content = io.BytesIO()
    plain = dict.fromkeys(("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False)
    with xlsxwriter.Workbook(content, {"in_memory": True, **plain}) as book:
        book.set_properties({"title": table.title, "created": MADE_AT})
        for name, grid in _sheets(table).items():
            _write_sheets(book, name, grid)
    return content.getvalue()


def _sheets(table: ResultTable) -> dict[str, Grid]:
    own = {name: _read(file, table.files[file]) for name, file in AS_THEY_ARE.items() if file in table.files}
    return {"result": [COLUMNS, *lines(table)], **own, "about": [("what", "value"), *_about(table)]}


def _about(table: ResultTable) -> list[tuple[str, str]]:
    matching, manifest = table.matching, table.manifest
    return [
        ("round", manifest["round"]),
        ("title", table.title),
        ("chain id", manifest["chain_id"]),
        ("block", manifest["block_number"]),
        ("block hash", manifest["block_hash"]),
        ("mechanism", matching.mechanism),
        ("version of the mechanism", table.calculation.rules.mechanism_version),
        *((f"parameter {name}", text) for name, text in matching.params.items()),
        ("amounts are in", _base_units(table)),
        ("pool", str(matching.pool_units)),
        ("paid", str(matching.paid_units)),
        ("left", str(matching.left_units)),
        *(("left because", reason) for reason in why_left(matching)),
        ("root of the payout tree", manifest["root"]),
        ("hash of the bundle", table.bundle_hash),
        ("how to verify", "quadrille verify BUNDLE, and with --rpc URL against the chain too"),
    ]


def _base_units(table: ResultTable) -> str:
    asset = table.asset
    if asset == COIN:
        return f"base units ({asset.base_unit})"
    return f"base units of {asset.symbol}, which has {asset.decimals} decimals"


def _write_sheets(book: xlsxwriter.Workbook, name: str, grid: Grid) -> None:
    header, *rows = grid
    for number, start in enumerate(range(0, max(len(rows), 1), MOST_ROWS), start=1):
        part = [header, *rows[start : start + MOST_ROWS]]
        _write_sheet(book, name if number == 1 else f"{name} {number}", part)


def _write_sheet(book: xlsxwriter.Workbook, name: str, grid: Grid) -> None:
    """One sheet: header bold and always in view; set up for paper, the header on every page."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for place, column in enumerate(zip(*grid, strict=True)):
        looks = {"num_format": "@", "align": "right" if column[0] in NUMBERS else "left"}
        body, head = book.add_format(looks), book.add_format({**looks, "bold": True, "bottom": 1})
        sheet.set_column(place, place, min(max(map(len, column)) + ROOM, WIDEST_COLUMN), body)
        for row, text in enumerate(column):
            if sheet.write_string(row, place, text, body if row else head):
                raise BadInput(
                    f"Row {row + 1} of {name} has a text that is longer than a cell of a spreadsheet can hold.",
                    "Take the CSV files of the bundle.",
                )


def _read(name: str, content: bytes) -> Grid:
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except csv.Error as problem:
        raise BadInput(f"{name} cannot be a sheet ({problem}).", "Take the CSV files of the bundle.") from problem
