"""The pages of screenings: what is screened, where each stands, what was decided and why."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.catalog.claims import is_link
from quadrille.errors import Refused
from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked, ngettext
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
from quadrille.web.values import moment

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
    State.FIRST_REVIEW: marked("It is a draft, and will be reviewed as it is from {when}."),
    State.INELIGIBLE: marked("The nominee is asked, and becomes ineligible without an answer by {when}."),
    State.SECOND_REVIEW: marked("An expert is consulted, until {when}."),
    State.EXPIRED: marked("It is a digital public good, and to be renewed by {when}."),
}
"""What the clock will do, by where it moves a screening."""

DECIDERS = {
    "panel": marked("the panel"),
    "expert": marked("an expert"),
    "renewal": marked("taken over from the screening before"),
}
"""Who decided a question."""

ACTORS = {"operator": marked("the operator"), "panel": marked("the panel"), "clock": marked("the clock")}
"""Who moved a screening on, where it was no person."""


@router.get("/screenings")
def screenings_page(session: SessionDep, chain: ChainDep) -> str:
    """Every screening, newest first."""
    return render(
        "web/templates/list.html",
        title=_("Screenings"),
        current="review",
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
        title=_("Screening {number}").format(number=screening),
        current="review",
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
    """Say for the nominee what it was asked."""
    flow.answer_clarification(session, signed_in.person, screening, lines_of(words))
    session.commit()
    return RedirectResponse(f"/screenings/{screening}", status_code=HTTPStatus.SEE_OTHER)


def screening_items(session: Session, most: int) -> list[dict[str, str]]:
    """Screenings as list items, newest first."""
    return [
        {
            "url": f"/screenings/{row.id}",
            "title": name_of(session, row.project_slug),
            "words": _a_renewal(_(State(row.state).words)) if row.previous_id else _(State(row.state).words),
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
        "history": [
            {**step.model_dump(), "to": _(State(step.to_state).words), "actor": _actor(step.actor)}
            for step in view.steps
        ],
        "appeals": [{**one.model_dump(), "words": _appeal_words(one.by, one.state)} for one in view.appeals],
    }


def _line(state: State, reached: list[State], deadline_at: int | None) -> list[dict[str, Any]]:
    """Where it was, each once, where it is, and what is ahead."""
    before = [one for one in dict.fromkeys(reached) if one is not state and one not in AHEAD.get(state, ())]
    return [
        *({"words": _(one.words), "state": "done", "until": None} for one in before),
        {"words": _(state.words), "state": "current", "until": deadline_at},
        *({"words": _(one.words), "state": "todo", "until": None} for one in AHEAD.get(state, ())),
    ]


def _deadline_words(state: State, deadline_at: int | None) -> str:
    """What happens at the deadline, or that there was one; of markup only the moment."""
    if deadline_at is None:
        return _("It is over, and can be appealed against for some days.") if state in ENDED else ""
    if state in BY_CLOCK:
        words = _(UNTIL[BY_CLOCK[state]])
    elif deadline_at <= moment_of(None):
        words = _("It is late; it should have been over by {when}.")
    else:
        words = _("It should be over by {when}.")
    return Markup.escape(words).format(when=moment(deadline_at))


def _asked_words(row: Screening) -> str:
    everything = len(reading.standard_of(row).question_ids)
    if len(row.asked) == everything:
        return ngettext("one question", "all {count} questions", everything).format(count=everything)
    if not row.asked:
        return _("none of {count} questions: nothing changed").format(count=everything)
    return _("{asked} of {count} questions, those that something changed for: {listed}").format(
        asked=len(row.asked), count=everything, listed=", ".join(row.asked)
    )


def _a_renewal(words: str) -> str:
    return _("{state}, a renewal").format(state=words)


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


def _appeal_words(by: str, state: str) -> str:
    """Whose appeal it is and where it stands."""
    nominee = {
        "open": _("An appeal of the nominee is open."),
        "upheld": _("An appeal of the nominee was upheld."),
        "dismissed": _("An appeal of the nominee was dismissed."),
    }
    reviewer = {
        "open": _("An appeal of a reviewer is open."),
        "upheld": _("An appeal of a reviewer was upheld."),
        "dismissed": _("An appeal of a reviewer was dismissed."),
    }
    return (nominee if by == "nominee" else reviewer)[state]


def _actor(name: str) -> str:
    return _(ACTORS[name]) if name in ACTORS else name


def _decision(row: QuestionDecision | None) -> dict[str, Any]:
    if row is None:
        return {"answer_words": None}
    return {
        "answer_words": _(Choice(row.answer).words),
        **row.model_dump(include={"support_bps", "words"}),
        "decided_by": _(DECIDERS.get(row.decided_by, row.decided_by)),
        "evidence": [{"text": text, "is_link": is_link(text)} for text in row.evidence],
    }
