"""A vote counted anew from logs: it agrees with a plain model over any history, and names whatever was changed."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quadrille.governance.recount.comparing import compare_answers, compare_logs
from quadrille.governance.recount.counting import frame_of, hold, state_of
from quadrille.governance.recount.logs import BadgeChanged, Ended, Which
from quadrille.governance.recount.power import ENDED, STANDS_IN, TOO_YOUNG, holds_of, parts_of, words_of
from quadrille.governance.recount.weights import Parameters, broken_chains, by_badges, by_votes
from unit.vote_model import DELAY, MATURITY, PERIOD, VoteModel

PEOPLE = ("ann", "ben", "cem", "dee")

DEEDS = st.one_of(
    st.tuples(st.just("issue"), st.sampled_from(PEOPLE), st.integers(1, 4)),
    st.tuples(st.just("revoke"), st.integers(0, 9)),
    st.tuples(st.just("move"), st.integers(0, 9), st.sampled_from(PEOPLE)),
    st.tuples(st.just("vote"), st.sampled_from(PEOPLE), st.integers(0, 2)),
    st.tuples(st.just("trim"), st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4)),
    st.tuples(st.just("wait"), st.integers(1, 4)),
)


def play(first, before, after):
    """A model in which everybody has a badge of these weights first, and a proposal comes between the deeds."""
    model = VoteModel()
    for who, weight in zip(PEOPLE, first, strict=True):
        model.issue(who, weight)
    model.next_block(MATURITY)
    for deeds in (before, after):
        for name, *given_ in deeds:
            do(model, name, given_)
        if model.made is None:
            model.next_block()
            model.propose("ann")
            model.next_block(DELAY)
    return model


def do(model, name, given_):
    """One deed, where it can be done."""
    if name != "vote at once":
        model.next_block(given_[0] if name == "wait" else 1)
    numbers = sorted(model.badges)
    if name in ("revoke", "move") and numbers:
        number = numbers[given_[0] % len(numbers)]
        if name == "revoke" or model.badges[number][0] != given_[1]:
            getattr(model, name)(number, *given_[1:])
    elif name not in ("wait", "revoke", "move"):
        getattr(model, name.partition(" ")[0])(*given_)


def counted(model):
    """The vote, as a recount of the model's logs has it."""
    parameters, weights = Parameters(model.parameters()), by_votes(model.votes_changed)
    snapshot = model.place_after(model.made.snapshot_at)
    frame = frame_of(model.made, snapshot, parameters, weights)
    return hold(frame, model.logs().steps(), parameters, weights)


WEIGHTS = st.lists(st.integers(1, 4), min_size=4, max_size=4)
VOTES = st.tuples(st.sampled_from(["vote", "vote at once"]), st.sampled_from(PEOPLE), st.integers(0, 2))

histories = st.builds(play, WEIGHTS, st.lists(DEEDS, max_size=5), st.lists(VOTES | DEEDS, min_size=3, max_size=14))

late_histories = st.builds(
    lambda first, after: play(first, [], [("wait", PERIOD - 4), *(("vote", who, 1) for who in PEOPLE), *after]),
    WEIGHTS,
    st.lists(VOTES | DEEDS, max_size=14),
)
"""The outcome changes within the window before the end, whatever comes afterwards."""


@given(histories | late_histories)
def test_a_recount_agrees_with_a_plain_model_over_any_history(model):
    vote = counted(model)
    assert vote.tally == model.tally()
    assert {who: (one.support, one.weight) for who, one in vote.votes.items()} == model.votes
    assert vote.closes_at == max(model.made.ends_at, model.extended)
    assert vote.is_passing == model.is_passing
    differences = [one for one in compare_logs(model.logs(), vote) if one.subject != "right to propose"]
    assert differences == []


@given(histories)
def test_the_logs_of_votes_and_those_of_badges_tell_the_same(model):
    votes, badges = by_votes(model.votes_changed), by_badges(model.badges_changed)
    assert list(broken_chains(model.votes_changed)) == []
    for block in range(model.place[0] + 2):
        for who in PEOPLE:
            assert votes.before(who, (block, 0)) == badges.before(who, (block, 0))
        assert votes.total_before((block, 0)) == badges.total_before((block, 0))


@given(late_histories, st.data())
def test_any_weight_that_was_changed_is_named(model, data):
    place = data.draw(st.integers(0, len(model.casts) - 1))
    lie = replace(model.casts[place], weight=model.casts[place].weight + data.draw(st.sampled_from([-1, 1, 7])))
    told = replace(model.logs(), casts=(*model.casts[:place], lie, *model.casts[place + 1 :]))
    assert [one.chain for one in compare_logs(told, counted(model)) if "weight" in one.subject] == [str(lie.weight)]


@given(late_histories, st.sampled_from(PEOPLE))
def test_any_last_vote_that_is_kept_back_is_named(model, who):
    mine = [one for one in model.casts if one.voter == who]
    # Two ballots of one second that say the same leave the same logs, whichever is kept back.
    assume(len(mine) < 2 or (mine[-2].at, mine[-2].support) != (mine[-1].at, mine[-1].support))
    answers, casts = model.answers(), {one.voter: one.at for one in model.casts if one is not mine[-1]}
    assert list(compare_answers(answers, counted(model), "", {**casts, who: mine[-1].at})) == []
    model.casts.remove(mine[-1])
    # A vote for the same as before is seen by its version alone, which is later than any vote that is told.
    told = compare_answers(answers, counted(model), "", {who: 0, **casts})
    assert any(who in one.subject for one in told)


