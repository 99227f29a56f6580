"""The participant's journey: propose, vote by signature, queue, execute."""

from dataclasses import dataclass

from sqlmodel import Session

from quadrille.chain.calls import Call, Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Ballot, Proposal, SignedBallot, Tally, bound
from quadrille.chain.intent import Intent, signature_intent, transaction_intent
from quadrille.chain.outbox.sending import is_kept, send, send_entry
from quadrille.chain.states import ProposalState, Support, word_of
from quadrille.chain.typed_data import ballot_message
from quadrille.errors import Refused
from quadrille.governance.proposals.actions import Actions
from quadrille.governance.proposals.funding import funding_actions
from quadrille.governance.proposals.in_round import RoundAction, round_actions
from quadrille.governance.proposals.tokens import token_actions
from quadrille.governance.proposals.words import action_in_words
from quadrille.governance.relay.checking import require_vote
from quadrille.governance.relay.flow import ballot_key, receive
from quadrille.governance.relaying import BallotCarrier, ballot_entry
from quadrille.languages.moments import Moment
from quadrille.languages.words import marked, said
from quadrille.types import Address, Hash32, Timestamp, Wei

SUPPORT_WORDS = {
    marked("against"): Support.AGAINST,
    marked("for"): Support.FOR,
    marked("abstain"): Support.ABSTAIN,
}
"""What a person says, and what the contract counts."""


@dataclass(frozen=True, slots=True)
class ProposalStanding:
    """A proposal and how it stands now; `expires_at` is 0 unless it passed and waits."""

    proposal: Proposal
    state: ProposalState
    tally: Tally
    quorum: int
    closes_at: Timestamp
    eta: Timestamp
    expires_at: Timestamp

    @property
    def is_quorum_reached(self) -> bool:
        """For and abstain count towards the quorum, as OpenZeppelin's GovernorCountingSimple has it."""
        return self.quorum <= self.tally.support + self.tally.abstain


def propose(chain: Chain, proposer: Address, actions: Actions, description: str) -> tuple[Call, int]:
    """The transaction by which `proposer` opens a proposal of these actions, and the id it will have."""
    words = bound(description, proposer)
    return chain.governor.propose(actions, words), chain.governor.id_of(actions, words)


def propose_funding(
    chain: Chain, proposer: Address, round_address: Address, amount_wei: Wei, description: str
) -> tuple[Call, int]:
    """The same for a proposal to fund a round; raises as `funding_actions`."""
    return propose(chain, proposer, funding_actions(chain, round_address, amount_wei), description)


def propose_round_action(
    chain: Chain, proposer: Address, round_address: Address, action: RoundAction, description: str
) -> tuple[Call, int]:
    """The same for a decision in a round; raises as `round_actions`."""
    return propose(chain, proposer, round_actions(chain, round_address, action), description)


def propose_token(chain: Chain, proposer: Address, token: Address, allowed: bool, description: str) -> tuple[Call, int]:
    """The same for letting rounds be in a token, or no more; raises as `token_actions`."""
    return propose(chain, proposer, token_actions(chain, token, allowed), description)


def propose_intent(chain: Chain, proposer: Address, actions: Actions, description: str) -> Intent:
    """What the proposer's wallet has to sign."""
    call, proposal = propose(chain, proposer, actions, description)
    words = " ".join(action_in_words(chain, action)[1] for action in actions)
    return transaction_intent(
        chain.client,
        call,
        proposer,
        said("Open proposal {proposal}. If it passes: {words}", proposal=proposal, words=words),
    )


def ballot(chain: Chain, proposal: int, support: Support, voter: Address) -> Ballot:
    """The ballot for `voter` to sign: it replaces every earlier one, and counts until voting ends as it stands now.

    Raises NotFound for an unknown proposal, Refused when it is not open to votes or no weight of theirs counts.
    """
    # Check: votes are taken now, and the voter has weight, then and now.
    seen = require_vote(chain, proposal, voter)
    # A vote of this very second is replaced by one of the next.
    version = max(seen.now, seen.version + 1)
    return Ballot(proposal, support, voter, Timestamp(version), Timestamp(seen.closes_at + 1))


def ballot_intent(chain: Chain, proposal: int, support: Support, voter: Address) -> Intent:
    """What the voter's wallet has to sign; the signature is handed in at `/api/v1/ballots`."""
    meant = ballot(chain, proposal, support, voter)
    message = ballot_message(chain.client.chain_id, chain.governor.address, meant)
    summary = said("Vote {state} on proposal {proposal}.", state=said(support.name.lower()), proposal=proposal)
    intent = signature_intent(message, summary, "/api/v1/ballots", meant.deadline)
    return intent.model_copy(update={"handed_back": {"version": meant.version, "deadline": meant.deadline}})


