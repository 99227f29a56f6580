"""Why a vote would not count, with a remedy, before anybody signs; and why a signed ballot does not. Pure.

The governor decides; this says beforehand, in words, what it would say. Times are unix seconds, in the words moments.
"""

from dataclasses import dataclass
from enum import StrEnum

from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.types import Address, Timestamp


class Reason(StrEnum):
    """Why a vote does not count, in a word for programs."""

    WRONG_STATE = "wrong state"
    NO_BADGE = "no badge"
    TOO_YOUNG = "too young"
    GONE = "gone"
    FROM_THE_FUTURE = "from the future"
    EXPIRED = "expired"
    NOT_NEWER = "not newer"
    WRONG_SIGNATURE = "wrong signature"


@dataclass(frozen=True, slots=True)
class Voter:
    """A voter and a proposal as they stand at `now`.

    state             the proposal's, in a word; votes are taken in `active`, from `opens_at` to `closes_at`
    snapshot_at       since when a badge must have been held to count
    votes_then        at the snapshot; `votes_now`: at `now`. The lesser of both counts
    held_since        since when the oldest badge of now is held; 0 when there is none
    maturity_seconds  how long before a proposal a badge has to be held
    version           of the vote that stands; 0 when there is none
    """

    address: Address
    proposal: int
    state: str
    opens_at: Timestamp
    closes_at: Timestamp
    snapshot_at: Timestamp
    votes_then: int
    votes_now: int
    held_since: Timestamp
    maturity_seconds: int
    version: Timestamp
    now: Timestamp


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, what is the matter, and what to do about it."""

    reason: Reason
    cause: str
    remedy: str


def why_not_vote(voter: Voter) -> list[Refusal]:
    """Why no vote of theirs would count now; nothing when one would."""
    if voter.state != "active":
        return [_wrong_state(voter)]
    if min(voter.votes_then, voter.votes_now) > 0:
        return []
    if voter.votes_then == voter.votes_now == 0:
        return [_no_badge(voter)]
    return [_gone(voter) if voter.votes_now == 0 else _too_young(voter)]


def why_not_taken(voter: Voter, version: Timestamp, deadline: Timestamp) -> list[Refusal]:
    """Why this ballot of theirs would not count now, whatever its signature is."""
    refusals = why_not_vote(voter)
    if version > voter.now:
        cause = said("The ballot's version is {version}; it is {now}.", version=Moment(version), now=Moment(voter.now))
        remedy = said("Wait until then, or ask for the ballot again.")
        refusals.append(Refusal(Reason.FROM_THE_FUTURE, cause, remedy))
    if deadline <= voter.now:
        cause = said(
            "The ballot could be handed in before {deadline}; it is {now}.",
            deadline=Moment(deadline),
            now=Moment(voter.now),
        )
        refusals.append(Refusal(Reason.EXPIRED, cause, said("Ask for the ballot again, and sign it.")))
    if version <= voter.version:
        cause = said(
            "The ballot of {voter} has version {version}; the vote that stands has {standing}.",
            voter=voter.address,
            version=version,
            standing=voter.version,
        )
        remedy = said("Only a greater version replaces a vote: ask for the ballot again, and sign it.")
        refusals.append(Refusal(Reason.NOT_NEWER, cause, remedy))
    return refusals


def on_its_way(address: Address, version: Timestamp) -> Refusal:
    """An earlier ballot of theirs is not on the chain yet, and this one is no newer."""
    cause = said(
        "A ballot of {voter} with version {version} is on its way to the chain.", voter=address, version=version
    )
    return Refusal(Reason.NOT_NEWER, cause, said("Vote again once it is counted, after the next block."))


def wrong_signature(voter: Address) -> Refusal:
    """The signature is not the voter's."""
    remedy = said("Ask for the ballot again, and sign it with the voter's own wallet, unchanged.")
    return Refusal(Reason.WRONG_SIGNATURE, said("The ballot is not signed by {voter}.", voter=voter), remedy)


def _wrong_state(voter: Voter) -> Refusal:
    cause = said(
        "Proposal {proposal} is {state}; votes are taken from {opens_at} to {closes_at}, it is {now}.",
        proposal=voter.proposal,
        state=said(voter.state),
        opens_at=Moment(voter.opens_at),
        closes_at=Moment(voter.closes_at),
        now=Moment(voter.now),
    )
    if voter.state == "pending":
        return Refusal(Reason.WRONG_STATE, cause, said("Wait until votes are taken."))
    return Refusal(Reason.WRONG_STATE, cause, said("Vote on another; this one takes none."))


def _no_badge(voter: Voter) -> Refusal:
    remedy = said("Verified work earns a badge: claim one, and wait for a later proposal, on which it counts.")
    return Refusal(Reason.NO_BADGE, _weight_words(voter), remedy)


def _gone(voter: Voter) -> Refusal:
    remedy = said("A badge counts as long as it is held: this one was given up, revoked or moved, or its term is over.")
    return Refusal(Reason.GONE, _weight_words(voter), remedy)


def _too_young(voter: Voter) -> Refusal:
    remedy = said(
        "A badge counts once it is old enough: yours on proposals made from {from_at} on.",
        from_at=Moment(voter.held_since + voter.maturity_seconds),
    )
    return Refusal(Reason.TOO_YOUNG, _weight_words(voter), remedy)


def _weight_words(voter: Voter) -> str:
    return said(
        "{voter} had {then} votes at {snapshot_at}, as of when proposal {proposal} counts them, and has {now} now.",
        voter=voter.address,
        then=voter.votes_then,
        snapshot_at=Moment(voter.snapshot_at),
        proposal=voter.proposal,
        now=voter.votes_now,
    )
