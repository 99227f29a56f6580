"""What can be moved, held or ended in a round, on the command line."""

from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.terms import LATEST
from quadrille.rounds.course import stopping
from quadrille.rounds.steps.plan_terminal import Doing, RoundAddress, sends
from quadrille.types import Timestamp

Until = Annotated[int, typer.Option(min=0, max=LATEST, help="Unix seconds.")]
Reason = Annotated[str, typer.Option(help="Why; everybody can read it.")]


@sends
def extend(
    round_address: RoundAddress,
    closes_at: Annotated[int, typer.Argument(metavar="UNIX", min=0, max=LATEST, help="The later close.")],
) -> Doing:
    """Move the close of a round to a later time; its operator, before it."""
    address = checked_address(round_address)
    return Doing(lambda _, chain, __: stopping.extend(chain, address, Timestamp(closes_at)))


@sends
def cancel(round_address: RoundAddress) -> Doing:
    """End a round: before its close everybody is paid back with `refund` and `reclaim`, after it the pool alone."""
    address = checked_address(round_address)
    return Doing(lambda _, chain, __: stopping.cancel(chain, address))


@sends
def hold(
    round_address: RoundAddress,
    project: Annotated[str, typer.Argument(help="Slug of the project whose payments wait.")],
    until: Until,
    reason: Reason,
) -> Doing:
    """Hold a project's payments, once; the guardian. Governance can end it, time does."""
    address = checked_address(round_address)
    return Doing(lambda _, chain, __: stopping.hold(chain, address, project, Timestamp(until), reason))


@sends
def appeal(
    round_address: RoundAddress,
    project: Annotated[str, typer.Argument(help="Slug of the project that is held.")],
    statement: Annotated[str, typer.Option(help="What governance should know; everybody can read it.")],
) -> Doing:
    """Answer a hold, as the project's account or payee."""
    address = checked_address(round_address)
    return Doing(lambda _, chain, __: stopping.appeal(chain, address, project, statement))


@sends
def pause(
    round_address: RoundAddress,
    until: Until,
    reason: Reason,
) -> Doing:
    """Stop donations and deposits for a while, once; the guardian. The close moves by as much."""
    address = checked_address(round_address)
    return Doing(lambda _, chain, __: stopping.pause(chain, address, Timestamp(until), reason))


COMMANDS = {"extend": extend, "cancel": cancel, "hold": hold, "appeal": appeal, "pause": pause}