@given(late_histories, st.integers(1, 9))
def test_any_prolongation_that_is_kept_back_or_made_up_is_named(model, later):
    told, vote = model.logs(), counted(model)
    silent = replace(told, extensions=())
    assert "prolongation 1" in [one.subject for one in compare_logs(silent, vote)]
    longer = replace(told.extensions[0], until=told.extensions[0].until + later)
    more = replace(told, extensions=(longer, *told.extensions[1:]))
    assert "prolongation 1" in [one.subject for one in compare_logs(more, vote)]


@given(histories, st.sampled_from(PEOPLE))
def test_badge_by_badge_the_parts_add_up_to_the_lesser_of_then_and_now(model, who):
    holds, snapshot = holds_of(who, model.badges_changed), model.place_after(model.made.snapshot_at)
    now = (model.place[0] + 1, 0)
    parts = parts_of(holds, snapshot, now)
    assert sum(one.counted for one in parts) == min(model.then(who), model.weight(who))
    assert all(0 <= one.counted <= one.hold.weight for one in parts)
    for one in parts:
        assert words_of(one, lambda block: block, 3)
        assert (one.is_ == ENDED) == (one.hold.until is not None)


def test_what_came_since_stands_in_for_what_is_gone():
    changes = [
        BadgeChanged((1, 0), 1, "ann", 2, "issued", 1),
        BadgeChanged((8, 0), 2, "ann", 1, "issued", 1),
        BadgeChanged((8, 5), 3, "ann", 5, "issued", 1),
        BadgeChanged((9, 0), 1, None, 2, "revoked", 1),
    ]
    parts = parts_of(holds_of("ann", changes), (5, 0), (10, 0))
    assert [(one.hold.number, one.counted, one.is_) for one in parts] == [
        (1, 0, ENDED),
        (2, 1, STANDS_IN),
        (3, 1, STANDS_IN),
    ]
    (young,) = parts_of(holds_of("ann", changes[1:2]), (5, 0), (10, 0))
    assert (young.counted, young.is_) == (0, TOO_YOUNG)
    when = "1 January 1970, 00:14:10 UTC"
    assert words_of(young, lambda block: 100 * block, 50) == f"too young: it counts on proposals made from {when} on"
    assert words_of(parts[0], lambda block: 100 * block, 50) == "revoked at 1 January 1970, 00:15 UTC"


@pytest.mark.parametrize(
    ("now", "ended", "passing", "state"),
    [
        (0, Ended(0, False, False), False, "pending"),
        (10**6, Ended(0, False, False), False, "defeated"),
        (10**6, Ended(0, False, True), True, "canceled"),
        (10**6, Ended(5, True, False), True, "executed"),
        (10**6, Ended(0, False, False), True, "expired"),
        (10**6, Ended(10**6, False, False), True, "queued"),
        (10**6, Ended(10**6 - 50, False, False), True, "expired"),
        (60, Ended(0, False, False), True, "succeeded"),
    ],
)
def test_a_state_follows_from_time_and_outcome(now, ended, passing, state):
    model = play([1] * 4, [], [])
    vote = counted(model)
    vote.is_passing = passing
    assert state_of(vote, ended, 50, now) == state


@given(histories, st.sampled_from(list(Which)), st.integers(1, 5_000))
def test_a_replay_under_the_rules_as_they_were_ends_as_it_did(model, which, value):
    parameters, weights = Parameters(model.parameters()), by_votes(model.votes_changed)
    kept = Parameters(model.parameters(), {which: parameters.before(which, model.made.place)})
    snapshot = model.place_after(model.made.snapshot_at)
    again = hold(frame_of(model.made, snapshot, kept, weights), model.logs().steps(), kept, weights)
    assert again == counted(model)
    other = Parameters(model.parameters(), {which: value})
    assert other.before(which, (0, 0)) == value


def late_vote():
    """Ann and Cem are for, Ben is against, Dee abstains, shortly before the end."""
    ways = (("ann", 1), ("cem", 1), ("ben", 0), ("dee", 2))
    return play([1, 1, 1, 4], [], [("wait", PERIOD - 6), *(("vote", *way) for way in ways)])


def test_the_outcome_is_looked_at_once_for_all_whose_votes_one_call_lowers():
    model = late_vote()
    before = list(model.extensions)
    for _ in range(2):
        do(model, "revoke", [0])
    do(model, "trim", [["ann", "ben"]])
    assert len(model.trims) == 2
    assert model.extensions == before
    assert list(compare_logs(model.logs(), counted(model))) == []
    # Lowered by two calls in two transactions, the outcome would have changed twice, and voting gone on.
    apart = [replace(one, transaction=f"0x{count}") for count, one in enumerate(model.trims)]
    told = [one.subject for one in compare_logs(replace(model.logs(), trims=tuple(apart)), counted_of(model, apart))]
    assert told == ["prolongation 2"]


def counted_of(model, trims):
    """The vote with other trims."""
    model.trims = trims
    return counted(model)


@pytest.mark.parametrize(("late_seconds", "counts"), [(0, False), (1, True), (PERIOD, True), (PERIOD + 1, False)])
def test_a_vote_counts_after_the_opening_second_and_in_the_last(late_seconds, counts):
    model = play([1, 1, 1, 4], [], [("vote", "ann", 1)])
    told, parameters, weights = model.logs(), Parameters(model.parameters()), by_votes(model.votes_changed)
    cast = replace(told.casts[0], at=model.made.opens_at + late_seconds)
    frame = frame_of(model.made, model.place_after(model.made.snapshot_at), parameters, weights)
    assert bool(hold(frame, [cast], parameters, weights).votes) == counts
