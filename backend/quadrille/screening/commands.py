"""The reviewer's journey on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.screening import contributions, flow
from quadrille.screening.api import view_badge
from quadrille.terminal import Json, Keystore, keystore_account, show_record, show_table, told
from quadrille.types import Address, ContributionNumber

app = typer.Typer(no_args_is_help=True, help="Reviews, and what they earned.")
badge_app = typer.Typer(no_args_is_help=True, help="Claim and look at badges.")


@app.command("import")
def import_reviews(
    paths: Annotated[list[Path], typer.Argument(help="Review files, or folders of them.", exists=True)],
    as_json: Json = False,
) -> None:
    """Hand in reviews; prints each verdict, and the claim code of each that earned a badge."""
    files = [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    rows = []
    with open_session(Settings()) as session:
        for file in files:
            done = flow.hand_in_review(session, file.read_bytes(), file.name)
            rows.append(
                {
                    "file": file.name,
                    "verdict": "verified" if done.review.is_verified else "not verified",
                    "contribution": done.contribution.number if done.contribution else None,
                    "claim_code": done.claim_code,
                    "reasons": " ".join(reason["words"] for reason in done.reasons),
                }
            )
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
def invite(number: int, as_json: Json = False) -> None:
    """Make a fresh claim code for a contribution; the one before stops working."""
    settings = Settings()
    with open_session(settings) as session:
        code = contributions.renew_claim_code(session, ContributionNumber(number))
    show_record({"claim_code": code, "page": f"{settings.public_url}/claim/{code}"}, as_json)


@badge_app.command()
def claim(code: str, keystore: Keystore, as_json: Json = False) -> None:
    """Claim the badge of a claim code with the wallet of a key file."""
    settings = Settings()
    account = keystore_account(keystore)
    chain = connect(settings)
    with open_session(settings) as session:
        call, voucher = flow.claim_call(session, chain, code, Address(account.address))
    done = chain.client.send_from(account, call)
    show_record({"badge": voucher.number, "holder": account.address, **told(done)}, as_json)


@badge_app.command()
def show(number: int, as_json: Json = False) -> None:
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
