"""Badges on the command line: claimed, issued, looked at, given up, revoked, moved."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.badge import BadgeContract
from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, Mismatch, Refused
from quadrille.screening import credential, flow, keeping_commands, proof
from quadrille.screening.badge_api import view_badge
from quadrille.screening.snapshot import settings_of as snapshot_settings
from quadrille.server import OTHER_THAN_ASKED, Server, ask_intent, intended_call
from quadrille.terminal import Json, Keystore, keystore_account, print_json, read_file, show_record, show_table, told
from quadrille.types import Address, ContributionNumber

app = typer.Typer(no_args_is_help=True, help="Badges: claim, issue, look at, prove, give up, revoke, move.")
app.add_typer(keeping_commands.app)

Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The contribution's number, and the badge's.")]

NOT_WHAT_IT_SAYS = "Trust neither the badge nor the evidence before you know why; ask the issuer."


@app.command()
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


@app.command()
def send(code: str, wallet: str, as_json: Json = False) -> None:
    """Have the issuer send the badge of a claim code to a wallet, at the issuer's cost."""
    settings = Settings()
    with open_session(settings) as session:
        number, done = flow.send_badge(session, connect(settings), code, checked_address(wallet))
    show_record({"badge": number, "holder": wallet, **told(done)}, as_json)


@app.command()
def show(number: Number, as_json: Json = False) -> None:
    """One badge, read from the chain."""
    show_record(view_badge(connect(Settings()), ContributionNumber(number)).model_dump(), as_json)


@app.command("list")
def list_badges(
    holder: Annotated[str | None, typer.Option(help="Only the live badges of this wallet.")] = None,
    as_json: Json = False,
) -> None:
    """Every badge that was issued, read from the chain."""
    found = flow.list_badges(connect(Settings()), checked_address(holder) if holder else None)
    rows = [{"number": badge.number, "holder": badge.holder, "kind": badge.kind} for badge in found]
    show_table(rows, as_json, title="Badges")


@app.command()
def issue(number: Number, wallet: str, as_json: Json = False) -> None:
    """Have the issuer give a verified contribution's badge to a wallet, by the operator's own decision."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.issue_badge(session, connect(settings), ContributionNumber(number), checked_address(wallet))
    show_record({"badge": number, "holder": wallet, **told(done)}, as_json)


@app.command()
def export(
    number: Annotated[int | None, typer.Argument(min=1, max=2**63 - 1, help="The badge's number, for --ob3.")] = None,
    ob3: Annotated[bool, typer.Option("--ob3", help="An Open Badges 3.0 credential, signed, as a JWT.")] = False,
    snapshot: Annotated[bool, typer.Option("--snapshot", help="Settings with which Snapshot counts badges.")] = False,
    space: Annotated[str, typer.Option(help="The name of the space on Snapshot.")] = "Quadrille",
    as_json: Json = False,
) -> None:
    """A badge for places that know nothing of this chain's contract."""
    if ob3 == snapshot or (ob3 and number is None):
        raise BadParameter("export", "", "NUMBER --ob3, or --snapshot")
    settings = Settings()
    chain = connect(settings)
    if ob3:
        token = credential.export(chain.badge, ContributionNumber(number or 0), settings.credential_key_file)
        if as_json:
            print_json({"badge": number, "credential": token})
        else:
            typer.echo(token)
    else:
        print_json(snapshot_settings(chain.client.chain_id, chain.badge.address, space))


@app.command()
def verify(
    number: Number,
    rpc: Annotated[str | None, typer.Option(help="A node's address; else the setting's.")] = None,
    contract: Annotated[str | None, typer.Option(help="The badge contract; else the deployment file's.")] = None,
    evidence: Annotated[Path | None, typer.Option(help="The reviewer's evidence file.", dir_okay=False)] = None,
    as_json: Json = False,
) -> None:
    """Recompute a badge: evidence, its hash, the event of its issue, the token. Needs no server and no database."""
    given = None if evidence is None else proof.read_evidence(read_file(evidence), evidence.name)
    found = proof.prove(proof.badge_at(rpc, contract), ContributionNumber(number), given)
    told_of = {key: value for key, value in asdict(found).items() if key not in {"steps", "block"}}
    steps = {step.name: f"{step.outcome} ({step.found})" for step in found.steps}
    show_record({**told_of, "steps": [asdict(step) for step in found.steps]} if as_json else told_of | steps, as_json)
    if (wrong := found.first_difference) is not None:
        raise Mismatch(wrong.name, wrong.found, wrong.expected, NOT_WHAT_IT_SAYS)


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
