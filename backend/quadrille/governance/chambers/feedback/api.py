"""Feedback of seats over HTTP: every decision is in `flow`."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.catalog.api import SLUG
from quadrille.catalog.catalog import get_project
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent, signature_intent, transaction_intent
from quadrille.chain.standing_feedback import SignedBacking
from quadrille.governance.chambers import texts
from quadrille.governance.chambers.api import Salt, Signature, TextKept, TextRequest, Words
from quadrille.governance.chambers.feedback import flow
from quadrille.languages.words import said, told
from quadrille.paging import Limit, NextPageDep, following
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep
from quadrille.types import ADDRESS, ContributionNumber, Hash32, Timestamp

router = APIRouter(prefix="/api/v1", tags=["chambers"])

HASH = "^0x[0-9a-f]{64}$"

FeedbackId = Annotated[str, Path(pattern=HASH)]
Slug = Annotated[str, Path(pattern=SLUG)]


class BackingPaper(Body):
    """A seat's signature under an objection of its chamber."""

    seat: int = Field(ge=0, lt=2**63)
    deadline: int = Field(ge=1, lt=2**48)
    signature: Signature

    def backing(self) -> SignedBacking:
        """As the contract takes it."""
        return SignedBacking(ContributionNumber(self.seat), Timestamp(self.deadline), self.signature)


Backings = Annotated[list[BackingPaper], Field(max_length=100)]


class FeedbackWish(Body):
    """What the holder of a seat wants to say of a project.

    salt       32 random bytes, which stand beside the text
    backings   of others of the chamber, for an objection that needs its quorum at once
    """

    wallet: str = Field(pattern=ADDRESS)
    project: str = Field(pattern=SLUG)
    kind: Literal["remark", "concern", "objection"]
    text: Words
    salt: Salt
    backings: Backings = Field(default_factory=list)

    def backed(self) -> list[SignedBacking]:
        """The backings as the contract takes them, seats rising."""
        return sorted((one.backing() for one in self.backings), key=lambda one: one.seat)


class FeedbackRequest(FeedbackWish):
    """The same, signed; seat and deadline are the intent's `handed_back`."""

    seat: int = Field(ge=0, lt=2**63)
    deadline: int = Field(ge=1, lt=2**48)
    signature: Signature


class BackingWish(Body):
    """Who wants to sign under an objection, by its id."""

    wallet: str = Field(pattern=ADDRESS)
    feedback: str = Field(pattern=HASH)


class AnswerWish(Body):
    """What who speaks for the project answers."""

    wallet: str = Field(pattern=ADDRESS)
    feedback: str = Field(pattern=HASH)
    text: Words
    salt: Salt


class RenewalRequest(Body):
    """Signatures of a quorum of the chamber."""

    backings: Annotated[list[BackingPaper], Field(min_length=1, max_length=100)]


class Raised(BaseModel):
    """Feedback that is on the chain."""

    summary: str
    feedback: str
    transaction: str


class AnswerView(BaseModel):
    """An answer; `text` is "" where nobody told us, or it was erased."""

    answerer: str
    text_hash: str
    text: str


class FeedbackView(BaseModel):
    """Feedback of a seat as it is now; times in unix seconds. `ends_at` is null for what does not end by itself."""

    feedback: str
    seat: int
    chamber: str
    kind: str
    state: str
    raised_at: int
    ends_at: int | None
    text_hash: str
    text: str
    answers: list[AnswerView]


def feedback_view(found: flow.Standing) -> FeedbackView:
    """Feedback as JSON."""
    entry = found.entry
    return FeedbackView(
        feedback=found.id,
        seat=entry.seat,
        chamber=found.chamber,
        kind=entry.kind.name.lower(),
        state=entry.state.name.lower(),
        raised_at=entry.raised_at,
        ends_at=entry.ends_at or None,
        text_hash=found.text_hash,
        text=found.text,
        answers=[AnswerView(answerer=one.answerer, text_hash=one.text_hash, text=one.text) for one in found.answers],
    )


@router.get("/projects/{slug}/seat-feedback")
def list_feedback(
    slug: Slug,
    session: SessionDep,
    chain: ChainDep,
    next_page: NextPageDep,
    after: Annotated[str | None, Query(pattern=HASH, description="The id after which the page begins.")] = None,
    limit: Limit = 50,
) -> list[FeedbackView]:
    """All that seats of the chambers said of a project, oldest first."""
    get_project(session, slug)
    found = following(flow.standings(session, chain, slug), after, lambda one: one.id, limit)
    return [feedback_view(one) for one in next_page.cut(found, limit, lambda one: one.id)]


