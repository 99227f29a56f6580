"""The participant's journey on the command line."""

from typing import Annotated, Any

import typer
from eth_account.signers.local import LocalAccount

from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.chain.funding_round import RoundContract
from quadrille.chain.governor import Action, GovernorContract
from quadrille.chain.intent import Receipt
from quadrille.chain.typed_data import ballot_message, sign
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, Refused
from quadrille.governance import flow
from quadrille.governance.api import view_proposal
from quadrille.server import OTHER_THAN_ASKED, Server, ask_intent, ask_server, intended_call
from quadrille.terminal import Json, Keystore, keystore_account, show_record, show_table, told
from quadrille.types import Address, Wei

app = typer.Typer(no_args_is_help=True, help="Proposals and votes.")

ProposalId = Annotated[str, typer.Argument(help="The proposal's id.")]


@app.command("propose")
def propose_funding(
    description: str,
    round_address: Annotated[str, typer.Option("--round", help="Address of the round.")],
    amount_wei: Annotated[int, typer.Option(help="What the treasury pays, in wei.")],
    keystore: Keystore,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose to fund a round from the treasury.

    With --server, QUADRILLE_RPC_URL and QUADRILLE_CHAIN_ID say where to send it; no other setting is needed.
    """
    account, address, amount = keystore_account(keystore), checked_address(round_address), Wei(amount_wei)
    if server is None:
        chain = connect(Settings())
        client = chain.client
        call, proposal = flow.propose_funding(chain, address, amount, description)
    else:
        client = Client(Settings())
        call, proposal = _proposal_from(server, client, Address(account.address), address, amount, description)
    show_record({"proposal": str(proposal), **told(client.send_from(account, call))}, as_json)


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


def _proposal_from(
    server: str, client: Client, proposer: Address, round_address: Address, amount_wei: Wei, description: str
) -> tuple[Call, int]:
    request = {
        "wallet": proposer,
        "round": round_address,
        "amount_wei": str(amount_wei),
        "description": description,
    }
    call = intended_call(client, ask_intent(server, "propose", request), "BadgeGovernor.propose")
    assert call.to is not None
    governor = GovernorContract(client, call.to)
    actions = (Action(round_address, amount_wei, RoundContract(client, round_address).fund(amount_wei).data),)
    if governor.propose(actions, description).data != call.data:
        raise Refused(*OTHER_THAN_ASKED)
    return call, governor.id_of(actions, description)


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 78):
        raise BadParameter("proposal", text, "a proposal's id, in decimal digits")
    return int(text)
