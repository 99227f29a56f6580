"""Steps of the relay's tests: a proposal with voters, a database that somebody changes, a list that is committed."""

from sqlalchemy import text
from sqlmodel import Session

from ballots import propose_funding, send_waiting
from conftest import ETHER, World
from journeys import claim_all_badges, demo_reviews, open_round
from quadrille.db import make_engine
from quadrille.governance.relay import log
from quadrille.governance.relay.closing import close_if_over
from quadrille.governance.relay.papers import ReceiptPaper
from quadrille.governance.relay.verifying import Kept, Listed, verify
from quadrille.types import Hash32, Wei


def open_proposal(world: World, session: Session):
    """A proposal that takes votes now, and its voters' wallets."""
    wallets = list(claim_all_badges(world, session, demo_reviews()).values())
    world.give(world.chain.treasury.address, Wei(ETHER))
    return propose_funding(world, wallets[0], open_round(world, session), ETHER, "Fund it"), wallets


def tamper(world: World, *statements: str) -> None:
    """Change the relay's database behind its code's back."""
    engine = make_engine(world.settings.database_url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def close_and_commit(world: World, proposal: int) -> None:
    """Voting ends, the relay closes its list and commits the root."""
    world.pass_time_until(world.chain.governor.closes_at(proposal) + 1)
    engine = make_engine(world.settings.database_url)
    assert close_if_over(engine, world.chain, proposal) is not None
    engine.dispose()
    send_waiting(world)


def check(world: World, session: Session, receipt: ReceiptPaper) -> Kept:
    """What a voter finds who has the relay's list from it, as the relay has it."""
    proposal = int(receipt.ballot.proposal)
    rows = log.listed(session, log.our_relay(world.chain), proposal)
    tree = log.tree_of(rows) if rows else None

    def listed_at(position: int) -> Listed:
        assert tree is not None
        return Listed(Hash32(rows[position].digest), tree.proof(position))

    return verify(receipt, world.chain.ballot_log, listed_at)
