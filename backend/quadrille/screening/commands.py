"""The reviewer's journey on the command line."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.chain.badge import BadgeContract
from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, MalformedFile, Refused
from quadrille.screening import contributions, flow
from quadrille.screening.api import view_badge
from quadrille.server import OTHER_THAN_ASKED, Server, ask_intent, intended_call
from quadrille.terminal import Json, Keystore, keystore_account, show_record, show_table, told
from quadrille.types import Address, ContributionNumber

app = typer.Typer(no_args_is_help=True, help="Reviews, and what they earned.")
badge_app = typer.Typer(no_args_is_help=True, help="Claim and look at badges.")


Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The contribution's number, and the badge's.")]


@app.command("import")
def import_reviews(
    paths: Annotated[list[Path], typer.Argument(help="Review files, or folders of them.", exists=True)],
    as_json: Json = False,
) -> None:
    """Hand in reviews; prints each verdict, and the claim code of each that earned a badge.

    All files are read before the first is handed in: one that cannot be read stops them all.
    """
    contents = [(file.name, _read(file)) for path in paths for file in _files(path)]
    if not contents:
        raise BadParameter("paths", " ".join(map(str, paths)), "review files, or folders with *.json files in them")
    for name, content in contents:
        flow.read_review(content, name)
    rows: list[dict[str, Any]] = []
    try:
        with open_session(Settings()) as session:
            for name, content in contents:
                rows.append(_verdict(name, flow.hand_in_review(session, content, name)))
    finally:
        # Whatever stops the rest: a claim code is kept nowhere, and told this once.
        if rows:
            show_table(rows, as_json, title="Reviews")


@app.command("list")
def list_reviews(as_json: Json = False) -> None:
    """Every review with its verdict."""
    with open_session(Settings()) as session:
        rows = [
            {
                "review": review.id,
                "project": review.project_slug,
                "reviewer": person.pseudonym,
                "verdict": "verified" if review.is_verified else "not verified",
                "contribution": contribution.number if contribution else None,
            }
            for review, person, contribution in contributions.list_reviews(session)
        ]
    show_table(rows, as_json, title="Reviews")


@app.command()
def invite(number: Number, as_json: Json = False) -> None:
    """Make a fresh claim code for a contribution; the one before stops working."""
    settings = Settings()
    with open_session(settings) as session:
        code = contributions.renew_claim_code(session, ContributionNumber(number))
    show_record({"claim_code": code, "page": f"{settings.public_url}/claim/{code}"}, as_json)


@badge_app.command()
def claim(code: str, keystore: Keystore, server: Server = None, as_json: Json = False) -> None:
    """Claim the badge of a claim code with the wallet of a key file.

    With --server, QUADRILLE_RPC_URL and QUADRILLE_CHAIN_ID say where to send it; no other setting is needed.
    """
    account = keystore_account(keystore)
    wallet = Address(account.address)
    if server is None:
        client, call = _claim_here(code, wallet)
    else:
        client, call = _claim_from(server, code, wallet)
    done = client.send_from(account, call)
    assert call.to is not None
    issued = BadgeContract(client, call.to, done.block_number).issued(holder=wallet)
    number = next(issue.args["number"] for issue in issued if issue.transaction == done.transaction)
    show_record({"badge": number, "holder": wallet, **told(done)}, as_json)


@badge_app.command()
def send(code: str, wallet: str, as_json: Json = False) -> None:
    """Have the issuer send the badge of a claim code to a wallet, at the issuer's cost."""
    settings = Settings()
    with open_session(settings) as session:
        number, done = flow.send_badge(session, connect(settings), code, checked_address(wallet))
    show_record({"badge": number, "holder": wallet, **told(done)}, as_json)


@badge_app.command()
def show(number: Number, as_json: Json = False) -> None:
    """One badge, read from the chain."""
    found = flow.read_badge(connect(Settings()), ContributionNumber(number))
    show_record(view_badge(found.issue, found.badge).model_dump(), as_json)


@badge_app.command("list")
def list_badges(as_json: Json = False) -> None:
    """Every badge that was issued, read from the chain."""
    rows = [
        {"number": issue.args["number"], "holder": issue.args["holder"], "kind": issue.args["kind"]}
        for issue in flow.list_badges(connect(Settings()))
    ]
    show_table(rows, as_json, title="Badges")


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.json")) if path.is_dir() else [path]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise MalformedFile(str(file), 0, "", f"cannot be read: {problem.strerror}.") from problem


def _verdict(name: str, done: flow.HandedIn) -> dict[str, Any]:
    return {
        "file": name,
        "verdict": "verified" if done.review.is_verified else "not verified",
        "contribution": done.contribution.number if done.contribution else None,
        "claim_code": done.claim_code,
        "reasons": " ".join(f"{reason['words']} {reason['remedy']}".strip() for reason in done.reasons),
    }


def _claim_here(code: str, wallet: Address) -> tuple[Client, Call]:
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        return chain.client, flow.claim_call(session, chain, code, wallet)[0]


def _claim_from(server: str, code: str, wallet: Address) -> tuple[Client, Call]:
    client = Client(Settings())
    call = intended_call(
        client, ask_intent(server, "claim", {"code": code, "wallet": wallet}), "ContributionBadge.claim"
    )
    assert call.to is not None
    if not BadgeContract(client, call.to).function_name(call.data).startswith("claim("):
        raise Refused(*OTHER_THAN_ASKED)
    return client, call
