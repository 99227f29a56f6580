"""Ballots handed in behind a bad connection, through forks and kills, until their vote is over; and that their judge
can convict.
"""

import math

import pytest

from simulation.ballot_mutants import BROKEN_OFF, GREEDY, PARTIAL
from simulation.ballot_plan import BALLOTS_EVERY, as_small, ballot_plan_of
from simulation.ballot_run import simulate_ballots
from simulation.batch import ballots, run_all
from simulation.crashes import ASKER
from simulation.world import new_world

SEEDS = (BALLOTS_EVERY,)
BALLOTS = 260
"""Of 300 a run, those that are no fault. `scripts/soak chain --only ballots` goes on with other seeds."""

MUTANT_SEEDS = (25, 50)


def test_every_ballot_with_a_receipt_is_counted_once_and_listed_whatever_fails(postgres):
    outcomes = list(run_all(SEEDS, math.inf, postgres, ballots))
    failed = [outcome.told() for outcome in outcomes if outcome.failed]
    assert not failed, "\n".join(failed)
    assert sum(outcome.taken for outcome in outcomes) >= BALLOTS


@pytest.fixture(scope="module")
def world(postgres):
    with new_world(postgres) as world:
        yield world


@pytest.mark.parametrize(
    ("mutant", "dooms", "words"),
    [
        (BROKEN_OFF, {ASKER: (("before outbox insert", 3), ("nowhere", 1))}, "nobody hands it in"),
        (GREEDY, {}, "is not good"),
        (PARTIAL, {}, "committed is not the list"),
    ],
)
def test_a_relay_that_is_wrong_on_purpose_is_convicted(mutant, dooms, words, world):
    plans = (as_small(ballot_plan_of(seed), mutant, **dooms) for seed in MUTANT_SEEDS)
    verdicts = (simulate_ballots(world, plan).verdict for plan in plans)
    assert any(words in found for verdict in verdicts for found in verdict.unsafe)


def test_a_relay_that_is_right_is_acquitted_of_the_same(world):
    outcome = simulate_ballots(world, as_small(ballot_plan_of(MUTANT_SEEDS[0]), None))
    assert not outcome.failed, outcome.told()
