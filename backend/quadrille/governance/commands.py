"""The participant's journey on the command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from eth_account.signers.local import LocalAccount

from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.funding_round.at import round_at
from quadrille.chain.funding_round.factory import FactoryContract
from quadrille.chain.governor import GovernorContract
from quadrille.chain.intent import Receipt
from quadrille.chain.typed_data import ballot_message, sign
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, Refused
from quadrille.governance import flow
from quadrille.governance.api import view_proposal
from quadrille.governance.proposing import Actions, actions_of, funding_actions, round_actions, token_actions
from quadrille.governance.round_actions import ACTIONS, RULINGS, funding_calls, round_action
from quadrille.server import OTHER_THAN_ASKED, Server, ask_intent, ask_server, intended_call
from quadrille.terminal import Json, Keystore, keystore_account, show_record, show_table, told
from quadrille.types import Address, BlockNumber, Wei

app = typer.Typer(no_args_is_help=True, help="Proposals and votes.")

ANY_BLOCK = BlockNumber(0)
"""Whoever has a round's address and no deployment does not know since when it is there."""

ProposalId = Annotated[str, typer.Argument(help="The proposal's id.")]


@dataclass(frozen=True, slots=True)
class Request:
    """What a server is asked: which intent, and what for, besides by whom."""

    intent: str
    description: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A proposal: checked with our deployment here, or rebuilt from a node and the first target a server names."""

    request: Request
    checked: Callable[[Chain], Actions]
    rebuilt: Callable[[Client, Address], Sequence[Call]]


RoundAddress = Annotated[str, typer.Option("--round", help="Address of the round.")]


@app.command("propose")
def propose_funding(
    description: str,
    round_address: RoundAddress,
    amount_wei: Annotated[int, typer.Option(help="What the treasury pays, in wei or a token's base units.")],
    keystore: Keystore,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose to fund a round from the treasury.

    With --server, QUADRILLE_RPC_URL and QUADRILLE_CHAIN_ID say where to send it; no other setting is needed.
    """
    address, amount = checked_address(round_address), Wei(amount_wei)
    wanted = Wanted(
        Request("propose", description, {"round": address, "amount_wei": str(amount)}),
        lambda chain: funding_actions(chain, address, amount),
        lambda client, _: funding_calls(round_at(client, address, ANY_BLOCK), amount),
    )
    show_record(_propose(keystore, server, wanted), as_json)


@app.command("propose-in-round")
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
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose a step in a round that badge holders decide. It is tried first; --server as with `propose`."""
    said = {"ruling": ruling, "account": account, "project": project, "until": until, "reason": reason}
    address, step = checked_address(round_address), round_action(action, said)
    wanted = Wanted(
        Request("propose/round", description, {"round": address, "action": action, **said}),
        lambda chain: round_actions(chain, address, step),
        lambda client, _: [step.call(round_at(client, address, ANY_BLOCK))],
    )
    show_record(_propose(keystore, server, wanted), as_json)


@app.command("propose-token")
def propose_token(
    token: Annotated[str, typer.Argument(help="Address of an ERC-20.")],
    description: str,
    keystore: Keystore,
    allowed: Annotated[bool, typer.Option("--allow/--refuse", help="Let rounds be in it, or no more.")] = True,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose that rounds may be in a token, or no more; --server as with `propose`."""
    address = checked_address(token)
    wanted = Wanted(
        Request("propose/token", description, {"token": address, "allowed": allowed}),
        lambda chain: token_actions(chain, address, allowed),
        lambda client, factory: [FactoryContract(client, factory).allow_token(address, allowed)],
    )
    show_record(_propose(keystore, server, wanted), as_json)


