"""Whether this server keeps up: how far copies are, what waits to be sent, who can pay for it, and what is wrong."""

import time
from dataclasses import dataclass

from sqlalchemy import Engine

from quadrille.chain.alarms import open_alarms
from quadrille.chain.deployment import Chain
from quadrille.chain.follower.follower import Follower
from quadrille.chain.follower.standing import Standing, standing_of
from quadrille.chain.outbox.standing import OutboxStanding, outbox_standing
from quadrille.chain.signers import signer_for
from quadrille.config import Role
from quadrille.db import reading
from quadrille.governance.copies import COPIES as VOTES
from quadrille.rounds.copies import COPIES as DONATIONS
from quadrille.screening.copies import COPIES as BADGES
from quadrille.screening.receipts.copies import COPIES as DAY_ROOTS
from quadrille.types import Address, Wei

COPIES = (BADGES, VOTES, DONATIONS, DAY_ROOTS)
"""Everything that is copied from the chain: here the rooms are put together."""

SENDERS: tuple[Role, ...] = ("issuer", "operator")
"""The roles whose keys send from the outbox."""

MOST_LAG_BLOCKS = 20
"""Four minutes of Ethereum: whoever looks at older copies should know it."""

MOST_UNSENT_SECONDS = 600
"""What waits longer waits for a person."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything an operator looks at first. Balances by role and address."""

    rooms: tuple[Standing, ...]
    outbox: OutboxStanding
    balances_wei: dict[Role, tuple[Address, Wei]]
    alarms: tuple[str, ...]

    @property
    def problems(self) -> list[str]:
        """Why this server is not ready; empty when it is."""
        late = [
            f"The copies of {room.room} are {room.lag_blocks} blocks behind."
            for room in self.rooms
            if room.lag_blocks > MOST_LAG_BLOCKS
        ]
        halted = [f"The copies of {room.room} are being audited." for room in self.rooms if room.is_halted]
        waited = 0 if self.outbox.oldest_unsent_at is None else int(time.time()) - self.outbox.oldest_unsent_at
        unsent = [f"A step has waited {waited} s to be sent."] if waited > MOST_UNSENT_SECONDS else []
        return [*late, *halted, *unsent, *self.alarms]


def followers(engine: Engine, chain: Chain) -> list[Follower]:
    """A follower for each room that copies something."""
    return [Follower(engine, chain.client, chain.deployment, copies) for copies in COPIES]


def readiness_of(engine: Engine, chain: Chain) -> Readiness:
    """How this server stands now; raises ChainError when the node does not answer."""
    rooms = tuple(standing_of(follower) for follower in followers(engine, chain))
    with reading(engine) as session:
        outbox = outbox_standing(session, chain.client.genesis_hash)
        alarms = tuple(f"Alarm {alarm.id}, {alarm.kind}: {alarm.words}" for alarm in open_alarms(session))
    addresses = {role: signer_for(chain.client.settings, role).address for role in SENDERS}
    balances = {role: (address, chain.client.balance_wei(address)) for role, address in addresses.items()}
    return Readiness(rooms, outbox, balances, alarms)
