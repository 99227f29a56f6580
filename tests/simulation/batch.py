"""Many runs, one after the other, each from its seed: until they are done, or time is over."""

import time
from collections.abc import Iterable, Iterator

from simulation.plan import plan_of
from simulation.run import Outcome, simulate
from simulation.world import new_world

SEEDS_PER_WORLD = 40
"""What a node gathers in its memory is let go of now and then."""


def run_all(seeds: Iterable[int], seconds: float, postgres: str) -> Iterator[Outcome]:
    """The outcome of each seed, as it comes; no new one is begun once the time is over.

    postgres: the address of a server on which databases may be made.
    """
    waiting, until = list(seeds), time.monotonic() + seconds
    while waiting and time.monotonic() < until:
        part, waiting = waiting[:SEEDS_PER_WORLD], waiting[SEEDS_PER_WORLD:]
        with new_world(postgres) as world:
            for seed in part:
                if time.monotonic() < until:
                    yield simulate(world, plan_of(seed))
