"""The pages of the chambers: who sits where, a ballot with its results by chamber, what seats say of a project."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from quadrille.catalog.api import SLUG
from quadrille.catalog.catalog import get_project
from quadrille.governance.chambers import ballots, seats
from quadrille.governance.chambers.api import BallotNumber
from quadrille.governance.chambers.ballot_views import ballot_item, ballot_view
from quadrille.governance.chambers.feedback import flow
from quadrille.governance.chambers.feedback.api import feedback_view
from quadrille.governance.chambers.page_words import in_words
from quadrille.governance.chambers.texts import MOST_CHARACTERS
from quadrille.languages.words import gettext as _
from quadrille.languages.words import said
from quadrille.languages.words import told as translated
from quadrille.routing import ChainDep, SessionDep, chain_facts
from quadrille.web.layout import render
from quadrille.web.values import moment

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_BALLOTS = 50
"""On the page, the newest; all are in the API."""

MOST_SAID = 100
"""The same of feedback."""


@router.get("/chambers")
def chambers_page(session: SessionDep, chain: ChainDep) -> str:
    """Every chamber, and the newest ballots."""
    last = chain.chamber_ballot.count()
    polls = ballots.list_polls(chain, max(last - MOST_BALLOTS, 0), MOST_BALLOTS)
    return render(
        "governance/chambers/templates/chambers.html",
        title=_("Chambers"),
        current="vote",
        chain=chain_facts(chain),
        chambers=[
            {"name": in_words(one.name), "seats": one.seats, "is_house": one.is_house} for one in seats.chambers(chain)
        ],
        least_seats=chain.chamber_ballot.rules().least_seats,
        ballots=[_item(ballot_item(session, chain, poll).model_dump()) for poll in reversed(polls)],
    )


@router.get("/chambers/ballots/{ballot}")
def ballot_page(ballot: BallotNumber, session: SessionDep, chain: ChainDep) -> str:
    """One ballot: what each chamber counts, what that comes to, and the vote while votes are taken."""
    standing = ballots.standing_of(chain, ballot)
    found = ballot_view(session, chain, standing).model_dump()
    votes = {
        "in_favour": sum(one.in_favour for one in standing.counts),
        "against": sum(one.against for one in standing.counts),
        "abstaining": sum(one.abstaining for one in standing.counts),
    }
    told = {
        "outcome": in_words(found["outcome"]),
        "if_closed": translated(in_words(found["if_closed"])),
        "objecting": [in_words(one) for one in found["objecting"]],
        "houses": [{**one, "chamber": in_words(one["chamber"])} for one in found["houses"]],
    }
    return render(
        "governance/chambers/templates/chamber_ballot.html",
        title=found["words"] or said("Ballot {number}", number=ballot),
        current="vote",
        chain=chain_facts(chain),
        ballot={**found, **told, **votes, "is_open": chain.client.block().at < standing.poll.closes_at},
    )


@router.get("/projects/{slug}/seat-feedback")
def feedback_page(slug: Annotated[str, Path(pattern=SLUG)], session: SessionDep, chain: ChainDep) -> str:
    """What seats of the chambers said of a project, newest first, and a form to say more."""
    project = get_project(session, slug)
    found = flow.standings(session, chain, slug)[::-1][:MOST_SAID]
    return render(
        "governance/chambers/templates/seat_feedback.html",
        title=project.name,
        current="",
        chain=chain_facts(chain),
        feedback=[_feedback(one) for one in found],
        slug=slug,
        salt="0x" + secrets.token_hex(32),
        most=MOST_CHARACTERS,
    )


def _feedback(one: flow.Standing) -> dict[str, Any]:
    row = feedback_view(one).model_dump()
    is_pending = row["state"] in ("raised", "answered")
    words = {name: in_words(row[name]) for name in ("chamber", "kind", "state")}
    return {**row, **words, "ends_at": row["ends_at"] if is_pending else None}


def _item(row: dict[str, Any]) -> dict[str, str]:
    until = Markup.escape(_("votes until {when}")).format(when=moment(row["closes_at"]))
    closes = _("closed") if row["is_closed"] else until
    title = row["words"] or said("Ballot {number}", number=row["ballot"])
    return {"url": f"/chambers/ballots/{row['ballot']}", "title": title, "words": closes}
