"""How a request tells a plan, or sends it: nothing is sent without `yes`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.chain.calls import Mined
from quadrille.rounds.steps.plan import Plan, Step, Tried, carry_out, sender_of, try_out
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep, SettingsDep

WORDS_CHARACTERS = 1_000
"""Of a reason that everybody reads, on the chain."""

Words = Annotated[str, Field(min_length=1, max_length=WORDS_CHARACTERS, pattern=r"^[^\x00]+$")]


class StepRequest(Body):
    """A step of the operator's: tried and told, and with `yes` sent."""

    yes: bool = False


class StepView(BaseModel):
    """One call. `gas` is a limit until it was sent, then what it used; None when only the step before can tell."""

    words: str
    step: str
    to: str | None
    data: str
    value_wei: str
    gas: int | None
    cost_wei: str | None = None
    transaction: str | None = None
    block_number: int | None = None


class StepAnswer(BaseModel):
    """A plan: what would be sent, or what was.

    round        the new round, once it is opened; `config_hash` are its rules
    root         of the result that is published, with `total_wei` of the pool
    """

    sent: bool
    summary: str
    sender: str
    steps: list[StepView]
    notices: list[str]
    round: str | None = None
    config_hash: str | None = None
    root: str | None = None
    total_wei: str | None = None


SENT = {"model": StepAnswer, "description": "It was sent, and is on the chain."}


def steps_router() -> APIRouter:
    """A router for steps of the operator's on rounds."""
    return APIRouter(prefix="/api/v1/rounds", tags=["rounds"], dependencies=OPERATOR_ONLY, responses={201: SENT})


class Hand:
    """Whoever does a step for the operator, or only says what it would do."""

    def __init__(self, session: SessionDep, chain: ChainDep, settings: SettingsDep, response: Response) -> None:
        self.session, self.chain, self.settings, self._response = session, chain, settings, response

    def do(self, plan: Plan, yes: bool, **more: str) -> StepAnswer:
        """The plan as tried, or as sent with our role's key, then as 201; raises ContractReverted before anything."""
        if yes:
            return self.sent(plan, carry_out(self.session, self.chain, plan), **more)
        tried = try_out(self.chain.client, plan, sender_of(self.chain, plan, None))
        return self._answer(plan, False, [_tried(one) for one in tried], more)

    def sent(self, plan: Plan, done: list[Mined], **more: str) -> StepAnswer:
        """The plan as it was sent."""
        self._response.status_code = 201
        return self._answer(plan, True, [_sent(step, one) for step, one in zip(plan.steps, done, strict=True)], more)

    def _answer(self, plan: Plan, sent: bool, steps: list[StepView], more: dict[str, Any]) -> StepAnswer:
        sender = sender_of(self.chain, plan, None)
        notices = list(plan.notices)
        return StepAnswer(sent=sent, summary=plan.summary, sender=sender, steps=steps, notices=notices, **more)


HandDep = Annotated[Hand, Depends()]


def _tried(tried: Tried) -> StepView:
    return StepView(**tried.as_document(), data=tried.step.call.data)


def _sent(step: Step, done: Mined) -> StepView:
    return StepView(
        words=step.words,
        step=step.call.what,
        to=step.call.to,
        data=step.call.data,
        value_wei=str(step.call.value_wei),
        gas=done.gas_used,
        transaction=done.transaction,
        block_number=done.block_number,
    )
