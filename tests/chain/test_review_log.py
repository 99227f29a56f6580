"""The days of reviews on the chain: closed once, published once, whatever happens to the process or the chain."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from chain.follower_steps import dispose_engines, follow, follower
from chain.outbox_steps import SEND, alarms, crash_at, crash_when_asked, states, step_until_quiet, transactions, works
from chain.review_days import change_log, commit_today, commitment, end_day, publish, rooting, step_all
from quadrille.chain.accounts import account_of
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.review_log import DayRoot
from quadrille.chain.signers import signer_for
from quadrille.db import make_engine, writing
from quadrille.errors import BadParameter, ContractReverted, NotFound, Refused
from quadrille.screening.receipts import log
from quadrille.screening.receipts import rooting as rooting_module
from quadrille.screening.receipts.commitments import DAY_SECONDS, day_of, ends_at
from quadrille.screening.receipts.copies import COPIES
from quadrille.screening.receipts.rooting import DayRootCarrier
from quadrille.screening.receipts.tables import ClosedDay, CommittedReview, CopiedDayRoot
from quadrille.types import Hash32, Timestamp


def published(world) -> dict[int, DayRoot]:
    """Every publication; fails when a day has two."""
    found = world.chain.review_log.published()
    assert len({event.args["day"] for event in found}) == len(found)
    return {event.args["day"]: DayRoot(event.args["root"], event.args["count"]) for event in found}


def meant(session, *days) -> dict[int, DayRoot]:
    """What the log says of these days."""
    trees = {day: log.tree_of(log.committed_on(session, day)) for day in days}
    session.commit()
    return {day: DayRoot(tree.root, tree.count) for day, tree in trees.items()}


def test_the_issuer_publishes_and_the_badge_s_governance_names_who_does(world):
    review_log = world.chain.review_log
    assert review_log.publisher() == signer_for(world.settings, "issuer").address
    assert review_log.badge_address() == world.chain.badge.address
    assert review_log.read("governance") == world.chain.treasury.address
    for role in ("admin", "voucher", "operator"):
        account = account_of(world.settings, role)
        for call in (review_log.publish(1, Hash32("0x" + "11" * 32), 1), review_log.set_publisher(account.address)):
            with pytest.raises(ContractReverted, match=r"ReviewLogNot(Publisher|Governance)"):
                world.chain.client.send_from(account, call)


def test_a_day_without_a_root_is_not_found(world):
    with pytest.raises(NotFound, match="root of day 7"):
        world.chain.review_log.day_of(7)
    assert world.chain.review_log.latest_day() == 0


def test_positions_are_dense_from_1_and_a_commitment_stands_once(world, session):
    assert [row.position for row in commit_today(world, session, 1, 2, 3)] == [1, 2, 3]
    with pytest.raises(Refused, match="is in the log"):
        log.append(session, commitment(2), None, world.now())
    with pytest.raises(BadParameter):
        log.append(session, Hash32("0x12"), None, world.now())
    assert [row.position for row in commit_today(world, session, 4)] == [4]


def test_what_is_rolled_back_leaves_no_gap(world, session):
    log.append(session, commitment(1), None, world.now())
    session.rollback()
    assert commit_today(world, session, 2)[0].position == 1


def test_ten_who_commit_at_once_get_ten_positions(world, database_url):
    """Each in a transaction of its own, on both databases."""
    engine = make_engine(database_url)

    def one(number: int) -> int:
        with writing(engine) as session:
            position = log.append(session, commitment(number), None, Timestamp(1_795_219_200)).position
            session.commit()
            return position

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(one, range(10))) == list(range(1, 11))
    engine.dispose()


def test_a_day_is_published_once_it_is_over_and_not_before(world, session):
    commit_today(world, session, 1, 2, 3)
    publish(world)
    assert published(world) == {}
    day = end_day(world)
    publish(world)
    assert published(world) == meant(session, day)
    publish(world)
    assert (len(published(world)), states(world)) == (1, ["final"])
    assert [work.key.partition(":")[2] for work in works(world)] == [f"review day {day}"]


def test_days_that_waited_are_published_one_after_the_other(world, session):
    days = []
    for numbers in ((1, 2), (3,), (), (4, 5, 6)):
        commit_today(world, session, *numbers)
        days += [end_day(world)][: len(numbers)]
    publish(world)
    assert published(world) == meant(session, *days)
    assert len(published(world)) == 3
    assert sorted(published(world)) == list(published(world))


def test_what_comes_after_the_close_comes_into_the_next_day(world, session):
    """This machine's clock may be behind the chain's."""
    commit_today(world, session, 1)
    day = end_day(world)
    publish(world)
    late = log.append(session, commitment(2), None, Timestamp(ends_at(day) - 1))
    assert (late.day, late.position) == (day + 1, 2)
    backwards = log.append(session, commitment(3), None, Timestamp(ends_at(day) - 5 * DAY_SECONDS))
    assert backwards.day == day + 1
    session.commit()
    assert published(world) == meant(session, day)


def test_days_never_fall_with_positions_even_when_a_clock_goes_backwards(world, session):
    """A day's positions follow one another: whoever reads the day is told the first alone."""
    (first,) = commit_today(world, session, 1)
    backwards = log.append(session, commitment(2), None, Timestamp(world.now() - DAY_SECONDS))
    assert (backwards.position, backwards.day) == (2, first.day)
    later = log.append(session, commitment(3), None, Timestamp(world.now() + DAY_SECONDS))
    assert later.day == first.day + 1
    session.commit()


