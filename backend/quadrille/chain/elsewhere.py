"""A contract that somebody names by its address, on a node of their own choice: nothing of our deployment is needed."""

from collections.abc import Callable
from typing import TypeVar

from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.config import Settings
from quadrille.types import Address, BlockNumber

Made = TypeVar("Made")

FIRST_BLOCK = BlockNumber(0)
"""Who has nothing but an address does not know where the contract begins."""


def contract_at(
    make: Callable[[Client, Address, BlockNumber], Made],
    ours: Callable[[Chain], Made],
    rpc: str | None,
    address: str | None,
) -> Made:
    """The contract that is named, on any chain; else our deployment's. Raises WrongChain where there is no code.

    rpc   a node instead of the settings'
    """
    settings = Settings() if rpc is None else Settings().model_copy(update={"rpc_url": rpc})
    if address is None:
        return ours(connect(settings))
    return make(Client(settings, any_chain=True), checked_address(address), FIRST_BLOCK)
