"""Signed ballots that wait together, handed in together: each counts by itself."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlmodel import Session

from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.outbox.carriers import Entry, Found, OnChain
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.chain.states import Support
from quadrille.types import Address, Timestamp

MOST = 100
"""Ballots in one transaction: some 5 million gas, where none may have over 2**24 (EIP-7825) and one whose voter is a
contract may take 700 000. A batch that is refused is tried in halves."""


class BallotCarrier:
    """Makes one transaction of several ballots."""

    kind: ClassVar[str] = "ballot"
    most = MOST

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    def call(self, entries: Sequence[Entry]) -> Call:
        """The call that hands in all of these; one alone is refused by the contract when it does not count."""
        ballots = [_ballot(entry) for entry in entries]
        if len(ballots) == 1:
            return self.chain.governor.cast_ballot(ballots[0])
        return self.chain.governor.cast_ballots(ballots)

    def gas(self, _entries: Sequence[Entry]) -> int | None:
        """Only a trial tells: voters may be contracts."""
        return None

    def find(self, entry: Entry) -> Found:
        """The voter's vote as it counts, if it is this ballot: by whatever hand it came."""
        meant, governor = _ballot(entry).ballot, self.chain.governor
        vote = governor.vote_of(meant.proposal, meant.voter)
        if (vote.version, vote.support) != (meant.version, meant.support):
            return Found(OnChain.NOTHING)
        return Found(OnChain.OURS, governor.votes_of(meant.proposal, meant.voter)[-1])

    def go_elsewhere(self, _session: Session, _work: OutboxRow, _found: Found) -> None:
        """Never asked for: a vote has one place."""
        raise NotImplementedError

    def refusals(self, receipt: Mapping[str, Any]) -> dict[int, str]:
        """The ballots that the contract did not count, and why."""
        return self.chain.governor.rejected(receipt)


def ballot_entry(signed: SignedBallot) -> Entry:
    """A ballot as a work's entry; the id of a proposal is too large for most readers of JSON numbers."""
    ballot = signed.ballot
    return {
        "proposal": str(ballot.proposal),
        "support": int(ballot.support),
        "voter": ballot.voter,
        "version": ballot.version,
        "deadline": ballot.deadline,
        "signature": signed.signature,
    }


def _ballot(entry: Entry) -> SignedBallot:
    ballot = Ballot(
        int(entry["proposal"]),
        Support(entry["support"]),
        Address(entry["voter"]),
        Timestamp(entry["version"]),
        Timestamp(entry["deadline"]),
    )
    return SignedBallot(ballot, entry["signature"])
