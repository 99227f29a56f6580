"""The relay's words and bounds: each reason why a vote does not count, with its remedy, and for whom nobody pays."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, NotFound, Refused, TooMany
from quadrille.governance.relay.ballot_tree import BallotTree, is_under
from quadrille.governance.relay.quotas import BALLOTS_IN_A_DAY, BALLOTS_ON_A_PROPOSAL, KEY_GAS, Used, require_room
from quadrille.governance.relay.refusals import (
    Reason,
    Voter,
    on_its_way,
    why_not_taken,
    why_not_vote,
    wrong_signature,
)
from quadrille.types import Address, Hash32, Timestamp

ALICE = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
NOW = Timestamp(1_000_000)
VOTER = Voter(
    address=ALICE,
    proposal=7,
    state="active",
    opens_at=Timestamp(900_000),
    closes_at=Timestamp(1_100_000),
    snapshot_at=Timestamp(800_000),
    votes_then=3,
    votes_now=2,
    held_since=Timestamp(0),
    maturity_seconds=50_000,
    version=Timestamp(0),
    now=NOW,
)
NOTHING = Used(0, 0, NOW, 0, NOW)

hashes = st.binary(min_size=32, max_size=32).map(lambda raw: Hash32("0x" + raw.hex()))


def test_whoever_has_weight_may_vote_while_votes_are_taken():
    assert why_not_vote(VOTER) == []
    assert why_not_taken(VOTER, NOW, Timestamp(NOW + 1)) == []


@pytest.mark.parametrize(
    ("changed", "reason", "cause", "remedy"),
    [
        (
            {"state": "pending"},
            Reason.WRONG_STATE,
            "from 11 January 1970, 10:00 UTC to 13 January 1970, 17:33:20 UTC",
            "Wait",
        ),
        ({"state": "queued"}, Reason.WRONG_STATE, "is queued", "Vote on another"),
        (
            {"votes_then": 0, "votes_now": 0},
            Reason.NO_BADGE,
            "had 0 votes at 10 January 1970, 06:13:20",
            "later proposal",
        ),
        ({"votes_now": 0}, Reason.GONE, "has 0 now", "given up, revoked or moved"),
        (
            {"votes_then": 0, "held_since": Timestamp(810_000)},
            Reason.TOO_YOUNG,
            "has 2 now",
            "10 January 1970, 22:53:20 UTC on",
        ),
    ],
)
def test_each_reason_not_to_vote_says_what_to_do(changed, reason, cause, remedy):
    (refusal,) = why_not_vote(replace(VOTER, **changed))
    assert refusal.reason is reason
    assert cause in refusal.cause
    assert remedy in refusal.remedy


@pytest.mark.parametrize(
    ("version", "deadline", "standing", "reason"),
    [
        (NOW + 1, NOW + 2, 0, Reason.FROM_THE_FUTURE),
        (NOW, NOW, 0, Reason.EXPIRED),
        (NOW - 5, NOW + 1, NOW - 5, Reason.NOT_NEWER),
    ],
)
def test_a_ballot_at_the_edge_of_its_time_is_refused(version, deadline, standing, reason):
    (refusal,) = why_not_taken(replace(VOTER, version=Timestamp(standing)), version, deadline)
    assert refusal.reason is reason
    assert refusal.remedy


def test_a_signature_that_is_not_the_voter_s_and_a_ballot_on_its_way_have_words_too():
    assert wrong_signature(ALICE).reason is Reason.WRONG_SIGNATURE
    assert "after the next block" in on_its_way(ALICE, NOW).remedy


def test_the_relay_pays_up_to_its_bounds_and_no_further():
    gas = 10 * KEY_GAS
    require_room(
        Used(BALLOTS_ON_A_PROPOSAL - 1, BALLOTS_IN_A_DAY - 1, NOW, gas - KEY_GAS, NOW), ALICE, KEY_GAS, gas, NOW
    )
    with pytest.raises(Refused, match="5 ballots on it") as refusal:
        require_room(replace(NOTHING, on_proposal=BALLOTS_ON_A_PROPOSAL), ALICE, KEY_GAS, gas, NOW)
    assert "--direct" in refusal.value.remedy
    day = replace(NOTHING, by_voter=BALLOTS_IN_A_DAY, oldest_by_voter_at=Timestamp(NOW - 86_000))
    with pytest.raises(TooMany) as many:
        require_room(day, ALICE, KEY_GAS, gas, NOW)
    assert many.value.retry_seconds == 400
    with pytest.raises(TooMany, match="units of gas") as much:
        require_room(replace(NOTHING, gas=gas - KEY_GAS + 1), ALICE, KEY_GAS, gas, NOW)
    assert "--direct" in much.value.remedy


@given(st.lists(hashes, min_size=1, max_size=20), st.data())
def test_a_ballot_is_proven_at_its_own_position_alone(digests, data):
    tree = BallotTree(digests)
    position = data.draw(st.integers(0, len(digests) - 1))
    proof = tree.proof(position)
    assert is_under(tree.root, position, digests[position], proof)
    assert not is_under(tree.root, position + 1, digests[position], proof)
    assert not is_under(tree.root, position, tree.root, proof)


def test_a_list_without_ballots_has_no_root_and_beyond_its_end_there_is_no_proof():
    with pytest.raises(BadInput):
        BallotTree([])
    with pytest.raises(NotFound, match="position 1"):
        BallotTree([Hash32("0x" + "ab" * 32)]).proof(1)
