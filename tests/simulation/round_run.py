"""One run of a round: made before the trouble begins, closed, published and paid in it, judged once all is calm."""

import shutil
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine

from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.signers import signer_for
from simulation.crashes import OPERATOR
from simulation.judge import Verdict, is_done, judge_records, read_kept
from simulation.roles import Order
from simulation.round_judge import Held, judge_copies, judge_money
from simulation.round_plan import RoundPlan
from simulation.round_truth import read_round
from simulation.round_world import MadeRound, RoundMaker
from simulation.run import Outcome, Run, conduct
from simulation.world import ROOM_BLOCKS, World

CALM_SECONDS = 90
"""How long the rest may take once nothing fails any more: a step of a round asks a node a hundred times."""

LATE_SECONDS = 0.05


class RoundRun(Run):
    """The conductor's own state during a run."""

    look_seconds = 1.0

    def __init__(
        self, world: World, plan: RoundPlan, database_url: str, engine: Engine, since: int, made: MadeRound
    ) -> None:
        super().__init__(world, plan, database_url, engine, since)
        chain = world.chain
        round_ = chain.round(made.address)
        assert isinstance(round_, PublishedRound)
        self._bundles = world.folder / f"bundles-{plan.seed}"
        self._made, self._held = made, Held(plan, round_, made.table, self._bundles)
        self._maker = RoundMaker(world.node, chain, plan)
        self._slices = plan.slices
        self._keys = [signer_for(chain.client.settings, role).address for role in ("operator", "committer")]
        self._is_paid = False

    def _begin(self) -> None:
        self._made.keep(self.engine, self.world.chain.client.genesis_hash, self._bundles)

    def _events(self) -> list[tuple[float, Callable[[], None]]]:
        plan = self._held.plan
        calm = (plan.chaos_seconds - 0.1, self._maker.be_kind)
        return [calm, *((LATE_SECONDS, lambda one=one: self._maker.give(self._made.address, one)) for one in plan.late)]

    def _told(self, order: Order) -> Order:
        number = self._starts[order.role] if order.role == OPERATOR else 0
        return replace(
            order,
            round_address=self._made.address,
            bundle_folder=str(self._bundles),
            slice_payees=self._slices[number % len(self._slices)],
        )

    def _is_resting(self) -> bool:
        return self._is_paid and is_done(self.engine)

    def _look(self) -> Verdict:
        payees = [self._held.plan.payee(index) for index in range(self._held.plan.projects)]
        kept = read_kept(self.engine)
        truth = read_round(self.world.node, self._made.address, self._keys, payees, self.since)
        verdict = judge_money(self._held, truth)
        self._is_paid = verdict.is_clean
        judge_records(verdict, self.plan, kept, truth, self._was_deep)
        judge_copies(verdict, self.engine, truth)
        return verdict

    def clean_up(self) -> None:
        """Take away what the run has written."""
        super().clean_up()
        shutil.rmtree(self._bundles, ignore_errors=True)


def simulate_round(world: World, plan: RoundPlan, calm_seconds: float = CALM_SECONDS) -> Outcome:
    """Do one run from its beginning to its judgement."""
    made = list[MadeRound]()
    maker = RoundMaker(world.node, world.chain, plan)
    return conduct(
        world,
        plan,
        lambda url, engine, since: RoundRun(world, plan, url, engine, since, made[0]),
        calm_seconds,
        lambda: made.append(maker.make(ROOM_BLOCKS)),
    )
