"""`quadrille governance replay`: which past votes would have ended otherwise under another rule."""

from typing import Annotated

import typer

from quadrille.governance.proposals.parameters import NAMES, parameter_named
from quadrille.governance.recount.logs import Which
from quadrille.governance.recount.reading import GovernanceLogs
from quadrille.governance.recount.recount_command import Governor, Rpc, governor_at
from quadrille.governance.recount.replaying import replay
from quadrille.terminal import Json, show_table


def replay_votes(
    parameter: Annotated[str, typer.Argument(metavar="PARAMETER", help=", ".join(NAMES))],
    value: Annotated[int, typer.Argument(metavar="VALUE", min=0, max=2**40 - 1)],
    rpc: Rpc = None,
    governor: Governor = None,
    as_json: Json = False,
) -> None:
    """Hold every past vote once more under another value of a parameter, with the votes that were cast."""
    which = Which(parameter_named(parameter))
    found = replay(GovernanceLogs(governor_at(rpc, governor)), which, value)
    rows = [{**one.as_document(), "differs": one.differs} for one in found]
    show_table(rows, as_json, title=f"Past votes under {parameter} {value}")
