"""What happens in the run of a round, drawn from its seed: who gave what, and how it is closed and paid. Pure."""

import hashlib
import random
from dataclasses import dataclass, replace

from eth_utils.address import to_checksum_address

from quadrille.types import Address
from simulation.crashes import FILE_POINTS, FOLLOWER, OPERATOR, SENDER
from simulation.plan import FINALITY_BLOCKS, POSTGRESQL, POSTGRESQL_EVERY, SQLITE, Fork, Plan

ROUND_EVERY = 4
"""A seed so often is that of a round besides."""

DEEP_EVERY = 5
"""A round so often has forks of what was final."""

FINNEY = 10**15


@dataclass(frozen=True)
class Giving:
    """What an account gives: to projects by index, or to the pool."""

    account: Address
    gifts: tuple[tuple[int, int], ...] = ()
    pool_wei: int = 0


@dataclass(frozen=True, kw_only=True)
class RoundPlan(Plan):
    """One run of a round.

    projects      how many applied; the last is never admitted
    refusing      indices of projects whose payee takes no coins before the calm
    pool_finneys  what the sponsors give in all
    early, late   what is given before the run, and in the seconds before the close
    linked        donors whose gifts count as those of one, and of whom the first does not count on project 0
    slices        how many payees each operator pays at once
    dooms         where each operator that begins is killed, instead of by chance; the last is that of all who follow
    """

    projects: int
    refusing: tuple[int, ...]
    early: tuple[Giving, ...]
    late: tuple[Giving, ...]
    linked: tuple[Address, ...]
    slices: tuple[int, ...]
    cap_bps: int
    saturation: str
    objection_seconds: int
    closes_in_blocks: int
    dooms: tuple[tuple[str, int], ...] = ()

    def crash_for(self, role: str, start: int) -> tuple[str | None, int]:
        """As in every run; but an operator takes long to come anywhere, and a bundle has many files."""
        point, passage = super().crash_for(role, start)
        if role == OPERATOR and self.dooms:
            return self.dooms[min(start, len(self.dooms)) - 1]
        if role == OPERATOR:
            passage = random.Random(f"{self.seed} {start}").randint(1, 9 if point in FILE_POINTS else 2)
        return point, passage

    def payee(self, index: int) -> Address:
        """Who is paid for a project; new on the chain."""
        return account("payee", self.seed, index)


def account(kind: str, seed: int, number: int) -> Address:
    """An address that nobody has."""
    return Address(to_checksum_address(hashlib.sha256(f"{kind} {seed} {number}".encode()).hexdigest()[:40]))


def round_plan_of(seed: int) -> RoundPlan:
    """The run of a round of this seed."""
    chance = random.Random(f"round {seed}")
    seconds, projects = chance.uniform(4, 6), chance.randint(3, 6)
    donors = [_donor(chance, seed, number, projects) for number in range(chance.randint(3, 5))]
    sponsors = [_sponsor(chance, seed, number) for number in range(chance.randint(1, 2))]
    is_deep = seed % DEEP_EVERY == 0
    # What decides must be final before it is taken away by a fork: no fork of what was final, or nothing that decides.
    is_late = chance.random() < 0.5 and not is_deep
    workers = {OPERATOR: chance.choice([1, 1, 2]), SENDER: 1, FOLLOWER: 1}
    return RoundPlan(
        seed=seed,
        meant=(),
        workers=workers,
        chaos_seconds=seconds,
        beat_seconds=chance.uniform(0.03, 0.1),
        forks=tuple(_fork(chance, seconds, is_deep) for _ in range(chance.randint(2, 7))),
        database=POSTGRESQL if seed // ROUND_EVERY % POSTGRESQL_EVERY == 0 else SQLITE,
        has_storms=chance.random() < 0.3,
        given_before=(),
        taken_before=(),
        thefts=(),
        fault_rate=chance.choice([0.005, 0.01, 0.03]),
        projects=projects,
        refusing=tuple(index for index in range(projects - 1) if chance.random() < 0.2),
        early=(*donors, *sponsors),
        late=(_donor(chance, seed, 100, projects), _sponsor(chance, seed, 100)) if is_late else (),
        linked=tuple(donor.account for donor in donors[:3]) if chance.random() < 0.5 else (),
        slices=tuple(chance.randint(1, 3) for _ in range(workers[OPERATOR])),
        cap_bps=chance.choice([2_000, 4_000, 10_000]),
        saturation=chance.choice(["keep", "scale"]),
        objection_seconds=chance.randint(1, 25),
        closes_in_blocks=chance.randint(4, 10) if is_late else 0,
    )


def as_repeating(plan: RoundPlan, mutant: str) -> RoundPlan:
    """Nothing but the operators themselves is in their way."""
    return replace(plan, mutant=mutant, dooms=(("nowhere", 1),), forks=(), fault_rate=0, has_storms=False)


def as_unlucky(plan: RoundPlan, mutant: str) -> RoundPlan:
    """Its operators die whenever they are about to write a bundle."""
    return replace(plan, mutant=mutant, dooms=(("before a bundle", 1),), fault_rate=0)


def as_interrupted(plan: RoundPlan) -> RoundPlan:
    """Its one operator dies once the result is asked for, and those that follow die in the middle of its bundle."""
    return replace(
        plan,
        workers={OPERATOR: 1, SENDER: 1, FOLLOWER: 1},
        dooms=(("after queued is kept", 2), ("amid a file", 3)),
        chaos_seconds=7,
        beat_seconds=1.2,
        forks=(),
        objection_seconds=1,
        late=(),
        closes_in_blocks=0,
        fault_rate=0,
        has_storms=False,
    )


def as_tempted(plan: RoundPlan, mutant: str) -> RoundPlan:
    """Quick operators could publish before a fork takes the last deposit away, after which the pool still suffices."""
    pool_wei = sum(one.pool_wei for one in plan.early)
    return replace(
        plan,
        mutant=mutant,
        projects=4,
        refusing=(),
        early=tuple(_within(one, 3) for one in plan.early),
        late=(Giving(account("sponsor", plan.seed, 100), pool_wei=pool_wei // 10),),
        cap_bps=2_000,
        saturation="scale",
        objection_seconds=3,
        closes_in_blocks=2,
        chaos_seconds=4.5,
        beat_seconds=0.6,
        has_storms=False,
        forks=(Fork(3.6, FINALITY_BLOCKS - 1, is_shorter=False),),
        fault_rate=0,
        dooms=(("nowhere", 1),),
    )


def _within(giving: Giving, projects: int) -> Giving:
    gifts = tuple((index, units) for index, units in giving.gifts if index < projects)
    return replace(giving, gifts=gifts or ((0, FINNEY),) if giving.gifts else ())


def _donor(chance: random.Random, seed: int, number: int, projects: int) -> Giving:
    chosen = chance.sample(range(projects - 1), chance.randint(1, projects - 1))
    gifts = tuple((index, chance.randint(1, 900) * FINNEY + chance.randint(0, 9)) for index in chosen)
    return Giving(account("donor", seed, number), gifts)


def _sponsor(chance: random.Random, seed: int, number: int) -> Giving:
    return Giving(account("sponsor", seed, number), pool_wei=chance.randint(500, 9_000) * FINNEY + chance.randint(0, 9))


def _fork(chance: random.Random, seconds: float, may_be_deep: bool) -> Fork:
    most = 3 * FINALITY_BLOCKS if may_be_deep and chance.random() < 0.4 else FINALITY_BLOCKS - 1
    return Fork(chance.uniform(0.2, seconds), chance.randint(1, most), is_shorter=chance.random() < 0.15)
