"""The reviewer's journey over HTTP; every decision is in `flow`."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from quadrille.chain.badge import Badge
from quadrille.chain.calls import Event
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent, Receipt, receipt
from quadrille.errors import BadParameter
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep
from quadrille.screening import contributions, flow
from quadrille.types import ContributionNumber

router = APIRouter(prefix="/api/v1", tags=["screening"])

REVIEW_BYTES = 1_048_576
"""A review is text of some kilobytes; 1 MiB is room for the longest."""

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ReviewVerdict(BaseModel):
    """What came of a review."""

    review: int
    project: str
    evidence_hash: str
    is_verified: bool
    reasons: list[dict[str, str]]
    contribution: int | None
    claim_code: str | None


class ClaimRequest(BaseModel):
    """Who wants to claim what."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=64)
    wallet: str = Field(max_length=42)


class BadgeView(BaseModel):
    """A badge as the chain has it; weight 0 once it has ended."""

    number: int
    holder: str
    kind: int
    weight: int
    issuer: str
    evidence_hash: str
    is_live: bool
    transaction: str


async def read_review(request: Request) -> bytes:
    """The body as it came; raises BadParameter as soon as it is too long."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > REVIEW_BYTES:
            raise BadParameter("body", f"over {REVIEW_BYTES} bytes", f"at most {REVIEW_BYTES} bytes")
    return content


@router.post("/reviews", status_code=201, dependencies=OPERATOR_ONLY)
def hand_in_review(
    session: SessionDep,
    content: Annotated[bytes, Depends(read_review)],
    file_name: Annotated[str, Query(max_length=200)] = "review.json",
) -> ReviewVerdict:
    """Hand in one review file (the body, as it is); the answer carries the claim code once, when a badge was earned."""
    done = flow.hand_in_review(session, content, file_name)
    assert done.review.id is not None
    return ReviewVerdict(
        review=done.review.id,
        project=done.review.project_slug,
        evidence_hash=done.review.evidence_hash,
        is_verified=done.review.is_verified,
        reasons=done.reasons,
        contribution=done.contribution.number if done.contribution else None,
        claim_code=done.claim_code,
    )


@router.get("/reviews", dependencies=OPERATOR_ONLY)
def list_reviews(session: SessionDep) -> list[dict[str, Any]]:
    """Every review with its verdict, oldest first."""
    return [
        {
            "review": review.id,
            "project": review.project_slug,
            "reviewer": person.pseudonym,
            "is_verified": review.is_verified,
            "reasons": json.loads(review.reasons),
            "contribution": contribution.number if contribution else None,
        }
        for review, person, contribution in contributions.list_reviews(session)
    ]


@router.post("/contributions/{number}/claim-code", dependencies=OPERATOR_ONLY)
def renew_claim_code(number: Number, session: SessionDep) -> dict[str, str]:
    """A fresh claim code, for a reviewer who lost theirs; the old one stops working."""
    return {"claim_code": contributions.renew_claim_code(session, ContributionNumber(number))}


@router.post("/intents/claim")
def intend_claim(body: ClaimRequest, session: SessionDep, chain: ChainDep) -> Intent:
    """What the wallet has to sign to claim the badge of this code."""
    return flow.claim_intent(session, chain, body.code, checked_address(body.wallet))


@router.post("/badges", status_code=201)
def send_badge(body: ClaimRequest, session: SessionDep, chain: ChainDep) -> Receipt:
    """Have the issuer send the badge of this code to a wallet; its holder pays nothing."""
    number, done = flow.send_badge(session, chain, body.code, checked_address(body.wallet))
    return receipt(f"Badge {number} is held by {body.wallet}.", done)


@router.get("/badges")
def list_badges(chain: ChainDep, holder: Annotated[str | None, Query(max_length=42)] = None) -> list[dict[str, Any]]:
    """Every badge that was issued, oldest first."""
    issues = flow.list_badges(chain, checked_address(holder) if holder else None)
    return [
        {"number": issue.args["number"], "holder": issue.args["holder"], "kind": issue.args["kind"]} for issue in issues
    ]


@router.get("/badges/{number}")
def read_badge(number: Number, chain: ChainDep) -> BadgeView:
    """One badge, from the chain."""
    found = flow.read_badge(chain, ContributionNumber(number))
    return view_badge(found.issue, found.badge)


def view_badge(issue: Event, badge: Badge | None) -> BadgeView:
    """The badge as JSON."""
    return BadgeView(
        number=issue.args["number"],
        holder=issue.args["holder"],
        kind=issue.args["kind"],
        weight=badge.weight if badge else 0,
        issuer=issue.args["issuer"],
        evidence_hash=issue.args["evidenceHash"],
        is_live=badge is not None,
        transaction=issue.transaction,
    )
