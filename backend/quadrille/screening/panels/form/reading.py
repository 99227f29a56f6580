"""What the form of a review shows, and what it sends."""

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from quadrille.catalog.claims import claims_in, is_link
from quadrille.catalog.licences import judge_licence
from quadrille.catalog.linting import lint_document
from quadrille.errors import BadParameter
from quadrille.languages.words import gettext as _
from quadrille.people.sessions import SignedIn
from quadrille.screening.judging.answers import Choice
from quadrille.screening.panels.drafts import EVIDENCE_CHARACTERS, Field, drafts_of
from quadrille.screening.panels.form.weak import Weakness, evidence_needed, weakness_of, with_evidence
from quadrille.screening.panels.pace import minutes_for
from quadrille.screening.panels.queue import measured_reviews
from quadrille.screening.panels.reading import nominee_in, panel_of, seat_of
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import DraftAnswer
from quadrille.screening.process.outcome import lines_of
from quadrille.screening.process.reading import standard_of
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.screening.review_file import COMMENT_MAX_CHARACTERS

SURENESS = (1, 2, 3, 4, 5)

MOST_FINDINGS = 20
"""What a program found in the nominee; of more only how many there are."""


def form_context(session: Session, screening: Screening, signed_in: SignedIn | None) -> dict[str, Any]:
    """All that the form shows; to whoever is not signed in without a place to write."""
    seat, drafts = None, {}
    if signed_in is not None:
        seat = seat_of(session, screening.id or 0, signed_in.person)
        drafts = drafts_of(session, signed_in.person, screening.id or 0)
    return {
        **_frame(session, screening, signed_in),
        "is_signed_in": signed_in is not None,
        "has_seat": seat is not None and seat.state in (SeatState.OFFERED, SeatState.SUBMITTED),
        "is_assigned": seat is not None and seat.is_assigned,
        "is_submitted": seat is not None and seat.state == SeatState.SUBMITTED,
        "due_at": seat.due_at if seat is not None and seat.state == SeatState.OFFERED else None,
        "nominee": _nominee(screening),
        "indicators": _indicators(screening, drafts),
        "asked": len(screening.asked),
        "written": sum(1 for row in drafts.values() if row.answer),
        "minutes": minutes_for(len(screening.asked), measured_reviews(session)),
    }


def check_context(session: Session, screening: Screening, signed_in: SignedIn) -> dict[str, Any]:
    """The weak answers of a draft, how the others stand, and whether it can be sent."""
    drafts = drafts_of(session, signed_in.person, screening.id or 0)
    weak = weak_questions(screening, drafts)
    rows = [drafts[question] for question in screening.asked if question in drafts]
    indicators = _indicators(screening, drafts, weak)
    return {
        **_frame(session, screening, signed_in),
        "name": nominee_in(screening).name,
        "indicators": [indicator for indicator in indicators if indicator["questions"]],
        "weak": len(weak),
        "is_blocked": blocked(screening, drafts),
        "counts": {choice.value: sum(1 for row in rows if row.answer == choice) for choice in Choice},
        "asked": len(screening.asked),
        "evidence": with_evidence(_words(row) for row in rows if row.answer),
        "evidence_needed": evidence_needed(len(screening.asked)),
    }


def weak_questions(screening: Screening, drafts: Mapping[str, DraftAnswer]) -> dict[str, Weakness]:
    """What is asked and answered weakly, or not at all, in the Standard's order."""
    found = {}
    for question in standard_of(screening).question_ids:
        if question in screening.asked:
            row = drafts.get(question)
            weak = weakness_of("", None, "") if row is None else weakness_of(row.answer, row.confidence, _words(row))
            if weak is not None:
                found[question] = weak
    return found


def blocked(screening: Screening, drafts: Mapping[str, DraftAnswer]) -> bool:
    """Whether something is missing without which it cannot be sent."""
    return any(weak.blocks for weak in weak_questions(screening, drafts).values())


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
    if text not in ("", *map(str, SURENESS)):
        raise BadParameter("confidence", text[:40], "from 1 to 5")
    return int(text) if text else None


def _frame(session: Session, screening: Screening, signed_in: SignedIn | None) -> dict[str, Any]:
    """What form and check have in common."""
    assert screening.id is not None
    panel = panel_of(session, screening.id)
    return {
        "screening": screening.id,
        "form_token": signed_in.form_token if signed_in else "",
        "author": signed_in.person.id if signed_in else 0,
        "standard_version": screening.standard_version,
        "is_open": panel.closed_at is None and screening.state == State.FIRST_REVIEW,
        "closes_at": screening.closes_at,
        "choices": [(choice.value, _(choice.words), key) for choice, key in zip(Choice, "YN?", strict=True)],
        "sure": [(5, _("5: I saw it myself")), (4, "4"), (3, "3"), (2, "2"), (1, _("1: a guess"))],
        "most": {"evidence": EVIDENCE_CHARACTERS, "comment": COMMENT_MAX_CHARACTERS},
        "saving_words": {
            "saving": _("Saving."),
            "saved": _("Saved."),
            "kept": _("Not sent yet: it is kept in this browser, and sent once the server answers."),
            "again": _("Reload this page: your sign-in has changed. What you wrote is kept in this browser."),
            "refused": _("Not saved:"),
            "progress": _("%(written)s of %(asked)s answered"),
            "wait": _("Some answers are not sent yet. They are kept in this browser; go on once they are saved."),
        },
    }


def _nominee(screening: Screening) -> dict[str, Any]:
    nominee = nominee_in(screening)
    documents = json.loads(screening.snapshot)["documents"]
    findings = [one for document in documents.values() for one in lint_document(document, f"{nominee.slug}.json")]
    pages = [nominee.website, *nominee.repositories]
    return {
        "name": nominee.name,
        "slug": nominee.slug,
        "description": nominee.description,
        "licences": [
            {"text": text, "is_listed": not found, "better": found[0].better if found else ""}
            for text in nominee.licences
            for found in (judge_licence(text),)
        ],
        "organisations": ", ".join(nominee.organisations),
        "links": [page for page in dict.fromkeys(pages) if is_link(page)],
        "findings": [{"field": one.field, "message": one.message} for one in findings[:MOST_FINDINGS]],
        "more_findings": max(0, len(findings) - MOST_FINDINGS),
    }


def _indicators(
    screening: Screening, drafts: Mapping[str, DraftAnswer], only: Mapping[str, Weakness] | None = None
) -> list[dict[str, Any]]:
    claims = claims_in(json.loads(screening.snapshot)["documents"])
    found = [
        {
            "number": indicator.number,
            "name": indicator.name,
            "evidence_from": indicator.evidence_from,
            "claims": [
                {"field": one.field, "text": one.text, "is_link": one.is_link}
                for one in claims.get(indicator.number, [])
            ],
            "questions": [
                {
                    "id": question.id,
                    "statement": question.statement,
                    "text": question.text,
                    "if_yes": question.if_yes,
                    "weak": _(only[question.id].words) if only else "",
                    **_draft(drafts.get(question.id)),
                }
                for question in indicator.questions
                if question.id in (screening.asked if only is None else only)
            ],
        }
        for indicator in standard_of(screening).indicators
    ]
    return [indicator for indicator in found if indicator["questions"] or (only is None and indicator["claims"])]


def _draft(row: DraftAnswer | None) -> dict[str, Any]:
    empty = {"answer": "", "confidence": None, "evidence": "", "comment": "", "saved_at": 0}
    return empty if row is None else row.model_dump(include=set(empty))


def _words(row: DraftAnswer) -> str:
    return f"{row.evidence}\n{row.comment}"
