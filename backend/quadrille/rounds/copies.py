"""What is copied of the chain about rounds: every donation of the rounds that this server opened."""

from collections.abc import Sequence

from sqlmodel import Session, select

from quadrille.chain.deployment import Deployment
from quadrille.chain.follower.copies import CopiedEvent, Copies, Row
from quadrille.chain.follower.words import address, array, digits, number
from quadrille.chain.funding_round.words import AMOUNT_MASK
from quadrille.rounds.tables import CopiedDonation, Round
from quadrille.types import AMOUNT_BITS, Address, BlockNumber


def donations(topics: Sequence[str], data: str) -> list[Row]:
    """The items of a CartDonated log: cart, donor, project and amount of each."""
    cart, donor = number(topics[1]), address(topics[2])
    return [(cart, donor, word >> AMOUNT_BITS, digits(word & AMOUNT_MASK)) for word in array(data)]


def _rounds(session: Session, deployment: Deployment) -> list[tuple[Address, BlockNumber]]:
    rows = session.exec(select(Round).where(Round.genesis_hash == deployment.genesis_hash)).all()
    return [(Address(row.address), BlockNumber(row.opened_block)) for row in rows]


COPIES = Copies("rounds", "PublishedRound", _rounds, (CopiedEvent("CartDonated", CopiedDonation, donations),))
