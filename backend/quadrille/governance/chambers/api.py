"""Chambers over HTTP: seats, ballots, votes by signature; every decision is in `voting`, `ballots`, `seats`."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.catalog.api import SLUG
from quadrille.chain.chamber_ballot import ChamberVote, SignedChamberVote
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent, Receipt, receipt, transaction_intent
from quadrille.governance.chambers import ballots, seats, texts, voting
from quadrille.governance.chambers.ballot_views import BallotItem, BallotView, ballot_item, ballot_view
from quadrille.governance.chambers.naming import project_key, text_hash_of
from quadrille.languages.moments import Moment
from quadrille.languages.words import said, told
from quadrille.paging import AfterNumber, Limit, NextPageDep
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep
from quadrille.types import ADDRESS, NO_HASH, ContributionNumber, Hash32, Timestamp

router = APIRouter(prefix="/api/v1", tags=["chambers"])

BallotNumber = Annotated[int, Path(ge=1, lt=2**63)]
SeatNumber = Annotated[int, Path(ge=0, lt=2**63)]
Choice = Literal["for", "against", "abstain"]
Seconds = Annotated[int, Field(ge=1, lt=2**40)]
Signature = Annotated[str, Field(pattern=r"^0x([0-9a-fA-F]{2}){1,2048}$")]
Salt = Annotated[str, Field(pattern=texts.SALT)]
Words = Annotated[str, Field(min_length=1, max_length=texts.MOST_CHARACTERS)]


class VoteWish(Body):
    """Who wants to vote what on a ballot; their seat follows from the wallet."""

    wallet: str = Field(pattern=ADDRESS)
    ballot: int = Field(ge=1, lt=2**63)
    choice: Choice


class VoteRequest(VoteWish):
    """A vote, signed; seat and deadline are the intent's `handed_back`."""

    seat: int = Field(ge=0, lt=2**63)
    deadline: int = Field(ge=1, lt=2**48)
    signature: Signature


class OpeningRequest(Body):
    """A ballot on whatever `words` say; about a project where one is named, whose people then do not vote.

    salt   32 random bytes that stay the opener's until the words are published
    """

    wallet: str = Field(pattern=ADDRESS)
    words: Words
    salt: Salt
    project: str | None = Field(default=None, pattern=SLUG)
    closes_at: Seconds


class AdmissionRequest(Body):
    """A ballot on a project's newest application to a round."""

    round: str = Field(pattern=ADDRESS)
    project: str = Field(pattern=SLUG)
    closes_at: Seconds


class TextRequest(Body):
    """A text and the salt with which its hash on the chain was made."""

    text: Words
    salt: Salt


class SeatsRequest(Body):
    """Seats by the numbers of their badges."""

    seats: list[Annotated[int, Field(ge=0, lt=2**63)]] = Field(min_length=1, max_length=seats.MOST_AT_ONCE)


class HandedIn(BaseModel):
    """A vote that was taken."""

    summary: str


class TextKept(BaseModel):
    """A text that is kept under its hash."""

    text_hash: str


class ChamberView(BaseModel):
    """A chamber as it stands. `is_house` is whether it would count in a ballot that is opened now."""

    chamber: int
    name: str
    seats: int
    is_house: bool
    issuer: str


class SeatView(BaseModel):
    """A seat as it stands."""

    seat: int
    chamber: str
    holder: str
    is_live: bool


class VoteView(BaseModel):
    """What became of a seat's vote: against, for, abstain, trimmed, on its way, rejected or none."""

    seat: int
    vote: str


@router.get("/chambers")
def list_chambers(chain: ChainDep) -> list[ChamberView]:
    """Every chamber, how many seats it counts, and whose badges are its seats."""
    found = seats.chambers(chain)
    return [
        ChamberView(chamber=one.chamber, name=one.name, seats=one.seats, is_house=one.is_house, issuer=one.issuer)
        for one in found
    ]


@router.get("/chambers/seats")
def list_seats(chain: ChainDep, next_page: NextPageDep, after: AfterNumber = 0, limit: Limit = 50) -> list[SeatView]:
    """Seats behind number `after`, by number; `is_live` is false for those that do not count any more."""
    page = next_page.cut(seats.seats_after(chain, after, limit), limit, lambda seat: seat.number)
    return [
        SeatView(seat=one.number, chamber=seats.chamber_name(one.chamber), holder=one.holder, is_live=one.is_live)
        for one in page
    ]


@router.post("/chambers/seats", dependencies=OPERATOR_ONLY)
def take_seats(body: SeatsRequest, session: SessionDep, chain: ChainDep) -> Receipt:
    """Make mature badges the seats of their holders."""
    numbers = [ContributionNumber(number) for number in body.seats]
    return receipt("The seats are taken.", seats.take(session, chain, numbers))


