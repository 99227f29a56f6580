"""A decision in words alone."""

from quadrille.chain.governor import Action
from quadrille.governance.proposals.actions import Actions
from quadrille.types import Address, Wei


def statement_actions(treasury: Address) -> Actions:
    """Nothing: the treasury sends itself no coins, since a proposal without a call cannot be made."""
    return (Action(treasury, Wei(0), "0x"),)
