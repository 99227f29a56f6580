"""EIP-712: what the holders of seats and affiliated wallets sign; the digest equals the contracts'."""

from quadrille.chain.affiliation_registry import Declaration
from quadrille.chain.chamber_ballot import ChamberVote
from quadrille.chain.standing_feedback import SeatFeedback
from quadrille.chain.typed_data import TypedData, typed_message
from quadrille.types import Address, ContributionNumber, Hash32, Timestamp


def chamber_vote_message(chain_id: int, chamber_ballot: Address, vote: ChamberVote) -> TypedData:
    """A seat's vote on a ballot of the chambers."""
    return typed_message(
        "ChamberBallot",
        chain_id,
        chamber_ballot,
        "ChamberVote",
        {
            "ballot": ("uint64", vote.ballot),
            "seat": ("uint64", vote.seat),
            "support": ("uint8", int(vote.support)),
            "deadline": ("uint48", vote.deadline),
        },
    )


def seat_feedback_message(
    chain_id: int, standing_feedback: Address, feedback: SeatFeedback, deadline: Timestamp
) -> TypedData:
    """What a seat says of a project."""
    return typed_message(
        "StandingFeedback",
        chain_id,
        standing_feedback,
        "Feedback",
        {
            "seat": ("uint64", feedback.seat),
            "project": ("bytes32", feedback.project),
            "kind": ("uint8", int(feedback.kind)),
            "textHash": ("bytes32", feedback.text_hash),
            "deadline": ("uint48", deadline),
        },
    )


def backing_message(
    chain_id: int,
    standing_feedback: Address,
    seat: ContributionNumber,
    feedback: Hash32,
    term: Timestamp,
    deadline: Timestamp,
) -> TypedData:
    """A seat's signature under an objection of its chamber.

    term   the end (unix seconds) that a renewal moves; 0 for an objection that is only being raised
    """
    return typed_message(
        "StandingFeedback",
        chain_id,
        standing_feedback,
        "Backing",
        {
            "seat": ("uint64", seat),
            "feedback": ("bytes32", feedback),
            "term": ("uint48", term),
            "deadline": ("uint48", deadline),
        },
    )


def declaration_message(chain_id: int, registry: Address, declaration: Declaration) -> TypedData:
    """A wallet's word that it belongs to a project."""
    return typed_message(
        "AffiliationRegistry",
        chain_id,
        registry,
        "Declaration",
        {
            "wallet": ("address", declaration.wallet),
            "project": ("bytes32", declaration.project),
            "signedAt": ("uint48", declaration.signed_at),
            "deadline": ("uint48", declaration.deadline),
        },
    )


def dispute_message(chain_id: int, registry: Address, case: int, deadline: Timestamp) -> TypedData:
    """A wallet's word that what is alleged of it is not so."""
    return typed_message(
        "AffiliationRegistry",
        chain_id,
        registry,
        "Dispute",
        {"allegation": ("uint64", case), "deadline": ("uint48", deadline)},
    )
