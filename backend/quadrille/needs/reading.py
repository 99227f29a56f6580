"""What needs somebody, put together from every room; nothing is changed, and nothing kept."""

import time
from dataclasses import dataclass

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.needs.need import Need, NeedKind, in_order
from quadrille.needs.of_operator import operators_needs
from quadrille.needs.of_person import own_needs
from quadrille.needs.of_reviewer import open_reviews, reviewers_needs
from quadrille.needs.of_rounds import newest_rounds, open_rounds, payouts
from quadrille.needs.of_voter import live_proposals, open_votes, seats_needs, voters_needs
from quadrille.people.persons import addresses_of
from quadrille.people.tables import Person
from quadrille.types import Timestamp


@dataclass(frozen=True, slots=True)
class Needs:
    """What needs one person, what waits for the operator, and what is open to everybody; each in its order.

    A thing stands in one list: what somebody is asked in person is not said to them a second time.
    """

    yours: list[Need]
    operator: list[Need]
    everybody: list[Need]


def read_needs(session: Session, chain: Chain, person: Person | None, is_operator: bool = False) -> Needs:
    """Everything that needs this person, or nobody in particular; raises ChainError when the node does not answer."""
    live, rounds = live_proposals(chain), newest_rounds(session, chain)
    yours: list[Need] = []
    if person is not None:
        wallets = addresses_of(session, person)
        yours = in_order(
            [
                *reviewers_needs(session, chain, person, Timestamp(int(time.time()))),
                *voters_needs(chain, wallets, live),
                *seats_needs(session, chain, wallets),
                *own_needs(session, chain, person, wallets),
                *payouts(session, chain, person, wallets, rounds),
            ]
        )
    asked = {need.url for need in yours if need.kind is not NeedKind.YOUNG}
    everybody = [*open_reviews(session, person), *open_votes(chain, live), *open_rounds(rounds)]
    return Needs(
        yours=yours,
        operator=in_order(operators_needs(session, rounds)) if is_operator else [],
        everybody=in_order(need for need in everybody if need.url not in asked),
    )
