"""A plan carried out where nobody is paid: on a fork of the node's chain that is thrown away afterwards.

What `try_out` cannot tell, this does: steps that stand on those before them, a later time, and who has how much after.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from quadrille.chain.anvil import Anvil, find_tool
from quadrille.chain.calls import Call, Mined, mined
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.round import RoundContract
from quadrille.chain.token import TokenContract
from quadrille.errors import BadParameter, ChainError, Misconfigured, Refused, TransactionFailed
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.types import NOBODY, Address, BlockStamp, Hash32, Timestamp, Wei

COIN = "coin"
"""The chain's own coin, where another asset is a token's address."""

ROUNDS = {PublishedRound.name, PlainRound.name}

ANVIL = ("--no-mining", "--no-storage-caching", "--retries", "1", "--block-base-fee-per-gas", "0", "--gas-price", "0")
"""A block is mined for each step; nothing of the chain is kept on disk, where the next chain of this id would find it;
and gas is free, so that balances differ by what the steps moved alone."""

BALANCES = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}}
"""Asks for the accounts that a transaction changed: coins move without an event."""

TOPIC_PADDING = "0x" + 24 * "0"
"""Before an account that is an indexed argument of an event."""


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
class Change:
    """How much more of an asset an account has afterwards, in base units; `who` is round, sender or nothing.

    asset   COIN, or the address of a token
    """

    account: Address
    who: str
    asset: str
    change_units: int

    def as_document(self) -> dict[str, str]:
        """Ready for JSON; the amount as decimal text with its sign."""
        return {
            "account": self.account,
            "who": self.who,
            "asset": self.asset,
            "change_units": f"{self.change_units:+d}",
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
                f"Steps, in the second {self.at}" + (f"; {self.left} more were not run" if self.left else ""),
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

    Nothing is sent to the node, signed, kept, or prepared on this machine. Raises BadParameter for a time that is
    past, Misconfigured when Anvil is missing or cannot fork, ChainUnreachable when the node is gone.
    """
    block = client.block()
    if at is not None and at <= block.at:
        raise BadParameter("at", at, f"later than the newest block, {block.at} (unix seconds)")
    price_wei, at = client.gas_price_wei(), at or _next_second(client, block)
    with _forked(client, block) as (anvil, fork):
        stage = _Stage(fork, sender, at, price_wei)
        fork.rpc("anvil_impersonateAccount", sender)
        mark = anvil.snapshot()
        steps = tuple(stage.run(plan.steps))
        accounts = list(dict.fromkeys([*_rounds(plan), sender, *stage.accounts]))
        after = _balances(fork, accounts, plan)
        anvil.revert(mark)
        before = _balances(fork, accounts, plan)
    who = {sender: "sender", **dict.fromkeys(_rounds(plan), "round")}
    changes = tuple(
        Change(account, who.get(account, ""), asset, had_after - before[account, asset])
        for (account, asset), had_after in after.items()
        if had_after != before[account, asset]
    )
    return Rehearsal(sender, block, at, steps, len(plan.steps) - len(steps), changes, stage.lacks_wei)