@router.get("/seat-feedback/{feedback}")
def read_feedback(feedback: FeedbackId, session: SessionDep, chain: ChainDep) -> FeedbackView:
    """One feedback of a seat."""
    return feedback_view(flow.standing_of(session, chain, Hash32(feedback)))


@router.post("/intents/seat-feedback")
def intend_feedback(body: FeedbackWish, session: SessionDep, chain: ChainDep) -> Intent:
    """What the holder of a seat signs to say this of a project; refused with a reason when it could not be raised."""
    wallet, words = checked_address(body.wallet), (body.text, Hash32(body.salt))
    word = flow.prepare(session, chain, wallet, body.project, flow.KINDS[body.kind], words, body.backed())
    summary = said("Raise a {kind} on {project}: {text}", kind=body.kind, project=body.project, text=word.text)
    intent = signature_intent(flow.message_of(chain, word), summary, "/api/v1/seat-feedback", word.deadline)
    return intent.model_copy(update={"handed_back": {"seat": word.feedback.seat, "deadline": word.deadline}})


@router.post("/seat-feedback", status_code=201)
def raise_feedback(body: FeedbackRequest, session: SessionDep, chain: ChainDep) -> Raised:
    """Raise signed feedback, at no cost to who signed; its text is shown to everybody."""
    word = flow.said_again(body.seat, body.project, body.kind, (body.text, Hash32(body.salt)), body.deadline)
    id_, done = flow.raise_signed(session, chain, word, body.signature, body.backed())
    return Raised(
        summary=told(said("Your {kind} is on the chain.", kind=said(body.kind))),
        feedback=id_,
        transaction=done.transaction,
    )


@router.post("/intents/seat-backing")
def intend_backing(body: BackingWish, chain: ChainDep) -> Intent:
    """What the holder of a seat signs under an objection of its chamber; who collects them hands all in at once."""
    id_ = Hash32(body.feedback)
    message, seat, deadline = flow.backing_for(chain, checked_address(body.wallet), id_)
    complete = f"/api/v1/seat-feedback/{id_}/renewals"
    intent = signature_intent(
        message, said("Back the objection {number} with seat {seat}.", number=id_, seat=seat), complete, deadline
    )
    return intent.model_copy(update={"handed_back": {"seat": seat, "deadline": deadline}})


@router.post("/seat-feedback/{feedback}/renewals", status_code=201)
def renew(feedback: FeedbackId, body: RenewalRequest, session: SessionDep, chain: ChainDep) -> Raised:
    """Keep an objection up for 30 days more, by its chamber's quorum."""
    id_ = Hash32(feedback)
    done = flow.renew(session, chain, id_, [one.backing() for one in body.backings])
    return Raised(summary=told(said("The objection is kept up.")), feedback=id_, transaction=done.transaction)


@router.post("/intents/seat-feedback-answer")
def intend_answer(body: AnswerWish, chain: ChainDep) -> Intent:
    """What who speaks for the project signs and pays for to answer; the text is published once it is on the chain."""
    wallet, words = checked_address(body.wallet), (body.text, Hash32(body.salt))
    call = flow.answer_call(chain, wallet, Hash32(body.feedback), words)
    return transaction_intent(
        chain.client,
        call,
        wallet,
        said("Answer the feedback {feedback}: {text}", feedback=body.feedback, text=body.text),
    )


@router.post("/intents/seat-feedback-resolution")
def intend_resolution(body: BackingWish, chain: ChainDep) -> Intent:
    """What who raised feedback signs and pays for to settle it."""
    wallet = checked_address(body.wallet)
    call = flow.resolve_call(chain, Hash32(body.feedback))
    return transaction_intent(
        chain.client, call, wallet, said("Settle the feedback {feedback}.", feedback=body.feedback)
    )


@router.post("/seat-feedback/{feedback}/texts", status_code=201)
def publish_text(feedback: FeedbackId, body: TextRequest, session: SessionDep, chain: ChainDep) -> TextKept:
    """Publish the text of feedback or of an answer, as its hash on the chain says; whoever has text and salt."""
    return TextKept(text_hash=flow.publish(session, chain, Hash32(feedback), body.text, Hash32(body.salt)))


@router.delete("/seat-texts/{text_hash}", dependencies=OPERATOR_ONLY, status_code=204)
def erase_text(text_hash: Annotated[str, Path(pattern=HASH)], session: SessionDep, chain: ChainDep) -> None:
    """Take a text away, for good; its hash stays on the chain and tells nothing."""
    texts.erase_text(session, chain, Hash32(text_hash))
