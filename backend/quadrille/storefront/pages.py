"""The list of projects, and the storefront of each."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from quadrille.catalog.api import AFTER, SLUG
from quadrille.catalog.tables import Project
from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.errors import ChainError
from quadrille.languages.words import gettext as _
from quadrille.reasons.reading import reasons_of
from quadrille.routing import ChainDep, SessionDep, SettingsDep, chain_facts
from quadrille.screening.process.states import State
from quadrille.screening.process.tables import Screening
from quadrille.storefront import shown
from quadrille.storefront.finding import find_projects, newest_screenings_of
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

PAGE = 25
"""Projects on a page."""

SEARCH_CHARACTERS = 200


@router.get("/projects")
def projects_page(
    session: SessionDep,
    chain: ChainDep,
    q: Annotated[str, Query(max_length=SEARCH_CHARACTERS)] = "",
    after: Annotated[str, Query(pattern=AFTER)] = "",
) -> str:
    """The projects in which the words of `q` stand, by slug, a page at a time."""
    found = find_projects(session, q, after, PAGE + 1)
    rows = found[:PAGE]
    screenings = newest_screenings_of(session, [row.slug for row in rows])
    following = {**({"q": q} if q else {}), "after": rows[-1].slug} if len(found) > PAGE else None
    return render(
        "storefront/templates/projects.html",
        title=_("Projects"),
        current="projects",
        chain=chain_facts(chain),
        search=q,
        is_first=not after,
        first_url="/projects" + (f"?{urlencode({'q': q})}" if q else ""),
        next_url=None if following is None else f"/projects?{urlencode(following)}",
        projects=[_item(row, screenings.get(row.slug)) for row in rows],
    )


@router.get("/projects/{slug}")
def project_page(
    slug: Annotated[str, Path(pattern=SLUG)], session: SessionDep, chain: ChainDep, settings: SettingsDep
) -> str:
    """All that is known of a project here; what stands on the chain is left out while the chain does not answer."""
    facts = shown.facts_of(session, slug)
    return render(
        "storefront/templates/project.html",
        title=facts["name"],
        current="projects",
        chain=chain_facts(chain),
        project=facts,
        indicators=shown.indicators_of(session, slug, facts["claims"]),
        screenings=shown.screenings_of(session, slug),
        on_chain=_on_chain(session, chain, settings, slug),
    )


def _on_chain(session: Session, chain: Chain, settings: Settings, slug: str) -> dict[str, Any] | None:
    """Money, feedback and the three reasons; None while the chain cannot be asked."""
    try:
        found = reasons_of(session, chain, slug, settings.bundle_folder)
    except ChainError:
        return None
    return {
        "rounds": shown.money_of(found),
        "feedback": shown.feedback_of(found),
        "reasons": shown.reasons_in_short(found),
    }


def _item(row: Project, screening: Screening | None) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "description": row.description,
        "licences": ", ".join(row.licences),
        "sdgs": ", ".join(map(str, row.sdgs)),
        "stage": shown.stage_words(row.stage),
        "screening": None if screening is None else _(State(screening.state).words),
    }
