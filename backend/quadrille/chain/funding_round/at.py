"""The round at an address, in whichever mode it is."""

from quadrille.chain.client import Client
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.errors import ContractReverted
from quadrille.types import Address, BlockNumber

AnyRound = PublishedRound | PlainRound


def round_at(client: Client, address: Address, since: BlockNumber) -> AnyRound:
    """The funding round at this address, made in block `since` or later; raises WrongChain when there is none.

    Whoever has no more than an address and a node cannot know who made the round; `Chain.round` can.
    """
    plain = PlainRound(client, address, since)
    try:
        assert plain.terms
        plain.status()
        plain.read("totalRaw")
    except ContractReverted:
        # A published round has no such function.
        return PublishedRound(client, address, since)
    return plain
