"""Reviews over HTTP; every decision is in `flow`."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from quadrille.body import read_body
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.routing import OPERATOR_ONLY, SessionDep
from quadrille.screening import contributions, flow
from quadrille.screening.panels.reading import is_sealed
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


async def read_review(request: Request) -> bytes:
    """The body as it came; raises BadParameter as soon as it is too long."""
    return await read_body(request, REVIEW_BYTES)


REVIEW_FORM = {"type": "object", "maxProperties": 100}
"""For the API's description alone: the body is read as it came, so that a flaw is told by its row and column."""


@router.post(
    "/reviews",
    status_code=201,
    dependencies=OPERATOR_ONLY,
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": REVIEW_FORM}}}},
)
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
def list_reviews(
    session: SessionDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> list[dict[str, Any]]:
    """Reviews with their verdicts, oldest first."""
    found = contributions.list_reviews(session, after, limit + 1)
    return [
        {
            "review": review.id,
            "project": review.project_slug,
            "reviewer": person.pseudonym,
            "is_verified": review.is_verified,
            # They can tell of answers, which are nobody else's before the panel has closed.
            "reasons": [] if is_sealed(session, review.screening_id) else json.loads(review.reasons),
            "contribution": contribution.number if contribution else None,
        }
        for review, person, contribution in next_page.cut(found, limit, lambda row: row[0].id)
    ]


@router.post("/contributions/{number}/claim-code", dependencies=OPERATOR_ONLY)
def renew_claim_code(number: Number, session: SessionDep) -> dict[str, str]:
    """A fresh claim code, for a reviewer who lost theirs; the old one stops working."""
    return {"claim_code": contributions.renew_claim_code(session, ContributionNumber(number))}