def test_a_day_that_is_closed_stays_closed_when_its_publication_waits(world, session, monkeypatch):
    """From the close on, what is published is what was closed."""
    commit_today(world, session, 1)
    day = end_day(world)
    with crash_when_asked(monkeypatch, rooting_module, "day_work"):
        publish(world)
    assert session.exec(select(ClosedDay.day)).all() == [day]
    assert log.append(session, commitment(2), None, Timestamp(ends_at(day) - 1)).day == day + 1
    session.commit()
    publish(world)
    assert published(world) == meant(session, day)


@pytest.mark.parametrize("is_after", [False, True])
def test_who_is_killed_at_the_sending_publishes_once(world, session, monkeypatch, is_after):
    commit_today(world, session, 1, 2)
    day = end_day(world)
    with crash_at(monkeypatch, SEND, is_after):
        publish(world)
    publish(world)
    assert published(world) == meant(session, day)
    assert len(transactions(world)) == 1


@pytest.mark.parametrize("name", ["close_days", "send_entry"])
def test_who_is_killed_before_or_after_publishes_once(world, session, monkeypatch, name):
    commit_today(world, session, 1, 2)
    day = end_day(world)
    with crash_when_asked(monkeypatch, rooting_module, name):
        publish(world)
    publish(world)
    assert published(world) == meant(session, day)
    assert len(transactions(world)) == 1


def test_two_workers_publish_once(world, session):
    commit_today(world, session, 1, 2)
    day = end_day(world)
    both = [rooting(world) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(step_all, both))
    assert published(world) == meant(session, day)
    assert len(works(world)) == len(transactions(world)) == 1


def test_two_workers_publish_once_on_postgresql(postgres_world):
    world, engine = postgres_world, make_engine(postgres_world.settings.database_url)
    with writing(engine) as session:
        commit_today(world, session, 1, 2)
        day = end_day(world)
        both = [rooting(world) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(step_all, both))
        assert published(world) == meant(session, day)
    for one in (engine, *(worker.engine for worker in both)):
        one.dispose()
    assert len(works(world)) == len(transactions(world)) == 1


def test_a_fork_that_takes_the_root_away_gives_it_back_once(world, session):
    commit_today(world, session, 1, 2)
    day = end_day(world)
    world.anvil.rpc("anvil_mine", 3)
    one = rooting(world, finality_blocks=6)
    step_all(one)
    copies = follow(follower(world, COPIES, finality_blocks=6))
    world.anvil.rpc("anvil_reorg", 1, [])
    assert published(world) == {}
    desk = desk_of(one.engine, one.chain, "issuer", DayRootCarrier(one.chain))
    Sender(desk).step()
    step_until_quiet(desk)
    assert published(world) == meant(session, day)
    assert len(transactions(world)) == 1
    follow(copies)
    rows = session.exec(select(CopiedDayRoot).execution_options(populate_existing=True)).all()
    (event,) = world.chain.review_log.published()
    assert [(row.day, row.root, row.count, row.block_hash) for row in rows] == [
        (day, event.args["root"], event.args["count"], event.block_hash)
    ]
    dispose_engines()


def test_the_copies_are_what_the_chain_says(world, session):
    for number in range(3):
        commit_today(world, session, 2 * number, 2 * number + 1)
        end_day(world)
    publish(world)
    follow(follower(world, COPIES))
    rows = session.exec(select(CopiedDayRoot)).all()
    assert {row.day: DayRoot(row.root, row.count) for row in rows} == published(world)
    dispose_engines()


