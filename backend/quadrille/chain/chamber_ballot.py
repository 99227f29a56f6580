"""ChamberBallot, typed: seats, ballots on which each chamber counts as one house, and what they decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode
from eth_hash.auto import keccak

from quadrille.chain.calls import Call, Event
from quadrille.chain.chamber_rules import ChamberRules
from quadrille.chain.contract import Contract
from quadrille.chain.hashes import hash_bytes, hash_text
from quadrille.chain.reverts import words_of_revert
from quadrille.chain.states import SeatVote, Support
from quadrille.errors import ContractReverted, NotFound
from quadrille.types import Address, BlockStamp, ContributionNumber, Hash32, Timestamp

CHAMBERS = 8
"""Chambers that the contract counts; those above the last that has a name are empty."""

SEATS_IN_A_PLACE = 128
"""Seats whose votes share a word, two bits each."""

VOTE_REJECTED = "0x" + keccak(b"VoteRejected(uint64,uint64,uint256,bytes)").hex()
"""The first topic of the contract's event."""


@dataclass(frozen=True, slots=True)
class ChamberVote:
    """A seat's vote for its holder to sign. It counts once, before `deadline`."""

    ballot: int
    seat: ContributionNumber
    support: Support
    deadline: Timestamp


@dataclass(frozen=True, slots=True)
class SignedChamberVote:
    """A vote and the signature of the seat's holder (0x hex), for anybody to hand in."""

    vote: ChamberVote
    signature: str

    def as_tuple(self) -> tuple[int, int, int, bytes]:
        """The fields in the order of IChamberBallot.SignedVote, which has no ballot."""
        raw = bytes.fromhex(self.signature.removeprefix("0x"))
        return self.vote.seat, int(self.vote.support), self.vote.deadline, raw


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat as the register has it. `holder` took it last; the zero address is nobody."""

    number: ContributionNumber
    holder: Address
    chamber: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class ChamberPoll:
    """One ballot. `subject` is what is decided, `project` nothing but zeros where it is about none."""

    id: int
    subject: Hash32
    project: Hash32
    opener: Address
    opened_at: Timestamp
    closes_at: Timestamp
    rules_version: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Admission:
    """The edition of an application to a round that a ballot decides; `is_done` once the round was told."""

    round: Address
    index: int
    edition: int
    is_done: bool


class ChamberBallotContract(Contract):
    """The register of seats and the ballots of the chambers."""

    name = "ChamberBallot"

    def take_seats(self, seats: Sequence[ContributionNumber]) -> Call:
        """Make badges the seats of their holders; for anybody to send."""
        return self.call("takeSeats", list(seats))

    def leave_seats(self, seats: Sequence[ContributionNumber]) -> Call:
        """Let seats go that are not live any more, or one's own."""
        return self.call("leaveSeats", list(seats))

    def open(self, subject: Hash32, project: Hash32, closes_at: Timestamp) -> Call:
        """Open a ballot; for the holder of a live seat, or governance, to send."""
        return self.call("open", hash_bytes(subject), hash_bytes(project), closes_at)

    def open_admission(self, round_: Address, index: int, edition: int, project: Hash32, closes_at: Timestamp) -> Call:
        """Open a ballot on an application; for the round's operator, or governance, to send."""
        return self.call("openAdmission", round_, index, edition, hash_bytes(project), closes_at)

    def cast(self, vote: ChamberVote) -> Call:
        """Vote for one's own seat; for its holder to send."""
        return self.call("cast", vote.ballot, vote.seat, int(vote.support))

    def cast_ballots(self, ballot: int, votes: Sequence[SignedChamberVote]) -> Call:
        """Hand in signed votes on one ballot; each counts or is rejected by itself."""
        return self.call("castBallots", ballot, [one.as_tuple() for one in votes])

    def trim(self, ballot: int, seats: Sequence[ContributionNumber]) -> Call:
        """Take seats out of an open ballot that must not count any more; for anybody to send."""
        return self.call("trim", ballot, list(seats))

    def close(self, ballot: int) -> Call:
        """Fix the outcome with the objections of now; for anybody to send, once."""
        return self.call("close", ballot)

    def admit(self, ballot: int) -> Call:
        """Tell the round what was decided on the application; for anybody to send, once."""
        return self.call("admit", ballot)

    def set_feedback(self, feedback: Address) -> Call:
        """Name where objections are read; for who deployed while there is none, then for governance."""
        return self.call("setFeedback", feedback)

    def seat_of(self, number: ContributionNumber, at: BlockStamp | None = None) -> Seat:
        """The seat of this badge."""
        return Seat(number, *self.read("seatOf", number, at=at))

    def seat_of_holder(self, holder: Address) -> Seat:
        """The live seat of a wallet; raises NotFound when it has none."""
        number, chamber, is_live = self.read("seatOfHolder", holder)
        if not is_live:
            raise NotFound("live seat", f"of {holder}")
        return Seat(ContributionNumber(number), holder, chamber, is_live)

    def live_seats(self, chamber: int) -> int:
        """How many seats a chamber counts."""
        return int(self.read("liveSeats", chamber))

    def seat_issuer(self, chamber: int) -> Address:
        """Whose badges are the seats of a chamber; the zero address is every issuer."""
        return Address(self.read("seatIssuer", chamber))

    def rules(self) -> ChamberRules:
        """The rules of ballots that are opened now."""
        return ChamberRules(*self.read("rules"))

    def rules_of(self, version: int) -> ChamberRules:
        """The rules of a version, from 1."""
        return ChamberRules(*self.read("rulesOf", version))

    def count(self, at: BlockStamp | None = None) -> int:
        """How many ballots were opened; they are numbered from 1."""
        return int(self.read("ballotCount", at=at))

    def poll(self, ballot: int, at: BlockStamp | None = None) -> ChamberPoll:
        """The ballot of this number; raises NotFound."""
        try:
            subject, project, *facts = self.read("ballotOf", ballot, at=at)
        except ContractReverted as refusal:
            if refusal.name != "ChamberBallotUnknown":
                raise
            raise NotFound("chamber ballot", ballot) from refusal
        return ChamberPoll(ballot, hash_text(subject), hash_text(project), *facts)

    def counts_of(self, ballot: int, at: BlockStamp | None = None) -> list[tuple[int, int, int, int]]:
        """For each of eight chambers: seats, votes against, for, abstaining."""
        return [(seats, against, support, abstain) for seats, against, support, abstain in self._counts(ballot, at)]

    def result_of(self, ballot: int, at: BlockStamp | None = None) -> tuple[int, int, int, int, int, int]:
        """Outcome, houses as bits, turnout, approval and what was needed in bps, objecting chambers as bits."""
        outcome, houses, turnout, approval, needed, objections = self.read("resultOf", ballot, at=at)
        return outcome, houses, turnout, approval, needed, objections

    def admission_of(self, ballot: int) -> Admission:
        """The application that a ballot decides; of the zero address when it decides none."""
        return Admission(*self.read("admissionOf", ballot))

    def vote_of(self, ballot: int, seat: ContributionNumber) -> SeatVote:
        """What is kept of a seat on a ballot."""
        return SeatVote(self.read("voteOf", ballot, seat))

    def problem_of(self, signed: SignedChamberVote) -> str:
        """Why a signed vote would not count now, as the error's data (0x hex); "0x" when it would."""
        problem: bytes = self.read("problemOf", signed.vote.ballot, signed.as_tuple())
        return "0x" + problem.hex()

    def vote_digest(self, vote: ChamberVote) -> Hash32:
        """The EIP-712 digest as the contract computes it."""
        return hash_text(self.read("voteDigest", vote.ballot, vote.seat, int(vote.support), vote.deadline))

    def sources(self) -> tuple[Address, Address, Address]:
        """Where affiliations, objections and rounds are read."""
        affiliations, feedback, factory = self.read("sources")
        return affiliations, feedback, factory

    def rejected(self, receipt: Mapping[str, Any]) -> dict[int, str]:
        """Which votes of a mined batch did not count, by place, and why. The receipt is as a node tells it."""
        reasons = {}
        for log in receipt["logs"]:
            if log["address"].lower() == self.address.lower() and log["topics"][0] == VOTE_REJECTED:
                place, reason = decode(["uint256", "bytes"], bytes.fromhex(log["data"][2:]))
                reasons[place] = words_of_revert("0x" + reason.hex())
        return reasons

    def votes_cast(self, ballot: int, place: int | None = None, until: BlockStamp | None = None) -> list[Event]:
        """Every time that votes counted, or those of one place of 128 seats, oldest first."""
        return self.events("VotesCast", until, ballot=ballot, place=place)

    def _counts(self, ballot: int, at: BlockStamp | None) -> Sequence[tuple[int, int, int, int]]:
        found: Sequence[tuple[int, int, int, int]] = self.read("countsOf", ballot, at=at)
        return found


def vote_in(word: int, seat: int) -> SeatVote:
    """A seat's vote in the word of its place, two bits for each seat."""
    return SeatVote(word >> 2 * (seat % SEATS_IN_A_PLACE) & 3)
