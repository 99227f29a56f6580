"""The sender and the follower behind a bad connection, through forks and kills; and that their judge can convict."""

from pathlib import Path

import pytest

from simulation.batch import run_all
from simulation.mutants import CREDULOUS, FORGETFUL
from simulation.plan import as_mutant, plan_of
from simulation.run import simulate
from simulation.world import new_world

SEEDS, SECONDS = 40, 180
"""Of every run of the tests, whichever is over first."""

MUTANT_SEEDS = range(1, 7)
MUTANT_CALM_SECONDS = 4

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
