"""What is copied of the chain about badges: every issue, every lapse, every move and every end."""

from collections.abc import Sequence

from sqlmodel import Session

from quadrille.chain.deployment import Deployment
from quadrille.chain.follower.copies import CopiedEvent, Copies, Row
from quadrille.chain.follower.words import address, digits, hash32, number, words
from quadrille.screening.tables import CopiedBadge, CopiedBadgeEnd, CopiedBadgeLapse, CopiedBadgeMove
from quadrille.types import Address, BlockNumber


def issues(topics: Sequence[str], data: str) -> list[Row]:
    """A BadgeIssued log: number, holder, kind, weight, issuer and the hash of the evidence."""
    weight, issuer, evidence = words(data, 3)
    kind = number(topics[3])
    return [(_number(topics), address(topics[2]), kind, number(weight), address(issuer), hash32(evidence))]


def burns(topics: Sequence[str], _data: str) -> list[Row]:
    """A BadgeBurned log: number and holder, without an authority or a reason."""
    return [(_number(topics), address(topics[2]), None, None)]


def revocations(topics: Sequence[str], data: str) -> list[Row]:
    """A BadgeRevoked log: number, holder, authority and reason."""
    (reason,) = words(data, 1)
    return [(_number(topics), address(topics[2]), address(topics[3]), number(reason))]


def lapses(topics: Sequence[str], data: str) -> list[Row]:
    """A BadgeLapsed log: number, holder and the weight that ended."""
    (weight,) = words(data, 1)
    return [(_number(topics), address(topics[2]), number(weight))]


def moves(topics: Sequence[str], _data: str) -> list[Row]:
    """A BadgeRecovered log: number, old and new wallet."""
    return [(_number(topics), address(topics[2]), address(topics[3]))]


def _number(topics: Sequence[str]) -> str:
    return digits(number(topics[1]))


def _badge(_session: Session, deployment: Deployment) -> list[tuple[Address, BlockNumber]]:
    return [(deployment.badge, deployment.block_number)]


COPIES = Copies(
    "screening",
    "ContributionBadge",
    _badge,
    (
        CopiedEvent("BadgeIssued", CopiedBadge, issues),
        CopiedEvent("BadgeBurned", CopiedBadgeEnd, burns),
        CopiedEvent("BadgeRevoked", CopiedBadgeEnd, revocations),
        CopiedEvent("BadgeLapsed", CopiedBadgeLapse, lapses),
        CopiedEvent("BadgeRecovered", CopiedBadgeMove, moves),
    ),
)
