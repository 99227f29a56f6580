"""The page on which proposals are made: filled in, told in words and tried on past votes, then handed to the wallet."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.states import Parameter
from quadrille.errors import QuadrilleError
from quadrille.governance.numbering import numbered
from quadrille.governance.proposals.actions import DESCRIPTION_CHARACTERS
from quadrille.governance.proposals.drafting import Draft, draft_funding, draft_rule, draft_words, proposer_of
from quadrille.governance.proposals.parameters import BOUNDS, NAMES
from quadrille.governance.proposals.words import action_in_words
from quadrille.governance.rule_changes import change_to
from quadrille.governance.rule_words import RULES, value_in_words, view_change
from quadrille.governance.voters import voter_of
from quadrille.languages.words import gettext as _
from quadrille.languages.words import said
from quadrille.people.sessions import SignedIn
from quadrille.routing import ChainDep, MaybeSignedInDep, SessionDep, chain_facts
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

Kind = Literal["", "words", "fund", "rule"]
Field = Annotated[str, Query(max_length=100)]

BY_COMMAND = (
    ("propose-opening FILE", said("The treasury opens a round, as `quadrille rounds terms` wrote it.")),
    ("propose-in-round ACTION", said("A step in a round: rule on an objection, admit, reject, hold, release, cancel.")),
    ("propose-token TOKEN", said("Let rounds be in a token, or no more.")),
    ("propose-issuer ADDRESS", said("Let somebody issue badges, limit it anew, or end it.")),
    ("propose-kind KIND", said("A new kind of badges.")),
    ("propose-revocation NUMBER", said("Take a badge away.")),
    ("propose-recovery FROM TO", said("Let the badges of a lost wallet follow their holder.")),
    ("propose-adoption HASH", said("Adopt an announced change of the Standard.")),
)
"""What is proposed on the command line alone."""


@router.get("/vote/propose")
def propose_page(
    session: SessionDep,
    chain: ChainDep,
    signed_in: MaybeSignedInDep,
    kind: Kind = "",
    round: Field = "",  # noqa: A002 (the word that people read in the address)
    amount: Field = "",
    parameter: Field = "",
    value: Field = "",
    wallet: Field = "",
) -> str:
    """What can be proposed and by whom; with a kind its form, and once that is filled in what it would do."""
    filled = {"round": round, "amount": amount, "parameter": parameter, "value": value}
    draft, flaw = _draft(chain, kind, filled)
    return render(
        "governance/proposals/templates/propose.html",
        title=_("Propose"),
        current="vote",
        chain=chain_facts(chain),
        kind=kind,
        filled=filled,
        flaw=flaw,
        draft=_view(chain, kind, filled, draft) if draft else None,
        rules=_rules(chain) if kind == "rule" else [],
        proposer=_proposer(session, chain, signed_in, wallet),
        by_command=[{"command": command, "words": words} for command, words in BY_COMMAND],
        most=DESCRIPTION_CHARACTERS,
    )


def _draft(chain: Chain, kind: Kind, filled: dict[str, str]) -> tuple[Draft | None, tuple[str, str] | None]:
    """The proposal that was filled in, or cause and remedy of what is wrong with it; neither while nothing is."""
    try:
        if kind == "words":
            return draft_words(chain), None
        if kind == "fund" and filled["round"] and filled["amount"]:
            return draft_funding(chain, filled["round"], filled["amount"]), None
        if kind == "rule" and filled["parameter"] and filled["value"]:
            return draft_rule(chain, filled["parameter"], filled["value"]), None
    except QuadrilleError as problem:
        return None, (problem.cause, problem.remedy)
    return None, None


def _view(chain: Chain, kind: Kind, filled: dict[str, str], draft: Draft) -> dict[str, Any]:
    numbers = {found.id: number for number, found in numbered(chain)}
    changes = [change_to(chain, NAMES[filled["parameter"]], int(filled["value"]))] if kind == "rule" else []
    return {
        "route": draft.route,
        "fields": draft.fields,
        "command": draft.arguments,
        "actions": [action_in_words(chain, action)[1] for action in draft.actions],
        "changes": [view_change(one, numbers) for one in changes],
    }


def _rules(chain: Chain) -> list[dict[str, Any]]:
    return [{"name": name, "words": RULES[which], **_rule(chain, which)} for name, which in NAMES.items()]


def _rule(chain: Chain, which: Parameter) -> dict[str, Any]:
    now, (least, most) = chain.governor.parameter(which), BOUNDS[which]
    return {"now": now, "now_words": value_in_words(which, now), "least": least, "most": most}


def _proposer(session: Session, chain: Chain, signed_in: SignedIn | None, wallet: str) -> dict[str, Any]:
    voter, flaw = voter_of(session, signed_in, wallet)
    needed = chain.governor.parameter(Parameter.PROPOSAL_THRESHOLD)
    had = proposer_of(chain, voter) if voter else None
    return {
        "needed": needed,
        "wallet": voter,
        "asked": wallet,
        "flaw": flaw,
        "votes": had.power.contract_votes if had else None,
        "refusal": had.refusal if had else None,
    }
