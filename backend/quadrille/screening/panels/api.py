"""A reviewer's part over HTTP: profile, seats, drafts, submission, receipts. Decisions are in the files beside."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from sqlmodel import Session

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, signature_intent
from quadrille.errors import BadParameter
from quadrille.languages.words import said, told
from quadrille.routing import ChainDep, PersonDep, SessionDep
from quadrille.screening.flow import HandedIn
from quadrille.screening.panels import drafts, preparing, profiles, receipts, seats, submitting
from quadrille.screening.panels.claiming import own_claim_code
from quadrille.screening.panels.views import (
    FieldItem,
    ProfileView,
    ReviewItem,
    SeatItem,
    field_item,
    profile_view,
    review_item,
    seat_item,
)
from quadrille.screening.review_file import COMMENT_MAX_CHARACTERS
from quadrille.types import ADDRESS, ROW_MAX, Timestamp

router = APIRouter(prefix="/api/v1", tags=["panels"])

SIGNATURE = r"^0x([0-9a-fA-F]{2}){1,8192}$"
"""As much as `wallet_signature` reads."""

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]
Question = Annotated[str, Path(pattern=r"^[0-9a-z.]{1,16}$")]
Name = Annotated[str, Field(max_length=200)]
WalletAddress = Annotated[str, Field(pattern=ADDRESS)]


class NewProfile(Body):
    """What somebody can review, in place of what they said before."""

    languages: list[Name] = Field(default=[], max_length=profiles.MOST_NAMED)
    sectors: list[Name] = Field(default=[], max_length=profiles.MOST_NAMED)
    accounts: list[Name] = Field(default=[], max_length=profiles.MOST_NAMED)
    minutes_per_week: int = Field(ge=0, le=profiles.MOST_MINUTES)
    is_available: bool


class DraftField(Body):
    """What is saved of one answer; what is left out stays as it is. `seconds` were spent since the last save."""

    answer: str | None = Field(default=None, max_length=16)
    confidence: int | None = Field(default=None, ge=1, le=5)
    evidence: str | None = Field(default=None, max_length=drafts.EVIDENCE_CHARACTERS)
    comment: str | None = Field(default=None, max_length=COMMENT_MAX_CHARACTERS)
    seconds: int = Field(default=0, ge=0, le=drafts.FIELD_SECONDS)


class DraftView(BaseModel):
    """What one has written so far: an answer for each question that was begun."""

    answers: list[FieldItem]


class Signer(Body):
    """The wallet that will sign."""

    wallet: WalletAddress


class Submission(Body):
    """Empty to submit under one's session; else wallet, version and signature of what the intent said."""

    wallet: WalletAddress | None = None
    version: int | None = Field(default=None, ge=1, le=ROW_MAX)
    signature: Annotated[str, Field(pattern=SIGNATURE)] | None = None


class SubmittedView(ReviewItem):
    """A review that was submitted: its verdict, its receipt, and once the claim code of what it earned."""

    summary: str
    claim_code: str | None
    receipt: dict[str, Any]


class ClaimCode(BaseModel):
    """A fresh claim code; the one before stops working."""

    claim_code: str


@router.get("/me/reviewing")
def read_profile(person: PersonDep, session: SessionDep) -> ProfileView:
    """What one can review, as one said."""
    return profile_view(profiles.profile_of(session, person))


@router.put("/me/reviewing")
def save_profile(body: NewProfile, person: PersonDep, session: SessionDep) -> ProfileView:
    """Say what one can review; whoever is available may be asked by lot."""
    profile = profiles.Profile(
        tuple(body.languages), tuple(body.sectors), tuple(body.accounts), body.minutes_per_week, body.is_available
    )
    row = profiles.save_profile(session, person, profile)
    session.commit()
    return profile_view(profiles.read_profile(row))


@router.get("/me/seats")
def list_seats(person: PersonDep, session: SessionDep) -> list[SeatItem]:
    """One's own seats, the newest first."""
    return [seat_item(session, seat) for seat in seats.seats_of_person(session, person)]


