"""Proposals by number: their place in the order in which they were made, from 1. People say it; the chain has an id."""

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Proposal
from quadrille.errors import NotFound

Numbered = tuple[int, Proposal]
"""A proposal's number, and the proposal."""


def numbered(chain: Chain) -> list[Numbered]:
    """Every proposal with its number, the first first."""
    return list(enumerate(chain.governor.proposals(), 1))


def find_numbered(found: list[Numbered], name: str) -> Numbered:
    """Of all proposals the one with this number or, since nothing else is as long, this id; raises NotFound."""
    wanted = int(name)
    if 1 <= wanted <= len(found):
        return found[wanted - 1]
    for number, proposal in found:
        if proposal.id == wanted:
            return number, proposal
    raise NotFound("proposal", name)
