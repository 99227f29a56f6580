"""The gas of our governor, the rows that every governor has and those that only ours has, and of our chambers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from eth_account.signers.local import LocalAccount
from gas_cost import Rows, cost_of
from gas_governance_chambers import chamber_rows
from gas_governance_flow import decisions, opened
from gas_governance_ground import RELAY, VOTING_DAY, Ballot, Governor, Proposal, after, before, let_a_year_pass, pool_of
from gas_governance_rows import BATCH_BAD, BATCH_REPLACED, REPLACED, TRIM
from gas_ground import Meter, Metered, accounts, metered_chain
from gas_ours import GUARDIAN, badges_of, contracts
from gas_round_ground import undone

from quadrille.chain import governor as package
from quadrille.chain.artifacts import artifact
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, sign
from quadrille.types import Address, Timestamp

DAY = 86_400
TRIMMED = 10
BAD_PLACES = (5, 15, 25, 35, 45)
"""Where in a batch the bad votes are."""


@dataclass(frozen=True)
class OurGovernor(Governor):
    """BadgeGovernor."""

    is_prolonged: ClassVar[bool] = True
    weight_of_young: ClassVar[int] = 4

    def sign(self, proposal: Proposal, voter: LocalAccount, support: Support = Support.FOR) -> Ballot:
        """A vote of now, for three days."""
        now = self.meter.now()
        return self.sign_for(proposal, voter, support, before(now), Timestamp(now + 3 * DAY))

    def sign_for(
        self, proposal: Proposal, voter: LocalAccount, support: Support, version: Timestamp, until: Timestamp
    ) -> Ballot:
        """A vote of this version that ends then or soon after, so that its signature has no zero byte."""
        for deadline in after(until):
            ballot = package.Ballot(proposal.id, support, Address(voter.address), version, deadline)
            signature = sign(voter, ballot_message(self.meter.client.chain_id, self.address, ballot))
            if 0 not in bytes.fromhex(signature[2:]):
                return package.SignedBallot(ballot, signature).as_tuple()
        raise AssertionError

    def hand_in(self, ballot: Ballot) -> int:
        """By `castBallot`."""
        return self.cost(RELAY, "castBallot", ballot)

    def hand_in_all(self, ballots: Sequence[Ballot]) -> int:
        """By `castBallots`."""
        return self.cost(RELAY, "castBallots", ballots)


def our_rows() -> Rows:
    """All rows of ours alone: the governor's, and the chambers' on another chain."""
    with metered_chain(Address(GUARDIAN.address)) as meter:
        rows = rows_of_governor(meter)
    return rows | chamber_rows()


def rows_of_governor(meter: Meter) -> Rows:
    """The governor's rows. The chain must be new."""
    governor = deployed(meter)
    let_a_year_pass(governor.badges)
    proposals, rows = opened(governor)
    rows |= replacements(governor, proposals) | bad_votes(governor, proposals[0]) | trims(governor, proposals[0])
    return rows | decisions(governor, proposals)


def deployed(meter: Meter) -> OurGovernor:
    """Our contracts as they are always deployed."""
    made = contracts(meter)
    abi = {name: artifact(name).abi for name in ("BadgeGovernor", "Treasury")}
    return OurGovernor(
        meter,
        meter.contract(made.governor, abi["BadgeGovernor"]),
        badges_of(meter, made),
        Metered(meter, meter.contract(made.treasury, abi["Treasury"])),
        pool_of(meter, made.treasury),
    )


def replacements(governor: OurGovernor, proposals: Sequence[Proposal]) -> Rows:
    """Votes by those who have voted, who now say something else."""
    voter = governor.crowds.one[0]
    with undone(governor.meter):
        for proposal in proposals:
            governor.vote(proposal, voter)
        single = [governor.vote(proposal, voter, Support.AGAINST) for proposal in proposals]
    with undone(governor.meter):
        for one in governor.crowds.one:
            governor.vote(proposals[0], one, Support.AGAINST)
        governor.meter.begin_day(VOTING_DAY + 1)
        gas = governor.hand_in_all(governor.sign_all(proposals[0], governor.crowds.one))
        assert governor.read("proposalVotes", proposals[0].id) == [10, 30, 10]
    return {REPLACED: cost_of(single), BATCH_REPLACED: cost_of([gas], len(governor.crowds.one))}


def bad_votes(governor: OurGovernor, proposal: Proposal) -> Rows:
    """A batch with five votes that do not count, each for a reason of its own; the cost is that of those that do."""
    voters = governor.crowds.one
    with undone(governor.meter):
        now = governor.meter.now()
        ballots = governor.sign_all(proposal, voters)
        forged, stranger, late, early, repeated = BAD_PLACES
        ballots[forged] = (*ballots[forged][:-1], ballots[0][-1])
        ballots[stranger] = governor.sign(proposal, next(accounts("stranger")))
        yesterday, tomorrow = before(Timestamp(now - DAY)), next(after(Timestamp(now + DAY)))
        ballots[late] = governor.sign_for(proposal, voters[late], Support.FOR, before(yesterday), yesterday)
        ballots[early] = governor.sign_for(proposal, voters[early], Support.FOR, tomorrow, tomorrow)
        ballots[repeated] = ballots[0]
        gas, good = governor.hand_in_all(ballots), len(voters) - len(BAD_PLACES)
        assert governor.counted(proposal) == good
    return {BATCH_BAD: cost_of([gas], good)}


def trims(governor: OurGovernor, proposal: Proposal) -> Rows:
    """Votes of those who lost a badge of seven since they voted."""
    voters = governor.crowds.seven[:TRIMMED]
    with undone(governor.meter):
        for voter in voters:
            governor.vote(proposal, voter)
            governor.badges.revoke(Address(voter.address))
        gas = governor.cost(RELAY, "trim", proposal.id, [voter.address for voter in voters])
        assert governor.counted(proposal) == 6 * TRIMMED
    return {TRIM: cost_of([gas], TRIMMED)}
