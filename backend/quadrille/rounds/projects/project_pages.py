"""The page of a round's applications: who applied with what, what reviewers said, who is paid and what is held."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.funding_round.at import AnyRound
from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked
from quadrille.paging import following
from quadrille.rounds.api import AfterProject
from quadrille.rounds.course.stops import Stop, holds_of, readable
from quadrille.rounds.places import PlaceDep
from quadrille.rounds.projects.applications import Latest, latest_applications, view_application
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.types import ProjectIndex
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_APPLICATIONS = 50
"""On one page; each is one more question to the node."""

STATE_WORDS = {
    "applied": marked("Applied: waits for its review"),
    "admitted": marked("Admitted: in the round"),
    "rejected": marked("Rejected: not in the round"),
}


@router.get("/rounds/{reference}/applications")
def applications_page(place: PlaceDep, session: SessionDep, chain: ChainDep, after: AfterProject = None) -> Response:
    """Every application by id, as the newest block has it, some on each page."""
    if place.moved:
        return place.moved
    round_ = place.round
    latest = latest_applications(round_)
    found = following(latest, after, lambda one: one.index, MOST_APPLICATIONS)
    shown, has_more = found[:MOST_APPLICATIONS], len(found) > MOST_APPLICATIONS
    held = holds_of(round_, round_.client.block())
    terms = round_.terms
    page = render(
        "rounds/templates/applications.html",
        title=_("Applications"),
        current="rounds",
        chain=chain_facts(chain),
        applications={
            **place.facts(),
            "count": len(latest),
            "threshold": terms.threshold,
            "reviewers": terms.reviewers,
            "governance": terms.governance,
            "projects": [_project(session, round_, one, held) for one in shown],
            "next_url": f"{place.path}/applications?after={shown[-1].index}" if has_more else "",
        },
    )
    return HTMLResponse(page)


def _project(session: Session, round_: AnyRound, latest: Latest, held: Mapping[ProjectIndex, Stop]) -> dict[str, Any]:
    seen = view_application(session, round_, latest)
    return {
        "id": seen.id,
        "slug": seen.name,
        "name": name_of(session, seen.name),
        "state": seen.state,
        "state_words": _(STATE_WORDS[seen.state]),
        "edition": seen.edition,
        "applicant": seen.applicant,
        "payee": seen.payee,
        "next_payee": seen.next_payee,
        "next_payee_at": seen.next_payee_at,
        "is_same_text": seen.is_same_text,
        "hash": seen.metadata_hash,
        "hold": held.get(seen.id),
        "votes": [
            {"who": vote.reviewer, "verb": _("Yes") if vote.admitted else _("No"), "reason": readable(vote.reason)}
            for vote in seen.votes
        ],
    }
