"""Money of a round on the command line: into the pool and to projects, out to payees, donors and sponsors."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.bundle.contents import coefficients_in
from quadrille.rounds.money import paying
from quadrille.rounds.money.gift_text import read_amount, read_gift
from quadrille.rounds.outcome import objecting
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.steps.plan_terminal import Doing, RoundAddress, sends

Bundle = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="The result's bundle, where its coefficients are not here.")
]


@sends
def fund(
    round_address: RoundAddress,
    amount: Annotated[str, typer.Argument(metavar="UNITS", help="Base units: wei of the coin.")],
) -> Doing:
    """Add to a round's matching pool; what the result leaves comes back, or goes where the round's terms say."""
    address, amount_wei = checked_address(round_address), read_amount(amount)
    return Doing(lambda _, chain, sponsor: flow.fund(chain, address, amount_wei, sponsor))


@sends
def donate(
    round_address: RoundAddress,
    gifts: Annotated[list[str], typer.Argument(metavar="PROJECT=UNITS...", help="What to give to whom.")],
) -> Doing:
    """Give to one or more projects in one transaction."""
    address, items = checked_address(round_address), [read_gift(text) for text in gifts]
    return Doing(lambda _, chain, donor: flow.donate(chain, address, items, donor))


@sends
def claim(
    round_address: RoundAddress,
    project: str,
    bundle: Bundle = None,
) -> Doing:
    """Pay a project what it was given and matched with; it goes to the project's payee, whoever sends this."""
    address, table = checked_address(round_address), _table(bundle)
    return Doing(lambda _, chain, __: paying.claim(chain, address, project, table))


@sends
def push(
    round_address: RoundAddress,
    most: Annotated[int, typer.Option(min=1, max=200, help="Payees of one transaction.")] = paying.SLICE,
    bundle: Bundle = None,
) -> Doing:
    """Pay everybody's matching; who cannot be paid is passed over, and can claim."""
    address, table = checked_address(round_address), _table(bundle)
    return Doing(lambda _, chain, __: paying.push(chain, address, most, table))


@sends
def refund(
    round_address: RoundAddress,
    cart: Annotated[int, typer.Argument(help="The cart's number in the round, from 0.")],
) -> Doing:
    """Give the donor of a cart back what is theirs: all of it in a cancelled round, else what was never claimed."""
    address = checked_address(round_address)
    return Doing(lambda _, chain, __: paying.refund(chain, address, cart))


@sends
def reclaim(
    round_address: RoundAddress,
    account: Annotated[str, typer.Argument(metavar="SPONSOR", help="Who funded the pool, or the treasury.")],
) -> Doing:
    """Send a sponsor its part of what the result left, or all of it when there is no result."""
    address, sponsor = checked_address(round_address), checked_address(account)
    return Doing(lambda _, chain, __: paying.reclaim(chain, address, sponsor))


@sends
def bond(
    round_address: RoundAddress,
    objector: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who objected.")],
) -> Doing:
    """Send an objector its bond back, once governance has ruled or its time for that is over."""
    address, owner = checked_address(round_address), checked_address(objector)
    return Doing(lambda _, chain, __: objecting.take_bond(chain, address, owner))


def _table(bundle: Path | None) -> Coefficients | None:
    return None if bundle is None else coefficients_in(read_bundle(bundle))


COMMANDS = {
    "fund": fund,
    "donate": donate,
    "claim": claim,
    "push": push,
    "refund": refund,
    "reclaim": reclaim,
    "bond": bond,
}