@router.get("/chamber-ballots")
def list_ballots(
    session: SessionDep, chain: ChainDep, next_page: NextPageDep, after: AfterNumber = 0, limit: Limit = 50
) -> list[BallotItem]:
    """Ballots of the chambers, oldest first."""
    page = next_page.cut(ballots.list_polls(chain, after, limit), limit, lambda poll: poll.id)
    return [ballot_item(session, chain, poll) for poll in page]


@router.get("/chamber-ballots/{ballot}")
def read_ballot(ballot: BallotNumber, session: SessionDep, chain: ChainDep) -> BallotView:
    """One ballot: what each chamber counts, and what that comes to."""
    return ballot_view(session, chain, ballots.standing_of(chain, ballot))


@router.get("/chamber-ballots/{ballot}/votes/{seat}")
def read_vote(ballot: BallotNumber, seat: SeatNumber, session: SessionDep, chain: ChainDep) -> VoteView:
    """A seat's vote on a ballot, and whether one is on its way."""
    ballots.standing_of(chain, ballot)
    return VoteView(seat=seat, vote=voting.state_of_vote(session, chain, ballot, ContributionNumber(seat)))


@router.post("/intents/chamber-vote")
def intend_vote(body: VoteWish, chain: ChainDep) -> Intent:
    """The vote that the wallet signs for its seat; refused with a reason when it would not count."""
    return voting.vote_intent(chain, body.ballot, checked_address(body.wallet), voting.SUPPORT_WORDS[body.choice])


@router.post("/chamber-votes", status_code=201)
def receive_vote(body: VoteRequest, session: SessionDep, chain: ChainDep) -> HandedIn:
    """Hand in a signed vote, at no cost to the voter; it is sent next, together with others of its ballot."""
    checked_address(body.wallet)
    support, seat = voting.SUPPORT_WORDS[body.choice], ContributionNumber(body.seat)
    vote = ChamberVote(body.ballot, seat, support, Timestamp(body.deadline))
    voting.receive(session, chain, SignedChamberVote(vote, body.signature))
    return HandedIn(
        summary=told(
            said("Your vote is received: {choice}. It is on the chain after the next blocks.", choice=said(body.choice))
        )
    )


@router.post("/intents/chamber-ballot")
def intend_opening(body: OpeningRequest, chain: ChainDep) -> Intent:
    """What the holder of a seat has to sign and pay for to open a ballot; its words are published once it is open."""
    subject = text_hash_of(texts.read_text(body.words), Hash32(body.salt))
    project = project_key(body.project) if body.project else NO_HASH
    call = ballots.open_call(chain, subject, project, Timestamp(body.closes_at))
    summary = said(
        "Open a ballot of the chambers until {closes_at}: {read_text}",
        closes_at=Moment(body.closes_at),
        read_text=texts.read_text(body.words),
    )
    return transaction_intent(chain.client, call, checked_address(body.wallet), summary)


@router.post("/chamber-ballots/{ballot}/words", status_code=201)
def publish_words(ballot: BallotNumber, body: TextRequest, session: SessionDep, chain: ChainDep) -> TextKept:
    """Publish what a ballot is about, as its opener hashed it; whoever has the words and the salt."""
    poll = chain.chamber_ballot.poll(ballot)
    said = [(poll.subject, poll.opener)]
    return TextKept(text_hash=texts.publish(session, chain, body.text, Hash32(body.salt), said))


@router.post("/chamber-ballots", dependencies=OPERATOR_ONLY)
def open_admission(body: AdmissionRequest, session: SessionDep, chain: ChainDep) -> BallotView:
    """Open a ballot on an application to a round that the operator runs."""
    round_, closes_at = checked_address(body.round), Timestamp(body.closes_at)
    number, _ = ballots.open_admission(session, chain, round_, body.project, closes_at)
    return ballot_view(session, chain, ballots.standing_of(chain, number))


@router.post("/chamber-ballots/{ballot}/close", dependencies=OPERATOR_ONLY)
def close_ballot(ballot: BallotNumber, session: SessionDep, chain: ChainDep) -> Receipt:
    """Fix the outcome of a ballot that is over."""
    return receipt("The outcome is fixed.", ballots.close(session, chain, ballot))


@router.post("/chamber-ballots/{ballot}/admission", dependencies=OPERATOR_ONLY)
def admit(ballot: BallotNumber, session: SessionDep, chain: ChainDep) -> Receipt:
    """Tell the round what the chambers decided."""
    return receipt("The round knows what the chambers decided.", ballots.admit(session, chain, ballot))
