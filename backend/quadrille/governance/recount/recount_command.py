"""`quadrille governance recount`: check a vote, with no key, no database and no deployment file."""

from typing import Annotated

import typer

from quadrille.chain.elsewhere import contract_at
from quadrille.chain.governor import GovernorContract
from quadrille.errors import BadParameter, Mismatch
from quadrille.governance.recount.recounting import recount
from quadrille.terminal import Json, print_json, show_record, show_table

Rpc = Annotated[str | None, typer.Option(metavar="URL", help="A node of the governor's chain.")]
Governor = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="The governor; with --rpc nothing else of ours is needed.")
]
ProposalId = Annotated[str, typer.Argument(metavar="PROPOSAL", help="The proposal's id.")]

REMEDY = "Do not act on this vote; run it against another node, and tell the badge holders."


def recount_command(proposal: ProposalId, rpc: Rpc = None, governor: Governor = None, as_json: Json = False) -> None:
    """Count a vote anew from the chain's logs, weight by weight, and compare; exit code 3 names every difference."""
    found = recount(governor_at(rpc, governor), proposal_id(proposal))
    told = found.as_document()
    if as_json:
        print_json(told)
    else:
        votes, _ = told.pop("votes"), told.pop("differences")
        show_record(told, as_json=False)
        show_table(votes, as_json=False, title="Votes")
    if found.differences:
        if not as_json:
            show_table([one.as_document() for one in found.differences], as_json=False, title="Differences")
        first = found.differences[0]
        raise Mismatch(first.subject, first.chain, first.recount, REMEDY)


def governor_at(rpc: str | None, governor: str | None) -> GovernorContract:
    """The governor that is named, on any chain; else our deployment's. Raises WrongChain where there is no code."""
    return contract_at(GovernorContract, lambda chain: chain.governor, rpc, governor)


def proposal_id(text: str) -> int:
    """A proposal's id as people give it; raises BadParameter."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 78):
        raise BadParameter("proposal", text, "a proposal's id, in decimal digits")
    return int(text)
