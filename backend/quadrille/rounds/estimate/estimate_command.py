"""`quadrille rounds estimate`: what a cart would add to the match, before anything is given."""

from typing import Annotated, Any

import typer

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.rounds.estimate.live_estimate import LiveEstimates
from quadrille.rounds.money.gift_text import read_gift
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import NOBODY


def estimate(
    round_address: Annotated[str, typer.Argument(metavar="ROUND", help="The round's address.")],
    gifts: Annotated[list[str], typer.Argument(metavar="PROJECT=WEI...", help="What would be given to whom.")],
    wallet: Annotated[str, typer.Option(metavar="ADDRESS", help="Who would give; without: who gave nothing yet.")] = (
        NOBODY
    ),
    as_json: Json = False,
) -> None:
    """What these gifts would add to each project's match if the round closed now; sends nothing."""
    items, donor = [read_gift(text) for text in gifts], checked_address(wallet)
    found = LiveEstimates().estimate(connect(Settings()), checked_address(round_address), donor, items)
    document = found.as_document()
    if as_json:
        show_record({"round": round_address, **document}, as_json)
        return
    projects: Any = document.pop("projects")
    show_record(document, as_json)
    show_table(projects, as_json, title="Projects")