@router.post("/screenings/{screening}/seat", status_code=201)
def take_seat(screening: RowId, person: PersonDep, session: SessionDep) -> SeatItem:
    """Take a seat of one's own choice: what is answered from it can earn a badge, and does not move the panel."""
    seat = seats.take_seat(session, person, screening, _now())
    session.commit()
    return seat_item(session, seat)


@router.delete("/screenings/{screening}/seat")
def give_seat_back(screening: RowId, person: PersonDep, session: SessionDep) -> SeatItem:
    """Give a seat back; somebody else is asked."""
    seat = seats.withdraw(session, person, screening, _now())
    session.commit()
    return seat_item(session, seat)


@router.get("/screenings/{screening}/draft")
def read_draft(screening: RowId, person: PersonDep, session: SessionDep) -> DraftView:
    """What one has written so far; nobody else can read it."""
    rows = drafts.drafts_of(session, person, screening).values()
    return DraftView(answers=[field_item(row) for row in rows])


@router.put("/screenings/{screening}/draft/{question}")
def save_draft(
    screening: RowId, question: Question, body: DraftField, person: PersonDep, session: SessionDep
) -> FieldItem:
    """Save what is written under one question."""
    row = drafts.save_field(session, person, screening, question, drafts.Field(**body.model_dump()), _now())
    session.commit()
    return field_item(row)


@router.post("/intents/review/{screening}")
def intend_review(screening: RowId, body: Signer, person: PersonDep, session: SessionDep, chain: ChainDep) -> Intent:
    """The words (EIP-712) that submit one's review as it is drafted now, for one's own wallet to sign."""
    checked_address(body.wallet)
    words = preparing.words_to_sign(session, chain, person, screening, _now())
    session.commit()
    message = words["message"]
    summary = said(
        "Submit your review of {nominee}: {answers}. {next}",
        nominee=message["nominee"],
        answers=message["answers"],
        next=message["next"],
    )
    intent = signature_intent(words, summary, f"/api/v1/screenings/{screening}/reviews")
    return intent.model_copy(update={"handed_back": {"version": message["version"]}})


@router.post("/screenings/{screening}/reviews", status_code=201)
def submit(
    screening: RowId, body: Submission, person: PersonDep, session: SessionDep, chain: ChainDep
) -> SubmittedView:
    """Submit one's review, signed by a wallet or under one's session; the same again is the version that is there."""
    given = (body.wallet, body.version, body.signature)
    if body.wallet is None or body.version is None or body.signature is None:
        if given != (None, None, None):
            raise BadParameter("wallet, version and signature", "only some of them", "given together, or none of them")
        done = submitting.submit(session, chain, person, screening)
    else:
        wallet = checked_address(body.wallet)
        done = submitting.submit_signed(session, chain, person, screening, body.version, wallet, body.signature)
    return _submitted(session, chain, done)


@router.get("/me/reviews")
def list_own_reviews(person: PersonDep, session: SessionDep) -> list[ReviewItem]:
    """Every version that one submitted, with its verdict, the newest first."""
    return [review_item(session, row) for row in receipts.own_reviews(session, person)]


@router.get("/me/reviews/{review}/receipt")
def read_receipt(review: RowId, person: PersonDep, session: SessionDep, chain: ChainDep) -> dict[str, Any]:
    """The signed receipt of a version: keep it, and verify it with `quadrille screening receipt verify`."""
    return receipts.receipt_of(session, chain, receipts.own_review(session, person, review)).as_document()


@router.post("/me/reviews/{review}/claim-code", status_code=201)
def renew_claim_code(review: RowId, person: PersonDep, session: SessionDep) -> ClaimCode:
    """A fresh claim code for what a review of one's own earned."""
    return ClaimCode(claim_code=own_claim_code(session, person, review))


def _submitted(session: Session, chain: Chain, done: HandedIn) -> SubmittedView:
    item = review_item(session, done.review)
    return SubmittedView(
        **item.model_dump(),
        summary=told(
            said(
                "Version {version} of your review is submitted, and {outcome}.",
                version=item.version,
                outcome=said(item.outcome),
            )
        ),
        claim_code=done.claim_code,
        receipt=receipts.receipt_of(session, chain, done.review).as_document(),
    )


def _now() -> Timestamp:
    return Timestamp(int(time.time()))
