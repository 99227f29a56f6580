"""What happens in a run, drawn from its seed: how much is asked for, who works, which forks come when. Pure."""

import hashlib
import random
from dataclasses import dataclass, replace

from eth_utils.address import to_checksum_address

from simulation.crashes import ASKER, FOLLOWER, POINTS, SENDER

FINALITY_BLOCKS = 8
DEEPEST = 64
BANDS = ((1, 7), (8, 16), (17, 32), (33, DEEPEST))
"""Depths of forks; the first is of those that take nothing final away."""

SQLITE, POSTGRESQL = "sqlite", "postgresql"

POSTGRESQL_EVERY = 8
"""A seed so often is of PostgreSQL, where a run takes longer."""

FAULT_RATE = 0.2


@dataclass(frozen=True)
class Meant:
    """A contribution and the badge that it has to get."""

    number: int
    holder: str
    evidence_hash: str
    kind: int = 1


@dataclass(frozen=True)
class Fork:
    """At this second, so many blocks are replaced by as many empty ones, or are taken away."""

    at: float
    depth: int
    is_shorter: bool


@dataclass(frozen=True)
class Plan:
    """One run. Times in seconds since its beginning.

    given_before   numbers that have their very badge already, from this issuer but not from this database
    taken_before   numbers that have another badge
    thefts         when a transaction of somebody else uses the issuer's key
    """

    seed: int
    meant: tuple[Meant, ...]
    workers: dict[str, int]
    chaos_seconds: float
    beat_seconds: float
    forks: tuple[Fork, ...]
    database: str
    has_storms: bool
    given_before: tuple[int, ...]
    taken_before: tuple[int, ...]
    thefts: tuple[float, ...]
    mutant: str | None = None
    fault_rate: float = FAULT_RATE

    @property
    def has_outsiders(self) -> bool:
        """Whether the issuer's key is used outside this database."""
        return bool(self.given_before or self.taken_before or self.thefts)

    def crash_for(self, role: str, start: int) -> tuple[str | None, int]:
        """Where the process of this role that is the `start`-th to begin is killed, and at which passage."""
        chance = random.Random(f"{self.seed} {role} {start}")
        if role not in POINTS or chance.random() < 0.1:
            return None, 1
        return chance.choice(POINTS[role]), chance.choice([1, 1, 1, 2, 2, 3, 4])


def plan_of(seed: int) -> Plan:
    """The run of this seed."""
    chance = random.Random(seed)
    seconds = chance.uniform(1.2, 2.0)
    meant = tuple(_meant(seed, number) for number in range(1, chance.randint(20, 40) + 1))
    numbers = [one.number for one in meant]
    has_outsiders = chance.random() < 0.2
    strangers = chance.sample(numbers, 6) if has_outsiders else []
    return Plan(
        seed=seed,
        meant=meant,
        workers={ASKER: chance.randint(1, 2), SENDER: chance.randint(1, 2), FOLLOWER: chance.randint(1, 2)},
        chaos_seconds=seconds,
        beat_seconds=chance.uniform(0.02, 0.08),
        forks=tuple(_fork(chance, seconds) for _ in range(chance.randint(2, 7))),
        database=POSTGRESQL if seed % POSTGRESQL_EVERY == 0 else SQLITE,
        has_storms=chance.random() < 0.5,
        given_before=tuple(strangers[:4]),
        taken_before=tuple(strangers[4:]),
        thefts=tuple(chance.uniform(0.2, seconds) for _ in range(2)) if chance.random() < 0.1 else (),
    )


def as_mutant(plan: Plan, mutant: str) -> Plan:
    """The same run, with a sender that is wrong on purpose, and numbers that others have."""
    taken = tuple(one.number for one in plan.meant[:2])
    return replace(plan, mutant=mutant, given_before=(), taken_before=taken, thefts=())


def band_of(depth: int) -> str:
    """The band of a fork's depth, in words."""
    return next(f"{low}-{high}" for low, high in BANDS if low <= depth <= high)


def _meant(seed: int, number: int) -> Meant:
    # Every second holder gets two.
    holder = hashlib.sha256(f"holder {seed} {number * 2 // 3}".encode()).hexdigest()[:40]
    evidence = hashlib.sha256(f"evidence {seed} {number}".encode()).hexdigest()
    return Meant(number, to_checksum_address(holder), f"0x{evidence}")


def _fork(chance: random.Random, seconds: float) -> Fork:
    low, high = chance.choices(BANDS, weights=(80, 10, 5, 5))[0]
    return Fork(chance.uniform(0.1, seconds), chance.randint(low, high), is_shorter=chance.random() < 0.15)
