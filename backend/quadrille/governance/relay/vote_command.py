"""`quadrille governance vote` and `cast`: sign a ballot; hand it in, keep it, or send it oneself."""

from pathlib import Path
from time import time
from typing import Annotated, Any, NamedTuple

import typer
from eth_account.signers.local import LocalAccount

from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.chain.governor import Ballot, GovernorContract, SignedBallot
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, sign
from quadrille.config import DEVELOPMENT_CHAIN_ID, Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, Mismatch, Refused, WrongChain
from quadrille.governance import flow
from quadrille.governance.recount.recount_command import ProposalId, proposal_id
from quadrille.governance.relay.api import HandedIn
from quadrille.governance.relay.flow import receive
from quadrille.governance.relay.papers import (
    BallotPaper,
    ReceiptPaper,
    ballot_paper,
    read_paper,
    write_paper,
)
from quadrille.governance.relay.signing import require_sound
from quadrille.server import OTHER_THAN_ASKED, Server, ask_intent, ask_server
from quadrille.terminal import Json, Keystore, keystore_account, read_file, show_record, told
from quadrille.types import Address, Timestamp

CLOCKS_APART_SECONDS = 600
"""How far a chain's time may be ahead of ours; validators refuse blocks that are 12 seconds early."""

RECEIPT_OF_ANOTHER = (
    "The server took the ballot and gave a receipt for another. Cast it yourself: "
    "`quadrille governance vote ... --direct`; tell the badge holders."
)


class Signed(NamedTuple):
    """A ballot, and where to hand it in when a server prepared it."""

    paper: BallotPaper
    complete: str = ""


def vote(
    proposal: ProposalId,
    choice: Annotated[str, typer.Argument(help="for, against or abstain")],
    keystore: Keystore,
    server: Server = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Sign only, and keep the ballot here.")] = None,
    direct: Annotated[
        bool, typer.Option("--direct", help="Send it yourself and pay for it; no relay is asked.")
    ] = False,
    receipt: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the relay's receipt here.")] = None,
    as_json: Json = False,
) -> None:
    """Sign a ballot and hand it in; it costs the voter nothing. With --server, no setting is needed."""
    if choice not in flow.SUPPORT_WORDS:
        raise BadParameter("choice", choice, "for, against or abstain")
    if save is not None and direct:
        raise BadParameter("--save and --direct", "both", "one of the two")
    support, number, account = flow.SUPPORT_WORDS[choice], proposal_id(proposal), keystore_account(keystore)
    signed = _sign_here(account, number, support) if server is None else _sign_at(server, account, proposal, choice)
    if save is not None:
        save.write_bytes(write_paper(signed.paper))
        done: dict[str, Any] = {"saved": str(save)}
    elif direct:
        done = _cast(account, signed.paper)
    else:
        done = _hand_in_here(signed, receipt) if server is None else _hand_in_at(server, signed, receipt)
    show_record({"voter": account.address, "vote": choice, **done}, as_json)


def cast(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A ballot or its receipt.", dir_okay=False)],
    keystore: Keystore,
    as_json: Json = False,
) -> None:
    """Send a signed ballot with a wallet of one's own, which pays for it; the vote is the one who signed it's.

    QUADRILLE_RPC_URL and QUADRILLE_CHAIN_ID say where to; no other setting is needed.
    """
    content = read_file(file)
    is_receipt = b'"quadrille-ballot-receipt-1"' in content
    paper = read_paper(content, file.name, ReceiptPaper).ballot if is_receipt else None
    paper = paper or read_paper(content, file.name, BallotPaper)
    done = _cast(keystore_account(keystore), paper)
    show_record({"voter": paper.voter, "vote": paper.choice, **done}, as_json)


def _cast(account: LocalAccount, paper: BallotPaper) -> dict[str, Any]:
    client = Client(Settings())
    if client.chain_id != paper.chain_id:
        cause = f"The ballot is of chain {paper.chain_id}, the node {client.node} has {client.chain_id}."
        raise WrongChain(cause, "Set QUADRILLE_CHAIN_ID and QUADRILLE_RPC_URL to its chain and a node of it.")
    governor = GovernorContract(client, checked_address(paper.governor))
    return told(client.send_from(account, governor.cast_ballot(paper.signed())))


def _sign_here(account: LocalAccount, proposal: int, support: Support) -> Signed:
    chain = connect(Settings())
    meant = flow.ballot(chain, proposal, support, Address(account.address))
    return Signed(_signed(account, chain.client.chain_id, chain.governor.address, meant))


def _sign_at(server: str, account: LocalAccount, proposal: str, choice: str) -> Signed:
    intent = ask_intent(server, "vote", {"wallet": account.address, "proposal": proposal, "choice": choice})
    asked, voter = intent.typed_data or {}, Address(account.address)
    try:
        chain_id, governor = int(asked["domain"]["chainId"]), checked_address(asked["domain"]["verifyingContract"])
        version, deadline = (Timestamp(int(asked["message"][name])) for name in ("version", "deadline"))
    except (KeyError, TypeError, ValueError, BadParameter) as problem:
        raise Refused(*OTHER_THAN_ASKED) from problem
    # A ballot of the future could be kept back, and would then replace what this voter says in the meantime.
    if chain_id != DEVELOPMENT_CHAIN_ID and version > time() + CLOCKS_APART_SECONDS:
        raise Refused(*OTHER_THAN_ASKED)
    # Made anew from what was asked for: whatever a server sends, this key signs that ballot or nothing.
    meant = Ballot(proposal_id(proposal), flow.SUPPORT_WORDS[choice], voter, version, deadline)
    return Signed(_signed(account, chain_id, governor, meant), intent.complete or "")


def _signed(account: LocalAccount, chain_id: int, governor: Address, meant: Ballot) -> BallotPaper:
    signature = sign(account, ballot_message(chain_id, governor, meant))
    return ballot_paper(chain_id, governor, SignedBallot(meant, signature))


def _hand_in_here(signed: Signed, keep: Path | None) -> dict[str, Any]:
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        # Whoever is here has a person waiting, and perhaps no worker.
        done = flow.relay_ballot(session, chain, signed.paper.signed())
        kept = receive(session, chain, signed.paper.signed())
    return {**told(done), **_keep(kept, keep)}


def _hand_in_at(server: str, signed: Signed, keep: Path | None) -> dict[str, Any]:
    paper = signed.paper
    times = {"version": paper.version, "deadline": paper.deadline}
    request = {"wallet": paper.voter, "proposal": paper.proposal, "choice": paper.choice, **times}
    taken = ask_server(server, signed.complete, {**request, "signature": paper.signature}, HandedIn)
    # Check: the receipt holds, and is for this ballot; else it would prove nothing when it is needed.
    require_sound(taken.receipt)
    if taken.receipt.ballot != paper:
        raise Mismatch("The receipt's ballot", taken.receipt.digest, "another", RECEIPT_OF_ANOTHER)
    return _keep(taken.receipt, keep)


def _keep(receipt: ReceiptPaper, keep: Path | None) -> dict[str, Any]:
    """Write the receipt where it is wanted; what people want to know of it."""
    where: dict[str, Any] = {"receipt": str(keep)} if keep else {"receipt": receipt.model_dump_json()}
    if keep is not None:
        keep.write_bytes(write_paper(receipt))
    return {"position": receipt.position, "on_the_chain_by": receipt.cast_by, **where}
