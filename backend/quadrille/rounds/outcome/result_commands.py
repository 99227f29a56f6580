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
from quadrille.rounds.steps.plan_terminal import Doing, RoundAddress, sends
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


@sends
def close(
    round_address: RoundAddress,
    coefficients: File = None,
) -> Doing:
    """Close the books of a round whose time is over: fix who counts, before any result. The committer's step."""
    address, table = checked_address(round_address), () if coefficients is None else read_table(coefficients)
    folder = Settings().bundle_folder
    return Doing(lambda session, chain, _: flow.close(session, chain, address, folder, table), "committer")


@sends
def publish(
    round_address: RoundAddress,
    coefficients: File = None,
) -> Doing:
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

    return Doing(plan, more=more)


@sends
def object_(
    round_address: RoundAddress,
    reason: Annotated[str, typer.Option(help="What is wrong; its hash stands on the chain.")],
) -> Doing:
    """Object to a published result, with the round's bond; donors, applicants, sponsors and badge holders can."""
    address = checked_address(round_address)
    return Doing(lambda _, chain, sender: objecting.object_to(chain, address, sender, reason))


@sends
def finalise(round_address: RoundAddress) -> Doing:
    """Make the result final, once everybody had the time to object."""
    address = checked_address(round_address)
    return Doing(lambda session, chain, _: flow.finalise(session, chain, address))


COMMANDS = {"calculate": calculate, "close": close, "publish": publish, "object": object_, "finalise": finalise}
