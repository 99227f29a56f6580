"""What happens in the run of a vote, drawn from its seed: who votes how and when, and what is not to count. Pure."""

import hashlib
import random
from dataclasses import dataclass, replace
from enum import StrEnum

from eth_account import Account

from quadrille.types import Address
from simulation.crashes import ASKER, CLOSER, FOLLOWER, SENDER
from simulation.plan import DEEPEST, FINALITY_BLOCKS, POSTGRESQL, POSTGRESQL_EVERY, SQLITE, Fork, Plan

BALLOTS_EVERY = 25
"""A seed so often is that of a vote besides."""

DEEP_EVERY = 5
"""A vote so often has forks of what was final."""

GOOD_BALLOTS = 300
"""Of a run: what is replaced before it is handed in, and some of who leaves or votes otherwise, is never taken."""

REPLACES, LEAVES, ACTS = 0.2, 0.05, 0.03
"""Shares of the voters who think again; who lose their badges; who vote otherwise than by us."""

TROUBLE_SECONDS = 40
"""The longest that it lasts; it ends sooner once all ballots are taken and counted, and their lists are committed."""

HEAVY_KIND, HEAVY_WEIGHT = 901, 7


class Flaw(StrEnum):
    """Why a ballot must never count."""

    FORGED = "signed by another"
    ALTERED = "altered since it was signed"
    STRANGER = "without a badge"
    YOUNG = "with a badge that came too late"
    EXPIRED = "past its deadline"
    FUTURE = "of a time to come"
    UNDATED = "of no time"


class Act(StrEnum):
    """What happens to a voter without us."""

    BURN = "gives the badges up"
    REVOKE = "loses the badges to governance"
    TRIM = "has the vote lowered to what the badges weigh"
    CAST = "casts the ballot without us"
    VOTE = "votes with the wallet"


ENDING = (Act.BURN, Act.REVOKE)


@dataclass(frozen=True)
class Voter:
    """Somebody with a key and badges: kinds of those that count."""

    number: int
    key: str
    address: Address
    kinds: tuple[int, ...]


@dataclass(frozen=True)
class MeantBallot:
    """A ballot that somebody signs before the run; `turn` 2 replaces turn 1. Proposal and voter by their numbers."""

    place: int
    proposal: int
    voter: int
    support: int
    turn: int
    flaw: Flaw | None = None


@dataclass(frozen=True)
class Event:
    """What happens to a voter, at this second."""

    at: float
    act: Act
    voter: int


@dataclass(frozen=True, kw_only=True)
class BallotPlan(Plan):
    """One run of a vote.

    proposals    how many are voted on at once
    voters       those who have badges in time, and then those who have none, or too late
    ballots      all that are handed in
    is_hurried   whether voting ends while ballots that were taken are on their way
    dooms        where each process of a role that begins is killed, instead of by chance; the last for all who follow
    """

    proposals: int
    voters: tuple[Voter, ...]
    ballots: tuple[MeantBallot, ...]
    events: tuple[Event, ...]
    is_hurried: bool
    dooms: dict[str, tuple[tuple[str, int], ...]]

    def crash_for(self, role: str, start: int) -> tuple[str | None, int]:
        """As in every run; but who hands in comes by quickly, and who closes does it once."""
        if role in self.dooms:
            return self.dooms[role][min(start, len(self.dooms[role])) - 1]
        point, passage = super().crash_for(role, start)
        if role == ASKER:
            passage = random.Random(f"{self.seed} {start}").randint(1, 30)
        return point, 1 if role == CLOSER else passage

    @property
    def unsure(self) -> set[int]:
        """The voters whose ballots we may never take, for what they do besides."""
        return {event.voter for event in self.events}


