"""How seats and ballots of the chambers are told, to programs and pages."""

from pydantic import BaseModel
from sqlmodel import Session

from quadrille.chain.chamber_ballot import ChamberPoll
from quadrille.chain.deployment import Chain
from quadrille.governance.chambers.ballots import BallotStanding, project_of
from quadrille.governance.chambers.seats import chamber_name, chambers_in
from quadrille.governance.chambers.tally import Outcome
from quadrille.governance.chambers.texts import text_of


class HouseView(BaseModel):
    """What one chamber counts on a ballot. `counts` is whether it has enough seats to be a house."""

    chamber: str
    seats: int
    against: int
    in_favour: int
    abstaining: int
    counts: bool


class AdmissionView(BaseModel):
    """The application that a ballot decides; `is_done` once its round was told."""

    round: str
    project: int
    edition: int
    is_done: bool


class BallotView(BaseModel):
    """A ballot as it stands; times in unix seconds, shares in bps.

    outcome     open, no quorum, vetoed, rejected, blocked or approved
    if_closed   what it would be if it closed now
    project     slug of the project that it is about, "" where the catalogue has none
    words       what is decided, as the opener wrote it; "" where nobody told us
    """

    ballot: int
    outcome: str
    if_closed: str
    subject: str
    words: str
    project: str
    opener: str
    opened_at: int
    closes_at: int
    is_closed: bool
    turnout_bps: int
    quorum_bps: int
    approval_bps: int
    needed_bps: int
    least_houses: int
    objecting: list[str]
    houses: list[HouseView]
    admission: AdmissionView | None


class BallotItem(BaseModel):
    """A ballot in a list; times in unix seconds."""

    ballot: int
    subject: str
    words: str
    project: str
    opener: str
    opened_at: int
    closes_at: int
    is_closed: bool


def outcome_words(outcome: Outcome) -> str:
    """An outcome in a word or two."""
    return outcome.name.lower().replace("_", " ")


def ballot_item(session: Session, chain: Chain, poll: ChamberPoll) -> BallotItem:
    """A ballot in a list."""
    return BallotItem(
        ballot=poll.id,
        subject=poll.subject,
        words=words_of(session, chain, poll),
        project=project_of(session, poll),
        opener=poll.opener,
        opened_at=poll.opened_at,
        closes_at=poll.closes_at,
        is_closed=poll.is_closed,
    )


def ballot_view(session: Session, chain: Chain, standing: BallotStanding) -> BallotView:
    """A ballot as it stands."""
    poll, result, admission = standing.poll, standing.result, standing.admission
    return BallotView(
        **ballot_item(session, chain, poll).model_dump(),
        outcome=outcome_words(result.outcome),
        if_closed=outcome_words(standing.decided),
        turnout_bps=result.turnout_bps,
        quorum_bps=standing.rules.quorum_bps,
        approval_bps=result.approval_bps,
        needed_bps=result.needed_bps,
        least_houses=standing.rules.least_houses,
        objecting=chambers_in(result.objections),
        houses=_houses(standing),
        admission=admission
        and AdmissionView(
            round=admission.round, project=admission.index, edition=admission.edition, is_done=admission.is_done
        ),
    )


def words_of(session: Session, chain: Chain, poll: ChamberPoll) -> str:
    """What is decided, in words: the opener's, or that it is an admission; "" where nobody told us."""
    if (admission := chain.chamber_ballot.admission_of(poll.id)).edition:
        project = project_of(session, poll) or "a project"
        return f"Admit {project} to the round {admission.round}"
    return text_of(session, chain, poll.subject)


def _houses(standing: BallotStanding) -> list[HouseView]:
    return [
        HouseView(
            chamber=chamber_name(chamber),
            seats=count.seats,
            against=count.against,
            in_favour=count.in_favour,
            abstaining=count.abstaining,
            counts=bool(standing.result.houses >> chamber & 1),
        )
        for chamber, count in enumerate(standing.counts)
        if count.seats or count.votes or chamber_name(chamber) != f"chamber {chamber}"
    ]
