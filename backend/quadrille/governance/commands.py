"""The participant's journey on the command line."""

from typing import Annotated

import typer

from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter
from quadrille.governance import flow
from quadrille.governance.api import view_proposal
from quadrille.governance.proposals import propose_commands, propose_rule_commands
from quadrille.governance.recount.power_command import why_power
from quadrille.governance.recount.recount_command import recount_command
from quadrille.governance.recount.replay_command import replay_votes
from quadrille.governance.rehearsal.rehearsal_command import rehearse_command
from quadrille.governance.relay.commands import app as relay_app
from quadrille.governance.relay.commands import receipt
from quadrille.governance.relay.vote_command import cast, vote
from quadrille.governance.trimming import trim_votes
from quadrille.terminal import Json, show_record, show_table, told

app = typer.Typer(no_args_is_help=True, help="Proposals and votes.")

ProposalId = Annotated[str, typer.Argument(help="The proposal's id.")]


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
def trim(proposal: ProposalId, as_json: Json = False) -> None:
    """Lower the votes on an open proposal whose badges were revoked, burned, moved or have lapsed since."""
    settings = Settings()
    with open_session(settings) as session:
        show_record(told(trim_votes(session, connect(settings), _id(proposal))), as_json)


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


app.command("vote")(vote)
app.command("cast")(cast)
app.command("receipt")(receipt)
app.command("recount")(recount_command)
app.command("why-power")(why_power)
app.command("replay")(replay_votes)
app.command("rehearse")(rehearse_command)
for commands in (propose_commands, propose_rule_commands):
    for name, function in commands.COMMANDS.items():
        app.command(name)(function)
app.add_typer(relay_app, name="relay")


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 78):
        raise BadParameter("proposal", text, "a proposal's id, in decimal digits")
    return int(text)
