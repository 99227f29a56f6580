"""Copies of the votes that the chain has counted."""

from sqlmodel import Field

from quadrille.chain.follower.tables import AddressText, CopiedRow
from quadrille.db import Uint256


class CopiedBallot(CopiedRow, table=True):
    """A vote on a proposal; `support` as OpenZeppelin counts it: against 0, for 1, abstain 2."""

    __tablename__ = "copied_ballot"

    proposal: int = Field(sa_type=Uint256)
    voter: str = Field(sa_type=AddressText)
    support: int
    weight: int = Field(sa_type=Uint256)
