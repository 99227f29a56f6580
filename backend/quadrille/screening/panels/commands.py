"""Panels on the operator's command line: profiles, panels, and what an expert decides where a panel did not."""

import time
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import engine_of, open_session
from quadrille.people.persons import get_person
from quadrille.screening.judging.answers import Choice
from quadrille.screening.panels import experts, profiles
from quadrille.screening.panels.checks.commands import audits, confirmations, doubted, gold
from quadrille.screening.panels.clock import PanelClock
from quadrille.screening.panels.reading import candidates_of, seats_of
from quadrille.screening.panels.views import panel_view, ranking_items
from quadrille.screening.process.reading import get_screening
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import ROW_MAX, Timestamp

app = typer.Typer(no_args_is_help=True)
panels = typer.Typer(no_args_is_help=True, help="Panels: who was drawn and why, and what waits for an expert.")
app.add_typer(panels, name="panel")
app.add_typer(confirmations, name="confirm")
app.add_typer(audits, name="audit")
app.add_typer(gold, name="gold")
app.command("doubted")(doubted)

Number = Annotated[int, typer.Argument(min=1, max=ROW_MAX, metavar="ID", help="The screening's number.")]
Names = Annotated[list[str] | None, typer.Option(help="Each once; without any, what was said before stays.")]


@panels.command("show")
def show_panel(screening: Number, as_json: Json = False) -> None:
    """One panel with its seed and its ranking, from which anybody can compute it again; answers once it has closed."""
    with open_session(Settings()) as session:
        row = get_screening(session, screening)
        seen = panel_view(session, row).model_dump(mode="json")
        pool = candidates_of(session, screening)
        seen["ranking"] = [one.model_dump() for one in ranking_items(pool, seats_of(session, screening))]
        seen["left_out"] = [{"person": one.person_id, "reason": one.reason} for one in pool if one.reason]
        seen["passed"] = [{"person": one.person_id, "reason": one.passed} for one in pool if one.passed]
    if not as_json:
        for name in ("ranking", "left_out", "passed", "steps", "answers"):
            seen[name] = "".join(f"\n  {_line(one)}" for one in seen[name] or ()) or None
    show_record(seen, as_json)


@panels.command("run")
def run_panels(as_json: Json = False) -> None:
    """Do now what the worker does every few seconds: open, draw, end late offers, draw lots, close."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        engine = engine_of(session)
        PanelClock(engine, chain).run(_now())
    show_record({"done": True}, as_json)


@panels.command("waiting")
def list_waiting(as_json: Json = False) -> None:
    """Questions that panels left to an expert."""
    with open_session(Settings()) as session:
        rows = [
            {"screening": row.id, "project": row.project_slug, "questions": ", ".join(questions)}
            for row, questions in experts.waiting_for_experts(session)
        ]
    show_table(rows, as_json, title="Screenings that wait for an expert")


@panels.command("decide")
def decide_question(
    screening: Number,
    question: Annotated[str, typer.Argument(help="As the Standard numbers it: 2.1, 9a.")],
    answer: Annotated[Choice, typer.Argument(help="Whether its statement holds.")],
    expert: Annotated[str, typer.Option(metavar="PSEUDONYM", help="Who decides.")],
    why: Annotated[str, typer.Option(metavar="WORDS", help="For everybody to read.")],
    evidence: Annotated[list[str] | None, typer.Option(help="A link or a quote; may be given several times.")] = None,
    as_json: Json = False,
) -> None:
    """Decide a question that a panel left open, as an expert without a part in it."""
    with open_session(Settings()) as session:
        person = get_person(session, expert)
        found = experts.decide_question(
            session, person, screening, question, answer.value, why, _now(), tuple(evidence or ())
        )
        session.commit()
    show_record({"screening": screening, **asdict(found), "questions": ", ".join(found.questions)}, as_json)


@app.command()
def profile(
    pseudonym: Annotated[str, typer.Argument(help="What the person is called here.")],
    language: Names = None,
    sector: Names = None,
    account: Names = None,
    minutes: Annotated[int | None, typer.Option(help="A week.")] = None,
    is_available: Annotated[bool | None, typer.Option("--available/--unavailable")] = None,
    as_json: Json = False,
) -> None:
    """Show what a person can review, or change it for one who cannot sign in."""
    given: dict[str, Any] = {
        "languages": None if language is None else tuple(language),
        "sectors": None if sector is None else tuple(sector),
        "accounts": None if account is None else tuple(account),
        "minutes_per_week": minutes,
        "is_available": is_available,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    with open_session(Settings()) as session:
        person = get_person(session, pseudonym)
        said = profiles.profile_of(session, person)
        if changes:
            said = profiles.read_profile(profiles.save_profile(session, person, replace(said, **changes)))
            session.commit()
    told = {**asdict(said), **({} if as_json else {name: ", ".join(getattr(said, name)) for name in LISTS})}
    show_record({"person": pseudonym, **told}, as_json)


LISTS = ("languages", "sectors", "accounts")


def _line(one: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in one.items() if value not in (None, ""))


def _now() -> Timestamp:
    return Timestamp(int(time.time()))
