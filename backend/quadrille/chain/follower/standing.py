"""How far the copies are, catching up, and the guard before money moves."""

import time
from dataclasses import dataclass

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.follower.audit import lost_blocks
from quadrille.chain.follower.book import Mark
from quadrille.chain.follower.copies import Copies
from quadrille.chain.follower.follower import Follower
from quadrille.db import engine_of
from quadrille.errors import ChainUnreachable, NodeRefused, Refused

WAIT_SECONDS = 30
"""How long a person waits for copies that are behind; what was copied by then is kept."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a room's copies stand. Block numbers.

    head       the newest block of the chain
    final      the newest that the settings call final
    followed   the last of which all logs are copied; -1 when nothing is
    is_halted  whether a block that was called final has left the chain, and the copies were not audited since
    """

    room: str
    head: int
    final: int
    followed: int
    is_halted: bool

    @property
    def lag_blocks(self) -> int:
        """How many blocks are not copied yet."""
        return max(self.head - self.followed, 0)

    @property
    def is_current(self) -> bool:
        """Whether every final block is copied, and none that was called final is in doubt."""
        return self.followed >= self.final and not self.is_halted


def standing_of(follower: Follower) -> Standing:
    """Where the follower's copies stand."""
    head = follower.client.head().number
    state = follower.book.read()
    followed = -1
    if state is not None and state.newest is not None and not state.newcomers:
        followed = min(state.copied_until.values(), default=state.newest.number)
    final = max(head - follower.client.settings.blocks_until_final, 0)
    return Standing(follower.book.copies.room, head, final, followed, state is not None and state.is_halted)


def catch_up(follower: Follower, seconds: float = WAIT_SECONDS) -> Standing:
    """Step until every final block is copied, or the time is over; where the copies stand then.

    Raises ChainUnreachable or NodeRefused when the node still does not answer at the end, WrongChain at once.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            if follower.step() and time.monotonic() < until:
                continue
            standing = standing_of(follower)
            if standing.is_current or time.monotonic() > until:
                return standing
        except (ChainUnreachable, NodeRefused):
            if time.monotonic() > until:
                raise
        time.sleep(follower.client.poll_seconds)


def require_current(session: Session, chain: Chain, copies: Copies, seconds: float = WAIT_SECONDS) -> None:
    """Follow on, and raise Refused unless every final block is copied and none is in doubt: before money moves.

    session   committed here, so that it is not held while the chain is asked
    """
    session.commit()
    engine = engine_of(session)
    standing = catch_up(Follower(engine, chain.client, chain.deployment, copies), seconds)
    if standing.is_halted:
        raise Refused(
            f"Blocks that were called final have left the chain, and the copies of {standing.room} are not audited "
            f"since; they are followed to block {standing.followed}, the newest is {standing.head}.",
            "Wait until `quadrille chain status` shows no alarm.",
        )
    if not standing.is_current:
        raise Refused(
            f"The copies of {standing.room} are followed to block {standing.followed}, but block {standing.final} is "
            f"final: {standing.final - standing.followed} blocks are missing.",
            "Try again: they are followed on from there. `quadrille chain status` shows how far they are.",
        )


def audit(follower: Follower) -> list[Mark]:
    """Every block that a copy names and that is another one on the chain, lowest first; asks for all of them.

    Raises ChainUnreachable when the node has not got as far as the copies.
    """
    return lost_blocks(follower.book, follower.node)


def rebuild(follower: Follower, seconds: float) -> Standing:
    """Drop all copies of the room and copy the chain again, which gives the same; where the copies stand then."""
    follower.book.forget()
    return catch_up(follower, seconds)
