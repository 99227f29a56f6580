"""The operator's journey on the command line."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.funding_round import RoundContract, RoundTimes
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.rounds import estimate_command, flow, persons_command
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.bundle.contents import coefficients_in
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.gift_text import read_amount, read_gift
from quadrille.rounds.match_command import read_params, read_table
from quadrille.terminal import Json, Keystore, keystore_account, show_record, show_table, told
from quadrille.types import Timestamp

app = typer.Typer(no_args_is_help=True, help="Rounds: from the opening to the payouts.")
app.command("persons")(persons_command.persons)
app.command("estimate")(estimate_command.estimate)

LATEST, LONGEST = 2**48 - 1, 2**32 - 1
"""What the contract holds of a time (uint48) and of a duration (uint32), in seconds."""

RoundAddress = Annotated[str, typer.Argument(metavar="ROUND", help="The round's address.")]


@app.command("new")
def open_round(
    title: str,
    opens_at: Annotated[int, typer.Option(min=0, max=LATEST, help="Unix seconds; donations are taken from then.")],
    closes_at: Annotated[int, typer.Option(min=0, max=LATEST, help="Unix seconds; donations are taken until then.")],
    mechanism: Annotated[str, typer.Option(help="How the pool is shared.")] = "qf",
    param: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE")] = None,
    donation_delay_seconds: Annotated[int, typer.Option(min=0, max=LONGEST)] = 3 * 86_400,
    objection_seconds: Annotated[int, typer.Option(min=1, max=LONGEST)] = 5 * 86_400,
    dead_man_seconds: Annotated[int, typer.Option(min=1, max=LONGEST)] = 90 * 86_400,
    as_json: Json = False,
) -> None:
    """Open a round; its rules and times can never change."""
    rules = Configuration.of(title, mechanism, read_params(param or []))
    times = RoundTimes(
        Timestamp(opens_at), Timestamp(closes_at), donation_delay_seconds, objection_seconds, dead_man_seconds
    )
    settings = Settings()
    with open_session(settings) as session:
        row, done = flow.open_round(session, connect(settings), rules, times)
        show_record({"round": row.address, "config_hash": rules.hash, **told(done)}, as_json)


@app.command()
def admit(
    round_address: RoundAddress,
    project: Annotated[str, typer.Argument(help="Slug of a project in the catalogue.")],
    payee: Annotated[str, typer.Option(help="Address that is paid.")],
    as_json: Json = False,
) -> None:
    """Take a project of the catalogue into a round."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.admit_project(
            session, connect(settings), checked_address(round_address), project, checked_address(payee)
        )
    show_record({"project": project, "payee": payee, **told(done)}, as_json)


@app.command()
def donate(
    round_address: RoundAddress,
    gifts: Annotated[list[str], typer.Argument(metavar="PROJECT=WEI...", help="What to give to whom.")],
    keystore: Keystore,
    as_json: Json = False,
) -> None:
    """Give to one or more projects in one transaction."""
    chain, items = connect(Settings()), [read_gift(text) for text in gifts]
    account = keystore_account(keystore)
    call = flow.donate_call(chain.round(checked_address(round_address)), items)
    done = chain.client.send_from(account, call)
    show_record({"donor": account.address, "given_wei": str(call.value_wei), **told(done)}, as_json)


@app.command()
def calculate(round_address: RoundAddress, as_json: Json = False) -> None:
    """Who is matched with what, or would be if the round closed now; sends nothing."""
    result = flow.calculate(connect(Settings()), checked_address(round_address))
    document = result.matching.as_document()
    if as_json:
        show_record({"round": round_address, "root": result.root, **document}, as_json)
        return
    projects: Any = document.pop("projects")
    show_record(document, as_json)
    show_table(projects, as_json, title="Projects")


