"""What the chain says of a voter and a proposal, put together for `refusals.py`."""

from quadrille.chain.badge import BadgeContract
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.signers import signer_for
from quadrille.chain.states import Parameter
from quadrille.errors import ContractReverted, NotFound, Refused
from quadrille.governance.relay.refusals import Refusal, Voter, why_not_taken, why_not_vote, wrong_signature
from quadrille.types import UINT256_MAX, Address, Timestamp


def voter_of(chain: Chain, proposal: int, address: Address) -> Voter:
    """A voter and a proposal as they stand now; raises NotFound for an unknown proposal."""
    governor, badge = chain.governor, chain.badge
    # Check: it can be one; a larger number is none of the contract's.
    if proposal > UINT256_MAX:
        raise NotFound("proposal", proposal)
    opens_at, closes_at = governor.opens_at(proposal), governor.closes_at(proposal)
    if closes_at == 0:
        raise NotFound("proposal", proposal)
    snapshot_at = governor.snapshot_of(proposal)
    then, now = badge.past_votes_of(address, snapshot_at), badge.votes_of(address)
    return Voter(
        checked_address(address),
        proposal,
        governor.state_of(proposal).name.lower(),
        opens_at,
        closes_at,
        snapshot_at,
        then,
        now,
        _held_since(badge, address) if now > then == 0 else Timestamp(0),
        governor.parameter(Parameter.MATURITY),
        governor.vote_of(proposal, address).version,
        chain.client.block().at,
    )


def require_vote(chain: Chain, proposal: int, address: Address) -> Voter:
    """Raise NotFound or Refused unless a vote of theirs would count now."""
    voter = voter_of(chain, proposal, address)
    require_none(why_not_vote(voter))
    return voter


def require_ballot(chain: Chain, signed: SignedBallot) -> Voter:
    """Raise NotFound or Refused unless this ballot would count now, in words where there are any; else the contract's.

    Also when the relay cannot pay for it: what is not paid for is not taken.
    """
    meant = signed.ballot
    voter = voter_of(chain, meant.proposal, meant.voter)
    require_none(why_not_taken(voter, meant.version, meant.deadline))
    _require_counts(chain, meant, signed)
    return voter


def require_none(refusals: list[Refusal]) -> None:
    """Raise Refused with the first of these reasons, if there is any."""
    for refusal in refusals:
        raise Refused(refusal.cause, refusal.remedy)


def _require_counts(chain: Chain, meant: Ballot, signed: SignedBallot) -> None:
    call, relay = chain.governor.cast_ballot(signed), signer_for(chain.client.settings, "operator").address
    try:
        # Check: the contract counts it, signature included, which for a contract only the chain can tell.
        gas = chain.client.gas_limit(call, relay)
    except ContractReverted as refusal:
        if refusal.name != "GovernorInvalidSignature":
            raise
        words = wrong_signature(meant.voter)
        raise Refused(words.cause, words.remedy) from refusal
    chain.client.require_coins(relay, call, gas * chain.client.gas_price_wei())


def _held_since(badge: BadgeContract, holder: Address) -> Timestamp:
    return min((badge.badge_of(number).held_since for number in badge.badges_of(holder)), default=Timestamp(0))
