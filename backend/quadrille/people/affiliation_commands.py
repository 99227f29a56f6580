"""Affiliations and their challenges on the operator's command line."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.people import affiliations, challenges
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy
from quadrille.people.challenges import State
from quadrille.people.persons import get_person
from quadrille.people.tables import AffiliationChallenge, Person
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import ROW_MAX

app = typer.Typer(no_args_is_help=True)


@app.command()
def affiliate(
    pseudonym: Annotated[str, typer.Argument(metavar="PSEUDONYM")],
    role: Annotated[str, typer.Option(help="owner, maintainer, staff, contractor, funder or adviser.")],
    project: Annotated[str | None, typer.Option(metavar="SLUG")] = None,
    organisation: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    is_end: Annotated[bool, typer.Option("--end", help="It is over, or was never true.")] = False,
    as_json: Json = False,
) -> None:
    """Declare what a person is to a project or an organisation, or end it; public."""
    claim = read_claim(project, organisation, role)
    with open_session(Settings()) as session:
        person = get_person(session, pseudonym)
        if is_end:
            row = affiliations.end_claim(session, person, claim)
        else:
            row = affiliations.declare(session, person, claim, DeclaredBy.OPERATOR)
        session.commit()
    record = row.model_dump(include={"role", "declared_by", "declared_at", "ended_at"})
    show_record({"affiliation": row.id, "person": pseudonym, row.subject_kind: row.subject, **record}, as_json)


@app.command("challenges")
def list_challenges(
    is_all: Annotated[bool, typer.Option("--all", help="Also those that are decided.")] = False, as_json: Json = False
) -> None:
    """Challenges of affiliations, with who made them and on what grounds; both are not public."""
    with open_session(Settings()) as session:
        found = challenges.list_challenges(session, state=None if is_all else State.OPEN)
        rows = [_row(session, row, person) for row, person in found]
    show_table(rows, as_json, title="Challenges")


@app.command()
def decide(
    challenge: Annotated[int, typer.Argument(min=1, max=ROW_MAX, help="As `people challenges` prints it.")],
    is_upheld: Annotated[bool, typer.Option("--uphold/--dismiss", help="Whether it is right.")],
    because: Annotated[str, typer.Option(metavar="WORDS", help="Why, for everybody to read.")],
    as_json: Json = False,
) -> None:
    """Decide a challenge: upheld, what was missing is added and what was wrong is ended."""
    with open_session(Settings()) as session:
        row = challenges.decide(session, challenge, is_upheld, because)
        session.commit()
    show_record({"challenge": row.id, "state": row.state, "decision": row.decision}, as_json)


def _row(session: Session, row: AffiliationChallenge, person: Person) -> dict[str, Any]:
    claim = challenges.claim_of(row)
    return {
        "challenge": row.id,
        "person": person.pseudonym,
        "says": challenges.says(row),
        "of": f"{claim.role} of {claim.subject}",
        "state": row.state,
        "challenger": session.get_one(Person, row.challenger_id).pseudonym,
        "grounds": row.grounds,
        "decision": row.decision,
    }