def test_a_day_that_the_chain_has_with_another_root_rings_the_alarm_and_holds_up_no_other(world, session):
    """A backup was restored: the log lacks what was published."""
    commit_today(world, session, 1, 2)
    day = end_day(world)
    publish(world)
    change_log(world, "DELETE FROM closed_day")
    change_log(world, "DELETE FROM outbox")
    change_log(world, "DELETE FROM committed_review WHERE position = 2")
    commit_today(world, session, 3)
    later = end_day(world)
    publish(world)
    assert published(world)[later] == meant(session, later)[later]
    assert published(world)[day].count == 2
    assert alarms(world) == [("day taken", True)]


def test_a_restored_log_that_lacks_nothing_rings_no_alarm(world, session):
    commit_today(world, session, 1, 2)
    end_day(world)
    publish(world)
    change_log(world, "DELETE FROM closed_day")
    change_log(world, "DELETE FROM outbox")
    publish(world)
    assert (len(published(world)), alarms(world)) == (1, [])


def test_a_publisher_that_was_replaced_publishes_again_once_it_is_named_again(world, session):
    commit_today(world, session, 1)
    day = end_day(world)
    issuer = signer_for(world.settings, "issuer").address
    name_publisher(world, world.somebody().address)
    with pytest.raises(ContractReverted, match="Governance names the publisher"):
        publish(world)
    assert works(world) == []
    name_publisher(world, issuer)
    publish(world)
    assert published(world) == meant(session, day)


def name_publisher(world, publisher) -> None:
    """By governance, whose decision is tested elsewhere."""
    treasury = world.chain.treasury.address
    world.anvil.rpc("anvil_impersonateAccount", treasury)
    call = world.chain.review_log.set_publisher(publisher)
    fields = {"from": treasury, "to": call.to, "data": call.data}
    world.anvil.rpc("anvil_setBalance", treasury, hex(10**18))
    world.chain.client.wait(call.what, world.anvil.rpc("eth_sendTransaction", fields))
    assert world.chain.review_log.publisher() == publisher


def test_a_carrier_finds_its_own_day_and_no_other(world, session):
    commit_today(world, session, 1)
    day = end_day(world)
    publish(world)
    carrier = DayRootCarrier(world.chain)
    root = published(world)[day]
    found = {
        (root.root, 1): "ours",
        (root.root, 2): "another",
        ("0x" + "11" * 32, 1): "another",
    }
    for (one, count), what in found.items():
        assert carrier.find({"day": day, "root": one, "count": count}).what.value == what
    assert carrier.find({"day": day + 1, "root": root.root, "count": 1}).what.value == "nothing"


def test_a_day_s_log_is_read_by_anybody(world, session, api):
    rows = commit_today(world, session, 1, 2, 3)
    day = rows[0].day
    before = api.get(f"/api/v1/reviews/log/{day}").json()
    assert (before["root"], before["published"]) == (None, None)
    assert before["commitments"] == [row.commitment for row in rows]
    assert api.get(f"/api/v1/reviews/commitments/{rows[1].commitment}").status_code == 404
    end_day(world)
    publish(world)
    follow(follower(world, COPIES))
    after = api.get(f"/api/v1/reviews/log/{day}").json()
    (event,) = world.chain.review_log.published()
    assert after["root"] == after["published"]["root"] == event.args["root"]
    assert after["published"]["transaction"] == event.transaction
    proof = api.get(f"/api/v1/reviews/commitments/{rows[1].commitment}").json()
    assert (proof["position"], proof["root"]) == (2, event.args["root"])
    assert api.get(f"/api/v1/reviews/log/{day + 1}").json()["commitments"] == []
    assert api.get("/api/v1/reviews/commitments/0x" + "77" * 32).status_code == 404
    dispose_engines()


def test_the_worker_s_second_look_asks_nothing(world, session):
    commit_today(world, session, 1)
    end_day(world)
    one = rooting(world)
    step_all(one)
    commit_today(world, session, 2)
    end_day(world)
    assert one.step() is False
    assert len(published(world)) == 1
    one.engine.dispose()


def test_a_day_is_that_of_the_chain_s_clock(world, session):
    (row,) = commit_today(world, session, 1)
    assert row.day == day_of(world.now())
    assert session.exec(select(CommittedReview.made_at)).one() < ends_at(row.day)
