"""The follower on a real chain: copies are what web3 reads, whatever the order in which things come."""

from itertools import pairwise

import pytest
from sqlmodel import Session

from chain.follower_steps import (
    copied,
    dispose_engines,
    donations,
    follow,
    follower,
    give,
    make_old,
    open_for_gifts,
    send_unsigned,
    true_donations,
)
from journeys import claim_all_badges, demo_reviews
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Issue, Kind
from quadrille.chain.follower.standing import rebuild, standing_of
from quadrille.chain.follower.tables import FollowedContract, Following
from quadrille.chain.typed_data import sign
from quadrille.db import reading
from quadrille.errors import WrongChain
from quadrille.governance.copies import COPIES as BALLOTS
from quadrille.screening.copies import COPIES as BADGES
from quadrille.screening.keeping import agreed_move, message_of_move
from quadrille.types import Address, ContributionNumber, Hash32, KindId


@pytest.fixture(autouse=True)
def disposed():
    """No connection outlives its test."""
    yield
    dispose_engines()


@pytest.fixture
def round_(world, session):
    """A round that takes donations."""
    return open_for_gifts(world, session)


@pytest.mark.parametrize("finality", [0, 3, 64])
def test_every_donation_is_copied_as_web3_reads_it(world, round_, finality):
    for amount in (1, 7, 2**70):
        give(world, round_, (0, amount), (1, 3), (0, 5))
    one = follow(follower(world, finality_blocks=finality))
    assert donations(one.book.engine) == true_donations([round_])
    assert len(donations(one.book.engine)) == 9
    assert standing_of(one).lag_blocks == 0


def test_what_comes_later_is_added_and_nothing_twice(world, round_):
    one = follower(world, finality_blocks=3)
    for amount in range(1, 9):
        give(world, round_, (amount % 2, amount))
        follow(one)
        assert donations(one.book.engine) == true_donations([round_])
    assert not one.step()


def test_a_round_that_is_opened_later_is_copied_from_its_beginning(world, session, round_):
    one = follow(follower(world, finality_blocks=3))
    later = open_for_gifts(world, session)
    give(world, later, (0, 8))
    with reading(one.book.engine) as look:
        assert look.get(FollowedContract, ("rounds", later.address)) is None
    give(world, round_, (1, 9))
    follow(one)
    assert donations(one.book.engine) == true_donations([round_, later])


def test_a_round_that_is_known_long_after_its_donations_is_copied_from_its_beginning(world, session, tmp_path):
    one = follow(follower(world, finality_blocks=3))
    round_ = open_for_gifts(world, session)
    give(world, round_, (0, 8))
    world.anvil.rpc("anvil_mine", 400)
    give(world, round_, (0, 9))
    follow(one)
    assert donations(one.book.engine) == true_donations([round_])


def test_badges_and_their_ends_are_copied(world, session):
    claim_all_badges(world, session, demo_reviews())
    issued = world.chain.badge.issued()
    ended = issued[0]
    world.anvil.rpc("anvil_impersonateAccount", ended.args["holder"])
    burn = world.chain.badge.burn(ended.args["number"])
    send_unsigned(world, ended.args["holder"], burn)
    one = follow(follower(world, BADGES))
    rows = copied(one)
    assert [(row[1], int(row[6]), row[7], row[11]) for row in rows["copied_badge"]] == [
        (event.block_number, event.args["number"], event.args["holder"].lower(), event.args["evidenceHash"])
        for event in issued
    ]
    assert [(int(row[6]), row[8], row[9]) for row in rows["copied_badge_end"]] == [(ended.args["number"], None, None)]


def test_lapses_and_moves_of_badges_are_copied(world, session):
    badges, send = world.chain.badge, world.chain.client.send_from
    old, new = world.somebody(), world.somebody()
    short = Kind(KindId(7), "Short", level=1, chamber=0, weight=3, max_per_holder=1, term_seconds=60, is_open=True)
    send(account_of(world.settings, "admin"), badges.register_kind(short))
    issue = Issue(ContributionNumber(5), Address(old.address), short.id, Hash32("0x" + "ab" * 32))
    send(account_of(world.settings, "issuer"), badges.issue_batch([issue]))
    move = agreed_move(world.chain, Address(old.address), Address(new.address), [])
    signatures = [sign(account, message_of_move(world.chain, move)) for account in (old, new)]
    send(new, badges.move_badges(move, *signatures))
    world.pass_time(60)
    send(new, badges.lapse(issue.number))
    rows = copied(follow(follower(world, BADGES)))
    moved, lapsed = rows["copied_badge_move"], rows["copied_badge_lapse"]
    assert [(int(row[6]), row[7], row[8]) for row in moved] == [(5, old.address.lower(), new.address.lower())]
    assert [(int(row[6]), row[7], row[8]) for row in lapsed] == [(5, new.address.lower(), 3)]


def test_rooms_follow_for_themselves(world, round_, session):
    give(world, round_, (0, 8))
    follow(follower(world))
    badges, ballots = follower(world, BADGES), follower(world, BALLOTS)
    assert (standing_of(badges).followed, standing_of(ballots).followed) == (-1, -1)
    follow(badges)
    follow(ballots)
    assert standing_of(ballots).is_current
    assert donations(badges.book.engine) == true_donations([round_])


@pytest.mark.parametrize("finality", [0, 64])
def test_copies_made_anew_are_the_same_to_the_last_byte(world, session, round_, finality):
    make_old(world)
    one = follow(follower(world, finality_blocks=finality))
    for amount in range(1, 6):
        give(world, round_, (0, amount), (1, amount))
        give(world, round_, (1, amount))
        follow(one)
        world.anvil.rpc("anvil_reorg", 1, [])
    follow(one)
    give(world, round_, (0, 1))
    before = copied(follow(one))
    assert rebuild(one, 30).is_current
    assert copied(one) == before
    assert len(before["copied_donation"]) == 11


def test_only_the_newest_blocks_are_kept_and_the_final_one_with_them(world, round_):
    one = follower(world, finality_blocks=3)
    for _ in range(3):
        world.anvil.rpc("anvil_mine", 200)
        follow(one)
    blocks = one.book.blocks(after=-1)
    assert blocks[-1].number == world.chain.client.block().number
    assert 256 <= len(blocks) <= 260
    assert all(later.parent_hash == earlier.hash for earlier, later in pairwise(blocks))


def test_copies_of_another_local_chain_are_dropped_and_begun_anew(world, round_, session):
    give(world, round_, (0, 8))
    one = follow(follower(world))
    expected = donations(one.book.engine)
    _pretend_other_chain(session)
    follow(follower(world))
    assert donations(one.book.engine) == expected
    assert session.get_one(Following, "rounds", populate_existing=True).genesis_hash == world.chain.client.genesis_hash


def test_copies_of_another_real_chain_are_never_touched(world, round_, session):
    give(world, round_, (0, 8))
    one = follow(follower(world))
    before = copied(one)
    _pretend_other_chain(session)
    deployment = world.chain.deployment
    object.__setattr__(one.book, "_deployment", type(deployment)(**{**_fields(deployment), "chain_id": 1}))
    with pytest.raises(WrongChain, match="quadrille chain rebuild"):
        one.step()
    assert copied(one) == before


def _fields(deployment):
    return {name: getattr(deployment, name) for name in deployment.__dataclass_fields__}


def _pretend_other_chain(session: Session) -> None:
    following = session.get_one(Following, "rounds")
    following.genesis_hash = "0x" + "77" * 32
    session.add(following)
    session.commit()
