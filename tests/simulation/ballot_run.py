"""One run of a vote: made before the trouble begins, its ballots handed in, counted and listed in it, and judged."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy import Engine

from quadrille.chain.signers import signer_for
from simulation.ballot_judge import HeldVote, judge_ballots, judge_copies, judge_lists, read_lists
from simulation.ballot_plan import BallotPlan
from simulation.ballot_truth import read_votes
from simulation.ballot_world import MadeVote, VoteMaker
from simulation.judge import NEVER_TAKEN, Verdict, is_done, judge_records, read_kept
from simulation.roles import Order
from simulation.run import Outcome, Run, conduct
from simulation.world import ROOM_BLOCKS, World

CALM_SECONDS = 60
"""How long nothing may be taken or counted once nothing fails any more: a ballot asks a node a dozen times."""

GLANCE_SECONDS = 0.8

RPC_SECONDS = 0.8
"""A trial of a hundred ballots takes its time."""

PAUSE_SECONDS = 0.25
"""Of who has nothing to do; to look more often would take from the voters the time that they need."""


class BallotRun(Run):
    """The conductor's own state during a run."""

    look_seconds = 2.0

    def __init__(
        self, world: World, plan: BallotPlan, database_url: str, engine: Engine, since: int, made: MadeVote
    ) -> None:
        super().__init__(world, plan, database_url, engine, since)
        self._held = HeldVote(plan, made, world.chain, world.folder / f"ballots-{plan.seed}")
        self._maker = VoteMaker(world.node, world.chain, plan)
        self._is_over = False
        self._glanced_at = 0.0

    def _begin(self) -> None:
        self._held.made.keep(self.world.chain, self._held.folder)

    def _events(self) -> list[tuple[float, Callable[[], None]]]:
        made = self._held.made
        return [(event.at, partial(self._maker.act, made, event)) for event in self._held.plan.events]

    def _told(self, order: Order) -> Order:
        folder = str(self._held.folder)
        return replace(order, ballot_folder=folder, pause_seconds=PAUSE_SECONDS, rpc_seconds=RPC_SECONDS)

    def _mine(self) -> None:
        self._is_over = self._is_over or self._at_a_glance(self._may_end)
        if self._is_over:
            self._pass_the_end()
        super()._mine()

    def _may_end(self) -> bool:
        """Whether every ballot is taken; and counted for good, unless the end comes too soon for some."""
        if self._held.missing(read_lists(self.engine)):
            return False
        return self._held.plan.is_hurried or is_done(self.engine)

    def _pass_the_end(self) -> None:
        """Let no vote be taken in the next block, nor after a fork that leads back before the end: time passes."""
        governor, head = self.world.chain.governor, self.world.chain.client.block()
        closes_at = max(map(governor.closes_at, self._held.made.proposals))
        if head.at <= closes_at:
            self.world.anvil.rpc("evm_setNextBlockTimestamp", closes_at + 1)

    def _is_settled(self) -> bool:
        return self._is_over and self._at_a_glance(self._are_lists_done)

    def _are_lists_done(self) -> bool:
        return len(read_lists(self.engine).closed) == len(self._held.made.proposals) and is_done(self.engine)

    def _at_a_glance(self, is_so: Callable[[], bool]) -> bool:
        """Whether it is so; looked at now and then."""
        if time.monotonic() - self._glanced_at > GLANCE_SECONDS:
            self._glanced_at = time.monotonic()
            return is_so()
        return False

    def _is_resting(self) -> bool:
        return self._is_over and is_done(self.engine)

    def _look(self) -> Verdict:
        plan, made, chain = self._held.plan, self._held.made, self.world.chain
        lists, kept = read_lists(self.engine), read_kept(self.engine)
        truth = read_votes(
            self.world.node,
            chain.governor.address,
            [chain.badge.address, chain.ballot_log.address],
            [signer_for(chain.client.settings, "operator").address],
            made.proposals,
            [one.address for one in plan.voters],
            self.since,
        )
        verdict = Verdict()
        judge_ballots(verdict, self._held, lists, kept, truth)
        judge_records(verdict, plan, kept, truth, self._was_deep)
        judge_copies(verdict, lists, truth)
        judge_lists(verdict, self._held, lists, truth, self.world.node)
        # As long as ballots are taken and counted, nothing stalls, however slow the machine is.
        self._headway = len(lists.rows) + sum(verdict.ballots.values()) - verdict.ballots[NEVER_TAKEN]
        return verdict

    def clean_up(self) -> None:
        """Take away what the run has written."""
        super().clean_up()
        shutil.rmtree(self._held.folder, ignore_errors=True)


def simulate_ballots(world: World, plan: BallotPlan, calm_seconds: float = CALM_SECONDS) -> Outcome:
    """Do one run from its beginning to its judgement."""
    made = list[MadeVote]()
    maker = VoteMaker(world.node, world.chain, plan)
    return conduct(
        world,
        plan,
        lambda url, engine, since: BallotRun(world, plan, url, engine, since, made[0]),
        calm_seconds,
        lambda: made.append(maker.make(ROOM_BLOCKS)),
    )