class _Stage:
    """The fork while the steps are run; remembers whom they touched, and what the sender lacked at the worst."""

    def __init__(self, fork: Client, sender: Address, at: Timestamp, price_wei: Wei) -> None:
        self._fork, self._sender, self._at, self._price_wei = fork, sender, at, price_wei
        self._spent_wei, self.lacks_wei = 0, Wei(0)
        self.accounts: list[Address] = []

    def run(self, steps: Sequence[Step]) -> Iterator[Rehearsed]:
        """Each step in its order, up to the first that is refused."""
        # A call is tried in the second of the block before it.
        self._mine()
        for step in steps:
            had_wei = self._fork.balance_wei(self._sender)
            try:
                done = self._send(step.call, self._fork.gas_limit(step.call, self._sender))
            except (Refused, TransactionFailed) as problem:
                yield Rehearsed(step, refused=str(problem))
                return
            cost_wei = Wei(done.gas_used * self._price_wei)
            self._spent_wei += cost_wei
            self.lacks_wei = Wei(max(self.lacks_wei, step.call.value_wei + self._spent_wei - had_wei))
            self.accounts += self._touched(done.transaction)
            yield Rehearsed(step, done.gas_used, cost_wei)

    def _send(self, call: Call, gas: int) -> Mined:
        fields = {"from": self._sender, "to": call.to, "data": call.data, "value": hex(call.value_wei), "gas": hex(gas)}
        free = {"maxFeePerGas": "0x0", "maxPriorityFeePerGas": "0x0"}
        # The base fee rises from 0 too, after a block that is more than half full.
        self._fork.rpc("anvil_setNextBlockBaseFeePerGas", "0x0")
        transaction = Hash32(self._fork.rpc("eth_sendTransaction", {**fields, **free}))
        self._mine()
        receipt = self._fork.receipt(transaction)
        if receipt is None:
            raise ChainError(f"The fork did not mine {call.what}.", "Rehearse it again.")
        return mined(call.what, receipt)

    def _mine(self) -> None:
        # Blocks share a second, so that no step leaves the window that is asked about.
        self._fork.rpc("evm_setNextBlockTimestamp", self._at)
        self._fork.rpc("evm_mine")

    def _touched(self, transaction: Hash32) -> Iterator[Address]:
        """Every account that the transaction changed or named in an event; more than that do no harm."""
        logs = self._fork.rpc("eth_getTransactionReceipt", transaction)["logs"]
        named = (topic for log in logs for topic in log["topics"][1:] if topic.startswith(TOPIC_PADDING))
        changed = self._fork.rpc("debug_traceTransaction", transaction, BALANCES)
        for account in (*("0x" + topic[-40:] for topic in named), *changed["pre"], *changed["post"]):
            yield checked_address(account)


@contextmanager
def _forked(client: Client, block: BlockStamp) -> Iterator[tuple[Anvil, Client]]:
    """A chain of our own that begins where the node's is; gone afterwards, whatever happens."""
    # What is missing has a remedy of its own.
    find_tool("anvil")
    url, chain_id = client.settings.rpc_url, client.chain_id
    anvil = Anvil(*ANVIL, "--fork-url", url, "--fork-block-number", str(block.number), "--chain-id", str(chain_id))
    try:
        anvil.start()
        yield anvil, Client(client.settings.model_copy(update={"rpc_url": anvil.url, "chain_id": chain_id}))
    except (ChainError, Misconfigured) as problem:
        # The fork asks the node for all that it does not know: when the node is gone, that is what has to be told.
        client.block()
        # Anvil's words hold the node's whole address, and that perhaps a key.
        cause = problem.cause.replace(url, client.node)
        raise Misconfigured(
            f"The chain of {client.node} could not be rehearsed on from block {block.number}: {cause}",
            "Try again; the node must tell the whole state of its newest blocks.",
        ) from None
    finally:
        anvil.stop()


def _next_second(client: Client, newest: BlockStamp) -> Timestamp:
    """When the next block is mined, as far as the node says."""
    pending = None
    # Not every node tells a pending block.
    with suppress(ChainError):
        pending = client.rpc("eth_getBlockByNumber", "pending", False)
    return Timestamp(max(newest.at + 1, int(pending["timestamp"], 16) if pending else 0))


def _rounds(plan: Plan) -> list[Address]:
    """The rounds that the steps call, each once."""
    calls = (step.call for step in plan.steps)
    return list(dict.fromkeys(call.to for call in calls if call.to and call.what.partition(".")[0] in ROUNDS))


def _balances(fork: Client, accounts: Iterable[Address], plan: Plan) -> dict[tuple[Address, str], int]:
    """What each account has of the coin and of the rounds' tokens, by account and asset."""
    terms = (RoundContract(fork, address).terms for address in _rounds(plan))
    tokens = dict.fromkeys(one.token for one in terms if one.token != NOBODY)
    had: dict[tuple[Address, str], int] = {}
    for account in accounts:
        had[account, COIN] = fork.balance_wei(account)
        had |= {(account, token): TokenContract(fork, token).balance_of(account) for token in tokens}
    return had
