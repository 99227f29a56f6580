"""The relay on the command line: hand in ballots for others, send what waits, commit lists, and check a receipt."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect, load
from quadrille.chain.governor import SignedBallot
from quadrille.chain.outbox.queue import work_of
from quadrille.chain.outbox.sending import send_entry
from quadrille.config import Settings
from quadrille.db import engine_of, open_session
from quadrille.errors import BadInput, Misconfigured, NotFound, QuadrilleError, Refused
from quadrille.governance.recount.recount_command import ProposalId, proposal_id
from quadrille.governance.relay.api import ListView
from quadrille.governance.relay.closing import ListCarrier, close_if_over, list_key, relay_desk
from quadrille.governance.relay.flow import receive
from quadrille.governance.relay.papers import BallotPaper, ReceiptPaper, read_ballots, read_paper
from quadrille.governance.relay.sending import send_waiting
from quadrille.governance.relay.signing import require_sound
from quadrille.governance.relay.verifying import Listed, log_at
from quadrille.governance.relay.verifying import verify as verify_receipt
from quadrille.languages.moments import Moment
from quadrille.server import ask_server
from quadrille.terminal import Json, read_file, show_record, show_table, told
from quadrille.types import Hash32

app = typer.Typer(no_args_is_help=True, help="Ballots of others: take them, send them, commit their list.")

SEND_SECONDS = 300
"""As long as a ballot that was taken may wait; what is left then goes on with a worker."""


@app.command("hand-in")
def hand_in(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Signed ballots.", dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Take signed ballots from files, each by itself; `send`, or a worker, brings them to the chain.

    Exit code 1 when one was refused; the others are taken.
    """
    settings = Settings()
    chain = connect(settings)
    papers = [paper for file in files for paper in read_ballots(read_file(file), file.name)]
    with open_session(settings) as session:
        rows = [_taken(session, chain, paper) for paper in papers]
    show_table(rows, as_json, title="Ballots")
    if any(row["position"] is None for row in rows):
        raise QuadrilleError("Not every ballot was taken.", "Read why in its line.")


@app.command()
def send(as_json: Json = False) -> None:
    """Send what waits, and stay until the chain has it; as a worker does."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        left = send_waiting(relay_desk(engine_of(session), chain), SEND_SECONDS)
    show_record(left._asdict(), as_json)


@app.command()
def commit(proposal: ProposalId, as_json: Json = False) -> None:
    """Close the list of a vote that is over, and wait until its root is on the chain; again changes nothing."""
    settings, number = Settings(), proposal_id(proposal)
    chain = connect(settings)
    with open_session(settings) as session:
        closed = close_if_over(engine_of(session), chain, number)
        if closed is None:
            ends = f"Votes are taken until {Moment(chain.governor.closes_at(number))}."
            raise Refused(f"The list of proposal {number} cannot be closed yet. {ends}", "Commit it after that.")
        work = work_of(session, chain.client, list_key(chain, number))
        assert work is not None
        done = send_entry(session, chain, "operator", list_key(chain, number), ListCarrier(chain), work.meant())
    show_record({"root": closed.root, "count": closed.count, **told(done)}, as_json)


def receipt(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The receipt, as it was handed out.", dir_okay=False)],
    rpc: Annotated[str | None, typer.Option(metavar="URL", help="A node; else only the file is checked.")] = None,
    log: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The ballot log; else the deployment file's, else the receipt's own."),
    ] = None,
    server: Annotated[str | None, typer.Option(metavar="URL", help="Whose list; else the receipt's server's.")] = None,
    as_json: Json = False,
) -> None:
    """Check a relay's receipt; with --rpc, whether the ballot is counted and in the relay's list.

    Exit code 3: the ballot was left out, or is late.
    """
    paper = read_paper(read_file(file), file.name, ReceiptPaper)
    require_sound(paper)
    told_of = {"relay": paper.relay, "position": paper.position, "digest": paper.digest}
    found = {} if rpc is None else _on_chain(paper, rpc, log, server or paper.server)
    show_record({"holds": True, **told_of, **found}, as_json)


def _on_chain(paper: ReceiptPaper, rpc: str, log: str | None, server: str) -> dict[str, object]:
    client = Client(Settings().model_copy(update={"rpc_url": rpc}), any_chain=True)
    address, source = _log_address(paper, log)
    kept = verify_receipt(
        paper,
        log_at(client, checked_address(address)),
        lambda position: _listed_there(server, paper.ballot.proposal, position),
    )
    return {"vote": kept.vote, "list": kept.list, "ballot_log_from": source}


def _taken(session: Session, chain: Chain, paper: BallotPaper) -> dict[str, object]:
    try:
        position: int | None = receive(session, chain, _ours(chain, paper)).position
        state = "received"
    except (BadInput, NotFound, Refused) as problem:
        session.rollback()
        position, state = None, str(problem)
    return {"voter": paper.voter, "vote": paper.choice, "position": position, "state": state}


def _ours(chain: Chain, paper: BallotPaper) -> SignedBallot:
    if (checked_address(paper.governor), paper.chain_id) != (chain.governor.address, chain.client.chain_id):
        cause = f"The ballot is for the governor {paper.governor} on chain {paper.chain_id}."
        raise BadInput(cause, f"This relay hands in for {chain.governor.address} on chain {chain.client.chain_id}.")
    return paper.signed()


def _log_address(paper: ReceiptPaper, named: str | None) -> tuple[str, str]:
    """Which log to look at, and who said so: a receipt alone could name one that nobody else reads."""
    if named is not None:
        return named, "option"
    try:
        deployment = load(Settings().deployment_file)
    except Misconfigured:
        return paper.ballot_log, "receipt"
    is_here = deployment.chain_id == paper.ballot.chain_id
    return (deployment.ballot_log, "deployment file") if is_here else (paper.ballot_log, "receipt")


def _listed_there(server: str, proposal: str, position: int) -> Listed:
    after = f"&after={position - 1}" if position else ""
    found = ask_server(server, f"/api/v1/proposals/{proposal}/ballots?limit=1{after}", {}, ListView, method="GET")
    for one in found.ballots:
        return Listed(Hash32(one.digest), [Hash32(sibling) for sibling in one.proof])
    raise NotFound("ballot in the server's list at position", position)
