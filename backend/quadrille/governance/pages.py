"""The participant's pages: what needs their vote, and a proposal with its ballot."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Action, Vote
from quadrille.chain.states import ProposalState, Support
from quadrille.governance import flow
from quadrille.governance.api import ProposalId
from quadrille.governance.numbering import Numbered, find_numbered, numbered
from quadrille.governance.proposals.words import action_in_words
from quadrille.governance.relay.log import has_closed_list
from quadrille.governance.rule_changes import rule_changes
from quadrille.governance.rule_words import view_change
from quadrille.governance.standings import Waiting, split_waiting
from quadrille.governance.voter_card import VoterCard, card_of, fields_to_sign
from quadrille.governance.voters import voter_of
from quadrille.languages.words import gettext as _
from quadrille.languages.words import said, told
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, chain_facts
from quadrille.web.layout import render
from quadrille.web.values import units

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

NEEDS = {
    ProposalState.PENDING: said("voting opens by itself."),
    ProposalState.ACTIVE: said("badge holders vote."),
    ProposalState.SUCCEEDED: said("anyone may hand it to the timelock."),
    ProposalState.QUEUED: said("once the delay is over, anyone may carry it out."),
}

STATE_WORDS = {
    ProposalState.PENDING: said("announced"),
    ProposalState.ACTIVE: said("open to votes"),
    ProposalState.CANCELED: said("withdrawn"),
    ProposalState.DEFEATED: said("rejected"),
    ProposalState.SUCCEEDED: said("passed"),
    ProposalState.QUEUED: said("waiting in the timelock"),
    ProposalState.EXPIRED: said("expired"),
    ProposalState.EXECUTED: said("carried out"),
}

SYMBOL, DECIMALS = "ETH", 18

CHOICES = {Support.AGAINST: said("Against"), Support.FOR: said("For"), Support.ABSTAIN: said("Abstain")}

BADGE_STATES = {
    "counts": said("counts"),
    "stands in": said("counts in the place of votes that are gone"),
    "too young": said("too young for this proposal"),
    "ended": said("ended"),
}

MOST_LISTED, MOST_BALLOTS = 20, 50
"""Of past proposals, and of ballots, on one page."""

MOST_BADGES = 100
"""On the card, the newest; all are in the API."""

Before = Annotated[int | None, Query(ge=1, le=2**31, description="The number of a proposal; older ones are shown.")]
BallotPage = Annotated[int, Query(ge=1, le=10**6)]
Wallet = Annotated[str, Query(max_length=64, description="Whose votes are explained; else those of who is signed in.")]


@router.get("/vote")
def vote_page(
    session: SessionDep, chain: ChainDep, signed_in: MaybeSignedInDep, before: Before = None, wallet: Wallet = ""
) -> str:
    """What waits for a vote or for somebody to carry it out, then what is over, newest first."""
    voter, flaw = voter_of(session, signed_in, wallet)
    found = numbered(chain)
    waits = split_waiting(chain, found, voter)
    open_numbers = {one.number for one in waits}
    over = [one for one in reversed(found) if one[0] not in open_numbers and (before is None or one[0] < before)]
    page = over[:MOST_LISTED]
    return render(
        "governance/templates/votes.html",
        title=_("Vote"),
        current="vote",
        chain=chain_facts(chain),
        votes={
            "count": len(found),
            "voter": voter,
            "flaw": flaw,
            "needs": [_waiting(one) for one in waits if one.standing.state is ProposalState.ACTIVE],
            "waits": [_waiting(one) for one in waits if one.standing.state is not ProposalState.ACTIVE],
            "over": [_item(chain, one) for one in page],
            "before": page[-1][0] if len(over) > MOST_LISTED else None,
            "is_first": before is None,
        },
    )


@router.get("/vote/{proposal}")
def proposal_page(
    proposal: ProposalId,
    session: SessionDep,
    chain: ChainDep,
    signed_in: MaybeSignedInDep,
    wallet: Wallet = "",
    ballots: BallotPage = 1,
) -> Response:
    """One proposal, how the votes stand, and the ballot while votes are taken; the chain's id leads to the number."""
    everything = numbered(chain)
    number, found = find_numbered(everything, proposal)
    if proposal != str(number):
        return RedirectResponse(f"/vote/{number}", status_code=HTTPStatus.SEE_OTHER)
    standing, numbers = flow.standing_of(chain, found), {one.id: place for place, one in everything}
    voter, flaw = voter_of(session, signed_in, wallet)
    votes = list(chain.governor.standing_votes(found.id).items())
    first = (ballots - 1) * MOST_BALLOTS
    page = render(
        "governance/templates/proposal.html",
        title=found.title,
        current="vote",
        chain=chain_facts(chain),
        proposal=_proposal(chain, number, standing),
        changes=[view_change(one, numbers) for one in rule_changes(chain, found, standing.state)],
        ballots={
            "all": len(votes),
            "page": ballots,
            "more": len(votes) > first + MOST_BALLOTS,
            "rows": [
                {"voter": one, "choice": CHOICES[support], "weight": weight}
                for one, (support, weight) in votes[first : first + MOST_BALLOTS]
            ],
        },
        card=_card(card_of(session, chain, found.id, voter)) if voter else None,
        flaw=flaw,
        asked_wallet=wallet,
        fields=fields_to_sign(chain, found.id, voter),
        has_list=has_closed_list(session, chain, found.id),
    )
    return HTMLResponse(page)


