"""What the operator's own wallet has to sign for a step of a round: the way of who keeps the key in a browser."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent
from quadrille.errors import NotFound, Refused
from quadrille.languages.words import said
from quadrille.ops.new_round import RoundForm, read_form
from quadrille.ops.steps import STEPS, Asked
from quadrille.people.roles import is_operator
from quadrille.rounds import flow
from quadrille.rounds.api import RoundAddress
from quadrille.rounds.steps.plan import plan_intent
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep
from quadrille.types import ADDRESS

router = APIRouter(prefix="/api/v1/rounds", tags=["rounds"], dependencies=OPERATOR_ONLY)

StepName = Annotated[str, Path(pattern=r"^[a-z]{1,16}$")]

REASON_CHARACTERS = 1_000
TABLE_CHARACTERS = 500_000


class StepIntentRequest(Body):
    """Which wallet would sign, and what the step needs besides, as a form has it: times as 2026-12-31T18:00 in UTC."""

    wallet: str = Field(pattern=ADDRESS)
    until: str = Field(default="", max_length=20)
    reason: str = Field(default="", max_length=REASON_CHARACTERS)
    project: str = Field(default="", max_length=64)
    coefficients: str = Field(default="", max_length=TABLE_CHARACTERS)
    admitted: str = Field(default="", max_length=3)
    form_token: str = Field(default="", max_length=200)


class OpeningIntentRequest(RoundForm, Body):
    """Which wallet would open the round, as its operator, and the fields of the form of a new round."""

    wallet: str = Field(pattern=ADDRESS)
    form_token: str = Field(default="", max_length=200)


@router.post("/intents/open")
def intend_opening(body: OpeningIntentRequest, chain: ChainDep) -> Intent:
    """What an operator's wallet signs to open a round; this server lists the round once its block is final."""
    wallet = checked_address(body.wallet)
    if not is_operator(chain, wallet):
        raise Refused(
            said("This step is the operator's; {wallet} is not.", wallet=wallet),
            said("Choose the operator's account in your wallet."),
        )
    rules, chosen = read_form(body)
    return plan_intent(chain.client, flow.plan_opening_by(chain, rules, chosen, wallet), wallet)


@router.post("/{address}/intents/{round_step}")
def intend_step(
    address: RoundAddress, round_step: StepName, body: StepIntentRequest, session: SessionDep, chain: ChainDep
) -> Intent:
    """What the wallet signs for the first transaction of a step; the files that it needs are kept here first."""
    require_step(round_step)
    asked = Asked(body.until, body.reason, body.project, body.coefficients, body.admitted)
    plan = STEPS[round_step].make(session, chain, checked_address(address), asked)
    plan.prepare()
    return plan_intent(chain.client, plan, checked_address(body.wallet))


def require_step(step: str) -> None:
    """Raise NotFound for a step that there is none of."""
    if step not in STEPS:
        raise NotFound("step", step, said("There are {steps}.", steps=", ".join(STEPS)))
