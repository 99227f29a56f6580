"""The list of ballots: appended to in the caller's transaction, closed once, never changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.signers import signer_for
from quadrille.chain.states import Support
from quadrille.db import hold
from quadrille.errors import Refused
from quadrille.governance.relay.ballot_tree import BallotTree
from quadrille.governance.relay.quotas import DAY_SECONDS, YOURSELF, Used
from quadrille.governance.relay.tables import ClosedList, ReceivedBallot
from quadrille.types import Address, Hash32, Timestamp


@dataclass(frozen=True, slots=True)
class Relay:
    """One relay of one log, by whose lists positions are counted."""

    genesis_hash: Hash32
    ballot_log: Address
    relay: Address


def our_relay(chain: Chain) -> Relay:
    """We ourselves: the operator's key gives the receipts, pays and commits."""
    address = signer_for(chain.client.settings, "operator").address
    return Relay(chain.client.genesis_hash, chain.ballot_log.address, address)


def hold_lists(session: Session, relay: Relay) -> None:
    """Let nobody else append, close or count against the day's gas until this transaction ends."""
    hold(session, f"ballots {relay.genesis_hash} {relay.relay}")


def find(session: Session, relay: Relay, digest: Hash32) -> ReceivedBallot | None:
    """The ballot of this digest, if it was taken."""
    query = select(ReceivedBallot).where(*_of(ReceivedBallot, relay), ReceivedBallot.digest == digest)
    return session.exec(query).one_or_none()


def append(
    session: Session, relay: Relay, signed: SignedBallot, digest: Hash32, most_gas: int, now: Timestamp
) -> ReceivedBallot:
    """Give a ballot the next position; under `hold_lists`, not yet committed. Raises Refused for a closed list."""
    ballot = signed.ballot
    # Check: nothing comes into a closed list, whose root is on its way.
    if closed_list(session, relay, ballot.proposal) is not None:
        cause = f"The list of ballots on proposal {ballot.proposal} is closed."
        raise Refused(cause, "Votes are no longer taken. " + YOURSELF)
    row = ReceivedBallot(
        **asdict(relay),
        proposal=ballot.proposal,
        position=_count(session, relay, ballot.proposal),
        voter=ballot.voter,
        support=int(ballot.support),
        version=ballot.version,
        deadline=ballot.deadline,
        signature=signed.signature,
        digest=digest,
        received_at=now,
        most_gas=most_gas,
    )
    session.add(row)
    session.flush()
    return row


def signed_ballot(row: ReceivedBallot) -> SignedBallot:
    """The ballot as its voter signed it."""
    voter, times = Address(row.voter), (Timestamp(row.version), Timestamp(row.deadline))
    return SignedBallot(Ballot(row.proposal, Support(row.support), voter, *times), row.signature)


def listed(session: Session, relay: Relay, proposal: int) -> list[ReceivedBallot]:
    """All ballots of a list, by position."""
    query = select(ReceivedBallot).where(*_of(ReceivedBallot, relay), ReceivedBallot.proposal == proposal)
    return list(session.exec(query.order_by(col(ReceivedBallot.position))))


def ballots_of(session: Session, relay: Relay, proposal: int, voter: Address) -> list[ReceivedBallot]:
    """What a voter handed in on a proposal, oldest first."""
    query = select(ReceivedBallot).where(*_of(ReceivedBallot, relay), ReceivedBallot.proposal == proposal)
    return list(session.exec(query.where(ReceivedBallot.voter == voter).order_by(col(ReceivedBallot.position))))


def tree_of(rows: Sequence[ReceivedBallot]) -> BallotTree:
    """The tree over a whole list; raises BadInput when it is empty."""
    return BallotTree([Hash32(row.digest) for row in rows])


def closed_list(session: Session, relay: Relay, proposal: int) -> ClosedList | None:
    """The list of a proposal, if it is closed."""
    query = select(ClosedList).where(*_of(ClosedList, relay), ClosedList.proposal == proposal)
    return session.exec(query).one_or_none()


def has_closed_list(session: Session, chain: Chain, proposal: int) -> bool:
    """Whether a list of ballots that were handed in on this proposal is closed here, whoever was the relay then."""
    places = (ClosedList.genesis_hash == chain.client.genesis_hash, ClosedList.ballot_log == chain.ballot_log.address)
    return session.exec(select(ClosedList).where(*places, ClosedList.proposal == proposal)).first() is not None


def open_lists(session: Session, relay: Relay) -> list[int]:
    """The proposals on which ballots were taken and whose lists are not closed."""
    closed = select(ClosedList.proposal).where(*_of(ClosedList, relay))
    query = select(ReceivedBallot.proposal).where(*_of(ReceivedBallot, relay)).distinct()
    return sorted(session.exec(query.where(col(ReceivedBallot.proposal).not_in(closed))))


def close(session: Session, relay: Relay, proposal: int, now: Timestamp) -> ClosedList:
    """Close a list that has ballots; under `hold_lists`, not yet committed."""
    rows = listed(session, relay, proposal)
    row = ClosedList(**asdict(relay), proposal=proposal, root=tree_of(rows).root, count=len(rows), closed_at=now)
    session.add(row)
    session.flush()
    return row


def used(session: Session, relay: Relay, proposal: int, voter: Address, now: Timestamp) -> Used:
    """What we have paid for so far, as it counts for this voter's next ballot."""
    ours, since = _of(ReceivedBallot, relay), ReceivedBallot.received_at > now - DAY_SECONDS
    oldest, gas = func.min(ReceivedBallot.received_at), func.sum(ReceivedBallot.most_gas)
    theirs = ReceivedBallot.voter == voter
    on_proposal = session.exec(select(func.count()).where(*ours, theirs, ReceivedBallot.proposal == proposal)).one()
    by_voter, oldest_at = session.exec(select(func.count(), oldest).where(*ours, theirs, since)).one()
    gas_used, oldest_gas_at = session.exec(select(gas, oldest).where(*ours, since)).one()
    return Used(on_proposal, by_voter, Timestamp(oldest_at or now), gas_used or 0, Timestamp(oldest_gas_at or now))


def newest_version(session: Session, relay: Relay, proposal: int, voter: Address) -> Timestamp:
    """The greatest version of a voter's ballots on a proposal that we took; 0 when we took none."""
    ours = *_of(ReceivedBallot, relay), ReceivedBallot.proposal == proposal, ReceivedBallot.voter == voter
    return Timestamp(session.exec(select(func.max(ReceivedBallot.version)).where(*ours)).one() or 0)


def _count(session: Session, relay: Relay, proposal: int) -> int:
    ours = *_of(ReceivedBallot, relay), ReceivedBallot.proposal == proposal
    return session.exec(select(func.count()).where(*ours)).one()


def _of(table: Any, relay: Relay) -> tuple[Any, ...]:
    return (
        table.genesis_hash == relay.genesis_hash,
        table.ballot_log == relay.ballot_log,
        table.relay == relay.relay,
    )
