"""What the form of a review shows, and what it sends."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from quadrille.errors import BadParameter
from quadrille.people.tables import Person
from quadrille.screening.judging.answers import Choice
from quadrille.screening.panels.drafts import EVIDENCE_CHARACTERS, Field, drafts_of
from quadrille.screening.panels.reading import nominee_in, panel_of, seat_of
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import DraftAnswer
from quadrille.screening.process.outcome import lines_of
from quadrille.screening.process.reading import standard_of
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.screening.review_file import COMMENT_MAX_CHARACTERS

SURE = {5: "5, I saw it myself", 4: "4", 3: "3", 2: "2", 1: "1, a guess"}
"""How sure somebody is, in words at either end."""


def form_context(session: Session, screening: Screening, person: Person, form_token: str) -> dict[str, Any]:
    """All that the form shows."""
    assert screening.id is not None
    seat = seat_of(session, screening.id, person)
    panel = panel_of(session, screening.id)
    return {
        "screening": screening.id,
        "form_token": form_token,
        "standard_version": screening.standard_version,
        "nominee": _nominee(screening),
        "has_seat": seat is not None and seat.state in (SeatState.OFFERED, SeatState.SUBMITTED),
        "is_assigned": seat is not None and seat.is_assigned,
        "is_submitted": seat is not None and seat.state == SeatState.SUBMITTED,
        "is_open": panel.closed_at is None and screening.state == State.FIRST_REVIEW,
        "due_at": seat.due_at if seat is not None and seat.state == SeatState.OFFERED else None,
        "closes_at": screening.closes_at,
        "indicators": _indicators(screening, drafts_of(session, person, screening.id)),
        "choices": [(choice.value, choice.words) for choice in Choice],
        "sure": list(SURE.items()),
        "most": {"evidence": EVIDENCE_CHARACTERS, "comment": COMMENT_MAX_CHARACTERS},
    }


def fields_of(screening: Screening, sent: Mapping[str, str]) -> dict[str, Field]:
    """What a form that was sent says under each question that is asked; raises BadParameter."""
    return {
        question: Field(
            answer=sent.get(f"answer-{question}", ""),
            confidence=_confidence(sent.get(f"confidence-{question}", "")),
            # A browser sends two characters for each new line of a field.
            evidence=lines_of(sent.get(f"evidence-{question}", "")),
            comment=lines_of(sent.get(f"comment-{question}", "")),
        )
        for question in screening.asked
        if f"comment-{question}" in sent
    }


def _confidence(text: str) -> int | None:
    if text not in ("", *map(str, SURE)):
        raise BadParameter("confidence", text[:40], "from 1 to 5")
    return int(text) if text else None


def _nominee(screening: Screening) -> dict[str, Any]:
    nominee = nominee_in(screening)
    pages = [nominee.website, *nominee.repositories]
    return {
        "name": nominee.name,
        "description": nominee.description,
        "licences": ", ".join(nominee.licences),
        "organisations": ", ".join(nominee.organisations),
        "links": [page for page in dict.fromkeys(pages) if page.startswith(("https://", "http://"))],
    }


def _indicators(screening: Screening, drafts: Mapping[str, DraftAnswer]) -> list[dict[str, Any]]:
    found = [
        {
            "number": indicator.number,
            "name": indicator.name,
            "evidence_from": indicator.evidence_from,
            "questions": [
                {
                    "id": question.id,
                    "statement": question.statement,
                    "text": question.text,
                    "if_yes": question.if_yes,
                    **_draft(drafts.get(question.id)),
                }
                for question in indicator.questions
                if question.id in screening.asked
            ],
        }
        for indicator in standard_of(screening).indicators
    ]
    return [indicator for indicator in found if indicator["questions"]]


def _draft(row: DraftAnswer | None) -> dict[str, Any]:
    empty = {"answer": "", "confidence": None, "evidence": "", "comment": ""}
    return empty if row is None else row.model_dump(include=set(empty))
