"""Screenings on the operator's command line; an expert is named where an expert decides."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from sqlmodel import Session

from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.people.persons import get_person
from quadrille.screening.judging.answers import Choice
from quadrille.screening.process import appealing, flow, reading, rights
from quadrille.screening.process.deadlines import run_deadlines
from quadrille.screening.process.outcome import QuestionResult
from quadrille.screening.process.states import OPERATOR, State
from quadrille.screening.process.steps import moment_of
from quadrille.screening.process.tables import Appeal, Screening
from quadrille.screening.process.views import item_of, view_of
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import BPS_ONE, ROW_MAX

app = typer.Typer(no_args_is_help=True)
appeals = typer.Typer(no_args_is_help=True, help="Appeals: make one for somebody, list them, decide one.")
app.add_typer(appeals, name="appeal")

Number = Annotated[int, typer.Argument(min=1, max=ROW_MAX, metavar="ID", help="As `screening screenings` prints it.")]
Why = Annotated[str, typer.Option("--why", metavar="WORDS", help="For everybody to read.")]
ByExpert = Annotated[str, typer.Option("--expert", metavar="PSEUDONYM", help="Which expert decides.")]


@app.command("open")
def open_screening(
    slug: Annotated[str, typer.Argument(help="As `catalog list` prints it.")],
    language: Annotated[list[str], typer.Option(help="What reviewers should read, such as fr; may be repeated.")] = [],  # noqa: B006 (typer copies it)
    sector: Annotated[list[str], typer.Option(help="What they should know; else the catalogue's.")] = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """Freeze a nominee as the catalogue has it, and begin its first review."""
    with open_session(Settings()) as session:
        row = flow.open_screening(session, slug, language, sector)
        session.commit()
        _show(session, row, as_json)


@app.command()
def show(screening: Number, as_json: Json = False) -> None:
    """One screening: state, deadline, steps, and decisions once the panel has closed."""
    with open_session(Settings()) as session:
        _show(session, reading.get_screening(session, screening), as_json)


@app.command()
def screenings(
    project: Annotated[str | None, typer.Option(metavar="SLUG")] = None,
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    as_json: Json = False,
) -> None:
    """Every screening, oldest first."""
    with open_session(Settings()) as session:
        rows = [item_of(row).model_dump(mode="json") for row in reading.list_screenings(session, project, state)]
    show_table(rows, as_json, title="Screenings")


@app.command()
def move(screening: Number, state: State, why: Why, as_json: Json = False) -> None:
    """Move a screening to another state, where the decisions on its questions allow it."""
    with open_session(Settings()) as session:
        row = flow.move(session, screening, state, OPERATOR, why)
        session.commit()
        _show(session, row, as_json)


@app.command()
def decide(screening: Number, why: Why = "", as_json: Json = False) -> None:
    """Move a screening in second review to where the decisions on its questions lead."""
    with open_session(Settings()) as session:
        row = flow.decide(session, screening, OPERATOR, why)
        session.commit()
        _show(session, row, as_json)


@app.command()
def judge(
    screening: Number,
    question: Annotated[str, typer.Argument(help="Its id in the Standard, such as 6.1.")],
    answer: Annotated[Choice, typer.Argument(help="Whether its statement holds.")],
    expert: ByExpert,
    why: Why,
    evidence: Annotated[list[str], typer.Option(help="A link or a quote; may be repeated.")] = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """Decide a question as an expert, whatever was decided on it before."""
    with open_session(Settings()) as session:
        row = reading.get_screening(session, screening)
        actor = rights.expert_actor(session, get_person(session, expert), row.project_slug)
        result = QuestionResult(question, answer, BPS_ONE, tuple(evidence), why)
        found = flow.record_decisions(session, row, [result], actor)
        session.commit()
    show_record({"screening": screening, **asdict(found), "questions": ", ".join(found.questions)}, as_json)


@app.command()
def renew(
    screening: Annotated[int | None, typer.Argument(min=1, max=ROW_MAX, metavar="[ID]")] = None, as_json: Json = False
) -> None:
    """Draft the renewal of a DPG; without ID, do everything that deadlines ask for now, as the worker does."""
    with open_session(Settings()) as session:
        done = run_deadlines(session, moment_of(None)) if screening is None else [flow.open_renewal(session, screening)]
        session.commit()
        rows = [item_of(row).model_dump(mode="json") for row in done]
    show_table(rows, as_json, title="Screenings that were made or moved")


@app.command()
def expert(
    pseudonym: Annotated[str | None, typer.Argument(metavar="[PSEUDONYM]")] = None,
    is_end: Annotated[bool, typer.Option("--end", help="Take the right away.")] = False,
    as_json: Json = False,
) -> None:
    """Name an expert, or end one; prints all experts."""
    with open_session(Settings()) as session:
        if pseudonym is not None:
            person = get_person(session, pseudonym)
            if is_end:
                rights.end_expert(session, person)
            else:
                rights.name_expert(session, person)
            session.commit()
        rows = [{"expert": one.pseudonym, "named_at": row.named_at} for row, one in rights.list_experts(session)]
    show_table(rows, as_json, title="Experts")


@appeals.command("make")
def make_appeal(
    by: Annotated[str, typer.Option(metavar="PSEUDONYM", help="Who appeals.")],
    grounds: Annotated[str, typer.Option(metavar="WORDS", help="For the expert who decides.")],
    screening: Annotated[
        int | None, typer.Option(min=1, max=ROW_MAX, help="Against the decision on a nominee.")
    ] = None,
    review: Annotated[int | None, typer.Option(min=1, max=ROW_MAX, help="Or against the verdict on a review.")] = None,
    as_json: Json = False,
) -> None:
    """Make an appeal for somebody who cannot sign in."""
    if (screening is None) == (review is None):
        raise typer.BadParameter("give --screening or --review")
    with open_session(Settings()) as session:
        person = get_person(session, by)
        if screening is not None:
            row = appealing.appeal_screening(session, person, screening, grounds)
        else:
            row = appealing.appeal_review(session, person, review or 0, grounds)
        session.commit()
    show_record(_appeal(row), as_json)


@appeals.command("list")
def list_appeals(
    is_all: Annotated[bool, typer.Option("--all", help="Also those that are decided.")] = False, as_json: Json = False
) -> None:
    """Appeals with their grounds, which are not public."""
    with open_session(Settings()) as session:
        rows = [_appeal(row) for row in appealing.list_appeals(session, None if is_all else appealing.OPEN)]
    show_table(rows, as_json, title="Appeals")


@appeals.command("decide")
def decide_appeal(
    appeal: Annotated[int, typer.Argument(min=1, max=ROW_MAX, metavar="ID")],
    is_upheld: Annotated[bool, typer.Option("--uphold/--dismiss", help="Whether it is right.")],
    expert: ByExpert,
    why: Why,
    as_json: Json = False,
) -> None:
    """Decide an appeal as an expert who had no part in what it is about."""
    with open_session(Settings()) as session:
        done = appealing.decide_appeal(session, get_person(session, expert), appeal, is_upheld, why)
        session.commit()
    show_record({**_appeal(done.appeal), "effect": done.effect}, as_json)


def _appeal(row: Appeal) -> dict[str, Any]:
    return {
        "appeal": row.id,
        **row.model_dump(include={"screening_id", "review_id", "by", "state", "grounds", "decision"}),
    }


def _show(session: Session, row: Screening, as_json: bool) -> None:
    view = view_of(session, row).model_dump(mode="json")
    if not as_json:
        view["steps"] = "".join(f"\n  {step['to_state']} by {step['actor']}: {step['words']}" for step in view["steps"])
    show_record(view, as_json)
