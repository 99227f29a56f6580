"""A round on any chain, for people who have nothing but a node's address."""

from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round import at
from quadrille.chain.funding_round.at import AnyRound
from quadrille.config import Settings
from quadrille.types import BlockNumber


def round_at(rpc_url: str | None, address: str) -> AnyRound:
    """The round at this address on the node's chain, whichever that is; raises WrongChain when there is none."""
    settings = Settings()
    if rpc_url is not None:
        settings = settings.model_copy(update={"rpc_url": rpc_url})
    # From the first block: who has nothing but an address does not know where the round begins.
    return at.round_at(Client(settings, any_chain=True), checked_address(address), BlockNumber(0))
