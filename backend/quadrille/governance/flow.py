"""The participant's journey: propose, vote by signature, queue, execute."""

from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session

from quadrille.chain.calls import Call, Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Proposal, SignedBallot, Tally
from quadrille.chain.intent import Intent, signature_intent, transaction_intent
from quadrille.chain.outbox.sending import is_kept, send, send_entry
from quadrille.chain.states import ProposalState, Support
from quadrille.chain.typed_data import TypedData, ballot_message
from quadrille.errors import NotFound, Refused
from quadrille.governance.action_words import action_in_words
from quadrille.governance.proposing import Actions, funding_actions, round_actions, token_actions
from quadrille.governance.relaying import BallotCarrier, ballot_entry
from quadrille.governance.round_actions import RoundAction
from quadrille.types import Address, Timestamp, Wei

SUPPORT_WORDS = {"against": Support.AGAINST, "for": Support.FOR, "abstain": Support.ABSTAIN}
"""What a person says, and what the contract counts."""


@dataclass(frozen=True, slots=True)
class ProposalStanding:
    """A proposal and how it stands now. `quorum` is unknown (0) before voting opens."""

    proposal: Proposal
    state: ProposalState
    tally: Tally
    quorum: int
    closes_at: Timestamp
    eta: Timestamp

    @property
    def is_quorum_reached(self) -> bool:
        """For and abstain count towards the quorum, as OpenZeppelin's GovernorCountingSimple has it."""
        return 0 < self.quorum <= self.tally.support + self.tally.abstain


def propose(chain: Chain, actions: Actions, description: str) -> tuple[Call, int]:
    """The transaction that opens a proposal of these actions, and the id it will have."""
    return chain.governor.propose(actions, description), chain.governor.id_of(actions, description)


def propose_funding(chain: Chain, round_address: Address, amount_wei: Wei, description: str) -> tuple[Call, int]:
    """The transaction that opens a proposal to fund a round, and the id it will have; raises as `funding_actions`."""
    return propose(chain, funding_actions(chain, round_address, amount_wei), description)


def propose_round_action(
    chain: Chain, round_address: Address, action: RoundAction, description: str
) -> tuple[Call, int]:
    """The same for a decision in a round; raises as `round_actions`."""
    return propose(chain, round_actions(chain, round_address, action), description)


def propose_token(chain: Chain, token: Address, allowed: bool, description: str) -> tuple[Call, int]:
    """The same for letting rounds be in a token, or no more; raises as `token_actions`."""
    return propose(chain, token_actions(chain, token, allowed), description)


def propose_intent(chain: Chain, proposer: Address, actions: Actions, description: str) -> Intent:
    """What the proposer's wallet has to sign."""
    call, proposal = propose(chain, actions, description)
    words = " ".join(action_in_words(chain, action)[1] for action in actions)
    return transaction_intent(chain.client, call, proposer, f"Open proposal {proposal}. If it passes: {words}")


def ballot(chain: Chain, proposal: int, support: Support, voter: Address) -> TypedData:
    """The ballot that `voter` signs.

    Raises NotFound for an unknown proposal, Refused when it is not open to votes, when the voter has voted, or
    when no weight of theirs counts.
    """
    found = get_proposal(chain, proposal)
    # Check: votes are taken now.
    state = chain.governor.state_of(proposal)
    if state is not ProposalState.ACTIVE:
        raise Refused(
            f"Proposal {proposal} is {state.name.lower()}; votes are taken from {found.opens_at} to {found.closes_at}.",
            "Vote between the two (unix seconds).",
        )
    # Check: one vote each.
    if chain.governor.has_voted(proposal, voter):
        raise Refused(f"{voter} has voted on proposal {proposal}.", "A vote counts once.")
    # Check: the voter has weight, then and now.
    then, now = chain.badge.past_votes_of(voter, found.opens_at), chain.badge.votes_of(voter)
    if min(then, now) == 0:
        raise Refused(
            f"{voter} had {then} votes when proposal {proposal} opened at {found.opens_at} and has {now} now.",
            "Claim a badge before the next proposal opens.",
        )
    settings = chain.client.settings
    nonce = chain.governor.nonce_of(voter)
    return ballot_message(settings.chain_id, chain.governor.address, proposal, support, voter, nonce)


