"""From a vote that is over to the list's root on the chain: closed once, committed once."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.alarms import Alarm, raise_alarm
from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.carriers import Entry, Found, OnChain
from quadrille.chain.outbox.desk import Desk
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.db import reading, writing
from quadrille.governance.relay.log import close, closed_list, hold_lists, open_lists, our_relay
from quadrille.governance.relay.tables import ClosedList
from quadrille.governance.relaying import BallotCarrier
from quadrille.types import Hash32

PAUSE_SECONDS = 60
"""A list is due once a vote; a minute later is soon enough."""

OTHER_LIST = (
    "The chain has another list of ballots on proposal {proposal} than our database. "
    "Was a backup restored? Receipts of that proposal do not hold against this database."
)


class ListCarrier:
    """Makes one transaction of one closed list."""

    kind: ClassVar[str] = "ballot list"
    most = 1

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    def call(self, entries: Sequence[Entry]) -> Call:
        """The call that commits this list."""
        (entry,) = entries
        return self.chain.ballot_log.commit(int(entry["proposal"]), Hash32(entry["root"]), entry["count"])

    def gas(self, _entries: Sequence[Entry]) -> int | None:
        """Only a trial tells, and one a vote is soon tried."""
        return None

    def find(self, entry: Entry) -> Found:
        """What our own key has committed: ours only with this root and this count."""
        events = self.chain.ballot_log.committed(our_relay(self.chain).relay, int(entry["proposal"]))
        last = [event for event in events if event.args["isFinal"]]
        if not last:
            return Found(OnChain.NOTHING)
        is_ours = ("0x" + last[0].args["root"].hex(), last[0].args["count"]) == (entry["root"], entry["count"])
        return Found(OnChain.OURS if is_ours else OnChain.ANOTHER, last[0])

    def go_elsewhere(self, session: Session, work: OutboxRow, _found: Found) -> None:
        """Nowhere: a list is committed once. Somebody has to hear of it."""
        proposal = work.meant()["proposal"]
        raise_alarm(session, Alarm.LIST_TAKEN, f"proposal {proposal}", OTHER_LIST.format(proposal=proposal))

    def refusals(self, _receipt: Mapping[str, Any]) -> dict[int, str]:
        """A commitment alone succeeds or is reverted."""
        return {}


class Closing:
    """The worker's part that closes the lists of votes that are over."""

    def __init__(self, engine: Engine, chain: Chain) -> None:
        self.engine, self.chain = engine, chain
        self._next_at = 0.0

    def step(self) -> bool:
        """Close what is due, so that the sender commits it; nothing more is due at once."""
        if time.monotonic() < self._next_at:
            return False
        with reading(self.engine) as session:
            proposals = open_lists(session, our_relay(self.chain))
        for proposal in proposals:
            close_if_over(self.engine, self.chain, proposal)
        self._next_at = time.monotonic() + PAUSE_SECONDS
        return False


def close_if_over(engine: Engine, chain: Chain, proposal: int) -> ClosedList | None:
    """Close the list of a vote that is over for certain, and queue its root for the chain; None while it goes on."""
    relay, block = our_relay(chain), chain.client.final_block()
    # Check: the vote is over in a block that stays, so that none is prolonged behind the list.
    closes_at = chain.governor.closes_at(proposal, block)
    if closes_at == 0 or block.at <= closes_at:
        return None
    with writing(engine) as session:
        hold_lists(session, relay)
        row = closed_list(session, relay, proposal)
        if row is None:
            row = close(session, relay, proposal, block.at)
            enqueue(session, chain.client, relay.relay, [_work(chain, row)])
        session.commit()
    return row


def relay_desk(engine: Engine, chain: Chain) -> Desk:
    """The operator's desk with all that a relay sends."""
    return desk_of(engine, chain, "operator", BallotCarrier(chain), ListCarrier(chain))


def list_key(chain: Chain, proposal: int) -> str:
    """The work that commits a list, by its own name."""
    return f"ballot log {chain.ballot_log.address} {our_relay(chain).relay} {proposal}"


def _work(chain: Chain, row: ClosedList) -> Work:
    entry = {"proposal": str(row.proposal), "root": row.root, "count": row.count}
    return Work(list_key(chain, row.proposal), ListCarrier.kind, entry)
