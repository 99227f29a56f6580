"""`quadrille governance rehearse`: what a proposal would do, with no key and no database."""

from quadrille.governance.recount.recount_command import Governor, ProposalId, Rpc, governor_at, proposal_id
from quadrille.governance.rehearsal.rehearsal_terminal import show_rehearsal
from quadrille.governance.rehearsal.rehearsing import rehearse_made
from quadrille.terminal import Json


def rehearse_command(proposal: ProposalId, rpc: Rpc = None, governor: Governor = None, as_json: Json = False) -> None:
    """Carry a proposal out on a copy of the chain, as if everybody had voted for it, and tell what that changes.

    A proposal that is not made yet: the propose commands take --rehearse.
    """
    found = governor_at(rpc, governor)
    show_rehearsal(rehearse_made(found, found.find(proposal_id(proposal))), as_json)
