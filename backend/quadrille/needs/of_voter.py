"""What a holder of badges or of a seat is needed for: proposals, and ballots of the chambers."""

from collections.abc import Iterator

from sqlmodel import Session

from quadrille.chain.chamber_ballot import ChamberPoll
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Proposal
from quadrille.chain.states import ProposalState, SeatVote
from quadrille.errors import NotFound
from quadrille.governance.chambers.ballots import project_of
from quadrille.governance.chambers.texts import text_of
from quadrille.governance.relay.checking import voter_of
from quadrille.languages.words import said
from quadrille.needs.need import Need, NeedKind, named
from quadrille.types import Address, Timestamp

NEWEST = 10
"""Proposals and ballots that are looked at: each is asked of the chain."""

Numbered = tuple[int, Proposal, ProposalState]
"""A proposal with its number here, from 1 in the order in which they were made, and how it stands."""


def live_proposals(chain: Chain) -> list[Numbered]:
    """The newest proposals that something can still be done about."""
    newest = list(enumerate(chain.governor.proposals(), 1))[-NEWEST:]
    standing = [(number, found, chain.governor.state_of(found.id)) for number, found in newest]
    live = (ProposalState.ACTIVE, ProposalState.SUCCEEDED, ProposalState.QUEUED)
    return [one for one in standing if one[2] in live]


def voters_needs(chain: Chain, wallets: list[Address], live: list[Numbered]) -> Iterator[Need]:
    """Proposals on which votes of these wallets count and are not cast, or count later."""
    for number, found, state in live:
        if state is ProposalState.ACTIVE:
            needs = [need for wallet in wallets if (need := _vote(chain, number, found, wallet)) is not None]
            # One wallet that can vote matters more than others that cannot.
            yield from sorted(needs, key=lambda need: need.kind is not NeedKind.VOTE)[:1]


def open_votes(chain: Chain, live: list[Numbered]) -> Iterator[Need]:
    """Proposals that whoever holds badges can vote on, or that anybody may carry on."""
    now = chain.client.block().at
    for number, found, state in live:
        url, title = f"/vote/{number}", named(found.title)
        if state is ProposalState.ACTIVE:
            words = said("Badge holders vote on “{title}”.", title=title)
            yield Need(NeedKind.VOTE, words, url, chain.governor.closes_at(found.id))
        elif state is ProposalState.SUCCEEDED:
            words = said("“{title}” has passed: anybody may hand it to the timelock.", title=title)
            yield Need(NeedKind.CARRY, words, url, chain.governor.expires_at(found.id))
        elif chain.governor.eta_of(found.id) <= now:
            words = said("“{title}” has waited long enough: anybody may carry it out.", title=title)
            yield Need(NeedKind.CARRY, words, url, chain.governor.expires_at(found.id))


def seats_needs(session: Session, chain: Chain, wallets: list[Address]) -> Iterator[Need]:
    """Ballots of the chambers on which a live seat of these wallets can vote, and has not."""
    polls = _open_polls(chain)
    for wallet in wallets if polls else []:
        try:
            seat = chain.chamber_ballot.seat_of_holder(wallet)
        except NotFound:
            continue
        taken = chain.chamber_ballot.events("SeatTaken", seat=seat.number, holder=wallet)
        for poll in polls:
            is_in = any(event.args["firstBallot"] <= poll.id for event in taken)
            if is_in and chain.chamber_ballot.vote_of(poll.id, seat.number) is SeatVote.NONE:
                yield _ballot(session, chain, poll)


def _vote(chain: Chain, number: int, found: Proposal, wallet: Address) -> Need | None:
    voter = voter_of(chain, found.id, wallet)
    url, title = f"/vote/{number}", named(found.title)
    if min(voter.votes_then, voter.votes_now) > 0:
        if voter.version:
            return None
        return Need(NeedKind.VOTE, said("Vote on “{title}”.", title=title), url, voter.closes_at)
    if voter.votes_now > 0:
        words = said("Your badges are too young to count on “{title}”; they count on later proposals.", title=title)
        return Need(NeedKind.YOUNG, words, url, Timestamp(voter.held_since + voter.maturity_seconds))
    return None


def _open_polls(chain: Chain) -> list[ChamberPoll]:
    contract, now = chain.chamber_ballot, chain.client.block().at
    last = contract.count()
    polls = [contract.poll(number) for number in range(max(1, last - NEWEST + 1), last + 1)]
    return [poll for poll in polls if not poll.is_closed and now < poll.closes_at]


def _ballot(session: Session, chain: Chain, poll: ChamberPoll) -> Need:
    told = project_of(session, poll) or text_of(session, chain, poll.subject)
    if told:
        words = said("Vote with your seat: {subject}.", subject=named(told))
    else:
        words = said("Vote with your seat on ballot {number} of the chambers.", number=poll.id)
    return Need(NeedKind.BALLOT, words, f"/chambers/ballots/{poll.id}", poll.closes_at)
