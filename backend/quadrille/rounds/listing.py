"""The rounds that this server shows, each with a number that it keeps for ever.

Those that were opened with this server are listed at once; those that its operator opened with a wallet, or that a
vote opened, once their block is final.
"""

import logging

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from quadrille.chain.calls import Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.text import for_a_log
from quadrille.db import hold, writing
from quadrille.errors import BadInput
from quadrille.people.roles import operators_of
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.tables import Round
from quadrille.types import Address, BlockNumber, Hash32

log = logging.getLogger(__name__)


def list_rounds(session: Session, chain: Chain) -> list[Round]:
    """The rounds of this server on this chain, in the order of their numbers."""
    query = select(Round).where(Round.genesis_hash == chain.client.genesis_hash)
    return list(session.exec(query.order_by(col(Round.number))))


def keep_round(session: Session, chain: Chain, rules: Configuration, done: Mined) -> Round:
    """Keep where the round is that a transaction opened; safe to repeat."""
    (address,) = chain.round_factory.made_in(done.transaction)
    return give_number(session, chain.client.genesis_hash, address, rules.title, done.block_number)


def give_number(session: Session, genesis_hash: Hash32, address: Address, title: str, block: BlockNumber) -> Round:
    """Put a round on the list, after those that are there; a round that is there keeps its number.

    session   committed here, so that whoever lists another at the same time waits as shortly as can be
    """
    hold(session, f"numbers of rounds {genesis_hash}")
    kept = session.get(Round, (address, genesis_hash))
    if kept is None:
        last = session.exec(select(func.max(Round.number)).where(Round.genesis_hash == genesis_hash)).one()
        number = (last or 0) + 1
        kept = Round(address=address, genesis_hash=genesis_hash, number=number, title=title, opened_block=block)
        session.add(kept)
    session.commit()
    return kept


class Listing:
    """The worker's part that lists what was opened elsewhere."""

    def __init__(self, engine: Engine, chain: Chain) -> None:
        self.engine, self.chain = engine, chain
        self._next = chain.round_factory.since

    def step(self) -> bool:
        """List what is final by now; nothing more is due at once. Raises ChainError."""
        final = self.chain.client.final_block()
        if final.number >= self._next:
            # The factory lets nobody open a round in another's name.
            for operator in [*operators_of(self.chain), self.chain.treasury.address]:
                for address, block in self.chain.round_factory.made_by(operator, self._next, final):
                    self._list(address, block)
            self._next = BlockNumber(final.number + 1)
        return False

    def _list(self, address: Address, block: BlockNumber) -> None:
        try:
            rules = Configuration.from_text(self.chain.round(address).configuration())
        except BadInput as problem:
            # Whoever opened it wrote rules of their own: no page of ours could tell what it does.
            log.warning("The round %s is not listed: %s", address, for_a_log(str(problem)))
            return
        with writing(self.engine) as session:
            give_number(session, self.chain.client.genesis_hash, address, rules.title, block)
