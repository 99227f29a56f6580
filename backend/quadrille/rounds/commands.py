"""The operator's journey on the command line: rounds as a whole; projects, money and results have their own files."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.chain.funding_round.terms import LATEST
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter
from quadrille.rounds import flow, listing
from quadrille.rounds.bundle.bundle import bundle_hash, make_bundle, read_bundle, write_bundle
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.course import stop_commands
from quadrille.rounds.course.standing import standing_of
from quadrille.rounds.estimate import estimate_command
from quadrille.rounds.money import money_commands
from quadrille.rounds.opening import opening_command, terms_command
from quadrille.rounds.outcome import persons_command, result_commands
from quadrille.rounds.projects import project_commands
from quadrille.rounds.steps.plan_terminal import RoundAddress, rehearsing
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import Timestamp

app = typer.Typer(no_args_is_help=True, help="Rounds: from the opening to the payouts.")

app.command("new")(opening_command.open_round)
app.command("terms")(terms_command.write_terms)


@app.command()
def status(round_address: RoundAddress, as_json: Json = False) -> None:
    """Where a round stands: its state, times and money, and what can be done next."""
    standing = standing_of(connect(Settings()).round(checked_address(round_address)))
    # For people each step that comes next has a line of its own.
    following = [] if as_json else standing.pop("next")
    show_record(standing, as_json)
    for words in following:
        typer.echo(words)


@app.command("list")
def list_rounds(as_json: Json = False) -> None:
    """The rounds of this installation, by the numbers of their pages."""
    settings = Settings()
    with open_session(settings) as session:
        found = listing.list_rounds(session, connect(settings))
    rows = [{"number": row.number, "round": row.address, "title": row.title} for row in found]
    show_table(rows, as_json, title="Rounds")


@app.command()
def bundle(
    round_address: RoundAddress,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder.")],
    as_json: Json = False,
) -> None:
    """Calculate a closed round, write its bundle and verify it; sends nothing."""
    if folder.exists():
        raise BadParameter("FOLDER", str(folder), "one that is not there yet")
    result = flow.calculate(connect(Settings()), checked_address(round_address))
    write_bundle(make_bundle(result), folder)
    verified = verify_bundle(read_bundle(folder))
    record = {"round": verified.round, "root": verified.root, "total_wei": str(result.total_wei)}
    show_record({**record, "bundle": str(folder), "bundle_hash": bundle_hash(make_bundle(result))}, as_json)


@app.command("rehearse", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def rehearse_command(
    context: typer.Context,
    at: Annotated[int | None, typer.Option(min=0, max=LATEST, help="As if it were then; unix seconds.")] = None,
) -> None:
    """Run any of these commands on a copy of the chain that is thrown away, and tell who would have what.

    For example: quadrille rounds rehearse --at 1790000000 finalise ROUND
    """
    with rehearsing(None if at is None else Timestamp(at)):
        typer.main.get_command(app).main(context.args, prog_name="quadrille rounds", standalone_mode=False)


for commands in (project_commands, money_commands, result_commands, stop_commands):
    for name, function in commands.COMMANDS.items():
        app.command(name)(function)
app.command("persons")(persons_command.persons)
app.command("estimate")(estimate_command.estimate)
