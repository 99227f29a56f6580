"""What has become of a ballot that we took."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Vote
from quadrille.chain.outbox.queue import state_of, transaction_of, work_of
from quadrille.governance.relay.flow import ballot_key
from quadrille.governance.relay.log import ballots_of, our_relay
from quadrille.governance.relay.tables import ReceivedBallot
from quadrille.types import Address, Hash32


class BallotState(StrEnum):
    """How far a ballot has come."""

    QUEUED = "queued"
    """It is kept, and will be sent."""
    SENT = "sent"
    """It is in a transaction that a node may have, and the chain does not count it yet."""
    COUNTED = "counted"
    """It is the voter's vote as the chain has it."""
    REPLACED = "replaced"
    """Another vote of the voter, no older, counts in its place."""
    REJECTED = "rejected"
    """The chain did not count it; `reason` says why."""


@dataclass(frozen=True, slots=True)
class BallotStanding:
    """A ballot and how it stands; the transaction where there is one, the reason when it was rejected."""

    row: ReceivedBallot
    state: BallotState
    transaction: str | None
    reason: str | None


def standings_of(session: Session, chain: Chain, proposal: int, voter: Address) -> Sequence[BallotStanding]:
    """The ballots that a voter handed in on a proposal, oldest first."""
    rows = ballots_of(session, our_relay(chain), proposal, voter)
    return [_standing(session, chain, row, chain.governor.vote_of(proposal, voter)) for row in rows]


def _standing(session: Session, chain: Chain, row: ReceivedBallot, vote: Vote) -> BallotStanding:
    work = work_of(session, chain.client, ballot_key(chain, Hash32(row.digest)))
    assert work is not None
    transaction = transaction_of(session, work)
    hash_ = work.done_hash or (transaction.transaction_hash if transaction else None)
    if vote.version >= row.version:
        is_it = (vote.version, vote.support) == (row.version, row.support)
        return BallotStanding(row, BallotState.COUNTED if is_it else BallotState.REPLACED, hash_, None)
    if work.refused is not None:
        return BallotStanding(row, BallotState.REJECTED, hash_, work.refused)
    is_queued = state_of(work, transaction) == "queued"
    return BallotStanding(row, BallotState.QUEUED if is_queued else BallotState.SENT, hash_, None)
