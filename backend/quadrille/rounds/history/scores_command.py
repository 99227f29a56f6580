"""`quadrille coefficients`: from a table of scores to the table of coefficients that `match` and `publish` take."""

import io
from pathlib import Path
from typing import Annotated

import typer

from quadrille.errors import BadParameter
from quadrille.rounds.bundle.bundle import coefficients_csv
from quadrille.rounds.history.scores import ScoreRule, coefficients_of, read_scores
from quadrille.terminal import Json, read_file, show_record, show_table
from quadrille.types import BPS_ONE

ZeroBelow = Annotated[str, typer.Option(metavar="SCORE", help="A lower score gives 0.")]
FullFrom = Annotated[str, typer.Option(metavar="SCORE", help="This score and more give 10000.")]
LeastBps = Annotated[
    int, typer.Option(metavar="BPS", help="What a score of --zero-below gives; more rises from there.")
]

USUAL = ScoreRule()


def coefficients(
    scores: Annotated[Path, typer.Argument(metavar="SCORES.csv", help="wallet,score; other columns are passed over.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write coefficients.csv here.")] = None,
    zero_below: ZeroBelow = USUAL.zero_below,
    full_from: FullFrom = USUAL.full_from,
    least_bps: LeastBps = USUAL.least_bps,
    as_json: Json = False,
) -> None:
    """Turn scores into coefficients, exactly: what each wallet's gifts count, and why.

    A coefficient says how sure we are that this is one person; it never says what a person is worth, and no merit,
    sum or opinion belongs into it. Who has no score is not in the table, and counts in full: give such a wallet a
    row with score 0 if it shall not count.
    """
    rule = ScoreRule(zero_below, full_from, least_bps)
    table = coefficients_of(read_scores(io.BytesIO(read_file(scores)), str(scores)), rule)
    if out is None:
        show_table([row._asdict() for row in table], as_json, title="Coefficients")
        return
    write_file(out, coefficients_csv(table))
    counts = {
        "file": str(out),
        "wallets": len(table),
        "full": sum(row.coefficient_bps == BPS_ONE for row in table),
        "none": sum(row.coefficient_bps == 0 for row in table),
    }
    show_record(counts, as_json)


def write_file(out: Path, content: bytes) -> None:
    """Write what a command made; raises BadParameter for `--out`."""
    try:
        out.write_bytes(content)
    except OSError as problem:
        raise BadParameter("--out", str(out), f"a file that can be written ({problem.strerror})") from problem
