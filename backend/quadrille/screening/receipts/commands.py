"""Receipts on the command line."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import load
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, Misconfigured, Mismatch
from quadrille.screening.proof import read_evidence
from quadrille.screening.receipts.commitments import commit
from quadrille.screening.receipts.day_log import DayLog, day_log
from quadrille.screening.receipts.receipt import Receipt, SignedReceipt, read_receipt
from quadrille.screening.receipts.verifying import log_at
from quadrille.screening.receipts.verifying import verify as verify_receipt
from quadrille.server import ask_server
from quadrille.terminal import Json, print_json, read_file, show_record
from quadrille.types import Hash32

app = typer.Typer(no_args_is_help=True, help="Receipts: what this server took, and whether it kept it.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="The receipt, as it was handed out.", dir_okay=False)]

NOT_THIS_REVIEW = "The receipt is for another text, or another salt: look for the file that was kept with it."


@app.command()
def show(file: File, as_json: Json = False) -> None:
    """What a receipt says, as it stands there; nothing is checked."""
    document = read_receipt(read_file(file), file.name).as_document()
    if as_json:
        print_json(document)
    else:
        show_record(document, as_json)


@app.command()
def verify(
    file: File,
    rpc: Annotated[str | None, typer.Option(metavar="URL", help="A node's address; else the setting's.")] = None,
    log: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The review log; else the deployment file's, else the receipt's own."),
    ] = None,
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="Whom to ask for the day's log; else the receipt's server.")
    ] = None,
    is_local: Annotated[bool, typer.Option("--local", help="Read the day's log in this installation.")] = False,
    evidence: Annotated[
        Path | None, typer.Option(help="The review as it was sealed: document and salt.", dir_okay=False)
    ] = None,
    review: Annotated[Path | None, typer.Option(help="The sealed document's own bytes.", dir_okay=False)] = None,
    salt: Annotated[str | None, typer.Option(help="Its salt, 0x and 64 hex digits.")] = None,
    as_json: Json = False,
) -> None:
    """Prove that a review is in its day's root on the chain. Exit code 3: it was dropped or changed; 1: not yet.

    Needs a node and no database; the receipt's own proof, or the server's list of the day, which is recomputed.
    """
    signed = read_receipt(read_file(file), file.name)
    content = _check_content(signed.receipt, evidence, review, salt)
    settings = Settings()
    if rpc is not None:
        settings = settings.model_copy(update={"rpc_url": rpc})
    address, source = _log_address(settings, signed.receipt, log)
    found = verify_receipt(
        signed,
        log_at(Client(settings, any_chain=True), checked_address(address)),
        lambda day: _day_here(settings, day) if is_local else _day_there(server or signed.receipt.server, day),
    )
    show_record(
        {"holds": True, **_told(signed), **asdict(found), "review_log_from": source, "content": content}, as_json
    )


def _told(signed: SignedReceipt) -> dict[str, object]:
    told = ("screening", "nominee", "reviewer", "version", "commitment", "position", "day", "chain_id", "review_log")
    return {name: getattr(signed.receipt, name) for name in told}


def _log_address(settings: Settings, receipt: Receipt, named: str | None) -> tuple[str, str]:
    """Which log to look at, and who said so: a receipt alone could name one that nobody else reads."""
    if named is not None:
        return named, "option"
    try:
        deployment = load(settings.deployment_file)
    except Misconfigured:
        return receipt.review_log, "receipt"
    if deployment.chain_id != receipt.chain_id:
        return receipt.review_log, "receipt"
    return deployment.review_log, "deployment file"


def _day_here(settings: Settings, day: int) -> DayLog:
    with open_session(settings) as session:
        return day_log(session, load(settings.deployment_file), day)


def _day_there(server: str, day: int) -> DayLog:
    return ask_server(server, f"/api/v1/reviews/log/{day}", {}, DayLog, method="GET")


def _check_content(receipt: Receipt, evidence: Path | None, review: Path | None, salt: str | None) -> str:
    """Raise Mismatch unless the receipt's commitment is that of what was given; in a word, whether it was checked."""
    if evidence is not None:
        found = read_evidence(read_file(evidence), evidence.name).hash
    elif review is not None or salt is not None:
        found = _sealed(review, salt)
    else:
        return "not checked"
    if found != receipt.commitment:
        raise Mismatch("The receipt's commitment", receipt.commitment, found, NOT_THIS_REVIEW)
    return "matches"


def _sealed(review: Path | None, salt: str | None) -> Hash32:
    if review is None or salt is None:
        raise BadParameter("--review and --salt", (review and review.name, salt), "given together")
    if not re.fullmatch("0x[0-9a-fA-F]{64}", salt):
        raise BadParameter("--salt", salt, "0x and 64 hex digits")
    return commit(bytes.fromhex(salt[2:]), read_file(review))
