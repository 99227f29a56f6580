"""What is checked, on the operator's command line. Nobody's answers are told here while their panel is open."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.people.persons import get_person
from quadrille.screening.panels import auditing, confirming
from quadrille.screening.panels.checks.api import audit_item
from quadrille.screening.panels.doubting import list_doubted
from quadrille.screening.panels.gold import keep_gold, read_gold
from quadrille.screening.tables import Review
from quadrille.terminal import Json, read_file, show_record, show_table
from quadrille.types import ROW_MAX, Timestamp

confirmations = typer.Typer(no_args_is_help=True, help="Evidence that second reviewers look up.")
audits = typer.Typer(no_args_is_help=True, help="The random tenth of accepted reviews that experts look at.")
gold = typer.Typer(no_args_is_help=True, help="Questions whose answers are known.")

RowNumber = Annotated[int, typer.Argument(min=1, max=ROW_MAX, metavar="ID")]
Words = Annotated[str, typer.Option(metavar="WORDS", help="What was seen.")]


@confirmations.command("list")
def list_confirmations(pseudonym: Annotated[str, typer.Argument(help="Who is asked.")], as_json: Json = False) -> None:
    """What somebody is asked to look up, without what stands there: that is theirs to read, at /review."""
    with open_session(Settings()) as session:
        rows = [
            {"confirmation": row.id, "project": screening.project_slug, "question": row.question, "due_at": row.due_at}
            for row, screening in confirming.open_confirmations(session, get_person(session, pseudonym))
        ]
    show_table(rows, as_json, title="Evidence to look up")


@confirmations.command("answer")
def answer_confirmation(
    confirmation: RowNumber,
    by: Annotated[str, typer.Option(metavar="PSEUDONYM", help="Who was asked.")],
    finding: Annotated[str, typer.Option(help=", ".join(confirming.FINDINGS))],
    words: Words = "",
    as_json: Json = False,
) -> None:
    """Write down what somebody found who cannot sign in now."""
    with open_session(Settings()) as session:
        person = get_person(session, by)
        row = confirming.answer_confirmation(session, person, confirmation, finding, words, _now())
        session.commit()
        told = {"confirmation": row.id, "finding": row.finding, "done_at": row.done_at}
    show_record(told, as_json)


@audits.command("list")
def list_audits(
    is_all: Annotated[bool, typer.Option("--all", help="Also those that are decided.")] = False, as_json: Json = False
) -> None:
    """Reviews that the lot chose for an expert."""
    with open_session(Settings()) as session:
        rows = [audit_item(*pair).model_dump() for pair in auditing.list_audits(session, not is_all)]
    show_table(rows, as_json, title="Audits")


@audits.command("show")
def show_audit(
    review: RowNumber,
    expert: Annotated[str, typer.Option(metavar="PSEUDONYM", help="Who looks at it.")],
    as_json: Json = False,
) -> None:
    """A review as its expert sees it, once its panel has closed."""
    with open_session(Settings()) as session:
        row, found = auditing.audit_for(session, get_person(session, expert), review)
        answers = {} if found.is_erased else json.loads(found.document)["answers"]
        told: dict[str, Any] = {**audit_item(row, found).model_dump(), "words": row.words, "answers": answers}
    show_record(told if as_json else {**told, "answers": json.dumps(answers, ensure_ascii=False)}, as_json)


@audits.command("decide")
def decide_audit(
    review: RowNumber,
    is_upheld: Annotated[bool, typer.Option("--uphold/--refute", help="Whether the effort is there.")],
    expert: Annotated[str, typer.Option(metavar="PSEUDONYM", help="Who decides.")],
    why: Annotated[str, typer.Option(metavar="WORDS", help="For the review's author.")],
    as_json: Json = False,
) -> None:
    """Uphold or refute an accepted review, as an expert without a part in it."""
    with open_session(Settings()) as session:
        row = auditing.decide_audit(session, get_person(session, expert), review, is_upheld, why, _now())
        session.commit()
        told = audit_item(row, session.get_one(Review, review)).model_dump()
    show_record(told, as_json)


@gold.command("import")
def import_gold(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Kept outside of the repository.")], as_json: Json = False
) -> None:
    """Bring in questions whose answers are known, each for a time; what they are is never printed."""
    found = read_gold(read_file(file), str(file))
    with open_session(Settings()) as session:
        added = keep_gold(session, found)
        session.commit()
    show_record({"read": len(found), "new": added}, as_json)


def doubted(as_json: Json = False) -> None:
    """Badges that were promised for reviews that count no longer: look at each, and revoke it if you agree."""
    with open_session(Settings()) as session:
        show_table(_doubted(session), as_json, title="Doubted badges")


def _doubted(session: Session) -> list[dict[str, Any]]:
    return [
        {
            "badge": one.contribution.number,
            "review": one.review.id,
            "person": one.person.pseudonym,
            "wallet": one.contribution.voucher_wallet,
            "why": " ".join(reason["words"] for reason in json.loads(one.review.reasons)[:2]),
            "to_revoke": f"quadrille badge revoke announce {one.contribution.number} --reason CODE",
        }
        for one in list_doubted(session)
    ]


def _now() -> Timestamp:
    return Timestamp(int(time.time()))
