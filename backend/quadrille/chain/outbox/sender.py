"""One round of sending for one signer: what was said before is checked, then followed, then added to.

Every step reads, asks the chain without holding the database, and writes once: it may be killed at any line, be run
by several processes at once, and be repeated without harm.
"""

from quadrille.chain.alarms import Alarm, open_alarms
from quadrille.chain.outbox.delivery import deliver, pay_more
from quadrille.chain.outbox.desk import IN_FLIGHT, Desk
from quadrille.chain.outbox.gaps import fill_gaps
from quadrille.chain.outbox.planning import due_works, plan, set_aside
from quadrille.chain.outbox.settling import audit, settle
from quadrille.chain.outbox.signing import sign_all
from quadrille.chain.outbox.tables import TransactionState
from quadrille.db import reading


class Sender:
    """Takes what one signer has queued to the end of each journey."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def step(self) -> bool:
        """Do what can be done now; whether there was anything. Raises ChainError when the node does not answer."""
        desk = self.desk
        # What was final may have left the chain: nothing is built on it before that is known.
        found = audit(desk)
        # What was sent may be in a block by now, or out of it again.
        found |= settle(desk)
        # What is queued is tried out, given a nonce, signed and kept.
        found |= self.sign()
        # A nonce that nothing uses holds up all after it.
        found |= fill_gaps(desk)
        # What no builder takes at its price pays more.
        found |= pay_more(desk)
        # What is kept and not known to have arrived goes to the node, and again after any doubt.
        found |= deliver(desk)
        return found

    def sign(self) -> bool:
        """Sign what is queued, unless too much is under way or a deep fork is open; whether there was anything."""
        if self._is_halted():
            return False
        room = IN_FLIGHT - self._under_way()
        planned = plan(self.desk, due_works(self.desk, room)) if room > 0 else None
        if planned is None:
            return False
        for work, problem in planned.stuck:
            set_aside(self.desk, work, problem)
        return sign_all(self.desk, planned.ready)

    def _is_halted(self) -> bool:
        with reading(self.desk.engine) as session:
            return any(alarm.kind == Alarm.DEEP_FORK for alarm in open_alarms(session))

    def _under_way(self) -> int:
        with reading(self.desk.engine) as session:
            query = self.desk.transactions(TransactionState.SIGNED, TransactionState.SENT)
            return len(session.exec(query).all())
