"""What stands beside a proposal for one voter: their votes and why, what keeps them from voting, what they sign."""

from dataclasses import dataclass

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Ballot, Vote
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message
from quadrille.errors import Refused, TooMany
from quadrille.governance import flow
from quadrille.governance.recount.explaining import Power, explain
from quadrille.governance.relay.flow import require_taken
from quadrille.types import Address


@dataclass(frozen=True, slots=True)
class VoterCard:
    """A voter before a proposal.

    power    what their vote weighs, badge by badge
    refusal  cause and remedy, as the intent to vote would say them now; None when it would be taken
    vote     what stands of theirs; version 0 is nothing
    """

    wallet: Address
    power: Power
    refusal: tuple[str, str] | None
    vote: Vote


@dataclass(frozen=True, slots=True)
class Signed:
    """A field that a wallet shows of a ballot, and its value as text; None where the moment of signing decides."""

    name: str
    value: str | None


def card_of(session: Session, chain: Chain, proposal: int, wallet: Address) -> VoterCard:
    """The voter before this proposal, as things stand; raises NotFound for an unknown proposal."""
    power = explain(chain.governor, wallet, proposal)
    return VoterCard(
        wallet, power, _refusal(session, chain, proposal, wallet), chain.governor.vote_of(proposal, wallet)
    )


def fields_to_sign(chain: Chain, proposal: int, wallet: Address | None) -> list[Signed]:
    """What the wallet shows before a vote is signed, field by field and in its order."""
    closes_at = chain.governor.closes_at(proposal)
    sample = Ballot(proposal, Support.FOR, wallet or chain.governor.address, closes_at, closes_at)
    message = ballot_message(chain.client.chain_id, chain.governor.address, sample)
    open_ = {"support", "version", *(() if wallet else ("voter",))}
    domain = [Signed(name, str(value)) for name, value in message["domain"].items() if name != "version"]
    told = {**message["message"], "deadline": closes_at + 1}
    return [*domain, *(Signed(name, None if name in open_ else str(value)) for name, value in told.items())]


def _refusal(session: Session, chain: Chain, proposal: int, wallet: Address) -> tuple[str, str] | None:
    try:
        # The very steps of the intent, so that nothing is promised here that it would refuse.
        meant = flow.ballot(chain, proposal, Support.FOR, wallet)
        require_taken(session, chain, proposal, wallet, meant.version)
    except (Refused, TooMany) as refusal:
        return refusal.cause, refusal.remedy
    return None
