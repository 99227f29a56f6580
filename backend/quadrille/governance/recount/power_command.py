"""`quadrille governance why-power`: why somebody's vote weighs what it does, with no key and no database."""

from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.errors import Mismatch
from quadrille.governance.recount.explaining import explain
from quadrille.governance.recount.recount_command import REMEDY, Governor, Rpc, governor_at, proposal_id
from quadrille.terminal import Json, print_json, show_record, show_table


def why_power(
    wallet: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whose vote.")],
    at: Annotated[str | None, typer.Option(metavar="PROPOSAL", help="On this proposal; else on one made now.")] = None,
    rpc: Rpc = None,
    governor: Governor = None,
    as_json: Json = False,
) -> None:
    """Why a wallet's vote weighs what it does, badge by badge; exit code 3 when the contract says another number."""
    proposal = None if at is None else proposal_id(at)
    found = explain(governor_at(rpc, governor), checked_address(wallet), proposal)
    told = found.as_document()
    if as_json:
        print_json(told)
    else:
        badges = told.pop("badges")
        show_record(told, as_json=False)
        show_table(badges, as_json=False, title="Badges")
    if found.votes != found.contract_votes:
        raise Mismatch(f"votes of {found.wallet}", found.contract_votes, found.votes, REMEDY)
