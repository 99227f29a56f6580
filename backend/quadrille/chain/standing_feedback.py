"""StandingFeedback, typed: what seats say of a project between decisions, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.chain.hashes import hash_bytes, hash_text
from quadrille.chain.states import FeedbackKind, FeedbackState
from quadrille.errors import NotFound
from quadrille.types import Address, BlockStamp, ContributionNumber, Hash32, Timestamp


@dataclass(frozen=True, slots=True)
class SeatFeedback:
    """What a seat says; the same four again are the same feedback. `text_hash` stands for the text."""

    seat: ContributionNumber
    project: Hash32
    kind: FeedbackKind
    text_hash: Hash32

    def as_tuple(self) -> tuple[int, bytes, int, bytes]:
        """The fields in the order of the Solidity struct."""
        return self.seat, hash_bytes(self.project), int(self.kind), hash_bytes(self.text_hash)


@dataclass(frozen=True, slots=True)
class SignedBacking:
    """A seat's signature (0x hex) under an objection of its chamber; it counts before `deadline`."""

    seat: ContributionNumber
    deadline: Timestamp
    signature: str

    def as_tuple(self) -> tuple[int, int, bytes]:
        """The fields in the order of the Solidity struct."""
        return self.seat, self.deadline, bytes.fromhex(self.signature.removeprefix("0x"))


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """Feedback as it is now. `ends_at` is when an objection lapses or was resolved; 0 for what is none."""

    seat: ContributionNumber
    chamber: int
    kind: FeedbackKind
    state: FeedbackState
    raised_at: Timestamp
    ends_at: Timestamp
    project: Hash32


class StandingFeedbackContract(Contract):
    """Feedback of the chambers, and which of them object to a project."""

    name = "StandingFeedback"

    def raise_signed(
        self, feedback: SeatFeedback, deadline: Timestamp, signature: str, backings: Sequence[SignedBacking] = ()
    ) -> Call:
        """Raise what the holder of a seat signed; for anybody to send."""
        raw = bytes.fromhex(signature.removeprefix("0x"))
        return self.call("raiseSigned", feedback.as_tuple(), deadline, raw, [one.as_tuple() for one in backings])

    def raise_own(self, feedback: SeatFeedback, backings: Sequence[SignedBacking] = ()) -> Call:
        """Raise feedback of one's own seat; for its holder to send."""
        return self.call("raise", feedback.as_tuple(), [one.as_tuple() for one in backings])

    def answer(self, id_: Hash32, text_hash: Hash32, seat: ContributionNumber) -> Call:
        """Answer feedback; for who speaks for the project to send. The named account gives any number as its seat."""
        return self.call("answer", hash_bytes(id_), hash_bytes(text_hash), seat)

    def resolve(self, id_: Hash32) -> Call:
        """Settle feedback; for the holder of its seat, governance or guardian to send."""
        return self.call("resolve", hash_bytes(id_))

    def renew(self, id_: Hash32, backings: Sequence[SignedBacking]) -> Call:
        """Keep an objection up for 30 days more, with a quorum's signatures, seats rising; for anybody to send."""
        return self.call("renew", hash_bytes(id_), [one.as_tuple() for one in backings])

    def feedback_of(self, id_: Hash32) -> FeedbackEntry:
        """Feedback as it is now; raises NotFound when there is none of this id."""
        seat, chamber, kind, state, raised_at, ends_at, project = self.read("feedbackOf", hash_bytes(id_))
        if state == FeedbackState.UNKNOWN:
            raise NotFound("feedback of a seat", id_)
        kinds = FeedbackKind(kind), FeedbackState(state)
        return FeedbackEntry(ContributionNumber(seat), chamber, *kinds, raised_at, ends_at, hash_text(project))

    def objections(self, project: Hash32, at: BlockStamp | None = None) -> int:
        """Which chambers object to a project now, one bit for each."""
        return int(self.read("objections", hash_bytes(project), at=at))

    def quorum_of(self, chamber: int) -> int:
        """How many seats of a chamber make its quorum now."""
        return int(self.read("quorumOf", chamber))

    def left_this_week(self, holder: Address) -> int:
        """How much a holder may still raise this week: a remark or concern takes 1, an objection 5."""
        return int(self.read("leftThisWeek", holder))

    def answerer_of(self, project: Hash32) -> Address:
        """The account that governance named to answer for a project; the zero address is nobody."""
        return Address(self.read("answererOf", hash_bytes(project)))

    def maintainers_chamber(self) -> int:
        """The chamber of the maintainers, fixed for good."""
        return int(self.read("maintainersChamber"))

    def id_of(self, feedback: SeatFeedback) -> Hash32:
        """The id of feedback."""
        return hash_text(self.read("idOf", feedback.as_tuple()))

    def feedback_digest(self, feedback: SeatFeedback, deadline: Timestamp) -> Hash32:
        """What the holder of a seat signs to raise feedback (EIP-712), as the contract computes it."""
        return hash_text(self.read("feedbackDigest", feedback.as_tuple(), deadline))

    def backing_digest(self, seat: ContributionNumber, id_: Hash32, term: Timestamp, deadline: Timestamp) -> Hash32:
        """The same for one who backs an objection; `term` is the end that a renewal moves, else 0."""
        return hash_text(self.read("backingDigest", seat, hash_bytes(id_), term, deadline))

    def raised(self, until: BlockStamp | None = None, **indexed: Any) -> list[Event]:
        """All feedback, or that of an `id`, `project` (raw bytes) or `seat`, oldest first."""
        return self.events("FeedbackRaised", until, **indexed)

    def answers(self, id_: Hash32) -> list[Event]:
        """Every answer to one feedback, oldest first."""
        return self.events("FeedbackAnswered", id=hash_bytes(id_))
