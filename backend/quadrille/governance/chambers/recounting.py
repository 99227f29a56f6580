"""A ballot counted anew from the logs of any node, and compared with what the chain says of it.

Who was counted follows from SeatTaken and SeatLeft, each vote from VotesCast, who was taken out from SeatTrimmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from quadrille.chain.calls import Event
from quadrille.chain.chamber_ballot import CHAMBERS, SEATS_IN_A_PLACE, ChamberBallotContract, vote_in
from quadrille.chain.states import SeatVote
from quadrille.governance.chambers.tally import Count, Outcome, Result, Rules, result
from quadrille.types import BlockStamp, Bps


@dataclass(frozen=True, slots=True)
class Difference:
    """What the chain says, and what its logs come to."""

    subject: str
    chain: str
    recount: str


@dataclass(frozen=True, slots=True)
class Recount:
    """A ballot as the logs have it. `votes` are by seat, those that were taken out with what they had said."""

    ballot: int
    counts: tuple[Count, ...]
    result: Result
    votes: dict[int, SeatVote]
    differences: tuple[Difference, ...]


def recount(contract: ChamberBallotContract, ballot: int, objections: int | None = None) -> Recount:
    """Count a ballot anew, as of the newest block; raises NotFound.

    objections   one bit for each chamber that objects; None takes what the chain says
    """
    at = contract.client.block()
    poll = contract.poll(ballot, at)
    told = contract.result_of(ballot, at)
    rules = _rules(contract, poll.rules_version)
    counted, trimmed = _counted(contract, ballot, at), _trimmed(contract, ballot, at)
    votes = _votes(contract, ballot, at)
    counts = tuple(_count(chamber, counted, trimmed, votes) for chamber in range(CHAMBERS))
    found = result(rules, counts, told[5] if objections is None else objections)
    says = [Count(*row) for row in contract.counts_of(ballot, at)]
    is_open = at.at < poll.closes_at
    differences = (
        *_of_counts(says, counts),
        *_of_result(told, found, is_open),
        *_of_opening(contract, ballot, counted),
    )
    return Recount(ballot, counts, found, votes, tuple(differences))


def _rules(contract: ChamberBallotContract, version: int) -> Rules:
    had = contract.rules_of(version)
    vetoes = Bps(had.veto2_bps), Bps(had.veto3_bps), Bps(had.veto4_bps)
    shares = Bps(had.quorum_bps), Bps(had.approval_bps), vetoes, Bps(had.objection_bps)
    return Rules(had.least_seats, had.least_houses, *shares, had.is_blocking)


def _counted(contract: ChamberBallotContract, ballot: int, at: BlockStamp) -> dict[int, int]:
    """Chamber by seat, of those that were taken when the ballot was opened."""
    found: dict[int, int] = {}
    for event in in_order(contract.events("SeatTaken", at), contract.events("SeatLeft", at)):
        if event.name == "SeatTaken" and event.args["firstBallot"] <= ballot:
            found[event.args["seat"]] = event.args["chamber"]
        elif event.name == "SeatLeft" and event.args["endBallot"] <= ballot:
            found.pop(event.args["seat"], None)
    return found


def _trimmed(contract: ChamberBallotContract, ballot: int, at: BlockStamp) -> set[int]:
    return {event.args["seat"] for event in contract.events("SeatTrimmed", at, ballot=ballot)}


def _votes(contract: ChamberBallotContract, ballot: int, at: BlockStamp) -> dict[int, SeatVote]:
    """What each seat said, from the last word of its place; who was taken out unheard may stand there as abstaining."""
    words = {event.args["place"]: event.args["votes"] for event in contract.votes_cast(ballot, until=at)}
    said = {
        place * SEATS_IN_A_PLACE + n: vote_in(word, n) for place, word in words.items() for n in range(SEATS_IN_A_PLACE)
    }
    return {seat: vote for seat, vote in said.items() if vote is not SeatVote.NONE}


def _count(chamber: int, counted: dict[int, int], trimmed: set[int], votes: dict[int, SeatVote]) -> Count:
    seats = [seat for seat, its in counted.items() if its == chamber and seat not in trimmed]
    said = [votes.get(seat, SeatVote.NONE) for seat in seats]
    return Count(len(seats), said.count(SeatVote.AGAINST), said.count(SeatVote.FOR), said.count(SeatVote.ABSTAIN))


def _of_counts(says: Sequence[Count], counts: Sequence[Count]) -> list[Difference]:
    return [
        Difference(f"Chamber {chamber}", _told(had), _told(found))
        for chamber, (had, found) in enumerate(zip(says, counts, strict=True))
        if had != found
    ]


def _of_result(told: Sequence[int], found: Result, is_open: bool) -> list[Difference]:
    outcome = Outcome.OPEN if is_open else found.outcome
    ours = (outcome, found.houses, found.turnout_bps, found.approval_bps, found.needed_bps, found.objections)
    names = ("Outcome", "Houses", "Turnout in bps", "Approval in bps", "Approval that is needed in bps", "Objections")
    return [
        Difference(name, str(int(had)), str(int(one)))
        for name, had, one in zip(names, told, ours, strict=True)
        if int(had) != int(one)
    ]


def _of_opening(contract: ChamberBallotContract, ballot: int, counted: dict[int, int]) -> list[Difference]:
    """Whether as many seats were counted at the opening as the registers' logs have."""
    (event,) = contract.events("BallotOpened", ballot=ballot)
    had = [event.args["seats"] >> 16 * chamber & 0xFFFF for chamber in range(CHAMBERS)]
    ours = [sum(its == chamber for its in counted.values()) for chamber in range(CHAMBERS)]
    return [] if had == ours else [Difference("Seats at the opening", str(had), str(ours))]


def in_order(*lists: Sequence[Event]) -> list[Event]:
    """Events of several kinds as they happened."""
    found = [event for events in lists for event in events]
    return sorted(found, key=lambda event: (event.block_number, event.log_index))


def _told(count: Count) -> str:
    return f"{count.seats} seats: {count.against} against, {count.in_favour} for, {count.abstaining} abstaining"
