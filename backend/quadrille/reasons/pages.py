"""The page of a project's three reasons."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from quadrille.catalog.api import SLUG
from quadrille.chain.states import RoundStatus
from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked
from quadrille.reasons.raising import RoundMoney, over_rounds
from quadrille.reasons.reading import Reasons, reasons_of
from quadrille.reasons.relevance import QuarterOfFeedback
from quadrille.rounds.course.course import STATUS_WORDS
from quadrille.routing import ChainDep, SessionDep, SettingsDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

Slug = Annotated[str, Path(pattern=SLUG)]

SAID_WORDS = (
    *(marked("remark raised"), marked("remark answered"), marked("remark resolved")),
    *(marked("concern raised"), marked("concern answered"), marked("concern resolved")),
    *(marked("objection raised"), marked("objection answered"), marked("objection resolved")),
    marked("objection lapsed"),
)
"""What seats say, with what became of it, for the catalogues to translate."""


@router.get("/projects/{slug}/reasons")
def reasons_page(slug: Slug, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> str:
    """Relevance, technical and financial sustainability; every picture stands beside its numbers."""
    found = reasons_of(session, chain, slug, settings.bundle_folder)
    return render(
        "reasons/templates/reasons.html",
        title=_("Three reasons: {name}").format(name=found.project.name),
        current="projects",
        chain=chain_facts(chain),
        reasons={
            "slug": slug,
            "name": found.project.name,
            "counted": found.relevance.counted,
            "unsigned": found.relevance.unsigned,
            "answers": [_answered(one) for one in reversed(found.relevance.answers)],
            "signed": _signed(found),
            **_people(found),
            "rounds": [_round(one) for one in reversed(found.rounds)],
            "tokens": [
                {"symbol": one.symbol, "rounds": one.rounds, "counted": one.counted, "decimal": one.ratio.decimal}
                for one in over_rounds(found.rounds)
            ],
        },
    )


def _answered(one: QuarterOfFeedback) -> dict[str, Any]:
    kinds = one.counts.values()
    counts = {kind: sum(said.get(kind, 0) for said in kinds) for kind in ("yes", "partly", "no")}
    return {"quarter": str(one.quarter), "all": one.all, **counts}


def _signed(found: Reasons) -> list[dict[str, Any]]:
    """A row for each quarter and role that said something, newest first."""
    return [
        {
            "quarter": str(one.quarter),
            "role": _(role),
            "said": ", ".join(f"{kinds[kind]} {_(kind)}" for kind in sorted(kinds)),
        }
        for one in reversed(found.relevance.signed)
        for role, kinds in one.counts.items()
    ]


def _people(found: Reasons) -> dict[str, Any]:
    people = found.people
    return {
        "came": people.came,
        "stayed": people.stayed,
        "most_active": max((one.active for one in people.quarters), default=0),
        "people": [
            {
                "quarter": str(one.quarter),
                "active": one.active,
                "came": one.came,
                "returned": one.returned,
                "stayed": one.stayed,
            }
            for one in reversed(people.quarters)
        ],
    }


def money_in(one: RoundMoney) -> dict[str, Any]:
    """A round as pages show it: what was given to the project in it, matched, and paid."""
    return {
        "title": one.title,
        "status": _(STATUS_WORDS[RoundStatus[one.status.upper()]]),
        "symbol": one.symbol,
        "decimals": one.decimals,
        "donated": one.donated_units,
        "matched": one.matched_units,
        "paid": one.paid_units,
    }


def _round(one: RoundMoney) -> dict[str, Any]:
    return {
        **money_in(one),
        "address": one.address,
        "declared": one.declared_units,
        "declared_by": _(one.declared_by) if one.declared_by else "",
        "declared_words": one.declared_words,
        "gas_share": one.gas_share_units,
        "ratio": None if one.ratio is None else one.ratio.decimal or _("nothing was spent"),
    }
