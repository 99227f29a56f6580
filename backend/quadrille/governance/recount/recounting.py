"""One proposal's vote counted anew from logs alone, and held against the contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quadrille.chain.governor import GovernorContract
from quadrille.chain.states import ProposalState
from quadrille.governance.recount.comparing import (
    Answers,
    Difference,
    compare_answers,
    compare_logs,
    compare_weights,
    differ,
)
from quadrille.governance.recount.counting import AGAINST, FOR, Vote, frame_of, hold, state_of
from quadrille.governance.recount.logs import VoteLogs
from quadrille.governance.recount.reading import GovernanceLogs
from quadrille.governance.recount.weights import broken_chains, by_badges
from quadrille.types import Address, BlockStamp, Hash32, Timestamp


@dataclass(frozen=True, slots=True)
class Recount:
    """A vote counted anew, as of a block; equal when no difference was found.

    total   of all votes at the snapshot
    """

    proposal: int
    governor: Address
    block: BlockStamp
    vote: Vote
    state: str
    total: int
    differences: tuple[Difference, ...]

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON; weights as decimal text."""
        against, support, abstain = self.vote.tally
        block_hash: Hash32 = self.block.hash
        return {
            "equal": not self.differences,
            "proposal": str(self.proposal),
            "governor": self.governor,
            "block_number": self.block.number,
            "block_hash": block_hash,
            "state": self.state,
            "for_votes": str(support),
            "against_votes": str(against),
            "abstain_votes": str(abstain),
            "quorum_votes": str(self.vote.frame.quorum_votes),
            "total_votes": str(self.total),
            "snapshot_at": self.vote.frame.snapshot_at,
            "closes_at": self.vote.closes_at,
            "prolonged": len(self.vote.extensions),
            "votes": [self._line(voter) for voter in self.vote.votes],
            "differences": [one.as_document() for one in self.differences],
        }

    def _line(self, voter: Address) -> dict[str, Any]:
        vote = self.vote.votes[voter]
        words = {AGAINST: "against", FOR: "for"}.get(vote.support, "abstain")
        return {"voter": voter, "choice": words, "weight": str(vote.weight), "lowered": vote.is_trim}


def recount(governor: GovernorContract, proposal: int, until: BlockStamp | None = None) -> Recount:
    """Count a proposal's votes from the logs up to a block (default: the newest) and compare with the contract there.

    Raises NotFound for a proposal that the governor never had.
    """
    logs = GovernanceLogs(governor, until)
    told = logs.proposal(proposal)
    vote, state = _counted(logs, told)
    return Recount(
        proposal,
        governor.address,
        logs.until,
        vote,
        state,
        logs.weights.total_before(vote.frame.snapshot),
        tuple(_differences(logs, told, vote, state)),
    )


def _counted(logs: GovernanceLogs, told: VoteLogs) -> tuple[Vote, str]:
    made, parameters, weights = told.made, logs.parameters, logs.weights
    # The snapshot that the rules give: what the event says of it is compared afterwards.
    draft = frame_of(made, made.place, parameters, weights)
    snapshot = logs.first_place_after(draft.snapshot_at, logs.block_of(made))
    vote = hold(frame_of(made, snapshot, parameters, weights), told.steps(), parameters, weights)
    return vote, state_of(vote, told.ended, logs.governor.life_seconds(), logs.until.at)


def _differences(logs: GovernanceLogs, told: VoteLogs, vote: Vote, state: str) -> Iterator[Difference]:
    for change, left in broken_chains(logs.votes):
        yield from differ(f"votes of {change.holder} before block {change.place[0]}", change.had, left)
    yield from compare_weights(_both_ways(logs, vote))
    yield from compare_logs(told, vote)
    last = {one.voter: one.at for one in told.casts}
    yield from compare_answers(_answers(logs, told, list(last)), vote, state, last)


def _both_ways(logs: GovernanceLogs, vote: Vote) -> Iterator[tuple[str, Address, int, int]]:
    """Every weight that the count stands on, by both families of logs."""
    badges, votes, snapshot = by_badges(logs.badges), logs.weights, vote.frame.snapshot
    yield "(all) at the snapshot", Address("everybody"), votes.total_before(snapshot), badges.total_before(snapshot)
    places = [("at the snapshot", snapshot, one.voter) for one in vote.counted]
    places += [(f"in block {one.place[0]}", one.place, one.voter) for one in vote.counted]
    for when, place, voter in dict.fromkeys(places):
        yield when, voter, votes.before(voter, place), badges.before(voter, place)


def _answers(logs: GovernanceLogs, told: VoteLogs, voters: list[Address]) -> Answers:
    governor, proposal, at = logs.governor, told.made.id, logs.until

    def ask(function: str, *more: Any) -> Any:
        return governor.read(function, proposal, *more, at=at)

    against, support, abstain = ask("proposalVotes")
    numbers: dict[str, int | str] = {
        "votes against": against,
        "votes for": support,
        "votes that abstain": abstain,
        "quorum": ask("proposalQuorum"),
        "snapshot that counts": ask("proposalSnapshot"),
        "opening": ask("proposalOpensAt"),
        "deadline": ask("proposalDeadline"),
        "state": ProposalState(ask("state")).name.lower(),
    }
    votes = {voter: ask("voteOf", voter) for voter in voters}
    return Answers(
        numbers, {voter: (way, weight, Timestamp(version)) for voter, (way, weight, version) in votes.items()}
    )
