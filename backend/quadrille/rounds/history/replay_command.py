"""`quadrille replay`: calculate rounds that others paid once more, and compare to the unit."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.rounds.history.replay_file import Replayed, read_records, replay
from quadrille.terminal import Json, print_json, read_file, show_table

WORDS = {True: "equal to what was published", False: "not what was published", None: "nothing was published"}


def replay_rounds(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A record of a round (JSON), or a list `rounds` of them.")
    ],
    formula: Annotated[
        str | None, typer.Option(metavar="NAME", help="For rounds that name none: linear (until 2021) or alpha.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Calculate rounds of clr.fund again from their tallies, by clrfund-linear or clrfund-alpha.

    What was published is never used, only compared; exit code 3 names the first number that is not reproduced.
    An amount contains what donors gave to the project itself. Exports of rounds by clr.fund are read as well.
    """
    rounds = [replay(record) for record in read_records(read_file(file), str(file), formula)]
    if as_json:
        print_json({"rounds": [one.as_document() for one in rounds]})
    else:
        for one in rounds:
            _show(one)
    for one in rounds:
        for difference in one.differences():
            raise difference


def _show(one: Replayed) -> None:
    rows = [
        {
            "index": listed.written,
            "allocated": units,
            "published": listed.published_units,
            "difference": None if listed.published_units is None else units - listed.published_units,
        }
        for listed, units in one.allocated
    ]
    record = one.record
    title = f"Round {record.round} by {record.formula}, pool {record.pool_units}: {WORDS[one.equal]}"
    show_table(rows, as_json=False, title=title)
