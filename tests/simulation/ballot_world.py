"""A vote on the chain as it is when a run begins: badges given, proposals open, and every ballot signed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account

from quadrille.chain.badge import Issue, Kind
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.signers import signer_for
from quadrille.chain.states import Parameter, Support
from quadrille.chain.typed_data import ballot_message, sign, typed_digest
from quadrille.governance import flow
from quadrille.governance.proposals.actions import actions_of
from quadrille.governance.relay.papers import BallotPaper, ReceiptPaper, ballot_paper
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp
from simulation.ballot_plan import ENDING, HEAVY_KIND, HEAVY_WEIGHT, Act, BallotPlan, Event, Flaw, MeantBallot
from simulation.maker import Maker
from simulation.truth import Node

BATCH, BATCH_GAS = 100, 16_000_000
"""Badges in one transaction."""

WEIGHT_PER_WEEK = 1_000_000
STRANGER = Address("0x" + "5" * 40)
BALLOTS, RECEIPTS = "ballots", "receipts"


@dataclass(frozen=True)
class MadeVote:
    """What a run begins with.

    proposals    ids by number
    made_blocks  in which each was made: badges of the blocks before it count
    signed       ballots by their place in the plan, and what their voters signed
    badges       numbers of each voter's
    """

    proposals: tuple[int, ...]
    made_blocks: Mapping[int, int]
    closes_at: int
    signed: tuple[SignedBallot, ...]
    digests: tuple[Hash32, ...]
    badges: dict[int, list[int]]

    def keep(self, chain: Chain, folder: Path) -> None:
        """Let people have their ballots."""
        folder.mkdir()
        papers = (ballot_paper(chain.client.chain_id, chain.governor.address, one) for one in self.signed)
        (folder / BALLOTS).write_text("".join(paper.model_dump_json() + "\n" for paper in papers))
        (folder / RECEIPTS).touch()


def read_ballots(folder: Path) -> list[BallotPaper]:
    """The ballots that people have, in the plan's order."""
    return [BallotPaper.model_validate_json(line) for line in (folder / BALLOTS).read_text().splitlines()]


def read_receipts(folder: Path) -> list[ReceiptPaper]:
    """The receipts that people have."""
    return [ReceiptPaper.model_validate_json(line) for line in (folder / RECEIPTS).read_text().splitlines()]


def keep_receipt(folder: Path, paper: ReceiptPaper) -> None:
    """One more; whole, whoever else writes at the same time."""
    file = os.open(folder / RECEIPTS, os.O_WRONLY | os.O_APPEND)
    os.write(file, paper.model_dump_json().encode() + b"\n")
    os.close(file)


