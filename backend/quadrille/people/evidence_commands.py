"""Uniqueness evidence on the operator's command line: bring in score tables, look at what is known."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.chain.contract import checked_address
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import NAME_ANOTHER, BadParameter, MalformedFile
from quadrille.people.persons import addresses_of, get_person
from quadrille.people.tables import UniquenessEvidence
from quadrille.people.uniqueness import bring_in, check_source, evidence_of, read_moment, read_scores
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import Timestamp

app = typer.Typer(no_args_is_help=True)


@app.command()
def evidence(
    path: Annotated[Path, typer.Argument(metavar="FILE.csv", help="wallet,score[,observed_at][,reference]")],
    source: Annotated[str, typer.Option(help="Whose scores or attestations these are, `passport` for example.")],
    observed_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="When they were seen so, for rows that do not say: ISO or unix.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring in what a source says of wallets, all or nothing; the same table again changes nothing."""
    usual, now = _moment(observed_at), Timestamp(int(time.time()))
    with open_session(Settings()) as session:
        try:
            with path.open("rb") as lines:
                done = bring_in(session, check_source(source), read_scores(lines, str(path), usual, now))
        except OSError as problem:
            raise MalformedFile(str(path), 0, "", f"cannot be read: {problem.strerror}.", NAME_ANOTHER) from problem
        session.commit()
    show_record({"source": source, "added": done.added, "known": done.known}, as_json)


@app.command()
def scores(
    pseudonym: Annotated[str | None, typer.Argument(metavar="PSEUDONYM")] = None,
    wallet: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A wallet, instead of a person.")] = None,
    as_json: Json = False,
) -> None:
    """The newest evidence of each source about a person's wallets, or about one wallet."""
    if (pseudonym is None) == (wallet is None):
        raise BadParameter("PSEUDONYM", pseudonym, "given, or else --wallet; not both")
    with open_session(Settings()) as session:
        if wallet is not None:
            addresses = [checked_address(wallet)]
        else:
            assert pseudonym is not None
            addresses = addresses_of(session, get_person(session, pseudonym))
        found = evidence_of(session, addresses)
    show_table([_row(found[name]) for name in sorted(found)], as_json, title="Evidence")


def _moment(text: str | None) -> Timestamp | None:
    try:
        return None if text is None else read_moment(text)
    except ValueError as problem:
        raise BadParameter(
            "--observed-at", text, "unix seconds, or a date or time like 2026-11-21T08:00:00Z"
        ) from problem


def _row(row: UniquenessEvidence) -> dict[str, Any]:
    return row.model_dump(include={"source", "score", "observed_at", "reference"}) | {"wallet": row.address}
