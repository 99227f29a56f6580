"""The pages of badges: all of them, one, how it is verified, and what its holder can do."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.badge_kinds import CHAMBER_NAMES, KINDS, Chamber
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.errors import NotFound
from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked
from quadrille.paging import AfterNumber
from quadrille.people.tables import Person
from quadrille.people.visibility import page_of
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.screening import contributions, credential, flow, proof
from quadrille.screening.badge_api import BadgeView, view_badge
from quadrille.screening.deeds import deed_words, kind_of, kind_words
from quadrille.screening.proof import Outcome
from quadrille.screening.record import review_facts
from quadrille.screening.tables import Contribution, Review
from quadrille.screening.works.tables import Work
from quadrille.types import ContributionNumber
from quadrille.web.badge_art import PETALS, badge_svg
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]

PAGE = 25
"""Badges on one page."""

OUTCOME_WORDS = {
    Outcome.MATCHES: marked("matches"),
    Outcome.DIFFERS: marked("differs"),
    Outcome.NOT_CHECKED: marked("not checked"),
}

CHAMBER_WORDS = {
    Chamber.END_USERS: marked("end users"),
    Chamber.SPONSORS: marked("sponsors"),
    Chamber.PARTNERS: marked("implementing partners"),
    Chamber.EXPERTS: marked("legal and domain experts"),
    Chamber.MAINTAINERS: marked("maintainers"),
    Chamber.REVIEWERS: marked("reviewers"),
}


@router.get("/badges")
def badges_page(
    chain: ChainDep,
    holder: Annotated[str, Query(max_length=64)] = "",
    kind: Annotated[str, Query(max_length=5, pattern="^[0-9]*$")] = "",
    after: AfterNumber = 0,
) -> str:
    """Every badge, newest first; of one holder or of one kind where that is asked."""
    wanted = checked_address(holder.strip()) if holder.strip() else None
    listed = flow.list_badges(chain, wanted)
    found = [badge for badge in listed if not kind or badge.kind == int(kind)]
    older = sorted((badge for badge in found if not after or badge.number < after), key=lambda badge: -badge.number)
    shown, names = older[:PAGE], _kind_names()
    return render(
        "screening/templates/badges.html",
        title=_("Badges"),
        current="",
        chain=chain_facts(chain),
        badges=[
            {
                "number": badge.number,
                "holder": badge.holder,
                "kind_name": _kind_names().get(badge.kind, str(badge.kind)),
            }
            for badge in shown
        ],
        asked={"holder": wanted or "", "kind": kind, "is_first": not after, "count": len(found)},
        kinds=[(str(number), name) for number, name in names.items()],
        next_after=shown[-1].number if len(older) > PAGE else None,
    )


@router.get("/badges/{number}")
def badge_page(number: Number, session: SessionDep, chain: ChainDep) -> str:
    """One badge, read from the chain."""
    found = view_badge(chain, ContributionNumber(number))
    contribution = _contribution_of(session, found)
    source = contributions.source_of(session, contribution) if contribution else None
    return render(
        "screening/templates/badge.html",
        title=_("Badge %(number)s") % {"number": number},
        current="",
        chain=chain_facts(chain),
        badge={
            **_shown(chain, found),
            "deed": deed_words(kind_of(source), name_of(session, source.project_slug)) if source else None,
            "author": _shown_author(session, contribution),
            "effort": review_facts(session, source) if isinstance(source, Review) else None,
        },
        art=_art(found, source),
    )


@router.get("/badges/{number}/proof")
def proof_page(number: Number, chain: ChainDep) -> str:
    """The badge recomputed from the event of its issue to the token, step by step."""
    found = proof.prove(chain.badge, ContributionNumber(number), None)
    return render(
        "screening/templates/badge_proof.html",
        title=_("Badge %(number)s, verified") % {"number": number},
        current="",
        chain=chain_facts(chain),
        proof={
            "number": number,
            "holds": found.holds,
            "block": found.block.number,
            "contract": found.contract,
            "transaction": found.transaction,
            "steps": [
                {
                    "name": step.name,
                    "expected": step.expected,
                    "found": step.found,
                    "outcome": step.outcome.value,
                    "outcome_words": _(OUTCOME_WORDS[step.outcome]),
                }
                for step in found.steps
            ],
        },
    )


@router.get("/badges/{number}/credential.jwt")
def credential_page(number: Number, chain: ChainDep) -> Response:
    """The badge as a signed Open Badges credential, a file."""
    signed = credential.export(chain.badge, ContributionNumber(number), chain.client.settings.credential_key_file)
    name = f'attachment; filename="badge-{number}.jwt"'
    return Response(signed, media_type="application/vc+jwt", headers={"content-disposition": name})


@router.get("/badges/{number}/holder")
def holder_page(number: Number, chain: ChainDep) -> str:
    """What its holder can do with a badge: give it up, appeal, bring it to another wallet."""
    found = view_badge(chain, ContributionNumber(number))
    return render(
        "screening/templates/badge_holder.html",
        title=_("Your badge %(number)s") % {"number": number},
        current="you",
        chain=chain_facts(chain),
        badge=_shown(chain, found),
    )


def petals_of(source: Review | Work | None) -> list[bool]:
    """Which petals of a badge's picture are filled: all where nobody can tell which indicators were answered."""
    # Another server's badge, a review whose text was erased, or a work that answers no question.
    if not isinstance(source, Review) or source.is_erased:
        return [True] * PETALS
    answered = {answer["indicator"] for answer in json.loads(source.document)["answers"].values()}
    return [indicator in answered for indicator in range(1, PETALS + 1)]