@app.command()
def vote(
    proposal: ProposalId,
    choice: Annotated[str, typer.Argument(help="for, against or abstain")],
    keystore: Keystore,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Sign a ballot and hand it in; it costs the voter nothing. With --server, no setting is needed."""
    if choice not in flow.SUPPORT_WORDS:
        raise BadParameter("choice", choice, "for, against or abstain")
    _id(proposal)
    account = keystore_account(keystore)
    done = _vote_here(account, proposal, choice) if server is None else _vote_at(server, account, proposal, choice)
    show_record({"voter": account.address, "vote": choice, **done}, as_json)


@app.command()
def queue(proposal: ProposalId, as_json: Json = False) -> None:
    """Hand an accepted proposal to the timelock."""
    settings = Settings()
    with open_session(settings) as session:
        show_record(told(flow.queue_proposal(session, connect(settings), _id(proposal))), as_json)


@app.command()
def execute(proposal: ProposalId, as_json: Json = False) -> None:
    """Carry out a queued proposal whose delay is over."""
    settings = Settings()
    with open_session(settings) as session:
        show_record(told(flow.execute_proposal(session, connect(settings), _id(proposal))), as_json)


@app.command()
def status(proposal: ProposalId, as_json: Json = False) -> None:
    """How one proposal stands."""
    chain = connect(Settings())
    standing = flow.standing_of(chain, flow.get_proposal(chain, _id(proposal)))
    show_record(view_proposal(standing).model_dump(), as_json)


@app.command("list")
def list_proposals(as_json: Json = False) -> None:
    """Every proposal."""
    standings = flow.list_standings(connect(Settings()))
    rows = [
        {
            "id": str(standing.proposal.id),
            "state": standing.state.name.lower(),
            "for": standing.tally.support,
            "against": standing.tally.against,
            "description": standing.proposal.title,
        }
        for standing in standings
    ]
    show_table(rows, as_json, title="Proposals")


def _vote_here(account: LocalAccount, proposal: str, choice: str) -> dict[str, Any]:
    settings = Settings()
    chain = connect(settings)
    support, voter = flow.SUPPORT_WORDS[choice], Address(account.address)
    signature = sign(account, flow.ballot(chain, _id(proposal), support, voter))
    with open_session(settings) as session:
        return told(flow.relay_ballot(session, chain, _id(proposal), support, voter, signature))


def _vote_at(server: str, account: LocalAccount, proposal: str, choice: str) -> dict[str, Any]:
    request = {"wallet": account.address, "proposal": proposal, "choice": choice}
    intent = ask_intent(server, "vote", request)
    asked, voter = intent.typed_data or {}, Address(account.address)
    try:
        chain_id, governor = int(asked["domain"]["chainId"]), checked_address(asked["domain"]["verifyingContract"])
        nonce = int(asked["message"]["nonce"])
    except (KeyError, TypeError, ValueError, BadParameter) as problem:
        raise Refused(*OTHER_THAN_ASKED) from problem
    # Made anew from what was asked for: whatever a server sends, this key signs that ballot or nothing.
    ballot = ballot_message(chain_id, governor, _id(proposal), flow.SUPPORT_WORDS[choice], voter, nonce)
    done = ask_server(server, intent.complete or "", {**request, "signature": sign(account, ballot)}, Receipt)
    return {"transaction": done.transaction, "block": done.block_number, "gas": done.gas}


def _propose(keystore: Path, server: str | None, wanted: Wanted) -> dict[str, Any]:
    account = keystore_account(keystore)
    if server is None:
        chain = connect(Settings())
        client, actions = chain.client, wanted.checked(chain)
        call, proposal = flow.propose(chain, actions, wanted.request.description)
    else:
        client = Client(Settings())
        call, proposal = _proposal_from(server, client, Address(account.address), wanted)
    return {"proposal": str(proposal), **told(client.send_from(account, call))}


def _proposal_from(server: str, client: Client, proposer: Address, wanted: Wanted) -> tuple[Call, int]:
    description = wanted.request.description
    asked = {"wallet": proposer, "description": description, **wanted.request.said}
    call = intended_call(client, ask_intent(server, wanted.request.intent, asked), "BadgeGovernor.propose")
    assert call.to is not None
    governor = GovernorContract(client, call.to)
    try:
        target = checked_address(governor.arguments_of(call.data)["targets"][0])
    except (BadParameter, KeyError, IndexError) as problem:
        raise Refused(*OTHER_THAN_ASKED) from problem
    # Made anew from what was asked for; where our factory is, only the server knows.
    actions = actions_of(*wanted.rebuilt(client, target))
    if governor.propose(actions, description).data != call.data:
        raise Refused(*OTHER_THAN_ASKED)
    return call, governor.id_of(actions, description)


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 78):
        raise BadParameter("proposal", text, "a proposal's id, in decimal digits")
    return int(text)
