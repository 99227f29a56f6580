"""The participant's pages: proposals, and the ballot."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Action
from quadrille.chain.states import ProposalState, Support
from quadrille.governance import flow
from quadrille.governance.api import ProposalId
from quadrille.governance.proposals.words import action_in_words
from quadrille.routing import ChainDep, chain_facts
from quadrille.web.layout import render
from quadrille.web.values import units

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

NEEDS = {
    ProposalState.PENDING: "voting opens by itself.",
    ProposalState.ACTIVE: "badge holders vote.",
    ProposalState.SUCCEEDED: "anyone may hand it to the timelock.",
    ProposalState.QUEUED: "once the delay is over, anyone may carry it out.",
}

STATE_WORDS = {
    ProposalState.PENDING: "announced",
    ProposalState.ACTIVE: "open to votes",
    ProposalState.CANCELED: "withdrawn",
    ProposalState.DEFEATED: "rejected",
    ProposalState.SUCCEEDED: "passed",
    ProposalState.QUEUED: "waiting in the timelock",
    ProposalState.EXPIRED: "expired",
    ProposalState.EXECUTED: "carried out",
}

SYMBOL, DECIMALS = "ETH", 18

CHOICES = {Support.AGAINST: "Against", Support.FOR: "For", Support.ABSTAIN: "Abstain"}


@router.get("/proposals")
def proposals_page(chain: ChainDep) -> str:
    """Every proposal, newest first."""
    return render(
        "web/templates/list.html",
        title="Proposals",
        current="vote",
        chain=chain_facts(chain),
        items=proposal_items(chain),
    )


@router.get("/proposals/{proposal}")
def proposal_page(proposal: ProposalId, chain: ChainDep) -> str:
    """One proposal, how the votes stand, and the ballot while votes are taken."""
    found = flow.get_proposal(chain, int(proposal))
    standing = flow.standing_of(chain, found)
    return render(
        "governance/templates/proposal.html",
        title=found.title,
        current="vote",
        chain=chain_facts(chain),
        proposal={
            "id": str(found.id),
            "title": found.title,
            "body": found.body,
            "state": standing.state.name.capitalize(),
            "proposer": found.proposer,
            "opens_at": found.opens_at,
            "closes_at": standing.closes_at,
            "eta": standing.eta or None,
            "actions": [_action(chain, action) for action in found.actions],
            "for_votes": standing.tally.support,
            "against_votes": standing.tally.against,
            "abstain_votes": standing.tally.abstain,
            "quorum_votes": standing.quorum,
            "quorum_reached": standing.is_quorum_reached,
            "needs": NEEDS.get(standing.state, ""),
        },
        ballots=[
            {"voter": voter, "choice": CHOICES[support], "weight": weight}
            for voter, (support, weight) in chain.governor.standing_votes(found.id).items()
        ],
        can_vote=standing.state is ProposalState.ACTIVE,
    )


def proposal_items(chain: Chain, most: int | None = None) -> list[dict[str, str]]:
    """Proposals as list items, newest first."""
    newest_first = chain.governor.proposals()[::-1]
    return [
        {
            "url": f"/proposals/{found.id}",
            "title": found.title,
            "words": STATE_WORDS[chain.governor.state_of(found.id)],
        }
        for found in newest_first[:most]
    ]


def _action(chain: Chain, action: Action) -> dict[str, Any]:
    function, words = action_in_words(chain, action)
    if function == "fund(uint256)" and action.value_wei:
        amount = f"{units(action.value_wei, DECIMALS)} {SYMBOL}"
        words = f"The treasury pays {amount} into the matching pool of the round {action.target}."
    return {
        "words": words,
        "target": action.target,
        "value_wei": action.value_wei,
        "calldata": action.calldata,
        "function": function,
    }
