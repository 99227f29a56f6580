"""What the storefront shows of a project, one part for each room; a part that has nothing to show is empty.

A room that comes later (help wanted, maturity) adds a function here and a section to the template.
"""

from typing import Any

from sqlmodel import Session

from quadrille.catalog.catalog import get_project
from quadrille.catalog.claims import Claim, claims_in, is_link, kinds_in, organisations_in
from quadrille.catalog.licences import judge_licence
from quadrille.catalog.standard import Indicator, current_standard
from quadrille.catalog.tables import Project
from quadrille.languages.words import gettext as _
from quadrille.people.affiliation_rules import Role, Subject, SubjectKind
from quadrille.people.affiliations import DeclaredBy, list_affiliations
from quadrille.reasons.pages import money_in
from quadrille.reasons.raising import over_rounds
from quadrille.reasons.reading import Reasons
from quadrille.screening.judging.answers import Choice
from quadrille.screening.process import reading
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import QuestionDecision

MOST_MAINTAINERS = 20
"""Persons that are named; all are at /api/v1/affiliations."""

MAINTAINING = (Role.OWNER, Role.MAINTAINER)


def facts_of(session: Session, slug: str) -> dict[str, Any]:
    """What the catalogue says of it, and what is said under each indicator; raises NotFound."""
    project = get_project(session, slug)
    documents = session.get_one(Project, slug).documents
    return {
        "slug": slug,
        "name": project.name,
        "description": project.description,
        "website": project.website if is_link(project.website) else "",
        "repositories": [address for address in project.repositories if is_link(address)],
        "licences": [{"text": text, "is_listed": not judge_licence(text)} for text in project.licences],
        "sdgs": list(project.sdgs),
        "sectors": ", ".join(project.sectors),
        "kinds": ", ".join(kinds_in(documents)),
        "stage": stage_words(project.stage),
        "organisations": [
            {"name": name, "website": website, "kind": kind} for name, website, kind in organisations_in(documents)
        ],
        "maintainers": _maintainers(session, slug),
        "claims": claims_in(documents),
    }


def stage_words(stage: str) -> str:
    """What a project is, by the source that it came from."""
    words = {"nominee": _("nominee"), "DPG": _("digital public good"), "archive": _("no longer in the registry")}
    return words.get(stage, "")


def screenings_of(session: Session, slug: str) -> list[dict[str, Any]]:
    """Every screening of it, the newest first."""
    rows = reading.list_screenings(session, project=slug)
    return [
        {
            "number": row.id,
            "state": _(State(row.state).words),
            "is_running": row.closed_at is None,
            "is_renewal": row.previous_id is not None,
            "takes_reviews": row.state == State.FIRST_REVIEW and row.seed_block is not None,
            "standard_version": row.standard_version,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
            "deadline_at": row.deadline_at,
        }
        for row in reversed(rows)
    ]


def indicators_of(session: Session, slug: str, claims: dict[int, list[Claim]]) -> dict[str, Any]:
    """The nine indicators: what was decided on each in the newest screening that shows it, and what its sources say."""
    shown = [row for row in reading.list_screenings(session, project=slug) if reading.shows_decisions(row)]
    screening = shown[-1] if shown else None
    standard = current_standard() if screening is None else reading.standard_of(screening)
    standing = {} if screening is None else reading.standing_decisions(session, screening)
    return {
        "screening": None if screening is None else screening.id,
        "standard_version": standard.version,
        "rows": [_indicator(one, standing, claims.get(one.number, [])) for one in standard.indicators],
    }


def money_of(found: Reasons) -> list[dict[str, Any]]:
    """The rounds that it is in, the newest first, with what was given to it and matched."""
    return [{"url": f"/rounds/{one.address}", **money_in(one)} for one in reversed(found.rounds)]


def feedback_of(found: Reasons) -> dict[str, Any]:
    """What chambers signed, and apart from it what end users answered."""
    return {
        "chambers": [
            {
                "name": _(role),
                "kinds": [(_(kind), count) for kind, count in sorted(kinds.items())],
            }
            for role, kinds in found.relevance.by_role.items()
        ],
        "counted": found.relevance.counted,
        "counted_all": sum(found.relevance.counted),
        "unsigned": sum(found.relevance.unsigned),
    }


def reasons_in_short(found: Reasons) -> dict[str, Any]:
    """A number for each of the three reasons."""
    return {
        "came": found.people.came,
        "stayed": found.people.stayed,
        "raised": [
            {"symbol": one.symbol, "decimal": one.ratio.decimal, "counted": one.counted, "rounds": one.rounds}
            for one in over_rounds(found.rounds)
            if one.counted and one.ratio.decimal is not None
        ],
    }


def _maintainers(session: Session, slug: str) -> list[dict[str, Any]]:
    rows = list_affiliations(session, Subject(SubjectKind.PROJECT, slug))
    return [
        {"name": person.pseudonym, "is_own_word": row.declared_by == DeclaredBy.PERSON}
        for row, person in rows
        if row.role in MAINTAINING and row.ended_at is None
    ][:MOST_MAINTAINERS]


def _indicator(indicator: Indicator, standing: dict[str, QuestionDecision], claims: list[Claim]) -> dict[str, Any]:
    rows = [standing.get(question.id) for question in indicator.questions]
    return {
        "number": indicator.number,
        "name": indicator.name,
        "answer": _together(rows),
        "questions": [
            {
                "id": question.id,
                "statement": question.statement,
                "answer": None if row is None else _(Choice(row.answer).words),
                "words": "" if row is None else row.words,
                "evidence": [] if row is None else [{"text": text, "is_link": is_link(text)} for text in row.evidence],
            }
            for question, row in zip(indicator.questions, rows, strict=True)
        ],
        "claims": [{"field": one.field, "text": one.text, "is_link": one.is_link} for one in claims],
    }


def _together(rows: list[QuestionDecision | None]) -> str:
    """What the answers on an indicator come to: met, not met, unclear, or nothing yet."""
    answers = [row.answer for row in rows if row is not None]
    if Choice.NO in answers:
        return "no"
    if Choice.NOT_SURE in answers:
        return "not_sure"
    return "yes" if answers and len(answers) == len(rows) else ""
