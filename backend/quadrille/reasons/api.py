"""The three reasons over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from quadrille.catalog.api import SLUG
from quadrille.reasons.document import document_of
from quadrille.reasons.reading import reasons_of
from quadrille.routing import ChainDep, SessionDep, SettingsDep

router = APIRouter(prefix="/api/v1/projects", tags=["reasons"])


@router.get("/{slug}/reasons")
def read_reasons(
    slug: Annotated[str, Path(pattern=SLUG)], session: SessionDep, chain: ChainDep, settings: SettingsDep
) -> dict[str, Any]:
    """Relevance, technical and financial sustainability of one project; amounts as decimal text.

    Signed feedback of chambers by quarter, apart from what end users answered, which counts once a partner has signed
    for it; how many contributors came and stayed; what each round brought for what it is declared to have cost.
    """
    return document_of(reasons_of(session, chain, slug, settings.bundle_folder))
