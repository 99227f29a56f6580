"""`quadrille chambers recount`: a ballot counted anew from logs, and compared."""

from typing import Annotated

import typer

from quadrille.chain.chamber_ballot import ChamberBallotContract
from quadrille.chain.elsewhere import contract_at
from quadrille.errors import Mismatch
from quadrille.governance.chambers.recounting import recount
from quadrille.governance.chambers.seats import chamber_name
from quadrille.terminal import Json, print_json, show_record, show_table

REMEDY = "Trust the logs of several nodes; tell the badge holders what differs."

Rpc = Annotated[str | None, typer.Option(metavar="URL", help="A node of one's own choice, of any chain.")]
At = Annotated[str | None, typer.Option("--contract", metavar="ADDRESS", help="ChamberBallot; default: our own.")]


def recount_command(
    ballot: Annotated[int, typer.Argument(min=1, max=2**40, help="The ballot's number.")],
    rpc: Rpc = None,
    contract: At = None,
    as_json: Json = False,
) -> None:
    """Count a ballot anew from the chain's logs, vote by vote, and compare; exit code 3 names every difference."""
    found = recount(contract_at(ChamberBallotContract, lambda chain: chain.chamber_ballot, rpc, contract), ballot)
    houses = [
        {
            "chamber": chamber_name(place),
            "seats": count.seats,
            "against": count.against,
            "for": count.in_favour,
            "abstaining": count.abstaining,
        }
        for place, count in enumerate(found.counts)
        if count.seats
    ]
    differing = [{"subject": one.subject, "chain": one.chain, "recount": one.recount} for one in found.differences]
    told = {
        "ballot": ballot,
        "outcome": found.result.outcome.name.lower().replace("_", " "),
        "turnout_bps": found.result.turnout_bps,
        "approval_bps": found.result.approval_bps,
        "needed_bps": found.result.needed_bps,
        "votes": len(found.votes),
    }
    if as_json:
        print_json({**told, "houses": houses, "differences": differing})
    else:
        show_record(told, as_json=False)
        show_table(houses, as_json=False, title="Chambers")
    if found.differences:
        if not as_json:
            show_table(differing, as_json=False, title="Differences")
        first = found.differences[0]
        raise Mismatch(first.subject, first.chain, first.recount, REMEDY)
