"""`quadrille governance propose...`: money and rounds; what is about badges and votes has its own file."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.at import AnyRound, round_at
from quadrille.chain.funding_round.factory import FactoryContract
from quadrille.governance.proposals.actions import Actions, actions_of
from quadrille.governance.proposals.funding import funding_actions, funding_calls
from quadrille.governance.proposals.in_round import ACTIONS, RULINGS, round_action, round_actions
from quadrille.governance.proposals.opening import MOST_BYTES, opening_actions, read_opening, require_treasury
from quadrille.governance.proposals.propose_terminal import Asked, Named, Rehearse, Request, Wanted, propose
from quadrille.governance.proposals.tokens import token_actions
from quadrille.server import Server
from quadrille.strict_json import read_json
from quadrille.terminal import Json, Keystore, read_file
from quadrille.types import Address, BlockNumber, Wei

ANY_BLOCK = BlockNumber(0)
"""Whoever has a round's address and no deployment does not know since when it is there."""

RoundAddress = Annotated[str, typer.Option("--round", help="Address of the round.")]


def propose_funding(
    description: str,
    round_address: RoundAddress,
    amount_wei: Annotated[int, typer.Option(help="What the treasury pays, in wei or a token's base units.")],
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose to fund a round from the treasury.

    With --server, QUADRILLE_RPC_URL and QUADRILLE_CHAIN_ID say where to send it; no other setting is needed.
    """
    address, amount = checked_address(round_address), Wei(amount_wei)
    wanted = Wanted(
        Request("propose", description, {"round": address, "amount_wei": str(amount)}),
        lambda chain, _: funding_actions(chain, address, amount),
        lambda named: actions_of(*funding_calls(_round(named, address), amount)),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_in_round(
    action: Annotated[str, typer.Argument(help=", ".join(ACTIONS))],
    description: str,
    round_address: RoundAddress,
    keystore: Keystore,
    ruling: Annotated[str | None, typer.Option(help="To rule: " + ", ".join(RULINGS))] = None,
    account: Annotated[str | None, typer.Option(help="To name a publisher: its address.")] = None,
    project: Annotated[int | None, typer.Option(help="To release, admit, reject, hold: number of the project.")] = None,
    until: Annotated[int | None, typer.Option(help="To hold: unix seconds.")] = None,
    reason: Annotated[str | None, typer.Option(help="To admit, reject, hold: why, for everybody to read.")] = None,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose a step in a round that badge holders decide. It is tried first; --server as with `propose`."""
    said = {"ruling": ruling, "account": account, "project": project, "until": until, "reason": reason}
    address, step = checked_address(round_address), round_action(action, said)
    wanted = Wanted(
        Request("propose/round", description, {"round": address, "action": action, **said}),
        lambda chain, _: round_actions(chain, address, step),
        lambda named: actions_of(step.call(_round(named, address))),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_token(
    token: Annotated[str, typer.Argument(help="Address of an ERC-20.")],
    description: str,
    keystore: Keystore,
    allowed: Annotated[bool, typer.Option("--allow/--refuse", help="Let rounds be in it, or no more.")] = True,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose that rounds may be in a token, or no more; --server as with `propose`."""
    address = checked_address(token)
    wanted = Wanted(
        Request("propose/token", description, {"token": address, "allowed": allowed}),
        lambda chain, _: token_actions(chain, address, allowed),
        lambda named: actions_of(_factory(named).allow_token(address, allowed)),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_opening(
    terms: Annotated[Path, typer.Argument(metavar="FILE", help="What `quadrille rounds terms` wrote.", dir_okay=False)],
    description: str,
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose that the treasury opens a round, as its operator; --server as with `propose`."""
    document = read_json(read_file(terms), str(terms), MOST_BYTES)
    made = read_opening(document)

    def rebuilt(named: Named) -> Actions:
        require_treasury(made.terms, named.governor.treasury_address())
        return actions_of(_factory(named).open(made.mode, made.terms, made.configuration))

    wanted = Wanted(
        Request("propose/opening", description, {"opening": document}),
        lambda chain, _: opening_actions(chain, made),
        rebuilt,
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def _round(named: Named, address: Address) -> AnyRound:
    return round_at(named.client, address, ANY_BLOCK)


def _factory(named: Named) -> FactoryContract:
    return FactoryContract(named.client, named.target)


COMMANDS = {
    "propose": propose_funding,
    "propose-in-round": propose_in_round,
    "propose-token": propose_token,
    "propose-opening": propose_opening,
}
"""By the names that people type."""