def ballot_plan_of(seed: int) -> BallotPlan:
    """The run of a vote of this seed."""
    chance = random.Random(f"vote {seed}")
    proposals = chance.randint(1, 2)
    voters, ballots = _electorate(chance, seed, proposals)
    is_deep = seed // BALLOTS_EVERY % DEEP_EVERY == 0
    return BallotPlan(
        seed=seed,
        meant=(),
        workers={ASKER: 3, SENDER: chance.choice([1, 1, 2]), FOLLOWER: 1, CLOSER: chance.choice([1, 1, 2])},
        chaos_seconds=TROUBLE_SECONDS,
        beat_seconds=chance.uniform(0.15, 0.4),
        forks=_forks(chance, is_deep),
        database=POSTGRESQL if seed // BALLOTS_EVERY % POSTGRESQL_EVERY == 0 else SQLITE,
        has_storms=chance.random() < 0.3,
        given_before=(),
        taken_before=(),
        thefts=(),
        fault_rate=chance.choice([0.003, 0.006, 0.01]),
        proposals=proposals,
        voters=voters,
        ballots=ballots,
        events=_events(chance, [one for one in voters if one.kinds]),
        is_hurried=chance.random() < 0.3,
        dooms={},
    )


def as_small(plan: BallotPlan, mutant: str | None, **dooms: tuple[tuple[str, int], ...]) -> BallotPlan:
    """The same with a few ballots; what is wrong in it is wrong on purpose."""
    chosen = [one for one in plan.ballots if one.place % 8 == 0 or one.flaw]
    ballots = tuple(replace(one, place=place) for place, one in enumerate(chosen))
    events = tuple(event for event in plan.events if event.voter in {one.voter for one in ballots})
    few = replace(plan, ballots=ballots, events=events, chaos_seconds=4, is_hurried=False)
    return replace(few, mutant=mutant, dooms=dooms)


def _electorate(chance: random.Random, seed: int, proposals: int) -> tuple[tuple[Voter, ...], tuple[MeantBallot, ...]]:
    voters: list[Voter] = []
    ballots: list[MeantBallot] = []
    while len(ballots) < GOOD_BALLOTS:
        voters.append(_voter(seed, len(voters), _kinds(chance)))
        for proposal in range(proposals):
            ballots += _votes(chance, len(ballots), proposal, voters[-1].number)
    for flaw in Flaw:
        is_without = flaw in (Flaw.STRANGER, Flaw.YOUNG)
        voters.append(_voter(seed, len(voters), () if is_without else (1,)))
        one = MeantBallot(len(ballots), chance.randrange(proposals), voters[-1].number, chance.randint(0, 2), 1, flaw)
        ballots.append(one)
    return tuple(voters), tuple(ballots)


def _voter(seed: int, number: int, kinds: tuple[int, ...]) -> Voter:
    key = "0x" + hashlib.sha256(f"voter {seed} {number}".encode()).hexdigest()
    return Voter(number, key, Address(Account.from_key(key).address), kinds)


def _kinds(chance: random.Random) -> tuple[int, ...]:
    return (1,) * chance.choice([1, 1, 1, 2, 3]) + (HEAVY_KIND,) * (chance.random() < 0.1)


def _votes(chance: random.Random, place: int, proposal: int, voter: int) -> list[MeantBallot]:
    first, second = chance.sample(range(3), 2)
    votes = [MeantBallot(place, proposal, voter, first, 1)]
    return votes + [MeantBallot(place + 1, proposal, voter, second, 2)] * (chance.random() < REPLACES)


def _events(chance: random.Random, voters: list[Voter]) -> tuple[Event, ...]:
    events = []
    for voter in voters:
        drawn, at = chance.random(), chance.uniform(0.2, 5)
        if drawn < LEAVES:
            events.append(Event(at, chance.choice(ENDING), voter.number))
            events += [Event(at + 1, Act.TRIM, voter.number)] * (chance.random() < 0.5)
        elif drawn < LEAVES + ACTS:
            events.append(Event(at, chance.choice([Act.CAST, Act.VOTE]), voter.number))
    return tuple(events)


def _forks(chance: random.Random, is_deep: bool) -> tuple[Fork, ...]:
    at, forks = 0.3, []
    while (at := at + chance.uniform(0.5, 3)) < TROUBLE_SECONDS:
        most = DEEPEST // 2 if is_deep and chance.random() < 0.2 else FINALITY_BLOCKS - 1
        forks.append(Fork(at, chance.randint(1, most), is_shorter=chance.random() < 0.15))
    return tuple(forks)