@app.command()
def publish(
    round_address: RoundAddress,
    coefficients: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="As `rounds persons` writes it; without: as published before, or none."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Calculate, write the bundle, publish root and hashes; the objection window starts anew."""
    settings, table = Settings(), None if coefficients is None else read_table(coefficients)
    with open_session(settings) as session:
        done = flow.publish(session, connect(settings), checked_address(round_address), settings.bundle_folder, table)
    record = {"root": done.result.root, "total_wei": str(done.result.total_wei), "bundle": str(done.folder)}
    show_record({**record, **told(done.mined)}, as_json)


@app.command()
def finalise(round_address: RoundAddress, as_json: Json = False) -> None:
    """Make the published result final, once its objection window is over."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.finalise(session, connect(settings), checked_address(round_address))
    show_record(told(done), as_json)


@app.command()
def claim(
    round_address: RoundAddress,
    project: str,
    keystore: Keystore,
    bundle: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Of a result with coefficients, on another machine.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Claim what a project was given and matched with; it goes to the project's payee, whoever sends this."""
    chain, table = connect(Settings()), None if bundle is None else coefficients_in(read_bundle(bundle))
    account = keystore_account(keystore)
    calls = flow.payout_calls(chain, checked_address(round_address), project, table)
    rows = [{"step": call.what, **told(chain.client.send_from(account, call))} for call in calls]
    show_table(rows, as_json, title=f"Paid to {project}")


@app.command()
def fund(
    round_address: RoundAddress,
    amount: Annotated[str, typer.Argument(metavar="WEI")],
    keystore: Keystore,
    as_json: Json = False,
) -> None:
    """Add to a round's matching pool; what the result leaves comes back to you."""
    chain, amount_wei = connect(Settings()), read_amount(amount)
    account = keystore_account(keystore)
    done = chain.client.send_from(account, chain.round(checked_address(round_address)).fund(amount_wei))
    show_record({"sponsor": account.address, "amount_wei": str(amount_wei), **told(done)}, as_json)


@app.command()
def cancel(round_address: RoundAddress, as_json: Json = False) -> None:
    """End a round before its close; then donors and sponsors are paid back with `refund` and `reclaim`."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.cancel(session, connect(settings), checked_address(round_address))
    show_record(told(done), as_json)


@app.command()
def refund(
    round_address: RoundAddress,
    cart: Annotated[int, typer.Argument(help="The cart's number in the round, from 0.")],
    as_json: Json = False,
) -> None:
    """Give the donor of a cart in a cancelled round their coins back."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.refund_cart(session, connect(settings), checked_address(round_address), cart)
    show_record({"cart": cart, **told(done)}, as_json)


@app.command()
def reclaim(
    round_address: RoundAddress,
    sponsor: Annotated[str, typer.Argument(help="Who funded the pool.")],
    as_json: Json = False,
) -> None:
    """Send a sponsor its part of what the result left, or all of it when the round was ended."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.return_deposit(session, connect(settings), checked_address(round_address), checked_address(sponsor))
    show_record({"sponsor": sponsor, **told(done)}, as_json)


@app.command()
def status(round_address: RoundAddress, as_json: Json = False) -> None:
    """Where a round stands, and its times."""
    chain = connect(Settings())
    show_record(_standing(chain, chain.round(checked_address(round_address))), as_json)


@app.command("list")
def list_rounds(as_json: Json = False) -> None:
    """The rounds that this installation opened."""
    settings = Settings()
    with open_session(settings) as session:
        found = flow.list_rounds(session, connect(settings))
    rows = [{"round": row.address, "title": row.title} for row in found]
    show_table(rows, as_json, title="Rounds")


def _standing(chain: Chain, round_: RoundContract) -> dict[str, Any]:
    times, published = round_.times(), round_.result()
    return {
        "round": round_.address,
        "status": round_.status().name.lower(),
        "opens_at": times.opens_at,
        "closes_at": times.closes_at,
        "finalisable_at": published.finalisable_at or None,
        "pool_wei": str(round_.pool_wei()),
        "root": published.root if published.published_at else None,
        "chain_time": chain.client.block().at,
    }
