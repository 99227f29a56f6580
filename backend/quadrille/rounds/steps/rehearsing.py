"""A plan carried out where nobody is paid: on a fork of the node's chain that is thrown away afterwards.

What `try_out` cannot tell, this does: steps that stand on those before them, a later time, and who has how much after.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quadrille.chain.client import Client
from quadrille.chain.forking import Change, Fork, changes_since, forked
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.round import RoundContract
from quadrille.errors import Refused, TransactionFailed
from quadrille.languages.moments import Moment
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.types import NOBODY, Address, BlockStamp, Timestamp, Wei

ROUNDS = {PublishedRound.name, PlainRound.name}


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A step that was run on the fork. `refused` is the reason with the remedy; then gas and cost are 0."""

    step: Step
    gas_used: int = 0
    cost_wei: Wei = Wei(0)
    refused: str | None = None

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON; amounts as decimal text."""
        return {
            "step": self.step.call.what,
            "words": self.step.words,
            "gas_used": self.gas_used or None,
            "cost_wei": str(self.cost_wei) if self.gas_used else None,
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would happen at `at`, on top of the block `block`.

    steps      up to the first that was refused; `left` more were not run
    changes    what the steps moved, without gas; the round first, then the sender
    lacks_wei  what the sender has too little for value and gas, at the present price of gas; 0 when it has enough
    """

    sender: Address
    block: BlockStamp
    at: Timestamp
    steps: tuple[Rehearsed, ...]
    left: int
    changes: tuple[Change, ...]
    lacks_wei: Wei

    @property
    def refused(self) -> str | None:
        """Why the plan would break off; None when it would go through."""
        return self.steps[-1].refused if self.steps else None

    @property
    def cost_wei(self) -> Wei:
        """What the sender would pay for gas, at its present price."""
        return Wei(sum(one.cost_wei for one in self.steps))

    def rows(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Tables for people, each with its title: the steps, what they move, and what their gas costs."""
        gas = {"sender": self.sender, "gas_cost_wei": str(self.cost_wei), "lacks_wei": str(self.lacks_wei)}
        return [
            (
                f"Steps, at {Moment(self.at)}" + (f"; {self.left} more were not run" if self.left else ""),
                [one.as_document() for one in self.steps],
            ),
            ("Balances that differ, without gas", [one.as_document() for one in self.changes]),
            ("Gas, at its present price", [gas]),
        ]

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON; amounts as decimal text with a sign where they are differences."""
        return {
            "sender": self.sender,
            "block_number": self.block.number,
            "block_hash": self.block.hash,
            "at": self.at,
            "refused": self.refused,
            "steps": [one.as_document() for one in self.steps],
            "steps_left": self.left,
            "changes": [one.as_document() for one in self.changes],
            "gas_cost_wei": str(self.cost_wei),
            "lacks_wei": str(self.lacks_wei),
        }


def rehearse(client: Client, plan: Plan, sender: Address, at: Timestamp | None = None) -> Rehearsal:
    """Run the plan on a fork of the newest block, as this sender, every step in the second `at` (default: the next).

    Nothing is sent to the node, signed, kept, or prepared on this machine. Raises as `forked`.
    """
    price_wei, rounds = client.gas_price_wei(), _rounds(plan)
    with forked(client, at) as (fork, block):
        stage = _Stage(fork, sender, price_wei)
        mark = fork.anvil.snapshot()
        steps = tuple(stage.run(plan.steps))
        who = {sender: "sender", **dict.fromkeys(rounds, "round")}
        changes = changes_since(fork, mark, [*rounds, sender], who, _tokens(fork.client, rounds))
    return Rehearsal(sender, block, fork.at, steps, len(plan.steps) - len(steps), changes, stage.lacks_wei)


class _Stage:
    """The fork while the steps are run; remembers what the sender lacked at the worst."""

    def __init__(self, fork: Fork, sender: Address, price_wei: Wei) -> None:
        self._fork, self._sender, self._price_wei = fork, sender, price_wei
        self._spent_wei, self.lacks_wei = 0, Wei(0)

    def run(self, steps: Sequence[Step]) -> Iterator[Rehearsed]:
        """Each step in its order, up to the first that is refused."""
        self._fork.pass_until(self._fork.at)
        for step in steps:
            had_wei = self._fork.client.balance_wei(self._sender)
            try:
                done = self._fork.send(step.call, self._sender)
            except (Refused, TransactionFailed) as problem:
                yield Rehearsed(step, refused=str(problem))
                return
            cost_wei = Wei(done.gas_used * self._price_wei)
            self._spent_wei += cost_wei
            self.lacks_wei = Wei(max(self.lacks_wei, step.call.value_wei + self._spent_wei - had_wei))
            yield Rehearsed(step, done.gas_used, cost_wei)


def _rounds(plan: Plan) -> list[Address]:
    """The rounds that the steps call, each once."""
    calls = (step.call for step in plan.steps)
    return list(dict.fromkeys(call.to for call in calls if call.to and call.what.partition(".")[0] in ROUNDS))


def _tokens(fork: Client, rounds: Sequence[Address]) -> list[Address]:
    """What the rounds are in, where that is no coin: a token may move without a word."""
    terms = (RoundContract(fork, address).terms for address in rounds)
    return [one.token for one in terms if one.token != NOBODY]
