"""One run: trouble for some seconds, then calm, then the judgement."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Issue
from quadrille.chain.calls import Call
from quadrille.errors import ChainError
from quadrille.types import Address, ContributionNumber, Hash32, KindId
from simulation.crashes import ASKER
from simulation.judge import NEVER_TAKEN, Outside, Verdict, described, is_done, judge, read_kept
from simulation.plan import FINALITY_BLOCKS, Fork, Plan, band_of
from simulation.roles import DIED, STORM, Order
from simulation.truth import read_truth
from simulation.world import World

CALM_SECONDS = 30
"""How long the rest may take once nothing fails any more."""

CALM_BEAT_SECONDS = 0.1
"""How far apart blocks are at the most once nothing fails any more."""

TICK_SECONDS = 0.01
REST_SECONDS = 0.4
STRANGE_GAS = 60_000


@dataclass
class Outcome:
    """What came of a run."""

    seed: int
    verdict: Verdict
    seconds: float = 0
    calm_seconds: float = 0
    kills: Counter[str] = field(default_factory=Counter)
    forks: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    database: str = ""
    badges: int = 0

    @property
    def ballots(self) -> Counter[str]:
        """What became of the ballots of a run that has some."""
        return self.verdict.ballots

    @property
    def taken(self) -> int:
        """How many of them got a receipt, or would have."""
        return sum(count for what, count in self.ballots.items() if what != NEVER_TAKEN)

    @property
    def failed(self) -> bool:
        """Whether anything is wrong."""
        return not self.verdict.is_clean

    def told(self) -> str:
        """What went wrong, and the command that does it again."""
        lines = "\n".join(described(self.verdict))
        return f"seed {self.seed}:\n{lines}\nAgain: python3 scripts/soak chain --first {self.seed} --seeds 1"


def simulate(world: World, plan: Plan, calm_seconds: float = CALM_SECONDS) -> Outcome:
    """Do one run from its beginning to its judgement."""
    return conduct(world, plan, lambda url, engine, since: Run(world, plan, url, engine, since), calm_seconds)


def conduct(
    world: World,
    plan: Plan,
    make: "Callable[[str, Engine, int], Run]",
    calm_seconds: float,
    prepare: Callable[[], None] = lambda: None,
) -> Outcome:
    """Do one run of any kind.

    make      the run on a database (its address, an engine) and the chain since a block
    prepare   what has to be on the chain before it
    """
    began = time.monotonic()
    since = world.restore(prepare)
    with world.database(plan) as (url, engine):
        run = make(url, engine, since)
        try:
            outcome = run.go(calm_seconds)
        finally:
            world.processes.kill_all()
            run.clean_up()
    outcome.seconds = time.monotonic() - began
    return outcome


class Run:
    """The conductor's own state during a run."""

    look_seconds = 0.0
    """From one judgement to the next, at the least."""

    def __init__(self, world: World, plan: Plan, database_url: str, engine: Engine, since: int) -> None:
        self.world, self.plan, self.url, self.engine, self.since = world, plan, database_url, engine, since
        self.log = Path(world.folder / f"run-{plan.seed}.log")
        self.outcome = Outcome(plan.seed, Verdict(), database=plan.database, badges=len(plan.meant))
        self._outside, self._starts = Outside(), Counter[str]()
        self._random = random.Random(plan.seed)
        self._is_calm = self._was_deep = False
        self._highest, self._next_block, self._headway = 0, 0.0, 0
        self._looked_at, self._last = 0.0, Verdict(unfinished=["nothing was looked at"])

    def go(self, calm_seconds: float) -> Outcome:
        """Trouble, calm, judgement."""
        self._begin()
        self.world.anvil.rpc("evm_setAutomine", False)
        self.world.tell_proxy(self.plan.seed, self.plan.fault_rate)
        self._began = time.monotonic()
        for role, count in self.plan.workers.items():
            for _ in range(count):
                self._start(role)
        if self.plan.has_storms:
            self._start(STORM)
        self._suffer()
        counted = self.world.tell_proxy(0, 0.0)
        self.outcome.faults.update(counted["faults"])
        self.outcome.requests = counted["requests"]
        self._calm_down(calm_seconds)
        return self.outcome

    def _suffer(self) -> None:
        events = self._events()
        events += [(fork.at, lambda fork=fork: self._fork(fork)) for fork in self.plan.forks]  # type: ignore[misc]
        events += [(at, self._steal) for at in self.plan.thefts]
        events.sort(key=lambda event: event[0])
        while (now := self._now()) < self.plan.chaos_seconds and not self._is_settled():
            while events and events[0][0] <= now:
                events.pop(0)[1]()
            self._tick()

    def _is_settled(self) -> bool:
        """Whether trouble may end before its time is over."""
        return False

    def _events(self) -> list[tuple[float, Callable[[], None]]]:
        """What else happens, and when."""
        return []

    def _calm_down(self, calm_seconds: float) -> None:
        """Let everything come to an end without further trouble; judge until nothing is wrong, or nothing moves."""
        self._is_calm, calm = True, time.monotonic()
        most, moved_at = 0, calm
        self.world.processes.send(signal.SIGUSR1, list(self.world.processes.alive))
        while True:
            self._tick()
            verdict = self._judge()
            self.outcome.calm_seconds = time.monotonic() - calm
            if verdict.unsafe or verdict.is_clean:
                break
            if self._headway > most:
                most, moved_at = self._headway, time.monotonic()
            if time.monotonic() - moved_at > calm_seconds:
                if is_done(self.engine):
                    verdict.unsafe.append("the database says that all is done")
                break
        self.outcome.verdict = verdict

    def _judge(self) -> Verdict:
        if died := self._died():
            return Verdict(unsafe=died)
        if time.monotonic() - self._looked_at > self.look_seconds:
            self._last = self._look()
            self._looked_at = time.monotonic()
        return self._last

    def _look(self) -> Verdict:
        """What is wrong now."""
        if not is_done(self.engine):
            return Verdict(unfinished=["the outbox is not done"])
        kept = read_kept(self.engine)
        truth = read_truth(self.world.node, self.world.chain.badge.address, self.world.issuer, self.since)
        return judge(self.plan, kept, truth, self._outside, self._was_deep)

    def _died(self) -> list[str]:
        return [f"a process ended by itself: {self.log.read_text()}"] if self.log.exists() else []

    def _mine(self) -> None:
        self.world.anvil.rpc("evm_mine")
        seconds = min(self.plan.beat_seconds, CALM_BEAT_SECONDS) if self._is_calm else self.plan.beat_seconds
        beat = seconds * self._random.uniform(0.5, 1.5)
        # Slower once all seems done, so that what follows the chain can come to its end.
        self._next_block = self._now() + max(beat, REST_SECONDS * (self._is_calm and self._is_resting()))

    def _is_resting(self) -> bool:
        return is_done(self.engine)

    def _tick(self) -> None:
        if self._now() >= self._next_block:
            self._mine()
        for ended, order in self.world.processes.ended():
            if ended.code == -signal.SIGKILL:
                self.outcome.kills[order.point or "anywhere"] += 1
            if order.role != STORM and not (order.role == ASKER and ended.code == 0):
                self._start(order.role)
            if ended.code not in (0, DIED, -signal.SIGKILL, -signal.SIGUSR1):
                raise RuntimeError(f"{order} ended with {ended.code}")
        time.sleep(TICK_SECONDS)

    def _start(self, role: str) -> None:
        self._starts[role] += 1
        point, passage = (None, 1) if self._is_calm else self.plan.crash_for(role, self._starts[role])
        order = Order(
            role=role,
            seed=self.plan.seed * 1_000 + self._starts[role],
            database_url=self.url,
            rpc_url=f"http://127.0.0.1:{self.world.proxy_port}",
            deployment_file=str(self.world.deployment_file),
            finality_blocks=FINALITY_BLOCKS,
            log=str(self.log),
            is_troubled=not self._is_calm,
            point=point,
            passage=passage,
            mutant=self.plan.mutant,
        )
        self.world.processes.start(self._told(order))

    def _told(self, order: Order) -> Order:
        """The order, with what this kind of run has besides."""
        return order

    def _fork(self, fork: Fork) -> None:
        head = self.world.chain.client.block().number
        depth = min(fork.depth, head - self.since - 2)
        self.world.shuffle_hashes()
        if fork.is_shorter:
            self.world.anvil.rpc("anvil_rollback", depth)
        else:
            self.world.anvil.rpc("anvil_reorg", depth, [])
        self._highest = max(self._highest, head)
        self._was_deep |= head - depth < self._highest - FINALITY_BLOCKS
        self.outcome.forks[band_of(depth)] += 1

    def _begin(self) -> None:
        """What was done with the issuer's key before this database was made."""
        meant = {one.number: one for one in self.plan.meant}
        issues = [
            Issue(
                ContributionNumber(number),
                Address(meant[number].holder),
                KindId(1),
                Hash32(meant[number].evidence_hash),
            )
            for number in self.plan.given_before
        ]
        issues += [
            Issue(ContributionNumber(number), Address(f"0x{number:040x}"), KindId(1), Hash32(f"0x{number:064x}"))
            for number in self.plan.taken_before
        ]
        account, client = account_of(self.world.chain.client.settings, "issuer"), self.world.chain.client
        for issue in issues:
            sent = client.send_from(account, self.world.chain.badge.issue_batch([issue]))
            self._outside.transactions.add(sent.transaction)

    def _steal(self) -> None:
        """Use the issuer's key for something else, with the nonce that comes next."""
        account, client = account_of(self.world.chain.client.settings, "issuer"), self.world.chain.client
        raw, transaction = client.sign(
            account,
            Call("theft", Address(account.address), "0x"),
            client.next_nonce(Address(account.address)),
            STRANGE_GAS,
        )
        self._outside.transactions.add(transaction)
        # The fee that was right a moment ago may be too low by now.
        with suppress(ChainError):
            client.broadcast(raw, transaction)

    def clean_up(self) -> None:
        """Take away what the run has written."""
        self.log.unlink(missing_ok=True)

    def _now(self) -> float:
        return time.monotonic() - self._began
