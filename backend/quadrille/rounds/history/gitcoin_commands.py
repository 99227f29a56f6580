"""`quadrille gitcoin`: votes and results that Gitcoin's rounds exported, read exactly and compared."""

import gzip
import io
import zlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.errors import NAME_ANOTHER, BadParameter, MalformedFile
from quadrille.rounds.history import gitcoin_results, vote_rules
from quadrille.rounds.history.exact_decimals import read_decimal
from quadrille.rounds.history.foreign_table import MOST_BYTES, Row, rows_of_file
from quadrille.rounds.history.gitcoin_votes import USUAL_DECIMALS, read_votes
from quadrille.rounds.history.scores import Score, ScoreRule, one_spelling, read_scores
from quadrille.rounds.history.scores_command import USUAL, FullFrom, LeastBps, ZeroBelow, write_file
from quadrille.rounds.history.vote_rules import Counted, VoteRules
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.offline.donations_csv import read_gifts
from quadrille.rounds.offline.match_command import MechanismName, Params, read_params, read_pool
from quadrille.terminal import Json, print_json, read_file, show_record, show_table

app = typer.Typer(no_args_is_help=True)

Result = Annotated[Path, typer.Argument(metavar="RESULT", help="Matching CSV, or JSON with matchingDistribution.")]


@app.command()
def votes(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="votes, vote_coefficients or contributions: CSV, JSON.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Write the donations here, for quadrille match.")],
    applications: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Applications with status or recipient: only those approved.")
    ] = None,
    scores: Annotated[
        Path | None, typer.Option(metavar="FILE", help="wallet,score: what counts of a donor's votes; 0 without.")
    ] = None,
    overrides: Annotated[
        Path | None, typer.Option(metavar="FILE", help="id,coefficient: replaces what counts of a vote.")
    ] = None,
    minimum_usd: Annotated[
        str | None, typer.Option(metavar="N", help="Votes worth less in dollars count with 0.")
    ] = None,
    decimals: Annotated[
        int, typer.Option(min=0, max=36, help="Of the base units that amounts in dollars become.")
    ] = USUAL_DECIMALS,
    zero_below: ZeroBelow = USUAL.zero_below,
    full_from: FullFrom = USUAL.full_from,
    least_bps: LeastBps = USUAL.least_bps,
    as_json: Json = False,
) -> None:
    """Make a donations file of a round's exported votes, by the rules that the round had; .gz is read too.

    Amounts are amountRoundToken in base units, else dollars scaled by --decimals. Every vote that is left out is
    named with its reason. A coefficient says how sure we are that a donor is one person, never merit.
    """
    rules = VoteRules(
        minimum_usd=_minimum(minimum_usd),
        applications=None if applications is None else vote_rules.read_applications(_rows(applications, applying=True)),
        scores=None if scores is None else _scores(scores),
        score_rule=ScoreRule(zero_below, full_from, least_bps),
        overrides=None if overrides is None else vote_rules.read_overrides(_rows(overrides)),
    )
    counted = vote_rules.count_votes(read_votes(_rows(file), decimals), rules)
    write_file(out, vote_rules.donations_file(counted.donations))
    _tell(out, counted, as_json)


@app.command()
def results(file: Result, as_json: Json = False) -> None:
    """Show a result that Gitcoin published; amounts in base units."""
    rows = [
        {**row._asdict(), "match_units": str(row.match_units)}
        for row in gitcoin_results.read_results(_result_rows(file))
    ]
    show_table(rows, as_json, title="Published matches")


@app.command()
def compare(
    donations: Annotated[Path, typer.Argument(metavar="DONATIONS.csv", help="As gitcoin votes writes it.")],
    result: Result,
    pool: Annotated[str, typer.Option(metavar="N", help="The matching pool, in base units.")],
    mechanism: MechanismName = "gitcoin-linear",
    param: Params = None,
    as_json: Json = False,
) -> None:
    """Compute a round again and set each match beside the published one; exit code 3 names the first difference."""
    gifts = read_gifts(io.BytesIO(read_file(donations)), str(donations))
    matching = match_donations(mechanism, gifts, read_pool(pool), read_params(param or []))
    compared = gitcoin_results.compare(gitcoin_results.read_results(_result_rows(result)), matching)
    found = gitcoin_results.differences(compared)
    rows: list[dict[str, Any]] = [
        {
            "project": row.project,
            "name": row.name,
            "published": None if row.published_units is None else str(row.published_units),
            "recomputed": str(row.recomputed_units),
            "difference": str(row.difference_units),
        }
        for row in compared
    ]
    if as_json:
        about = {"mechanism": matching.mechanism, "params": dict(matching.params), "pool": str(matching.pool_units)}
        print_json({**about, "paid": str(matching.paid_units), "equal": not found, "projects": rows})
    else:
        show_table(rows, as_json=False, title=f"{matching.mechanism}, pool {matching.pool_units}")
    if found:
        raise found[0]


def _tell(out: Path, counted: Counted, as_json: bool) -> None:
    dropped = [row._asdict() for row in counted.dropped]
    record: dict[str, Any] = {
        "file": str(out),
        "votes": len(counted.donations) + len(dropped),
        "written": len(counted.donations),
        "dropped": len(dropped),
        "folded": counted.folded,
    }
    if as_json:
        more = {"reduced": dict(counted.reduced), "unused_overrides": counted.unused_overrides, "dropped": dropped}
        print_json({**record, **more})
        return
    record |= {f"reduced: {reason}": number for reason, number in sorted(counted.reduced.items())}
    show_record({**record, "unused_overrides": counted.unused_overrides}, as_json=False)
    if dropped:
        show_table(dropped, as_json=False, title="Dropped")


def _rows(file: Path, applying: bool = False) -> Iterator[Row]:
    return rows_of_file(_content(file), str(file), deeper=vote_rules.RECIPIENT if applying else None)


def _result_rows(file: Path) -> Iterator[Row]:
    return rows_of_file(_content(file), str(file), gitcoin_results.WITHIN, gitcoin_results.HEX)


def _content(file: Path) -> bytes:
    content = read_file(file)
    if file.suffix != ".gz":
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            # One byte more than is read, so that a file over the bound is refused and not cut.
            return packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise MalformedFile(str(file), 0, "", f"cannot be read: {problem}.", NAME_ANOTHER) from problem


def _scores(file: Path) -> dict[str, Score]:
    return {one_spelling(wallet): score for wallet, score in read_scores(io.BytesIO(_content(file)), str(file)).items()}


def _minimum(text: str | None) -> Fraction | None:
    try:
        return None if text is None else read_decimal(text)
    except ValueError as error:
        raise BadParameter("--minimum-usd", text, "dollars as a decimal number") from error
