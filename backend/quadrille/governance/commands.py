"""The participant's journey on the command line."""

from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.chain.typed_data import sign
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter
from quadrille.governance import flow
from quadrille.governance.api import view_proposal
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
    as_json: Json = False,
) -> None:
    """Propose to fund a round from the treasury."""
    chain = connect(Settings())
    account = keystore_account(keystore)
    call, proposal = flow.propose_funding(chain, checked_address(round_address), Wei(amount_wei), description)
    done = chain.client.send_from(account, call)
    show_record({"proposal": str(proposal), **told(done)}, as_json)


@app.command()
def vote(
    proposal: ProposalId,
    choice: Annotated[str, typer.Argument(help="for, against or abstain")],
    keystore: Keystore,
    as_json: Json = False,
) -> None:
    """Sign a ballot and hand it in; it costs the voter nothing."""
    if choice not in flow.SUPPORT_WORDS:
        raise BadParameter("choice", choice, "for, against or abstain")
    settings = Settings()
    chain = connect(settings)
    account = keystore_account(keystore)
    support, voter = flow.SUPPORT_WORDS[choice], Address(account.address)
    signature = sign(account, flow.ballot(chain, _id(proposal), support, voter))
    with open_session(settings) as session:
        done = flow.relay_ballot(session, chain, _id(proposal), support, voter, signature)
    show_record({"voter": voter, "vote": choice, **told(done)}, as_json)


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
            "description": standing.proposal.description.splitlines()[0],
        }
        for standing in standings
    ]
    show_table(rows, as_json, title="Proposals")


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 78):
        raise BadParameter("proposal", text, "a proposal's id, in decimal digits")
    return int(text)
