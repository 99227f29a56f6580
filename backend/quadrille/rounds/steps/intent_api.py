"""What wallets have to sign to take part in a round: each answer is the first step that is still to do."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent
from quadrille.rounds import flow
from quadrille.rounds.api import SLUG, Items
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.money.gift_text import read_amount
from quadrille.rounds.outcome import objecting
from quadrille.rounds.projects import taking_part
from quadrille.rounds.steps.plan import Plan, plan_intent
from quadrille.rounds.steps.plan_api import Words
from quadrille.rounds.steps.step_api import MOST_PUSHED
from quadrille.routing import ChainDep, SessionDep
from quadrille.types import ADDRESS, DIGITS, ROW_MAX, Address

router = APIRouter(prefix="/api/v1/intents", tags=["rounds"])


class RoundRequest(Body):
    """Which wallet would sign, in which round."""

    wallet: str = Field(pattern=ADDRESS)
    round: str = Field(pattern=ADDRESS)

    @property
    def address(self) -> Address:
        """The round's; raises BadParameter when it is mistyped."""
        return checked_address(self.round)

    @property
    def signer(self) -> Address:
        """The wallet's; raises BadParameter when it is mistyped."""
        return checked_address(self.wallet)


class CartRequest(RoundRequest):
    """Who wants to give what."""

    items: Items


class DepositRequest(RoundRequest):
    """Who adds how much to the matching pool."""

    amount_wei: str = Field(pattern=DIGITS)


class ProjectRequest(RoundRequest):
    """About one project."""

    project: str = Field(pattern=SLUG)


class ApplicationRequest(ProjectRequest):
    """A project of the catalogue, and who is paid for it."""

    payee: str = Field(pattern=ADDRESS)


class ReviewRequest(ProjectRequest):
    """A reviewer's word, with a reason that everybody can read."""

    admitted: bool
    reason: Words


class PayeeRequest(ProjectRequest):
    """Announce `payee`; without one complete what was announced, or stop it with `keep`."""

    payee: str | None = Field(default=None, pattern=ADDRESS)
    keep: bool = False


class AppealRequest(ProjectRequest):
    """What governance should know of a project that is held."""

    statement: Words


class ObjectionRequest(RoundRequest):
    """What is wrong with the result."""

    reason: Words


class PushRequest(RoundRequest):
    """How many are paid in one transaction."""

    most: int = Field(default=paying.SLICE, ge=1, le=MOST_PUSHED)


class RefundRequest(RoundRequest):
    """Which cart, by its number in the round; a form of a page sends the number as text."""

    cart: Annotated[int, Field(ge=0, le=ROW_MAX)] | Annotated[str, Field(pattern=r"^[0-9]{1,9}$")]


class ReclaimRequest(RoundRequest):
    """Which sponsor; or the treasury."""

    account: str = Field(pattern=ADDRESS)


class BondRequest(RoundRequest):
    """Who objected."""

    objector: str = Field(pattern=ADDRESS)


@router.post("/donate")
def intend_donation(body: CartRequest, chain: ChainDep) -> Intent:
    """Give to one or more projects; in a token's round first let the round take the sum."""
    items = [item.gift() for item in body.items]
    return _before_close(chain, body, flow.donate(chain, body.address, items, body.signer))


@router.post("/fund")
def intend_deposit(body: DepositRequest, chain: ChainDep) -> Intent:
    """Add to the matching pool; in a token's round first let the round take the amount."""
    return _before_close(chain, body, flow.fund(chain, body.address, read_amount(body.amount_wei), body.signer))


@router.post("/apply")
def intend_application(body: ApplicationRequest, session: SessionDep, chain: ChainDep) -> Intent:
    """Apply for a project of the catalogue, or anew while it is not admitted; the wallet speaks for it from then on."""
    plan = flow.apply(session, chain, body.address, body.project, checked_address(body.payee), body.signer)
    return _before_close(chain, body, plan)


@router.post("/review")
def intend_review(body: ReviewRequest, chain: ChainDep) -> Intent:
    """Admit or reject an application as it is now, as a reviewer of the round."""
    return _before_close(chain, body, flow.review(chain, body.address, body.project, body.admitted, body.reason))


@router.post("/object")
def intend_objection(body: ObjectionRequest, chain: ChainDep) -> Intent:
    """Object to a published result, with the round's bond, by whatever right the wallet has."""
    return _whenever(chain, body, objecting.object_to(chain, body.address, body.signer, body.reason))


@router.post("/claim-payout")
def intend_claim(body: ProjectRequest, chain: ChainDep) -> Intent:
    """Pay a project its donations, then its matching; both go to its payee, whoever signs."""
    return _whenever(chain, body, paying.claim(chain, body.address, body.project))


@router.post("/push")
def intend_push(body: PushRequest, chain: ChainDep) -> Intent:
    """Pay the matching of the next ones who were not paid yet."""
    return _whenever(chain, body, paying.push(chain, body.address, body.most))


@router.post("/refund")
def intend_refund(body: RefundRequest, chain: ChainDep) -> Intent:
    """Give the donor of a cart back what is theirs."""
    return _whenever(chain, body, paying.refund(chain, body.address, int(body.cart)))


@router.post("/reclaim")
def intend_reclaim(body: ReclaimRequest, chain: ChainDep) -> Intent:
    """Send a sponsor its part of what the result left, or all of it when there is no result."""
    return _whenever(chain, body, paying.reclaim(chain, body.address, checked_address(body.account)))


@router.post("/bond")
def intend_bond(body: BondRequest, chain: ChainDep) -> Intent:
    """Send an objector its bond back, once governance has ruled or its time for that is over."""
    return _whenever(chain, body, objecting.take_bond(chain, body.address, checked_address(body.objector)))


@router.post("/finalise")
def intend_finality(body: RoundRequest, session: SessionDep, chain: ChainDep) -> Intent:
    """Make the result final, once everybody had the time to object."""
    return _whenever(chain, body, flow.finalise(session, chain, body.address))


@router.post("/payee")
def intend_payee(body: PayeeRequest, chain: ChainDep) -> Intent:
    """Change where a project is paid: its account announces, anybody completes after the delay."""
    payee = None if body.payee is None else checked_address(body.payee)
    return _whenever(chain, body, taking_part.change_payee(chain, body.address, body.project, payee, body.keep))


@router.post("/appeal")
def intend_appeal(body: AppealRequest, chain: ChainDep) -> Intent:
    """Answer a hold, as the project's account or payee."""
    return _whenever(chain, body, stopping.appeal(chain, body.address, body.project, body.statement))


def _whenever(chain: Chain, body: RoundRequest, plan: Plan) -> Intent:
    return plan_intent(chain.client, plan, body.signer)


def _before_close(chain: Chain, body: RoundRequest, plan: Plan) -> Intent:
    return plan_intent(chain.client, plan, body.signer, chain.round(body.address).closes_at())