def _item(chain: Chain, one: Numbered) -> dict[str, str]:
    number, found = one
    return {"url": f"/vote/{number}", "title": found.title, "words": STATE_WORDS[chain.governor.state_of(found.id)]}


def _waiting(one: Waiting) -> dict[str, Any]:
    standing = one.standing
    return {
        "number": one.number,
        "title": one.proposal.title,
        "words": STATE_WORDS[standing.state],
        "needs": NEEDS[standing.state],
        "opens_at": one.proposal.opens_at,
        "closes_at": standing.closes_at,
        "eta": standing.eta or None,
        **_tally(standing),
        "choice": _choice(one.vote),
    }


def _choice(vote: Vote | None) -> str | None:
    """What was voted; "" where nothing was, None where nobody asks."""
    if vote is None:
        return None
    return told(CHOICES[vote.support]) if vote.version else ""


def _tally(standing: flow.ProposalStanding) -> dict[str, Any]:
    return {
        "for_votes": standing.tally.support,
        "against_votes": standing.tally.against,
        "abstain_votes": standing.tally.abstain,
        "quorum_votes": standing.quorum,
        "quorum_reached": standing.is_quorum_reached,
    }


def _proposal(chain: Chain, number: int, standing: flow.ProposalStanding) -> dict[str, Any]:
    found = standing.proposal
    return {
        "number": number,
        "id": str(found.id),
        "title": found.title,
        "body": found.body,
        "state": standing.state.name.lower(),
        "words": STATE_WORDS[standing.state],
        "proposer": found.proposer,
        "opens_at": found.opens_at,
        "closes_at": standing.closes_at,
        "eta": standing.eta or None,
        "expires_at": standing.expires_at or None,
        "is_due": bool(standing.eta) and standing.eta <= chain.client.block().at,
        "actions": [_action(chain, action) for action in found.actions],
        "needs": NEEDS.get(standing.state, ""),
        **_tally(standing),
    }


def _action(chain: Chain, action: Action) -> dict[str, Any]:
    function, words = action_in_words(chain, action)
    if function == "fund(uint256)" and action.value_wei:
        words = said(
            "The treasury pays {amount} {symbol} into the matching pool of the round {round}.",
            amount=units(action.value_wei, DECIMALS),
            symbol=SYMBOL,
            round=action.target,
        )
    return {
        "words": words,
        "target": action.target,
        "value_wei": action.value_wei,
        "calldata": action.calldata,
        "function": function,
    }


def _card(card: VoterCard) -> dict[str, Any]:
    newest = sorted(card.power.badges, key=lambda line: -line["held_since"])[:MOST_BADGES]
    return {
        "wallet": card.wallet,
        "votes": card.power.contract_votes,
        "is_same": card.power.votes == card.power.contract_votes,
        "snapshot_at": card.power.snapshot_at,
        "badges": [{**line, "words": BADGE_STATES[line["is"]]} for line in newest],
        "count": len(card.power.badges),
        "refusal": card.refusal,
        "choice": _choice(card.vote),
    }
