"""Which proposals wait for somebody: votes first, by when they end."""

from collections.abc import Iterable
from dataclasses import dataclass

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Proposal, Vote
from quadrille.chain.states import Parameter, ProposalState
from quadrille.governance.flow import ProposalStanding, standing_of
from quadrille.governance.numbering import Numbered
from quadrille.governance.proposals.parameters import MOST_VOTING_SECONDS
from quadrille.types import Address, Timestamp

WAITING = (ProposalState.ACTIVE, ProposalState.PENDING, ProposalState.SUCCEEDED, ProposalState.QUEUED)
"""What is not over, in the order in which it matters to a voter."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that is not over, how it stands, and the vote of whoever asks; None when nobody does."""

    number: int
    standing: ProposalStanding
    vote: Vote | None

    @property
    def proposal(self) -> Proposal:
        """The proposal itself."""
        return self.standing.proposal

    @property
    def is_unanswered(self) -> bool:
        """Whether votes are taken and whoever asks has given none."""
        is_answered = self.vote is not None and self.vote.version > 0
        return self.standing.state is ProposalState.ACTIVE and not is_answered


def split_waiting(chain: Chain, found: Iterable[Numbered], voter: Address | None) -> list[Waiting]:
    """The proposals that are not over: votes first, what the voter has not answered before what they have."""
    waits = [_waiting(chain, number, proposal, voter) for number, proposal in _recent(chain, found)]
    kept = [one for one in waits if one.standing.state in WAITING]
    return sorted(kept, key=_rank)


def _rank(one: Waiting) -> tuple[int, bool, Timestamp, int]:
    standing = one.standing
    return WAITING.index(standing.state), not one.is_unanswered, standing.closes_at, one.number


def _recent(chain: Chain, found: Iterable[Numbered]) -> list[Numbered]:
    """Those that time alone does not rule out, so that the chain is not asked about every one there ever was."""
    life_seconds = MOST_VOTING_SECONDS + 2 * chain.governor.life_seconds()
    oldest_at = chain.client.block().at - life_seconds - chain.governor.parameter(Parameter.VOTING_PERIOD)
    return [one for one in found if one[1].closes_at > oldest_at]


def _waiting(chain: Chain, number: int, proposal: Proposal, voter: Address | None) -> Waiting:
    vote = chain.governor.vote_of(proposal.id, voter) if voter else None
    return Waiting(number, standing_of(chain, proposal), vote)
