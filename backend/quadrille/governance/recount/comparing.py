"""Where a recount and the chain say different things: every place, with both values. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from quadrille.governance.recount.counting import Vote
from quadrille.governance.recount.logs import Place, VoteLogs
from quadrille.types import Address, Timestamp


@dataclass(frozen=True, slots=True)
class Difference:
    """What the chain says of a subject, and what the recount finds."""

    subject: str
    chain: str
    recount: str

    def as_document(self) -> dict[str, str]:
        """Ready for JSON."""
        return {"differs": self.subject, "chain": self.chain, "recount": self.recount}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the contract answers of a proposal.

    numbers   by what they are about
    votes     of everybody who voted: support, weight, version
    """

    numbers: Mapping[str, int | str]
    votes: Mapping[Address, tuple[int, int, Timestamp]]


def differ(subject: str, chain: object, recount: object) -> Iterator[Difference]:
    """The difference, if there is one."""
    if chain != recount:
        yield Difference(subject, str(chain), str(recount))


def compare_logs(logs: VoteLogs, vote: Vote) -> Iterator[Difference]:
    """What the governor's own events say, against what follows from the badges' and its rules."""
    made, frame = logs.made, vote.frame
    yield from differ("begin of the vote", made.opens_at, frame.opens_at)
    yield from differ("end of the vote", made.ends_at, frame.ends_at)
    yield from differ("snapshot", made.snapshot_at, frame.snapshot_at)
    yield from differ("quorum when it was proposed", made.quorum_votes, frame.quorum_votes)
    if frame.proposer_votes < frame.threshold:
        words = f"{frame.proposer_votes} votes, of {frame.threshold} that it needs"
        yield Difference("right to propose", "proposed", words)
    said = {one.place: (one.voter, "vote", one.weight) for one in logs.casts}
    said |= {one.place: (one.voter, "vote after it was lowered", one.has) for one in logs.trims}
    found = {one.place: one.weight for one in vote.counted}
    for place, (voter, what, weight) in sorted(said.items()):
        yield from differ(
            f"weight of the {what} of {voter} in {_words(place)}", weight, found.get(place, "not counted")
        )
    told, due = [one.until for one in logs.extensions], [until for _, until in vote.extensions]
    for count, (one, other) in enumerate(zip_longest(told, due, fillvalue="none"), start=1):
        yield from differ(f"prolongation {count}", one, other)


def compare_answers(
    answers: Answers, vote: Vote, state: str, casts: Mapping[Address, Timestamp]
) -> Iterator[Difference]:
    """What the contract answers, against the recount.

    casts   when each voter's last vote was cast. No log tells the version of a signed ballot, but it is no later
    """
    against, support, abstain = vote.tally
    frame = vote.frame
    found: dict[str, int | str] = {
        "votes against": against,
        "votes for": support,
        "votes that abstain": abstain,
        "quorum": frame.quorum_votes,
        "snapshot that counts": frame.snapshot_at,
        "opening": frame.opens_at,
        "deadline": vote.closes_at,
        "state": state,
    }
    for subject, had in answers.numbers.items():
        yield from differ(subject, had, found[subject])
    for voter, (way, weight, version) in answers.votes.items():
        counted = vote.votes.get(voter)
        yield from differ(f"support of {voter}", way, counted.support if counted else "no vote")
        yield from differ(f"weight of {voter}", weight, counted.weight if counted else 0)
        if not 0 < version <= casts[voter]:
            yield Difference(f"version of the vote of {voter}", str(version), f"from 1 to {casts[voter]}")


def compare_weights(places: Iterable[tuple[str, Address, int, int]]) -> Iterator[Difference]:
    """Weights that the logs of votes and the logs of badges tell differently: when, whose, by votes, by badges."""
    for when, holder, by_votes, by_badges in places:
        yield from differ(f"weight of {holder} {when}, by the logs of votes and of badges", by_votes, by_badges)


def _words(place: Place) -> str:
    return f"block {place[0]}, log {place[1]}"