def ballot_intent(chain: Chain, proposal: int, support: Support, voter: Address) -> Intent:
    """What the voter's wallet has to sign; the signature is handed in at `/api/v1/ballots`."""
    message = ballot(chain, proposal, support, voter)
    summary = f"Vote {support.name.lower()} on proposal {proposal}."
    return signature_intent(message, summary, "/api/v1/ballots", chain.governor.closes_at(proposal))


def relay_ballot(
    session: Session, chain: Chain, proposal: int, support: Support, voter: Address, signature: str
) -> Mined:
    """Hand in a signed ballot at the operator's cost; the contract checks signature, weight and time again.

    Ballots that several people hand in at once leave in one transaction.

    Handing in the same ballot again changes nothing and answers the same transaction. Raises NotFound.
    """
    get_proposal(chain, proposal)
    # The signature's hash: a contract's signature may be longer than a key can be.
    ballot_id = sha256(signature.lower().encode()).hexdigest()
    key = f"governor {chain.governor.address} ballot {proposal} {voter} {support} {ballot_id}"
    entry = ballot_entry(SignedBallot(proposal, support, voter, signature))
    return send_entry(session, chain, "operator", key, BallotCarrier(chain), entry)


def queue_proposal(session: Session, chain: Chain, proposal: int) -> Mined:
    """Hand an accepted proposal to the timelock, at the operator's cost."""
    found, key = get_proposal(chain, proposal), f"governor {chain.governor.address} queue {proposal}"
    _require_state(session, chain, proposal, ProposalState.SUCCEEDED, key)
    return send(session, chain, "operator", key, chain.governor.queue(found))


def execute_proposal(session: Session, chain: Chain, proposal: int) -> Mined:
    """Carry out a queued proposal whose delay is over, at the operator's cost."""
    found, key = get_proposal(chain, proposal), f"governor {chain.governor.address} execute {proposal}"
    _require_state(session, chain, proposal, ProposalState.QUEUED, key)
    # Check: the delay, in which everybody can look, is over.
    eta, now = chain.governor.eta_of(proposal), chain.client.block().at
    if now < eta:
        raise Refused(
            f"Proposal {proposal} can be executed from {eta}; it is {now} (unix seconds).", "Wait until then."
        )
    return send(session, chain, "operator", key, chain.governor.execute(found))


def get_proposal(chain: Chain, proposal: int) -> Proposal:
    """The proposal of this id, from its event; raises NotFound."""
    for found in chain.governor.proposals():
        if found.id == proposal:
            return found
    raise NotFound("proposal", proposal)


def standing_of(chain: Chain, found: Proposal) -> ProposalStanding:
    """How a proposal stands now."""
    is_open = found.opens_at < chain.client.block().at
    return ProposalStanding(
        found,
        chain.governor.state_of(found.id),
        chain.governor.tally_of(found.id),
        chain.governor.quorum_at(found.opens_at) if is_open else 0,
        chain.governor.closes_at(found.id),
        chain.governor.eta_of(found.id),
    )


def list_standings(chain: Chain) -> list[ProposalStanding]:
    """Every proposal and how it stands, oldest first."""
    return [standing_of(chain, found) for found in chain.governor.proposals()]


def _require_state(session: Session, chain: Chain, proposal: int, needed: ProposalState, key: str) -> None:
    had = chain.governor.state_of(proposal)
    # A step that was signed before a crash is followed to its end, whatever has become of the proposal since.
    if had is not needed and not is_kept(session, chain, key):
        raise Refused(
            f"Proposal {proposal} is {had.name.lower()}, this step needs {needed.name.lower()}.",
            "Look at its state and times with `quadrille governance status`.",
        )
