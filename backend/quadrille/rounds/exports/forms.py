"""The forms in which a result is exported, each once: for the command and for the server."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from quadrille.languages.words import said
from quadrille.rounds.exports.csv_forms import gitcoin_csv, own_csv
from quadrille.rounds.exports.printed_report import printed_report
from quadrille.rounds.exports.result_table import ResultTable
from quadrille.rounds.exports.spreadsheet import spreadsheet


class Form(StrEnum):
    """A form by its name."""

    CSV = "csv"
    GITCOIN = "gitcoin"
    XLSX = "xlsx"
    REPORT = "report"


class Export(NamedTuple):
    """How a form is made, what its file is called and is, and what it is for in a few words."""

    make: Callable[[ResultTable], bytes]
    file: str
    media_type: str
    words: str


EXPORTS: Mapping[Form, Export] = {
    Form.CSV: Export(
        own_csv, "matching.csv", "text/csv; charset=utf-8", said("a row for each project, whole base units")
    ),
    Form.GITCOIN: Export(
        gitcoin_csv, "matching-gitcoin.csv", "text/csv; charset=utf-8", said("the same in the columns of Grants Stack")
    ),
    Form.XLSX: Export(
        spreadsheet,
        "matching.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        said("a spreadsheet; every amount is text, so that no digit is lost"),
    ),
    Form.REPORT: Export(
        printed_report, "report.html", "text/html; charset=utf-8", said("for paper: the match squares and the numbers")
    ),
}
