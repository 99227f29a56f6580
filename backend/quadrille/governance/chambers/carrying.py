"""Signed votes of seats on one ballot that wait together, handed in together: each counts by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from quadrille.chain.calls import Call
from quadrille.chain.chamber_ballot import SEATS_IN_A_PLACE, ChamberVote, SignedChamberVote, vote_in
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.carriers import Entry, Found, OnChain
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.chain.signers import signer_for
from quadrille.chain.states import SeatVote, Support
from quadrille.db import reading
from quadrille.types import ContributionNumber, Timestamp

MOST = 100
"""Votes in one transaction: under 2 million gas for keys; a contract may take 700 000 of the 2**24 (EIP-7825)."""

KIND = "chamber "
"""How the kinds of these works begin; behind it the ballot's number, since one transaction is of one ballot."""

SAID = {Support.AGAINST: SeatVote.AGAINST, Support.FOR: SeatVote.FOR, Support.ABSTAIN: SeatVote.ABSTAIN}
"""What the contract keeps of what a vote says."""


class VoteCarrier:
    """Makes one transaction of several votes on one ballot."""

    most = MOST

    def __init__(self, chain: Chain, ballot: int) -> None:
        self.chain, self.ballot = chain, ballot

    @property
    def kind(self) -> str:
        """One for each ballot."""
        return f"{KIND}{self.ballot}"

    def call(self, entries: Sequence[Entry]) -> Call:
        """The call that hands in all of these."""
        votes = [signed_vote(self.ballot, entry) for entry in entries]
        return self.chain.chamber_ballot.cast_ballots(self.ballot, votes)

    def gas(self, _entries: Sequence[Entry]) -> int | None:
        """Only a trial tells: holders may be contracts."""
        return None

    def find(self, entry: Entry) -> Found:
        """The seat's vote, if it says the same: by whatever hand it came."""
        meant = signed_vote(self.ballot, entry).vote
        had = self.chain.chamber_ballot.vote_of(self.ballot, meant.seat)
        if had is not SAID[meant.support]:
            return Found(OnChain.NOTHING)
        place = meant.seat // SEATS_IN_A_PLACE
        events = self.chain.chamber_ballot.votes_cast(self.ballot, place)
        first = next(event for event in events if vote_in(event.args["votes"], meant.seat) is not SeatVote.NONE)
        return Found(OnChain.OURS, first)

    def go_elsewhere(self, _session: Session, _work: OutboxRow, _found: Found) -> None:
        """Never asked for: a vote has one place."""
        raise NotImplementedError

    def refusals(self, receipt: Mapping[str, Any]) -> dict[int, str]:
        """The votes that the contract did not count, and why."""
        return self.chain.chamber_ballot.rejected(receipt)


class VoteSending:
    """The worker's part that hands in votes: those of each ballot together."""

    def __init__(self, engine: Engine, chain: Chain) -> None:
        self.engine, self.chain = engine, chain

    def step(self) -> bool:
        """Do what can be done now, if any vote waits; whether there was anything."""
        ballots = _waiting(self.engine, self.chain)
        if not ballots:
            return False
        carriers = [VoteCarrier(self.chain, ballot) for ballot in ballots]
        return Sender(desk_of(self.engine, self.chain, "operator", *carriers)).step()


def vote_entry(signed: SignedChamberVote) -> Entry:
    """A vote as a work's entry; its ballot is the carrier's."""
    vote = signed.vote
    return {
        "seat": vote.seat,
        "support": int(vote.support),
        "deadline": vote.deadline,
        "signature": signed.signature,
    }


def signed_vote(ballot: int, entry: Entry) -> SignedChamberVote:
    """The vote of a work's entry."""
    seat, support = ContributionNumber(entry["seat"]), Support(entry["support"])
    return SignedChamberVote(ChamberVote(ballot, seat, support, Timestamp(entry["deadline"])), entry["signature"])


def _waiting(engine: Engine, chain: Chain) -> list[int]:
    query = (
        select(OutboxRow.kind)
        .where(
            OutboxRow.genesis_hash == chain.client.genesis_hash,
            OutboxRow.sender == signer_for(chain.client.settings, "operator").address,
            col(OutboxRow.kind).startswith(KIND),
            col(OutboxRow.transaction_id).is_(None),
            col(OutboxRow.refused).is_(None),
            col(OutboxRow.done_hash).is_(None),
        )
        .distinct()
    )
    with reading(engine) as session:
        return sorted(int(kind.removeprefix(KIND)) for kind in session.exec(query))