def _shown(chain: Chain, found: BadgeView) -> dict[str, Any]:
    kind = chain.badge.kind_of(chain.badge.issue_of(ContributionNumber(found.number)).args["kind"])
    return {
        **found.model_dump(),
        "kind_name": kind_words(found.kind_name),
        "level": kind.level,
        "chamber": _chamber_words(kind.chamber),
        "issued_at": found.issued_at or _issued_at(chain, found),
        "state_words": _state_words(found),
    }


def _issued_at(chain: Chain, found: BadgeView) -> int:
    return chain.client.block(chain.badge.issue_of(ContributionNumber(found.number)).block_number).at


def _chamber_words(chamber: int) -> str:
    return _(CHAMBER_WORDS[Chamber(chamber)]) if chamber in CHAMBER_NAMES else str(chamber)


def _state_words(badge: BadgeView) -> str:
    if not badge.is_live:
        return _("Ended: it was burnt by its holder, or revoked.")
    if badge.weight == 0:
        return _("Its term is over: the badge stays, its vote has ended.")
    if badge.revocation is None:
        return _("Live: it counts in votes.")
    if badge.revocation.is_appealed:
        return _("Live, but its issuer wants it back. The holder has appealed: guardian or governance decides.")
    return _("Live, but its issuer wants it back. The holder can appeal.")


def _contribution_of(session: Session, found: BadgeView) -> Contribution | None:
    try:
        contribution = contributions.get_contribution(session, ContributionNumber(found.number))
    except NotFound:
        # Issued by another server, or before this database: the chain still has the badge.
        return None
    # A number that somebody else's badge took first is not this contribution's.
    return contribution if contribution.evidence_hash == found.evidence_hash else None


def _shown_author(session: Session, contribution: Contribution | None) -> dict[str, str] | None:
    """Who earned it, where they show their page; else nobody is told whose it is."""
    if contribution is None:
        return None
    person = session.get_one(Person, contribution.person_id)
    if not person.shows_page:
        return None
    return {"name": person.pseudonym, "url": page_of(person.pseudonym)}


def _kind_names() -> dict[int, str]:
    """The kinds that a deployment has from the beginning, by number."""
    return {
        kind.id: _("%(name)s, level %(level)s") % {"name": kind_words(kind.name), "level": kind.level} for kind in KINDS
    }


def _art(found: BadgeView, source: Review | Work | None) -> Markup:
    return Markup(badge_svg(found.evidence_hash, petals_of(source)))  # noqa: S704 (numbers of ours)
