"""A relay that ends anywhere, and several at once, on both databases: a ballot that was taken is handed in, once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import pytest
from sqlmodel import Session, select

from ballots import send_waiting, signed_ballot
from chain.relay_steps import close_and_commit, open_proposal
from conftest import World
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.chain.rpc import Rpc
from quadrille.chain.signers import KeySigner
from quadrille.chain.states import Support
from quadrille.db import make_engine, migrate, writing
from quadrille.governance.relay.closing import close_if_over, relay_desk
from quadrille.governance.relay.flow import ballot_key, receive
from quadrille.governance.relay.log import closed_list, listed, our_relay
from quadrille.governance.relay.tables import ReceivedBallot
from quadrille.types import Address, Hash32


class Crash(BaseException):
    """The process ends here: nothing may catch this."""


@pytest.fixture
def anywhere(world: World, database_url: str) -> World:
    """The world with its database on SQLite, then on PostgreSQL."""
    migrate(database_url)
    return replace(world, settings=world.settings.model_copy(update={"database_url": database_url}))


@pytest.fixture
def engine(anywhere):
    """The database, as a process that has just started has it."""
    one = make_engine(anywhere.settings.database_url)
    yield one
    one.dispose()


@pytest.fixture
def proposal(anywhere, engine):
    """A proposal that takes votes now, and its voters' wallets."""
    with writing(engine) as session:
        return open_proposal(anywhere, session)


@contextmanager
def crash_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> Iterator[None]:
    """End the process at this moment: before or after any signature, any request of the outbox's, any commit."""
    moments = count()

    def crashing(honest):
        def asked(*args, **named):
            if next(moments) == moment:
                raise Crash
            answer = honest(*args, **named)
            if next(moments) == moment:
                raise Crash
            return answer

        return asked

    with monkeypatch.context() as patch:
        patch.setattr(Rpc, "batch", crashing(Rpc.batch))
        patch.setattr(Session, "commit", crashing(Session.commit))
        patch.setattr(KeySigner, "sign_typed_data", crashing(KeySigner.sign_typed_data))
        yield


def until_it_works(monkeypatch, step) -> int:
    """Do a step that ends at the first moment, then at the second, and so on, until it comes to its end; how often."""
    for moment in count():
        try:
            with crash_at(monkeypatch, moment):
                step()
        except Crash:
            continue
        return moment
    raise AssertionError


def rows_and_works(engine, chain: Chain) -> tuple[list[ReceivedBallot], set[str]]:
    with Session(engine) as session:
        rows = list(session.exec(select(ReceivedBallot).order_by(ReceivedBallot.position)))
        kept = session.exec(select(OutboxRow).where(OutboxRow.kind == "ballot"))
        return rows, {work.key.partition(":")[2] for work in kept}


def test_a_relay_may_end_at_any_moment(anywhere, engine, proposal, monkeypatch):
    number, wallets = proposal
    chain, ballots = anywhere.chain, [signed_ballot(anywhere, number, Support.FOR, one) for one in wallets[:3]]

    def take(ballot):
        def step():
            with writing(engine) as session:
                receipts.append(receive(session, chain, ballot))
            rows, works = rows_and_works(engine, chain)
            assert {ballot_key(chain, Hash32(row.digest)) for row in rows} == works

        return step

    receipts = []
    crashes = sum(until_it_works(monkeypatch, take(ballot)) for ballot in ballots)
    assert crashes > len(ballots)
    assert [receipt.position for receipt in receipts] == [0, 1, 2]
    until_it_works(monkeypatch, lambda: Sender(relay_desk(engine, chain)).step())
    send_waiting(anywhere)
    # Each counts once, whatever was begun and not ended.
    assert len(chain.governor.ballots(number)) == 3
    assert all(chain.governor.vote_of(number, Address(one.address)).version for one in wallets[:3])


def test_a_list_is_closed_and_committed_once_wherever_the_relay_ends(anywhere, engine, proposal, monkeypatch):
    number, wallets = proposal
    chain = anywhere.chain
    with writing(engine) as session:
        for wallet in wallets[:2]:
            receive(session, chain, signed_ballot(anywhere, number, Support.FOR, wallet))
    send_waiting(anywhere)
    anywhere.pass_time_until(chain.governor.closes_at(number) + 1)
    assert until_it_works(monkeypatch, lambda: close_if_over(engine, chain, number)) > 1
    send_waiting(anywhere)
    relay = our_relay(chain)
    (event,) = chain.ballot_log.committed(relay.relay, number)
    with Session(engine) as session:
        closed = closed_list(session, relay, number)
    assert closed is not None
    assert (event.args["count"], "0x" + event.args["root"].hex()) == (2, closed.root)


def test_what_comes_at_once_stands_once_and_without_a_gap(anywhere, engine, proposal):
    number, wallets = proposal
    # Everybody twice, as an impatient browser sends it.
    ballots = 2 * [signed_ballot(anywhere, number, Support.FOR, one) for one in wallets[:4]]

    def take(ballot):
        with writing(engine) as session:
            return receive(session, anywhere.chain, ballot)

    with ThreadPoolExecutor(4) as threads:
        receipts = list(threads.map(take, ballots))
    assert receipts[:4] == receipts[4:]
    assert sorted(receipt.position for receipt in receipts[:4]) == [0, 1, 2, 3]
    close_and_commit(anywhere, number)
    with Session(engine) as session:
        assert len(listed(session, our_relay(anywhere.chain), number)) == 4
