"""End users' feedback on the command line: partners, links, what waits, signatures, declared spending."""

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.catalog.catalog import get_project
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.chain.typed_data import sign
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter
from quadrille.governance.feedback import flow, partners, reading, spending
from quadrille.governance.feedback.link_rules import LONGEST_DAYS, MOST_ANSWERS, read_left_out
from quadrille.governance.feedback.tables import AnswerAttestation, ImplementingPartner
from quadrille.governance.feedback.views import attestation_item, link_view
from quadrille.people.persons import get_person
from quadrille.qr import qr_svg
from quadrille.terminal import Json, Keystore, keystore_account, print_json, show_record, show_table
from quadrille.types import DIGITS, ROW_MAX, Address

app = typer.Typer(no_args_is_help=True, help="What users of a project say, who signs for it; the three reasons.")

Project = Annotated[str, typer.Argument(help="Slug of the project.")]
Pseudonym = Annotated[str, typer.Argument(metavar="PSEUDONYM", help="The partner's.")]
Link = Annotated[int, typer.Argument(min=1, max=ROW_MAX, help="As `feedback links` prints it.")]
LeaveOut = Annotated[str, typer.Option(metavar="NUMBERS", help="Answers that are not signed for: `3, 4`.")]


@app.command()
def partner(
    project: Project,
    pseudonym: Pseudonym,
    organisation: Annotated[str | None, typer.Option(metavar="NAME", help="For whom they do it; public.")] = None,
    is_end: Annotated[bool, typer.Option("--end", help="They no longer do; their links end too.")] = False,
    as_json: Json = False,
) -> None:
    """Note who puts a project into practice with its users, or that it is over."""
    with open_session(Settings()) as session:
        person = get_person(session, pseudonym)
        if is_end:
            live = [row for row, one in partners.list_partners(session, project) if one.id == person.id]
            row = partners.end_partner(session, project, (live[-1].id if live else 0) or 0)
        elif organisation is None:
            raise BadParameter("--organisation", None, "given, for everybody to read")
        else:
            row = partners.name_partner(session, project, person, organisation)
    show_record(_partner(row, pseudonym), as_json)


@app.command("partners")
def list_partners(project: Project, as_json: Json = False) -> None:
    """Who puts a project into practice, and who did."""
    with open_session(Settings()) as session:
        get_project(session, project)
        rows = [_partner(row, person.pseudonym) for row, person in partners.list_partners(session, project)]
    show_table(rows, as_json, title="Partners")


@app.command()
def link(
    pseudonym: Pseudonym,
    project: Project,
    label: Annotated[str, typer.Option(help="Where it is given, for the partner alone.")] = "",
    days: Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="How long it works.")] = 30,
    most: Annotated[int, typer.Option(min=1, max=MOST_ANSWERS, help="How many answers it takes.")] = 100,
    qr: Annotated[Path | None, typer.Option(help="Write its QR code here, as SVG.", dir_okay=False)] = None,
    as_json: Json = False,
) -> None:
    """Make a link for users; it is printed this once."""
    settings = Settings()
    with open_session(settings) as session:
        made, token = partners.make_link(session, get_person(session, pseudonym), project, label, days, most)
        seen = link_view(session, made).model_dump()
    url = flow.url_of(settings, token)
    if qr is not None:
        qr.write_text(qr_svg(url), encoding="utf-8")
    show_record({**seen, "url": url}, as_json)


@app.command("links")
def list_links(pseudonym: Pseudonym, as_json: Json = False) -> None:
    """A partner's links, and how many answered by each."""
    with open_session(Settings()) as session:
        found = partners.own_links(session, get_person(session, pseudonym))
        rows = [link_view(session, one).model_dump() for one in found]
    show_table(rows, as_json, title="Links")


@app.command()
def revoke(pseudonym: Pseudonym, number: Link, as_json: Json = False) -> None:
    """End a link: nobody answers by it any more."""
    with open_session(Settings()) as session:
        row = partners.revoke_link(session, get_person(session, pseudonym), number)
        seen = link_view(session, row).model_dump()
    show_record(seen, as_json)


