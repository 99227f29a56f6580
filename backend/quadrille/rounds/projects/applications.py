"""The applications to a round as a person reads them: what was applied with, and what reviewers said of it."""

from dataclasses import dataclass

from sqlmodel import Session

from quadrille.catalog.catalog import take_snapshot
from quadrille.chain.funding_round import records
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.text import shown
from quadrille.errors import NotFound
from quadrille.rounds.projects.roster import read_roster
from quadrille.types import NOBODY, Address, BlockNumber, Hash32, ProjectIndex, Timestamp


@dataclass(frozen=True, slots=True)
class Vote:
    """A reviewer's word on the application as it is now, and where it stands on the chain."""

    reviewer: Address
    admitted: bool
    reason: str
    block_number: BlockNumber
    transaction: Hash32


@dataclass(frozen=True, slots=True)
class Application:
    """The last edition of an application. Times in unix seconds; None is none.

    name               its slug in the round
    payee              who is paid now; `next_payee` from `next_payee_at`
    is_same_text       whether the catalogue's text is still the one applied with; None when it has no such project
    """

    id: ProjectIndex
    name: str
    edition: int
    state: str
    applicant: Address
    payee: Address
    next_payee: Address | None
    next_payee_at: Timestamp | None
    held_until: Timestamp | None
    metadata_hash: Hash32
    is_same_text: bool | None
    votes: list[Vote]


@dataclass(frozen=True, slots=True)
class Latest:
    """The last edition of an application, its project's name in the round, and the votes on it."""

    index: ProjectIndex
    name: str
    applied: records.Application
    votes: list[records.Review]


def latest_applications(round_: AnyRound) -> list[Latest]:
    """The last edition of every application by id, all from logs of one block; raises WrongChain as `read_roster`."""
    at = round_.client.block()
    names, reviews = read_roster(round_, at).names, round_.reviews(at)
    last = {one.index: one for one in round_.applications(at)}
    votes: dict[tuple[ProjectIndex, int], list[records.Review]] = {}
    for one in reviews:
        votes.setdefault((one.index, one.edition), []).append(one)
    return [Latest(index, names[index], last[index], votes.get((index, last[index].edition), [])) for index in names]


def view_application(session: Session, round_: AnyRound, latest: Latest) -> Application:
    """An application with the project's record as the contract has it now."""
    record = round_.project(latest.index)
    return Application(
        id=latest.index,
        name=latest.name,
        edition=latest.applied.edition,
        state=record.state.name.lower(),
        applicant=record.applicant,
        payee=record.payee,
        next_payee=None if record.next_payee == NOBODY else record.next_payee,
        next_payee_at=record.next_payee_at or None,
        held_until=record.held_until or None,
        metadata_hash=latest.applied.metadata_hash,
        is_same_text=is_same_text(session, latest.name, latest.applied.metadata_hash),
        votes=[
            Vote(one.reviewer, one.admitted, shown(one.reason), one.block_number, one.transaction)
            for one in latest.votes
        ],
    )


def is_same_text(session: Session, name: str, applied_with: Hash32) -> bool | None:
    """Whether the catalogue's text of a project is the one of this hash; None when it has no such project."""
    try:
        return take_snapshot(session, name).hash == applied_with
    except NotFound:
        return None
