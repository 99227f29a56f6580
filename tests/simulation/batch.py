"""Many runs, one after the other, each from its seed: until they are done, or time is over."""

import time
from collections.abc import Iterable, Iterator

from simulation.judge import described
from simulation.plan import plan_of
from simulation.run import Outcome, simulate
from simulation.world import new_world

SEEDS_PER_WORLD = 4
"""Anvil loses contracts after some ten reverts across forks: no world serves longer than this."""


def run_all(seeds: Iterable[int], seconds: float) -> Iterator[Outcome]:
    """The outcome of each seed, as it comes; no new one is begun once the time is over."""
    waiting, until = list(seeds), time.monotonic() + seconds
    while waiting and time.monotonic() < until:
        part, waiting = waiting[:SEEDS_PER_WORLD], waiting[SEEDS_PER_WORLD:]
        with new_world() as world:
            for seed in part:
                if time.monotonic() < until:
                    yield simulate(world, plan_of(seed))


def told(outcome: Outcome) -> str:
    """What went wrong, and the command that does it again."""
    lines = "\n".join(described(outcome.verdict))
    return f"seed {outcome.seed}:\n{lines}\nAgain: python3 scripts/soak chain --first {outcome.seed} --seeds 1"
