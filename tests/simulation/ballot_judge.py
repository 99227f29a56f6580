"""Whether a vote came to its end: every ballot with a receipt counted, replaced or rightly refused, nobody counted
twice, the sums right, and every receipt under the list that was committed.

`unsafe` and `unfinished` are as in `judge.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from quadrille.chain.deployment import Chain
from quadrille.chain.signers import signer_for
from quadrille.governance.relay.ballot_tree import BallotTree
from quadrille.governance.relay.papers import ReceiptPaper
from quadrille.types import Hash32
from simulation.ballot_plan import BallotPlan, MeantBallot
from simulation.ballot_truth import ERRORS, BallotTruth, Choice, Claim, Weights, omissions, sums
from simulation.ballot_world import MadeVote, read_receipts
from simulation.judge import NEVER_TAKEN, Kept, Verdict
from simulation.truth import Node

COPIES = "SELECT proposal, voter, support, weight FROM copied_ballot ORDER BY block_number, log_index"
ROWS = "SELECT proposal, position, voter, digest, support, version FROM received_ballot ORDER BY proposal, position"
CLOSED = "SELECT proposal, root, count FROM closed_ballot_list"

GONE, OLD, *LATE = (error.partition("(")[0] for error in ERRORS)


@dataclass(frozen=True)
class Lists:
    """What the relay keeps: its ballots by position, the lists that are closed, and copies of votes."""

    rows: list[dict[str, Any]]
    closed: list[dict[str, Any]]
    copies: list[dict[str, Any]]

    def of(self, proposal: int) -> list[dict[str, Any]]:
        """The ballots on one proposal."""
        return [row for row in self.rows if row["proposal"] == proposal]


@dataclass(frozen=True)
class HeldVote:
    """What a vote is held to: the plan, what was made of it, and what people have."""

    plan: BallotPlan
    made: MadeVote
    chain: Chain
    folder: Path

    def meant_of(self, digest: str) -> MeantBallot:
        """The ballot that was signed so; raises KeyError when none was."""
        return self.plan.ballots[self._places[digest]]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {digest: place for place, digest in enumerate(self.made.digests)}

    def missing(self, lists: Lists) -> list[MeantBallot]:
        """Good ballots that are not taken although nothing speaks against it."""
        taken = {row["digest"] for row in lists.rows}
        newest = {(one.proposal, one.voter): one.turn for one in map(self.meant_of, taken)}
        newest |= {(one.proposal, one.voter): 2 for one in map(self.meant_of, taken) if one.turn == 2}
        return [
            one
            for one in self.plan.ballots
            if self.made.digests[one.place] not in taken
            and one.flaw is None
            and one.voter not in self.plan.unsure
            and newest.get((one.proposal, one.voter), 0) < one.turn
        ]


def read_lists(engine: Engine) -> Lists:
    """The tables of the relay."""
    with engine.connect().execution_options(quadrille_reads_only=True) as connection:
        found = [connection.execute(text(query)).mappings().all() for query in (ROWS, CLOSED, COPIES)]
    rows, closed, copies = ([{**row, "proposal": int(row["proposal"])} for row in table] for table in found)
    return Lists(rows, closed, copies)


def judge_count(verdict: Verdict, held: HeldVote, truth: BallotTruth) -> dict[tuple[int, int], Choice]:
    """Add what is wrong with the count; the votes that stand, recomputed from the logs."""
    standing: dict[tuple[int, int], Choice] = {}
    weights, versions = truth.weights(), _versions(held)
    for change in truth.changes():
        key = change.proposal, change.voter
        had, who = standing.get(key, Choice(0, 0, 0)), f"the vote of {change.voter:#x}"
        weight = weights.of_vote(change.voter, held.made.made_blocks[change.proposal], change.moment)
        if change.weight != weight or (change.is_cast and weight == 0):
            verdict.unsafe.append(f"{who} weighs {change.weight}, its badges {weight}")
        if not change.is_cast:
            standing[key] = had._replace(weight=weight)
            continue
        is_own = change.sender == change.voter
        version = truth.times[change.moment[0]] if is_own else versions.get((*key, change.support), 0)
        if version <= had.version:
            verdict.unsafe.append(f"{who} was never meant" if version == 0 else f"{who} replaced a newer one")
        standing[key] = Choice(change.support, weight, version)
    _judge_sums(verdict, truth, standing)
    return standing


def _versions(held: HeldVote) -> dict[tuple[int, int, int], int]:
    """The version of each good ballot, by proposal, voter and support: who thinks again thinks otherwise."""
    good = (held.made.signed[one.place].ballot for one in held.plan.ballots if one.flaw is None)
    return {(one.proposal, int(one.voter, 16), int(one.support)): one.version for one in good}


def _judge_sums(verdict: Verdict, truth: BallotTruth, standing: Mapping[tuple[int, int], Choice]) -> None:
    for key, had in truth.votes.items():
        if had != standing.get(key, Choice(0, 0, 0)):
            verdict.unsafe.append(f"the vote of {key[1]:#x} is {had}, its logs say {standing.get(key)}")
    for proposal, tally in truth.tallies.items():
        counted = sums([vote for (of, _), vote in standing.items() if of == proposal])
        if tally != counted:
            verdict.unsafe.append(f"the sums of {proposal} are {tally}, all votes give {counted}")


def judge_ballots(verdict: Verdict, held: HeldVote, lists: Lists, kept: Kept, truth: BallotTruth) -> None:
    """Add which ballots were taken and came to nothing, or were taken and must not have been."""
    standing = judge_count(verdict, held, truth)
    works = {work["key"].rpartition(" ")[2]: work for work in kept.works}
    hashes = {row["id"]: row["transaction_hash"] for row in kept.transactions}
    weights = truth.weights()
    for row in lists.rows:
        if row["digest"] not in held.made.digests or held.meant_of(row["digest"]).flaw is not None:
            verdict.unsafe.append(f"ballot {row['position']} of {row['voter']} was taken, and is not good")
            continue
        vote = standing.get((row["proposal"], int(row["voter"], 16)), Choice(0, 0, 0))
        work = works.get(row["digest"])
        if vote.version >= row["version"]:
            verdict.ballots["counted" if vote.version == row["version"] else "replaced"] += 1
        elif work is None:
            verdict.unsafe.append(f"ballot {row['position']} of {row['voter']} was taken, and nobody hands it in")
        elif work["refused"] is None:
            verdict.unfinished.append(f"ballot {row['position']} of {row['voter']} is not counted")
        else:
            transaction = hashes.get(work["transaction_id"])
            _judge_refusal(verdict, held, truth, weights, row, (transaction, work["place"]), work["refused"])
    verdict.ballots[NEVER_TAKEN] = len(held.plan.ballots) - len(lists.rows)
    verdict.unfinished += [f"ballot {one.place} of the plan has no receipt" for one in held.missing(lists)]


def _judge_refusal(
    verdict: Verdict,
    held: HeldVote,
    truth: BallotTruth,
    weights: Weights,
    row: dict[str, Any],
    place: tuple[str | None, int],
    words: str,
) -> None:
    """A ballot that does not count was refused on the chain, or in a trial of now, for what was so."""
    rejection = truth.rejections().get(place)  # type: ignore[arg-type]
    error = rejection.error if rejection else next((one for one in (GONE, *LATE) if one in words), "")
    moment = rejection.moment if rejection else truth.newest
    voter, ended = int(row["voter"], 16), truth.times[min(moment[0], truth.head)] > held.made.closes_at
    is_gone = weights.of_vote(voter, held.made.made_blocks[row["proposal"]], moment) == 0
    if (error == GONE and is_gone) or (error in LATE and ended):
        verdict.ballots[f"refused: {error}"] += 1
    else:
        verdict.unsafe.append(f"ballot {row['position']} of {row['voter']} was refused without cause: {words}")


def judge_lists(verdict: Verdict, held: HeldVote, lists: Lists, truth: BallotTruth, node: Node) -> None:
    """Add what is wrong with positions, with what is committed, and with what people have receipts for."""
    relay = signer_for(held.chain.client.settings, "operator").address
    receipts = read_receipts(held.folder)
    for proposal in held.made.proposals:
        rows = lists.of(proposal)
        if [row["position"] for row in rows] != [*range(len(rows))]:
            verdict.unsafe.append(f"the positions of {proposal} are {[row['position'] for row in rows]}")
            continue
        final = [one for one in truth.committed() if one.proposal == proposal and one.is_final]
        if [(one.relay, one.count) for one in final] != [(int(relay, 16), len(rows))]:
            verdict.unfinished.append(f"of {len(rows)} ballots on {proposal}, committed is {final}")
        elif not verdict.unfinished:
            _judge_receipts(
                verdict, held, node, rows, [one for one in receipts if int(one.ballot.proposal) == proposal]
            )


def _judge_receipts(
    verdict: Verdict, held: HeldVote, node: Node, rows: Sequence[dict[str, Any]], receipts: Sequence[ReceiptPaper]
) -> None:
    """No receipt proves that its ballot was left out, and each ballot has one receipt however often it was given."""
    relay = signer_for(held.chain.client.settings, "operator").address
    tree = BallotTree([Hash32(row["digest"]) for row in rows])
    given = {paper.model_dump_json(): paper for paper in receipts}.values()
    for digest, count in Counter(paper.digest for paper in given).items():
        if count > 1:
            verdict.unsafe.append(f"{count} receipts of ballot {digest}")
    claims = [
        Claim(paper.receipt(), paper.signature, rows[paper.position]["digest"], tree.proof(paper.position))
        for paper in given
        if paper.position < len(rows)
    ]
    if len(claims) < len(given):
        verdict.unsafe.append(f"receipts of more ballots than the {len(rows)} of the list")
    try:
        omitted = omissions(node, held.chain.ballot_log.address, relay, claims)
    except RuntimeError as problem:
        verdict.unsafe.append(f"committed is not the list, or a receipt is not signed by us: {problem}")
        return
    for claim in omitted:
        verdict.unsafe.append(f"the receipt of ballot {claim.receipt.position} proves that it was left out")


def judge_copies(verdict: Verdict, lists: Lists, truth: BallotTruth) -> None:
    """Add what the copies of votes have that the chain has not, or lack."""
    copies = [(row["proposal"], int(row["voter"], 16), row["support"], int(row["weight"])) for row in lists.copies]
    logs = [(cast.proposal, cast.voter, cast.support, cast.weight) for cast in truth.casts()]
    if copies != logs:
        verdict.unfinished.append(f"{len(copies)} copies are not the {len(logs)} votes of the chain")
