"""The worker's part that tends the chambers: mature seats are taken, dead ones let go, ballots trimmed and closed."""

import time

from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.db import writing
from quadrille.errors import Refused
from quadrille.governance.chambers import ballots, seats
from quadrille.types import ContributionNumber, Timestamp

PAUSE_SECONDS = 600
"""Seats mature after weeks, and ballots are open for days: ten minutes later is soon enough."""

TRIM_SECONDS = 3_600
"""How long before a ballot closes its seats are looked at, the last time: later, a full chain could be too slow."""


class Tending:
    """Does what anybody could do, so that nobody has to."""

    def __init__(self, engine: Engine, chain: Chain) -> None:
        self.engine, self.chain = engine, chain
        self._next_at, self._closed_up_to = 0.0, 0

    def step(self) -> bool:
        """Do what is due; nothing more is due at once. Raises ChainError."""
        if time.monotonic() < self._next_at:
            return False
        tend(self.engine, self.chain, self._closed_up_to)
        self._closed_up_to = _first_open(self.chain, self._closed_up_to)
        self._next_at = time.monotonic() + PAUSE_SECONDS
        return False


def tend(engine: Engine, chain: Chain, closed_up_to: int = 0) -> None:
    """Do what is due now, in transactions of the operator's: each waits until it is mined.

    closed_up_to   ballots up to this number are known to be closed
    """
    now = chain.client.block().at
    with writing(engine) as session:
        _let_go(session, chain)
        _take(session, chain, now)
        for number in range(closed_up_to + 1, chain.chamber_ballot.count() + 1):
            _tend_ballot(session, chain, number, now)


def _let_go(session: Session, chain: Chain) -> None:
    for part in _parts(seats.dead_seats(chain)):
        seats.let_go(session, chain, part)


def _take(session: Session, chain: Chain, now: Timestamp) -> None:
    mature = [one.number for one in seats.waiting(chain) if one.mature_at <= now]
    for part in _parts(mature):
        try:
            seats.take(session, chain, part)
        except Refused:
            # One that cannot be taken, such as a second seat of a wallet, keeps no other from it.
            for number in part:
                _try_to_take(session, chain, number)


def _try_to_take(session: Session, chain: Chain, number: ContributionNumber) -> None:
    try:
        seats.take(session, chain, [number])
    except Refused:
        # Its holder can change over to it by their own hand.
        return


def _tend_ballot(session: Session, chain: Chain, number: int, now: Timestamp) -> None:
    poll = chain.chamber_ballot.poll(number)
    if poll.is_closed:
        return
    if now >= poll.closes_at:
        ballots.close(session, chain, number)
        return
    if now >= poll.closes_at - TRIM_SECONDS:
        for part in _parts(ballots.to_trim(chain, number)):
            ballots.trim(session, chain, number, part)


def _first_open(chain: Chain, closed_up_to: int) -> int:
    last = chain.chamber_ballot.count()
    while closed_up_to < last and chain.chamber_ballot.poll(closed_up_to + 1).is_closed:
        closed_up_to += 1
    return closed_up_to


def _parts(numbers: list[ContributionNumber]) -> list[list[ContributionNumber]]:
    size = seats.MOST_AT_ONCE
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]
