"""What is copied of the chain about decisions: every vote."""

from collections.abc import Sequence

from sqlmodel import Session

from quadrille.chain.deployment import Deployment
from quadrille.chain.follower.copies import CopiedEvent, Copies, Row
from quadrille.chain.follower.words import address, digits, number, words
from quadrille.governance.tables import CopiedBallot
from quadrille.types import Address, BlockNumber


def ballots(topics: Sequence[str], data: str) -> list[Row]:
    """A VoteCast log, with or without parameters: proposal, voter, support and weight; not its reason, any text."""
    proposal, support, weight = (number(word) for word in words(data, 3))
    return [(digits(proposal), address(topics[1]), support, digits(weight))]


def _governor(_session: Session, deployment: Deployment) -> list[tuple[Address, BlockNumber]]:
    return [(deployment.governor, deployment.block_number)]


COPIES = Copies(
    "governance",
    "BadgeGovernor",
    _governor,
    (CopiedEvent("VoteCast", CopiedBallot, ballots), CopiedEvent("VoteCastWithParams", CopiedBallot, ballots)),
)
