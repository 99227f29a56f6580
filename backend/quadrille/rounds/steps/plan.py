"""What a step of a round would do, before anybody does it: calls in words, tried on the chain, then sent or not.

Every command and every request makes a plan first. Looking at one changes nothing; `carry_out` sends it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak
from sqlmodel import Session

from quadrille.chain.calls import Call, Mined
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, transaction_intent
from quadrille.chain.outbox.sending import send
from quadrille.chain.signers import signer_for
from quadrille.config import Role
from quadrille.errors import ContractReverted
from quadrille.languages.words import said
from quadrille.types import Address, Timestamp


@dataclass(frozen=True, slots=True)
class Step:
    """One call, in words; in the outbox, the same call under the same `key` is never sent twice."""

    words: str
    call: Call
    key: str


def _nothing() -> None:
    """For plans that need nothing on this machine."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in their order.

    role     whose of our keys sends them, where no wallet does
    notices  what a person must know or do besides
    prepare  what has to be on this machine before the first step; safe to repeat
    """

    summary: str
    role: Role
    steps: tuple[Step, ...]
    notices: tuple[str, ...] = ()
    prepare: Callable[[], None] = field(default=_nothing, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Tried:
    """A step that was run without being sent. `gas` is 0 when it can only be told once the step before is done."""

    step: Step
    gas: int
    cost_wei: int

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON; amounts as decimal text."""
        call = self.step.call
        return {
            "step": call.what,
            "words": self.step.words,
            "to": call.to,
            "value_wei": str(call.value_wei),
            "gas": self.gas or None,
            "cost_wei": str(self.cost_wei) if self.gas else None,
        }


def try_out(client: Client, plan: Plan, sender: Address) -> list[Tried]:
    """Run every step without sending it; raises ContractReverted, with the remedy, when the first would fail."""
    price_wei = client.gas_price_wei()
    tried = []
    for place, step in enumerate(plan.steps):
        try:
            gas = client.gas_limit(step.call, sender)
        except ContractReverted:
            # A later step may stand on those before it; a rehearsal tells.
            if place == 0:
                raise
            gas = 0
        tried.append(Tried(step, gas, gas * price_wei))
    return tried


def sender_of(chain: Chain, plan: Plan, wallet: LocalAccount | None) -> Address:
    """Who would send the plan: the wallet, else our role's key."""
    return Address(wallet.address) if wallet else signer_for(chain.client.settings, plan.role).address


def plan_intent(client: Client, plan: Plan, wallet: Address, expires_at: Timestamp | None = None) -> Intent:
    """What a wallet has to sign for the plan's first step; raises ContractReverted or LacksFunds.

    Once that is mined, the plan made anew begins with the next.
    """
    first, count = plan.steps[0], len(plan.steps)
    summary: str = plan.summary
    if count > 1:
        summary = said(
            "{plan} This is step 1 of {count}: {step}; ask again once it is mined.",
            plan=plan.summary,
            count=count,
            step=first.words,
        )
    intent = transaction_intent(client, first.call, wallet, summary, expires_at)
    return intent.model_copy(update={"notices": list(plan.notices)})


def carry_out(session: Session, chain: Chain, plan: Plan, wallet: LocalAccount | None = None) -> list[Mined]:
    """Send every step and wait for it, from the wallet or, through the outbox, from our role's key.

    A plan that broke off is made anew and carried out again: our own steps are known by their keys, and the chain
    refuses or leaves out what is done.
    """
    plan.prepare()
    if wallet is not None:
        return [chain.client.send_from(wallet, step.call) for step in plan.steps]
    return [send(session, chain, plan.role, _key(step), step.call) for step in plan.steps]


def _key(step: Step) -> str:
    # With what it says: a step that is asked for again with another amount, time or reason is another one.
    said = f"{step.call.to} {step.call.value_wei} {step.call.data}"
    return f"{step.key} {keccak(said.encode()).hex()[:16]}"
