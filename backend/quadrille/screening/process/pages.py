"""The pages of screenings: what is screened, where each stands, what was decided and why."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.errors import Refused
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, SignedInDep, chain_facts
from quadrille.screening.judging.answers import Choice
from quadrille.screening.process import appealing, flow, reading
from quadrille.screening.process.outcome import WORDS_CHARACTERS, lines_of
from quadrille.screening.process.rights import represents
from quadrille.screening.process.states import BY_CLOCK, ENDED, State, check_appeal
from quadrille.screening.process.steps import moment_of
from quadrille.screening.process.tables import QuestionDecision, Screening
from quadrille.screening.process.views import view_of
from quadrille.types import ROW_MAX
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_LISTED = 100
"""Screenings on the page, the newest; all are at /api/v1/screenings."""

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]

AHEAD = {
    State.DRAFT: (State.FIRST_REVIEW, State.SECOND_REVIEW, State.DPG),
    State.FIRST_REVIEW: (State.SECOND_REVIEW, State.DPG),
    State.SECOND_REVIEW: (State.DPG,),
    State.CLARIFICATION: (State.SECOND_REVIEW, State.DPG),
    State.CONSULTATION: (State.SECOND_REVIEW, State.DPG),
}
"""What comes next if all goes well."""

UNTIL = {
    State.FIRST_REVIEW: "It is a draft, and will be reviewed as it is from",
    State.INELIGIBLE: "The nominee is asked, and becomes ineligible without an answer by",
    State.SECOND_REVIEW: "An expert is consulted, until",
    State.EXPIRED: "It is a digital public good, and to be renewed by",
}
"""What the clock will do, by where it moves a screening."""


@router.get("/screenings")
def screenings_page(session: SessionDep, chain: ChainDep) -> str:
    """Every screening, newest first."""
    return render(
        "web/templates/list.html",
        title="Screenings",
        current="reviews",
        chain=chain_facts(chain),
        items=screening_items(session, MOST_LISTED),
    )


@router.get("/screenings/{screening}")
def screening_page(screening: RowId, session: SessionDep, chain: ChainDep, signed_in: MaybeSignedInDep) -> str:
    """One screening; with a form for whoever speaks for the nominee and is asked, or can appeal."""
    row = reading.get_screening(session, screening)
    person = signed_in.person if signed_in else None
    speaks = represents(session, person, row.project_slug)
    return render(
        "screening/process/templates/screening.html",
        title=f"Screening {screening}",
        current="reviews",
        chain=chain_facts(chain),
        screening=_context(session, row),
        form={
            "form_token": signed_in.form_token if signed_in else "",
            "can_answer": speaks and row.state == State.CLARIFICATION,
            "can_appeal": speaks and _can_appeal(session, row),
            "most": WORDS_CHARACTERS,
        },
    )


@router.post("/screenings/{screening}/appeal")
def appeal(
    screening: RowId,
    grounds: Annotated[str, Form(max_length=WORDS_CHARACTERS)],
    signed_in: SignedInDep,
    session: SessionDep,
) -> RedirectResponse:
    """Appeal for the nominee."""
    appealing.appeal_screening(session, signed_in.person, screening, lines_of(grounds))
    session.commit()
    return RedirectResponse(f"/screenings/{screening}", status_code=HTTPStatus.SEE_OTHER)


@router.post("/screenings/{screening}/clarification")
def clarify(
    screening: RowId,
    words: Annotated[str, Form(max_length=WORDS_CHARACTERS)],
    signed_in: SignedInDep,
    session: SessionDep,
) -> RedirectResponse:
    """Choice for the nominee what it was asked."""
    flow.answer_clarification(session, signed_in.person, screening, lines_of(words))
    session.commit()
    return RedirectResponse(f"/screenings/{screening}", status_code=HTTPStatus.SEE_OTHER)


def screening_items(session: Session, most: int) -> list[dict[str, str]]:
    """Screenings as list items, newest first."""
    return [
        {
            "url": f"/screenings/{row.id}",
            "title": name_of(session, row.project_slug),
            "words": State(row.state).words + (", a renewal" if row.previous_id else ""),
        }
        for row in reading.newest_screenings(session, most)
    ]


def _can_appeal(session: Session, row: Screening) -> bool:
    try:
        check_appeal(State(row.state), row.state_since_at, moment_of(None))
    except Refused:
        return False
    made = appealing.list_appeals(session, screening_id=row.id)
    return not any(one.made_at >= row.state_since_at for one in made)


def _context(session: Session, row: Screening) -> dict[str, Any]:
    view = view_of(session, row)
    standing = {} if view.decisions is None else reading.standing_decisions(session, row)
    return {
        "number": row.id,
        "takes_reviews": row.state == State.FIRST_REVIEW and row.seed_block is not None,
        "project": row.project_slug,
        "project_name": name_of(session, row.project_slug),
        **row.model_dump(include={"standard_version", "snapshot_hash", "deadline_at"}),
        "steps": _line(view.state, [State(step.to_state) for step in view.steps], row.deadline_at),
        "deadline": _deadline_words(view.state, row.deadline_at),
        "asked_words": _asked_words(row),
        "outcome": view.outcome,
        "indicators": _indicators(row, standing),
        "history": [{**step.model_dump(), "to": State(step.to_state).words} for step in view.steps],
        "appeals": [one.model_dump() for one in view.appeals],
    }


def _line(state: State, reached: list[State], deadline_at: int | None) -> list[dict[str, Any]]:
    """Where it was, each once, where it is, and what is ahead."""
    before = [one for one in dict.fromkeys(reached) if one is not state and one not in AHEAD.get(state, ())]
    return [
        *({"words": one.words, "state": "done", "until": None} for one in before),
        {"words": state.words, "state": "current", "until": deadline_at},
        *({"words": one.words, "state": "todo", "until": None} for one in AHEAD.get(state, ())),
    ]


def _deadline_words(state: State, deadline_at: int | None) -> str:
    """What happens at the deadline, or that there was one."""
    if deadline_at is None:
        return "It is over, and can be appealed against for some days" if state in ENDED else ""
    if state in BY_CLOCK:
        return UNTIL[BY_CLOCK[state]]
    return "It is late; it should have been over by" if deadline_at <= moment_of(None) else "It should be over by"


def _asked_words(row: Screening) -> str:
    everything = len(reading.standard_of(row).question_ids)
    if len(row.asked) == everything:
        return f"all {everything} questions"
    changed = ", ".join(row.asked) or "none"
    return f"{len(row.asked)} of {everything} questions, those that something changed for: {changed}"


def _indicators(row: Screening, standing: dict[str, QuestionDecision]) -> list[dict[str, Any]]:
    return [
        {
            "name": indicator.name,
            "evidence_from": indicator.evidence_from,
            "questions": [
                {"id": question.id, "statement": question.statement, **_decision(standing.get(question.id))}
                for question in indicator.questions
            ],
        }
        for indicator in reading.standard_of(row).indicators
    ]


def _decision(row: QuestionDecision | None) -> dict[str, Any]:
    if row is None:
        return {"answer_words": None}
    return {
        "answer_words": Choice(row.answer).words,
        **row.model_dump(include={"support_bps", "decided_by", "words"}),
        "evidence": [{"text": text, "is_link": text.startswith(("https://", "http://"))} for text in row.evidence],
    }
