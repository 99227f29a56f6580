"""The settings with which Snapshot (snapshot.org) counts badges in votes off the chain.

Snapshot reads every voter at the block in which the ballot was made. `getVotes` read at that block is the weight the
holder had then. `getPastVotes` would not do: Snapshot could pass it a block number only, but the badge's clock is in
seconds, so a block number is a moment in 1970, at which nobody had a vote.
"""

from enum import StrEnum
from typing import Any

from quadrille.types import Address

SYMBOL = "BADGE"
"""What Snapshot writes behind a number of votes; at most 16 characters."""

LEAST_TO_PROPOSE = 1
"""One vote is enough to propose, as on the chain: without a threshold, anybody could fill the space with proposals."""


class Counting(StrEnum):
    """What a voter's votes are. Snapshot adds up its strategies, so a space has one of the two, never both."""

    WEIGHT = "weight"
    """The badges' weight, as the DAO's own governor counts it; a badge that has lapsed carries none."""

    BADGES = "badges"
    """One vote for each live badge, whatever its weight; a badge that has lapsed still counts."""


def strategy_of(chain_id: int, contract: Address, counting: Counting = Counting.WEIGHT) -> dict[str, Any]:
    """The one Snapshot strategy that counts badges this way, as it stands in a space's settings."""
    params: dict[str, Any] = {"symbol": SYMBOL, "address": contract}
    if counting is Counting.BADGES:
        return {"name": "erc721", "network": str(chain_id), "params": params}
    # Votes are whole; without this, Snapshot takes them for 10**-18 of a token.
    return {"name": "erc20-votes", "network": str(chain_id), "params": params | {"decimals": 0}}


def settings_of(
    chain_id: int, contract: Address, space_name: str, counting: Counting = Counting.WEIGHT
) -> dict[str, Any]:
    """What a space's settings have to say: who has how many votes, and who may propose.

    space_name   1 to 32 characters, as Snapshot shows it
    """
    strategy = strategy_of(chain_id, contract, counting)
    return {
        "name": space_name,
        "network": str(chain_id),
        "symbol": SYMBOL,
        "strategies": [strategy],
        "validation": {"name": "basic", "params": {"minScore": LEAST_TO_PROPOSE, "strategies": [strategy]}},
    }
