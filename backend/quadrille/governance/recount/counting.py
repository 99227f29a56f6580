"""A vote held once more: who counts, with how much, how it ends; by the rules as they were, or as if others held. Pure.

The rules are those of `BadgeGovernor`, in its order: a vote weighs what its voter had at the snapshot or has when it
is cast, whichever is less; the last of a voter counts; the outcome is looked at after each step, and when it changes
late, voting goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from quadrille.governance.recount.logs import Cast, Ended, Made, Place, Trim, Which
from quadrille.governance.recount.weights import Parameters, Weights
from quadrille.types import BPS_ONE, Address, Timestamp

AGAINST, FOR, ABSTAIN = range(3)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is fixed about a vote when its proposal is made.

    snapshot         the place of the first block after the second `snapshot_at`
    proposer_votes   what the proposer had then and still had; `threshold` is what they needed
    """

    opens_at: Timestamp
    ends_at: Timestamp
    snapshot_at: Timestamp
    snapshot: Place
    quorum_votes: int
    proposer_votes: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a voter's vote is worth from this place on; `is_trim` when it was lowered there."""

    place: Place
    voter: Address
    support: int
    weight: int
    is_trim: bool = False


@dataclass(slots=True)
class Vote:
    """A vote as it stands: changes with each step. `tally` is what is against, for, and abstains."""

    frame: Frame
    votes: dict[Address, Counted] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)
    extensions: list[tuple[Place, Timestamp]] = field(default_factory=list)
    tally: list[int] = field(default_factory=lambda: [0, 0, 0])
    is_passing: bool = False

    @property
    def closes_at(self) -> Timestamp:
        """The last second in which votes are taken."""
        return max([self.frame.ends_at, *(until for _, until in self.extensions)])

    def is_open(self, at: Timestamp) -> bool:
        """Whether votes are taken in this second."""
        return self.frame.opens_at < at <= self.closes_at


def frame_of(made: Made, snapshot: Place, parameters: Parameters, weights: Weights) -> Frame:
    """The frame that these rules give a proposal; the place of its snapshot is found by who knows blocks' times."""

    def rule(which: Which) -> int:
        return parameters.before(which, made.place)

    opens_at = made.at + rule(Which.VOTING_DELAY)
    total = weights.total_before(snapshot)
    quorum = max(-(-total * rule(Which.QUORUM_BPS) // BPS_ONE), 1)
    proposer_votes = weight_of(made.proposer, snapshot, made.place, weights)
    return Frame(
        Timestamp(opens_at),
        Timestamp(opens_at + rule(Which.VOTING_PERIOD)),
        Timestamp(made.at - rule(Which.MATURITY)),
        snapshot,
        quorum,
        proposer_votes,
        rule(Which.PROPOSAL_THRESHOLD),
    )


def weight_of(voter: Address, snapshot: Place, place: Place, weights: Weights) -> int:
    """What a vote weighs that is cast at this place."""
    return min(weights.before(voter, snapshot), weights.before(voter, place))


def hold(frame: Frame, steps: Sequence[Cast | tuple[Trim, ...]], parameters: Parameters, weights: Weights) -> Vote:
    """The vote as these steps leave it. What comes while no votes are taken, or weighs nothing, does not count."""
    vote = Vote(frame)
    for step in steps:
        last = step if isinstance(step, Cast) else step[-1]
        if not vote.is_open(last.at):
            continue
        for one in (step,) if isinstance(step, Cast) else step:
            _count(vote, one, weights)
        _look(vote, last, parameters.before(Which.FLIP_WINDOW, last.place))
    return vote


def state_of(vote: Vote, ended: Ended, life_seconds: int, now: Timestamp) -> str:
    """Where the proposal stands, in the words of OpenZeppelin's states."""
    if ended.is_executed or ended.is_canceled:
        return "executed" if ended.is_executed else "canceled"
    if now <= vote.closes_at:
        return "active" if now > vote.frame.opens_at else "pending"
    if not vote.is_passing:
        return "defeated"
    if now >= (ended.eta or vote.closes_at) + life_seconds:
        return "expired"
    return "queued" if ended.eta else "succeeded"


def _count(vote: Vote, step: Cast | Trim, weights: Weights) -> None:
    weight = weight_of(step.voter, vote.frame.snapshot, step.place, weights)
    stands = vote.votes.get(step.voter)
    if isinstance(step, Cast) and weight:
        counted = Counted(step.place, step.voter, step.support, weight)
    elif isinstance(step, Trim) and stands is not None and weight < stands.weight:
        counted = replace(stands, place=step.place, weight=weight, is_trim=True)
    else:
        return
    if stands is not None:
        vote.tally[stands.support] -= stands.weight
    vote.tally[counted.support] += counted.weight
    vote.votes[step.voter] = counted
    vote.counted.append(counted)


def _look(vote: Vote, last: Cast | Trim, window_seconds: int) -> None:
    """Look at the outcome; a change so late that less than the window is left prolongs the vote, up to twice."""
    against, support, abstain = vote.tally
    is_passing = support > against and support + abstain >= vote.frame.quorum_votes
    if is_passing == vote.is_passing:
        return
    vote.is_passing = is_passing
    latest_at = 2 * vote.frame.ends_at - vote.frame.opens_at
    needed_at = min(last.at + window_seconds, latest_at)
    if needed_at > vote.closes_at:
        vote.extensions.append((last.place, Timestamp(needed_at)))
