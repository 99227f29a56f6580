"""A round on any chain, for people who have nothing but a node's address."""

from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round import RoundContract
from quadrille.config import Settings
from quadrille.errors import WrongChain


def round_at(rpc_url: str | None, address: str) -> RoundContract:
    """The round at this address on the node's chain, whichever that is; raises WrongChain when there is none."""
    settings = Settings()
    if rpc_url is not None:
        settings = settings.model_copy(update={"rpc_url": rpc_url})
    client = Client(settings, any_chain=True)
    checked = checked_address(address)
    if not client.has_code(checked):
        raise WrongChain(f"There is no contract at {checked} on chain {client.chain_id}.", "Check address and node.")
    return RoundContract(client, checked)
