"""The operator's journey over HTTP, from an open round to its last payment; every decision is in the flows."""

import io
from typing import Annotated

from pydantic import Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.rounds import flow
from quadrille.rounds.api import SLUG, RoundAddress
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.opening.opening_api import Moment
from quadrille.rounds.outcome.coefficients import (
    COEFFICIENTS,
    COLUMNS,
    REASON_CHARACTERS,
    Coefficients,
    read_coefficients,
)
from quadrille.rounds.steps.plan_api import HandDep, StepAnswer, StepRequest, Words, steps_router
from quadrille.strict_csv import to_csv
from quadrille.types import ADDRESS, BPS_ONE, ROW_MAX, Timestamp

router = steps_router()

MOST_PUSHED = 200
"""Payees of one transaction: below any chain's block."""


class ReviewStep(StepRequest):
    """A reviewer's word on an application, with a reason that everybody can read."""

    project: str = Field(pattern=SLUG)
    admitted: bool
    reason: Words


class LaterClose(StepRequest):
    """The later close."""

    closes_at: Moment


class CoefficientRow(Body):
    """One row of `coefficients.csv`; an empty project is every one."""

    wallet: str = Field(pattern=ADDRESS)
    person: str = Field(pattern=ADDRESS)
    coefficient_bps: int = Field(ge=0, le=BPS_ONE)
    project: str = Field(default="", pattern=r"^([a-z0-9._-]{1,64})?$")
    reason: str = Field(min_length=1, max_length=REASON_CHARACTERS)


Rows = Annotated[list[CoefficientRow], Field(max_length=10_000)]


class Closing(StepRequest):
    """Who counts, as in `coefficients.csv`; without rows all count in full."""

    coefficients: Rows = Field(default_factory=list)


class Publishing(StepRequest):
    """The committed coefficients, where they were not committed from here."""

    coefficients: Rows | None = None


class PushStep(StepRequest):
    """How many are paid in one transaction."""

    most: int = Field(default=paying.SLICE, ge=1, le=MOST_PUSHED)


class ProjectStep(StepRequest):
    """About one project."""

    project: str = Field(pattern=SLUG)


class CartStep(StepRequest):
    """About one cart, by its number in the round."""

    cart: int = Field(ge=0, le=ROW_MAX)


class AccountStep(StepRequest):
    """About one sponsor, or the treasury."""

    account: str = Field(pattern=ADDRESS)


class PauseStep(StepRequest):
    """Until when, and why; everybody can read it."""

    until: Moment
    reason: Words


class HoldStep(PauseStep):
    """Whose payments wait, until when, and why."""

    project: str = Field(pattern=SLUG)


@router.post("/{address}/reviews")
def review(address: RoundAddress, body: ReviewStep, hand: HandDep) -> StepAnswer:
    """Admit or reject an application as it is now, as a reviewer of the round."""
    plan = flow.review(hand.chain, checked_address(address), body.project, body.admitted, body.reason)
    return hand.do(plan, body.yes)


@router.post("/{address}/extend")
def extend(address: RoundAddress, body: LaterClose, hand: HandDep) -> StepAnswer:
    """Move the close to a later time, before it."""
    return hand.do(stopping.extend(hand.chain, checked_address(address), Timestamp(body.closes_at)), body.yes)


@router.post("/{address}/close")
def close(address: RoundAddress, body: Closing, hand: HandDep) -> StepAnswer:
    """Close the books of a round whose time is over: fix who counts, before any result. With the committer's key."""
    bundles, table = hand.settings.bundle_folder, read_rows(body.coefficients)
    return hand.do(flow.close(hand.session, hand.chain, checked_address(address), bundles, table), body.yes)


@router.post("/{address}/publish")
def publish(address: RoundAddress, body: Publishing, hand: HandDep) -> StepAnswer:
    """Calculate, write and verify the bundle, publish; the objection window starts anew."""
    bundles, rows = hand.settings.bundle_folder, body.coefficients
    table = None if rows is None else read_rows(rows)
    made = flow.publish(hand.session, hand.chain, checked_address(address), bundles, table)
    return hand.do(made.plan, body.yes, root=made.result.root, total_wei=str(made.result.total_wei))


@router.post("/{address}/finalise")
def finalise(address: RoundAddress, body: StepRequest, hand: HandDep) -> StepAnswer:
    """Make the result final, once everybody had the time to object."""
    return hand.do(flow.finalise(hand.session, hand.chain, checked_address(address)), body.yes)


@router.post("/{address}/push")
def push(address: RoundAddress, body: PushStep, hand: HandDep) -> StepAnswer:
    """Pay everybody's matching; who cannot be paid is passed over, and can claim."""
    return hand.do(paying.push(hand.chain, checked_address(address), body.most), body.yes)


@router.post("/{address}/claims")
def claim(address: RoundAddress, body: ProjectStep, hand: HandDep) -> StepAnswer:
    """Pay a project what it was given and matched with; it goes to the project's payee."""
    return hand.do(paying.claim(hand.chain, checked_address(address), body.project), body.yes)


@router.post("/{address}/refunds")
def refund(address: RoundAddress, body: CartStep, hand: HandDep) -> StepAnswer:
    """Give the donor of a cart back what is theirs."""
    return hand.do(paying.refund(hand.chain, checked_address(address), body.cart), body.yes)


@router.post("/{address}/reclaims")
def reclaim(address: RoundAddress, body: AccountStep, hand: HandDep) -> StepAnswer:
    """Send a sponsor its part of what the result left, or all of it when there is no result."""
    return hand.do(paying.reclaim(hand.chain, checked_address(address), checked_address(body.account)), body.yes)


@router.post("/{address}/hold")
def hold(address: RoundAddress, body: HoldStep, hand: HandDep) -> StepAnswer:
    """Hold a project's payments, once, where the operator is the round's guardian."""
    until = Timestamp(body.until)
    return hand.do(stopping.hold(hand.chain, checked_address(address), body.project, until, body.reason), body.yes)


@router.post("/{address}/pause")
def pause(address: RoundAddress, body: PauseStep, hand: HandDep) -> StepAnswer:
    """Stop donations and deposits for a while, once, where the operator is the round's guardian."""
    return hand.do(stopping.pause(hand.chain, checked_address(address), Timestamp(body.until), body.reason), body.yes)


@router.post("/{address}/cancel")
def cancel(address: RoundAddress, body: StepRequest, hand: HandDep) -> StepAnswer:
    """End a round: before its close everybody can be paid back, after it the pool alone goes back."""
    return hand.do(stopping.cancel(hand.chain, checked_address(address)), body.yes)


def read_rows(rows: list[CoefficientRow]) -> Coefficients:
    """The rows as the table that is committed; raises MalformedFile as for the file, whose first row is 2."""
    written = [
        (checked_address(row.wallet), checked_address(row.person), row.coefficient_bps, row.project, row.reason)
        for row in rows
    ]
    return read_coefficients(io.BytesIO(to_csv(COLUMNS, written)), COEFFICIENTS)