class VoteMaker(Maker):
    """Makes the vote, and does what happens to its voters."""

    def __init__(self, node: Node, chain: Chain, plan: BallotPlan) -> None:
        super().__init__(node)
        self._chain, self._plan = chain, plan
        self._treasury = chain.treasury.address

    def make(self, room_blocks: int) -> MadeVote:
        """The vote, as it is `room_blocks` empty blocks before the run."""
        plan, chain = self._plan, self._chain
        for account in (self._treasury, STRANGER, *(plan.voters[number].address for number in plan.unsure)):
            self.settle(account)
        heavy = Kind(KindId(HEAVY_KIND), "Heavy", 1, 0, HEAVY_WEIGHT, 0, 0, is_open=True)
        issuer = signer_for(chain.client.settings, "issuer").address
        self.do(self._treasury, chain.badge.register_kind(heavy))
        self.do(self._treasury, chain.badge.set_issuer(issuer, WEIGHT_PER_WEEK))
        badges = self._issue({one.number: one.kinds for one in plan.voters}, 1)
        made = {self._propose(number): chain.client.block().number for number in range(plan.proposals)}
        young = [ballot.voter for ballot in plan.ballots if ballot.flaw is Flaw.YOUNG]
        self._issue(dict.fromkeys(young, (1,)), 1 + sum(map(len, badges.values())))
        opens_at = max(chain.governor.opens_at(proposal) for proposal in made)
        # The versions of all ballots are of before the run: no fork of it goes back before them.
        self.go_to(opens_at + 10)
        closes_at = chain.governor.closes_at(min(made, key=chain.governor.closes_at))
        signed = [self._signed(one, [*made][one.proposal], opens_at, closes_at) for one in plan.ballots]
        digests = tuple(typed_digest(self._message(one.ballot)) for one in signed)
        return MadeVote(tuple(made), made, closes_at, tuple(signed), digests, badges)

    def act(self, made: MadeVote, event: Event) -> None:
        """Let happen what is meant; perhaps a fork takes it away, or it comes too late."""
        chain, voter = self._chain, self._plan.voters[event.voter]
        ballot = next(one for one in self._plan.ballots if one.voter == voter.number)
        proposal = made.proposals[ballot.proposal]
        if event.act in ENDING:
            for number in made.badges[voter.number]:
                self._end(event.act, voter.address, ContributionNumber(number))
        elif event.act is Act.TRIM:
            self.send(STRANGER, chain.governor.trim(proposal, [voter.address]))
        elif event.act is Act.CAST:
            self.send(STRANGER, chain.governor.cast_ballot(made.signed[ballot.place]))
        else:
            self.send(voter.address, chain.governor.call("castVote", proposal, ballot.support))

    def _end(self, act: Act, holder: Address, number: ContributionNumber) -> None:
        if act is Act.BURN:
            self.send(holder, self._chain.badge.burn(number))
        else:
            self.send(self._treasury, self._chain.badge.revoke(number, 1))

    def _issue(self, kinds: dict[int, tuple[int, ...]], first: int) -> dict[int, list[int]]:
        """Give each voter badges of these kinds; their numbers, from `first` on."""
        badges: dict[int, list[int]] = {voter: [] for voter in kinds}
        issues = []
        for number, (voter, kind) in enumerate(((one, kind) for one in kinds for kind in kinds[one]), first):
            badges[voter].append(number)
            evidence = Hash32(f"0x{number:064x}")
            issues.append(Issue(ContributionNumber(number), self._plan.voters[voter].address, KindId(kind), evidence))
        issuer = signer_for(self._chain.client.settings, "issuer").address
        for start in range(0, len(issues), BATCH):
            self.do(issuer, self._chain.badge.issue_batch(issues[start : start + BATCH]), BATCH_GAS)
        return badges

    def _propose(self, number: int) -> int:
        proposer = self.settle(self._plan.voters[number].address)
        actions = actions_of(self._chain.governor.set_parameter(Parameter.QUORUM_BPS, 1_000 + number))
        call, proposal = flow.propose(self._chain, proposer, actions, f"Proposal {number}")
        self.do(proposer, call)
        return proposal

    def _signed(self, one: MeantBallot, proposal: int, opens_at: int, closes_at: int) -> SignedBallot:
        voter, key = self._plan.voters[one.voter], self._plan.voters[one.voter].key
        version, deadline = opens_at + one.turn, closes_at + 1
        if one.flaw is Flaw.FORGED:
            key = self._plan.voters[0].key
        if one.flaw in (Flaw.FUTURE, Flaw.UNDATED):
            version = closes_at if one.flaw is Flaw.FUTURE else 0
        if one.flaw is Flaw.EXPIRED:
            deadline = opens_at + 5
        ballot = Ballot(proposal, Support(one.support), voter.address, Timestamp(version), Timestamp(deadline))
        signature = sign(Account.from_key(key), self._message(ballot))
        if one.flaw is Flaw.ALTERED:
            ballot = Ballot(proposal, Support((one.support + 1) % 3), voter.address, ballot.version, ballot.deadline)
        return SignedBallot(ballot, signature)

    def _message(self, ballot: Ballot) -> dict[str, object]:
        return ballot_message(self._chain.client.chain_id, self._chain.governor.address, ballot)
