"""A round on the chain as it is when a run begins: taken in, given to, and closed or about to close."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.signers import signer_for
from quadrille.db import writing
from quadrille.rounds.bundle.bundle import coefficients_csv
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.opening.opening import Opening, terms_of
from quadrille.rounds.outcome.coefficients import (
    EVERYWHERE,
    LINKED,
    OWN_PROJECT,
    Coefficient,
    Coefficients,
    in_one_form,
)
from quadrille.rounds.tables import Round
from quadrille.types import BPS_ONE, Address, Hash32, ProjectIndex, Timestamp, Wei
from simulation.maker import Maker
from simulation.round_plan import Giving, RoundPlan
from simulation.truth import Node

TAKES_NOTHING = "0x60006000fd"
"""Code that reverts whatever comes."""

OPEN_SECONDS = 10_000
ADMITTED = "a public good"


@dataclass(frozen=True)
class MadeRound:
    """Where the round is, and the table that its committer has."""

    address: Address
    opened_block: int
    table: Coefficients

    def keep(self, engine: Engine, genesis_hash: str, folder: Path) -> None:
        """Let the database know of the round, and the committer have the file."""
        folder.mkdir()
        (folder / "coefficients.csv").write_bytes(coefficients_csv(self.table))
        with writing(engine) as session:
            made = {"title": "Round", "opened_block": self.opened_block}
            session.add(Round(address=self.address, genesis_hash=genesis_hash, number=1, **made))
            session.commit()


class RoundMaker(Maker):
    """Makes the round, and sends for who gives to it."""

    def __init__(self, node: Node, chain: Chain, plan: RoundPlan) -> None:
        super().__init__(node)
        self._chain, self._plan = chain, plan
        self._operator = signer_for(chain.client.settings, "operator").address

    def make(self, room_blocks: int) -> MadeRound:
        """The round, as it is `room_blocks` empty blocks before the run."""
        plan = self._plan
        opened = self._open()
        round_ = self._chain.round(opened.address)
        for index in range(plan.projects):
            applicant = self.settle(Address(f"0x{index + 1:040x}"))
            self.do(applicant, round_.apply_for(plan.payee(index), name_of(index), Hash32("0x" + "00" * 32)))
            if index < plan.projects - 1:
                self.do(self._operator, round_.review(ProjectIndex(index), 1, True, ADMITTED))
        self.go_to(round_.terms.opens_at)
        for giving in plan.early:
            self.do(*self._giving(opened.address, giving))
        for index in plan.refusing:
            self.node.call("anvil_setCode", plan.payee(index), TAKES_NOTHING)
        closes_at = round_.terms.closes_at
        self.go_to(closes_at - room_blocks - plan.closes_in_blocks if plan.closes_in_blocks else closes_at)
        return opened

    def give(self, address: Address, giving: Giving) -> None:
        """Send what one gives, from an account that can; perhaps it comes too late."""
        self.send(*self._giving(address, giving))

    def _giving(self, address: Address, giving: Giving) -> tuple[Address, Call]:
        round_ = self._chain.round(address)
        if giving.gifts:
            call = round_.donate([(ProjectIndex(index), Wei(units)) for index, units in giving.gifts])
        else:
            call = round_.fund(Wei(giving.pool_wei))
        return self.settle(giving.account), call

    def be_kind(self) -> None:
        """Let every payee take coins."""
        for index in self._plan.refusing:
            self.node.call("anvil_setCode", self._plan.payee(index), "0x")

    def _open(self) -> MadeRound:
        plan, chain = self._plan, self._chain
        now = chain.client.block().at
        rules = Configuration.of("Round", "qf", {"cap_bps": str(plan.cap_bps), "saturation": plan.saturation})
        opening = Opening(
            opens_at=Timestamp(now + 100),
            closes_at=Timestamp(now + OPEN_SECONDS),
            donation_delay_seconds=0,
            objection_seconds=plan.objection_seconds,
        )
        terms = terms_of(chain, rules, opening, self._operator)
        done = self.do(self._operator, chain.round_factory.open(opening.mode, terms, rules.as_text()))
        (address,) = chain.round_factory.made_in(Hash32(done))
        return MadeRound(address, chain.client.block().number, _table(plan))


def name_of(index: int) -> str:
    """A project's name."""
    return f"garden-{index}"


def _table(plan: RoundPlan) -> Coefficients:
    if not plan.linked:
        return ()
    first = plan.linked[0]
    rows = [Coefficient(one, first, BPS_ONE, EVERYWHERE, LINKED) for one in plan.linked]
    return in_one_form([*rows, Coefficient(first, first, 0, name_of(0), OWN_PROJECT)])