def queue_intent(chain: Chain, proposal: int, wallet: Address) -> Intent:
    """What anybody's wallet signs to hand a proposal that passed to the timelock; raises NotFound, Refused."""
    found = get_proposal(chain, proposal)
    _require(proposal, chain.governor.state_of(proposal), ProposalState.SUCCEEDED)
    return transaction_intent(
        chain.client,
        chain.governor.queue(found),
        wallet,
        said("Hand proposal {proposal} to the timelock.", proposal=proposal),
    )


def execute_intent(chain: Chain, proposal: int, wallet: Address) -> Intent:
    """What anybody's wallet signs to carry out a proposal whose delay is over; raises NotFound, Refused."""
    found = get_proposal(chain, proposal)
    _require(proposal, chain.governor.state_of(proposal), ProposalState.QUEUED)
    _require_delay_over(chain, proposal)
    words = " ".join(action_in_words(chain, action)[1] for action in found.actions)
    return transaction_intent(
        chain.client,
        chain.governor.execute(found),
        wallet,
        said("Carry out proposal {proposal}: {words}", proposal=proposal, words=words),
    )


def relay_ballot(session: Session, chain: Chain, signed: SignedBallot) -> Mined:
    """Take a signed ballot as `receive` does, and wait until it is mined; for whoever has a person waiting.

    Ballots that several people hand in at once leave in one transaction. The same ballot again answers the same
    transaction. Raises as `receive` and `send_entry`.
    """
    key = ballot_key(chain, Hash32(receive(session, chain, signed).digest))
    return send_entry(session, chain, "operator", key, BallotCarrier(chain), ballot_entry(signed))


def queue_proposal(session: Session, chain: Chain, proposal: int) -> Mined:
    """Hand an accepted proposal to the timelock, at the operator's cost."""
    found, key = get_proposal(chain, proposal), f"governor {chain.governor.address} queue {proposal}"
    _require_state(session, chain, proposal, ProposalState.SUCCEEDED, key)
    return send(session, chain, "operator", key, chain.governor.queue(found))


def execute_proposal(session: Session, chain: Chain, proposal: int) -> Mined:
    """Carry out a queued proposal whose delay is over, at the operator's cost."""
    found, key = get_proposal(chain, proposal), f"governor {chain.governor.address} execute {proposal}"
    _require_state(session, chain, proposal, ProposalState.QUEUED, key)
    _require_delay_over(chain, proposal)
    return send(session, chain, "operator", key, chain.governor.execute(found))


def get_proposal(chain: Chain, proposal: int) -> Proposal:
    """The proposal of this id, from its event; raises NotFound."""
    return chain.governor.find(proposal)


def standing_of(chain: Chain, found: Proposal) -> ProposalStanding:
    """How a proposal stands now."""
    governor = chain.governor
    return ProposalStanding(
        found,
        governor.state_of(found.id),
        governor.tally_of(found.id),
        governor.quorum_of(found.id),
        governor.closes_at(found.id),
        governor.eta_of(found.id),
        governor.expires_at(found.id),
    )


def list_standings(chain: Chain) -> list[ProposalStanding]:
    """Every proposal and how it stands, oldest first."""
    return [standing_of(chain, found) for found in chain.governor.proposals()]


def _require_state(session: Session, chain: Chain, proposal: int, needed: ProposalState, key: str) -> None:
    had = chain.governor.state_of(proposal)
    # A step that was signed before a crash is followed to its end, whatever has become of the proposal since.
    if had is not needed and not is_kept(session, chain, key):
        _require(proposal, had, needed)


def _require(proposal: int, had: ProposalState, needed: ProposalState) -> None:
    if had is not needed:
        raise Refused(
            said(
                "Proposal {proposal} is {state}, this step needs {needed}.",
                proposal=proposal,
                state=word_of(had),
                needed=word_of(needed),
            ),
            "Look at its state and times with `quadrille governance status`.",
        )


def _require_delay_over(chain: Chain, proposal: int) -> None:
    # Check: the delay, in which everybody can look, is over.
    eta, now = chain.governor.eta_of(proposal), chain.client.block().at
    if now < eta:
        raise Refused(
            said(
                "Proposal {proposal} can be executed from {eta}; it is {now}.",
                proposal=proposal,
                eta=Moment(eta),
                now=Moment(now),
            ),
            "Wait until then.",
        )
