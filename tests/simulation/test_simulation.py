"""Badges and rounds behind a bad connection, through forks and kills; and that their judges can convict."""

from pathlib import Path

import pytest

from simulation.batch import run_all
from simulation.mutants import CREDULOUS, FORGETFUL
from simulation.plan import as_mutant, plan_of
from simulation.round_mutants import BARE, HASTY, PAYING_TWICE, REPEATING
from simulation.round_plan import as_interrupted, as_repeating, as_tempted, as_unlucky, round_plan_of
from simulation.round_run import simulate_round
from simulation.run import simulate
from simulation.world import new_world

SEEDS, SECONDS = 20, 120
"""Of every run of the tests, whichever is over first."""

MUTANT_SEEDS = range(1, 7)
MUTANT_CALM_SECONDS = 4

ROUND_SEEDS = (8, 12)
UNLUCKY_SEEDS = (4, 8, 12)

KEPT = [int(line.split()[0]) for line in (Path(__file__).parent / "kept_seeds.txt").read_text().splitlines()[1:]]


def test_no_badge_is_lost_or_doubled_whatever_fails(postgres):
    seeds = [*KEPT, *(seed for seed in range(1, SEEDS + 1) if seed not in KEPT)][:SEEDS]
    failed = [outcome.told() for outcome in run_all(seeds, SECONDS, postgres) if outcome.failed]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("mutant", [FORGETFUL, CREDULOUS])
def test_a_sender_that_is_wrong_on_purpose_is_convicted(mutant, postgres):
    with new_world(postgres) as world:
        verdicts = [
            simulate(world, as_mutant(plan_of(seed), mutant), MUTANT_CALM_SECONDS).verdict for seed in MUTANT_SEEDS
        ]
    assert any(verdict.unsafe for verdict in verdicts)


@pytest.fixture(scope="module")
def world(postgres):
    with new_world(postgres) as world:
        yield world


@pytest.mark.parametrize("seed", ROUND_SEEDS)
def test_a_round_is_published_and_paid_once_whatever_fails(seed, world):
    outcome = simulate_round(world, round_plan_of(seed))
    assert not outcome.failed, outcome.told()


def test_a_bundle_stays_whole_whoever_is_killed_writing_it_again(world):
    outcome = simulate_round(world, as_interrupted(round_plan_of(ROUND_SEEDS[0])))
    assert not outcome.failed, outcome.told()


@pytest.mark.parametrize(("spoil", "mutant"), [(as_unlucky, BARE), (as_tempted, HASTY), (as_repeating, REPEATING)])
def test_an_operator_that_is_wrong_on_purpose_is_convicted(spoil, mutant, world):
    plans = (spoil(round_plan_of(seed), mutant) for seed in UNLUCKY_SEEDS)
    assert any(simulate_round(world, plan, MUTANT_CALM_SECONDS).verdict.unsafe for plan in plans)


def test_what_an_operator_asks_for_twice_the_contract_pays_once(world):
    # No key of ours is in its way: the second is reverted, and costs its gas alone.
    verdict = simulate_round(world, as_repeating(round_plan_of(ROUND_SEEDS[0]), PAYING_TWICE)).verdict
    assert verdict.is_clean
    assert verdict.reverted
