"""Many runs, one after the other, each from its seed: until they are done, or time is over."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from simulation.ballot_plan import BALLOTS_EVERY, ballot_plan_of
from simulation.ballot_run import simulate_ballots
from simulation.plan import plan_of
from simulation.round_plan import ROUND_EVERY, round_plan_of
from simulation.round_run import simulate_round
from simulation.run import Outcome, simulate
from simulation.world import World, new_world

SEEDS_PER_WORLD = 40
"""What a node gathers in its memory is let go of now and then."""

Runs = Callable[[World, int], Iterator[Outcome]]
"""Does what there is to do of a seed."""


def badges(world: World, seed: int) -> Iterator[Outcome]:
    """The run in which badges are asked for."""
    yield simulate(world, plan_of(seed))


def rounds(world: World, seed: int) -> Iterator[Outcome]:
    """The run in which a round is published and paid."""
    yield simulate_round(world, round_plan_of(seed))


def ballots(world: World, seed: int) -> Iterator[Outcome]:
    """The run in which a vote is held."""
    yield simulate_ballots(world, ballot_plan_of(seed))


KINDS: Mapping[str, tuple[int, Runs]] = {
    "badges": (1, badges),
    "rounds": (ROUND_EVERY, rounds),
    "ballots": (BALLOTS_EVERY, ballots),
}
"""Of which kinds runs are, and how often a seed has one."""


def of_kinds(kinds: Sequence[str]) -> Runs:
    """The runs of these kinds that a seed has."""

    def runs(world: World, seed: int) -> Iterator[Outcome]:
        for every, run in map(KINDS.__getitem__, kinds):
            if seed % every == 0:
                yield from run(world, seed)

    return runs


def run_all(seeds: Iterable[int], seconds: float, postgres: str, runs: Runs = badges) -> Iterator[Outcome]:
    """The outcome of each run, as it comes; no seed is begun once the time is over.

    postgres: the address of a server on which databases may be made.
    """
    waiting, until = list(seeds), time.monotonic() + seconds
    while waiting and time.monotonic() < until:
        part, waiting = waiting[:SEEDS_PER_WORLD], waiting[SEEDS_PER_WORLD:]
        with new_world(postgres) as world:
            for seed in part:
                if time.monotonic() < until:
                    yield from runs(world, seed)