@app.command()
def waiting(pseudonym: Pseudonym, number: Link, as_json: Json = False) -> None:
    """The answers of a link that nobody has signed for."""
    with open_session(Settings()) as session:
        found = flow.waiting(session, get_person(session, pseudonym), number)
        rows = [{"answer": one.id, "works": one.works, "at": one.at, "text": one.text} for one in found]
    show_table(rows, as_json, title="Answers")


@app.command()
def words(pseudonym: Pseudonym, number: Link, leave_out: LeaveOut = "", as_json: Json = False) -> None:
    """Print what the partner's wallet signs (EIP-712) for the answers of a link that wait."""
    chain = connect(Settings())
    with open_session(Settings()) as session:
        batch = flow.batch_of(session, get_person(session, pseudonym), number, read_left_out(leave_out))
        message = flow.words_to_sign(chain, batch)
    if as_json:
        print_json({"last": batch.last, "words": message})
    else:
        show_record({"answers": str(batch.tally), "words": json.dumps(message, ensure_ascii=False)}, as_json)


@app.command()
def attest(
    pseudonym: Pseudonym, number: Link, keystore: Keystore, leave_out: LeaveOut = "", as_json: Json = False
) -> None:
    """Sign with the partner's key file for the answers of a link that wait, so that they count."""
    settings = Settings()
    chain, left_out, account = connect(settings), read_left_out(leave_out), keystore_account(keystore)
    with open_session(settings) as session:
        person = get_person(session, pseudonym)
        batch = flow.batch_of(session, person, number, left_out)
        signed = Address(account.address), sign(account, flow.words_to_sign(chain, batch))
        made = flow.attest(session, chain, person, number, left_out, batch.last, signed)
    show_record(_attested(made), as_json)


@app.command()
def check(
    number: Annotated[int, typer.Argument(min=1, max=ROW_MAX, help="As the project's page shows it.")],
    as_json: Json = False,
) -> None:
    """Compute an attestation again: hashes, root, count and signature; exit code 3 when one differs."""
    settings = Settings()
    with open_session(settings) as session:
        seen = attestation_item(reading.check_attestation(session, connect(settings), number)).model_dump()
    show_record({"is_equal": True, **seen, "tally": str(tuple(seen["tally"].values()))}, as_json)


@app.command()
def spent(
    project: Project,
    round_address: Annotated[str, typer.Argument(metavar="ROUND")],
    amount: Annotated[str, typer.Argument(help="Base units of the round's token.")],
    on: Annotated[str, typer.Option(metavar="WORDS", help="On what, for everybody to read.")],
    by: Annotated[str | None, typer.Option(metavar="PSEUDONYM", help="The maintainer who says it; else you.")] = None,
    as_json: Json = False,
) -> None:
    """Note what a project says it spent on raising money for a round; a later figure replaces it."""
    if not re.fullmatch(DIGITS, amount):
        raise BadParameter("amount", amount, "base units in decimal digits")
    settings = Settings()
    with open_session(settings) as session:
        person = None if by is None else get_person(session, by)
        chain, address = connect(settings), checked_address(round_address)
        row = spending.declare_spending(session, chain, person, project, address, int(amount), on)
    said = row.model_dump(include={"round_address", "words", "declared_by", "declared_at"})
    show_record({"project": project, "amount_units": str(row.amount_units), **said}, as_json)


def _partner(row: ImplementingPartner, pseudonym: str) -> dict[str, Any]:
    return {
        "partner": row.id,
        "person": pseudonym,
        **row.model_dump(include={"project_slug", "organisation", "named_at", "ended_at"}),
    }


def _attested(made: AnswerAttestation) -> dict[str, Any]:
    kept = made.model_dump(include={"yes", "partly", "no", "root", "wallet", "made_at"})
    return {"attestation": made.id, "project": made.project_slug, **kept}
