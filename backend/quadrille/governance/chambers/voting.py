"""From a seat's wish to vote to a vote that counts: told why not before anybody signs, handed in at our cost."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from quadrille.chain.alarms import require_calm
from quadrille.chain.calls import Mined
from quadrille.chain.chamber_ballot import ChamberVote, SignedChamberVote
from quadrille.chain.chamber_messages import chamber_vote_message
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, signature_intent
from quadrille.chain.outbox.carriers import Entry
from quadrille.chain.outbox.queue import Work, enqueue, full_key, transaction_of
from quadrille.chain.outbox.sending import send_entry
from quadrille.chain.outbox.tables import OutboxRow, TransactionState
from quadrille.chain.remedies import REMEDIES
from quadrille.chain.reverts import error_in
from quadrille.chain.signers import signer_for
from quadrille.chain.states import SeatVote, Support
from quadrille.chain.typed_data import TypedData
from quadrille.db import engine_of, hold, reading
from quadrille.errors import Refused
from quadrille.governance.chambers.carrying import VoteCarrier, vote_entry
from quadrille.governance.chambers.refusals import cause_of
from quadrille.languages.words import said
from quadrille.types import Address, ContributionNumber

SUPPORT_WORDS = {"against": Support.AGAINST, "for": Support.FOR, "abstain": Support.ABSTAIN}
"""What a person says, and what the contract counts."""

MOST_TRIES = 5
"""Of one seat on one ballot: only what counted when it came is taken, so that the next to nothing of it fails."""

YOURSELF = "Cast it yourself, at your own cost: `quadrille chambers vote ... --direct`."


def vote_for(chain: Chain, ballot: int, wallet: Address, support: Support) -> ChamberVote:
    """The vote for a wallet's seat to sign; it counts until the ballot closes.

    Raises NotFound for an unknown ballot, Refused with cause and remedy when a vote of theirs would not count.
    """
    poll = chain.chamber_ballot.poll(ballot)
    seat = _seat_of(chain, wallet)
    meant = ChamberVote(ballot, seat, support, poll.closes_at)
    # Check: all but the signature, which nobody has made yet.
    _require_counts(chain, SignedChamberVote(meant, "0x"), is_signed=False)
    return meant


def message_of(chain: Chain, vote: ChamberVote) -> TypedData:
    """What the holder of the seat signs."""
    return chamber_vote_message(chain.client.chain_id, chain.chamber_ballot.address, vote)


def vote_intent(chain: Chain, ballot: int, wallet: Address, support: Support) -> Intent:
    """What the wallet has to sign; the signature is handed in at `/api/v1/chamber-votes`. Raises as `vote_for`."""
    meant = vote_for(chain, ballot, wallet, support)
    summary = said(
        "Vote {state} on ballot {ballot} of the chambers, with seat {seat}.",
        state=said(support.name.lower()),
        ballot=ballot,
        seat=meant.seat,
    )
    intent = signature_intent(message_of(chain, meant), summary, "/api/v1/chamber-votes", meant.deadline)
    return intent.model_copy(update={"handed_back": {"seat": meant.seat, "deadline": meant.deadline}})


def receive(session: Session, chain: Chain, signed: SignedChamberVote) -> None:
    """Keep a vote that counts now, to be handed in. The same vote again changes nothing. Committed.

    Raises NotFound for an unknown ballot, Refused with cause and remedy: then nothing is kept.
    """
    _enqueue(session, chain, signed)
    session.commit()


def relay_vote(session: Session, chain: Chain, signed: SignedChamberVote) -> Mined:
    """The same, and wait until it is mined; for whoever has a person waiting. Raises as `receive` and `send_entry`."""
    key = _enqueue(session, chain, signed)
    carrier = VoteCarrier(chain, signed.vote.ballot)
    return send_entry(session, chain, "operator", key, carrier, vote_entry(signed))


def state_of_vote(session: Session, chain: Chain, ballot: int, seat: ContributionNumber) -> str:
    """against, for, abstain or trimmed, as the chain has it; on its way, rejected or none."""
    had = chain.chamber_ballot.vote_of(ballot, seat)
    if had is not SeatVote.NONE:
        return had.name.lower()
    works = _works(session, chain, ballot, seat)
    if any(_is_under_way(session, work) for work in works):
        return "on its way"
    return "rejected" if works else "none"


def _enqueue(session: Session, chain: Chain, signed: SignedChamberVote) -> str:
    ballot, seat, entry = signed.vote.ballot, signed.vote.seat, vote_entry(signed)
    with reading(engine_of(session)) as before:
        known = _known(_works(before, chain, ballot, seat), entry)
    if known is not None:
        return _key(chain, ballot, seat, known)
    # Check: it would count now, signature included. The chain is asked before the database is held.
    chain.chamber_ballot.poll(ballot)
    _require_counts(chain, signed, is_signed=True)
    hold(session, f"chamber votes {chain.client.genesis_hash} {ballot} {seat}")
    works = _works(session, chain, ballot, seat)
    known = _known(works, entry)
    if known is not None:
        return _key(chain, ballot, seat, known)
    if any(_is_under_way(session, work) for work in works):
        raise Refused(
            said("A vote of seat {seat} is on its way.", seat=seat), "Look again once the next block is there."
        )
    # Check: what is known of the chain is not in doubt, and we pay for one more try of this seat.
    require_calm(session)
    if len(works) >= MOST_TRIES:
        raise Refused(
            said("Seat {seat} has handed in {count} votes on it, and none counted.", seat=seat, count=len(works)),
            YOURSELF,
        )
    key, sender = _key(chain, ballot, seat, len(works)), signer_for(chain.client.settings, "operator").address
    enqueue(session, chain.client, sender, [Work(key, VoteCarrier(chain, ballot).kind, entry)])
    return key


def _known(works: Sequence[OutboxRow], entry: Entry) -> int | None:
    """The place of the same vote, handed in before and not refused."""
    return next((place for place, one in enumerate(works) if one.meant() == entry and one.refused is None), None)


def _require_counts(chain: Chain, signed: SignedChamberVote, is_signed: bool) -> None:
    problem = chain.chamber_ballot.problem_of(signed)
    if problem == "0x":
        return
    name, arguments = error_in(problem)
    if is_signed or name != "ChamberBallotBadSignature":
        raise Refused(cause_of(name, arguments), REMEDIES.get(name, ""))


def _seat_of(chain: Chain, wallet: Address) -> ContributionNumber:
    number, _, is_live = chain.chamber_ballot.read("seatOfHolder", wallet)
    if not is_live:
        raise Refused(said("{wallet} has no live seat in a chamber.", wallet=wallet), REMEDIES["ChamberBallotNoSeat"])
    return ContributionNumber(number)


def _works(session: Session, chain: Chain, ballot: int, seat: ContributionNumber) -> Sequence[OutboxRow]:
    """What was handed in for a seat on a ballot, oldest first."""
    prefix = full_key(chain.client, _prefix(chain, ballot, seat))
    return session.exec(
        select(OutboxRow).where(col(OutboxRow.key).startswith(prefix, autoescape=True)).order_by(col(OutboxRow.id))
    ).all()


def _is_under_way(session: Session, work: OutboxRow) -> bool:
    if work.refused is not None or work.done_hash is not None:
        return False
    transaction = transaction_of(session, work)
    return transaction is None or transaction.state in (TransactionState.SIGNED, TransactionState.SENT)


def _prefix(chain: Chain, ballot: int, seat: ContributionNumber) -> str:
    return f"chambers {chain.chamber_ballot.address} vote {ballot} {seat} "


def _key(chain: Chain, ballot: int, seat: ContributionNumber, place: int) -> str:
    return f"{_prefix(chain, ballot, seat)}{place}"
