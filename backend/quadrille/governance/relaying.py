"""Signed ballots that wait together, handed in together: each counts by itself."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlmodel import Session

from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import SignedBallot
from quadrille.chain.outbox.carriers import Entry, Found, OnChain
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.chain.states import Support
from quadrille.types import Address

MOST = 40
"""Ballots in one transaction: the contract wants 350 000 gas in hand for each, and none is over 2**24 (EIP-7825)."""


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
            return self.chain.governor.cast_vote_by_sig(*ballots[0].as_tuple())
        return self.chain.governor.cast_votes_by_sig(ballots)

    def gas(self, _entries: Sequence[Entry]) -> int | None:
        """Only a trial tells: voters may be contracts."""
        return None

    def find(self, entry: Entry) -> Found:
        """The voter's vote on this proposal, if it says the same: by whatever hand it came."""
        meant = _ballot(entry)
        for vote in self.chain.governor.votes_of(meant.proposal, meant.voter):
            if vote.args["support"] == meant.support:
                return Found(OnChain.OURS, vote)
        return Found(OnChain.NOTHING)

    def go_elsewhere(self, _session: Session, _work: OutboxRow, _found: Found) -> None:
        """Never asked for: a vote has one place."""
        raise NotImplementedError

    def refusals(self, receipt: Mapping[str, Any]) -> dict[int, str]:
        """The ballots that the contract did not count, and why."""
        return self.chain.governor.rejected(receipt)


def ballot_entry(ballot: SignedBallot) -> Entry:
    """A ballot as a work's entry; the id of a proposal is too large for most readers of JSON numbers."""
    return {
        "proposal": str(ballot.proposal),
        "support": int(ballot.support),
        "voter": ballot.voter,
        "signature": ballot.signature,
    }


def _ballot(entry: Entry) -> SignedBallot:
    support = Support(entry["support"])
    return SignedBallot(int(entry["proposal"]), support, Address(entry["voter"]), entry["signature"])
