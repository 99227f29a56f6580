"""The result of a round on the command line: calculate, close the books, publish, object, finalise."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.config import Settings
from quadrille.rounds import flow
from quadrille.rounds.offline.match_command import read_table
from quadrille.rounds.outcome import objecting
from quadrille.rounds.steps.plan import Plan
from quadrille.rounds.steps.plan_terminal import RoundAddress, Wallet, Yes, step
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import Address

File = Annotated[Path | None, typer.Option("--coefficients", metavar="FILE", help="From `rounds persons`, looked at.")]


def calculate(round_address: RoundAddress, as_json: Json = False) -> None:
    """Who is matched with what, or would be if the round closed now; sends nothing."""
    result = flow.calculate(connect(Settings()), checked_address(round_address))
    document = result.matching.as_document()
    if as_json:
        show_record({"root": result.root, "digest": result.digest, **document}, as_json)
        return
    rows = document["projects"]
    assert isinstance(rows, list)
    show_table(rows, as_json, title=f"Matching of {result.facts.configuration.title}, root {result.root}")


def close(
    round_address: RoundAddress,
    coefficients: File = None,
    keystore: Wallet = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Close the books of a round whose time is over: fix who counts, before any result. The committer's step."""
    address, table = checked_address(round_address), () if coefficients is None else read_table(coefficients)
    folder = Settings().bundle_folder
    step(
        lambda session, chain, _: flow.close(session, chain, address, folder, table),
        keystore,
        yes,
        as_json,
        "committer",
    )


def publish(
    round_address: RoundAddress,
    coefficients: File = None,
    keystore: Wallet = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Calculate, write and verify the bundle, publish its root; the objection window starts anew."""
    address, table = checked_address(round_address), None if coefficients is None else read_table(coefficients)
    folder = Settings().bundle_folder
    published: list[flow.Publication] = []

    def plan(session: Session, chain: Chain, _: Address) -> Plan:
        published.append(flow.publish(session, chain, address, folder, table))
        return published[0].plan

    def more(*_: object) -> dict[str, str]:
        result = published[0].result
        return {"root": result.root, "total_wei": str(result.total_wei), "bundle": str(published[0].folder)}

    step(plan, keystore, yes, as_json, more=more)


def object_(
    round_address: RoundAddress,
    reason: Annotated[str, typer.Option(help="What is wrong; its hash stands on the chain.")],
    keystore: Wallet = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Object to a published result, with the round's bond; donors, applicants, sponsors and badge holders can."""
    address = checked_address(round_address)
    step(lambda _, chain, sender: objecting.object_to(chain, address, sender, reason), keystore, yes, as_json)


def finalise(round_address: RoundAddress, keystore: Wallet = None, yes: Yes = False, as_json: Json = False) -> None:
    """Make the result final, once everybody had the time to object."""
    address = checked_address(round_address)
    step(lambda session, chain, _: flow.finalise(session, chain, address), keystore, yes, as_json)


COMMANDS = {"calculate": calculate, "close": close, "publish": publish, "object": object_, "finalise": finalise}
