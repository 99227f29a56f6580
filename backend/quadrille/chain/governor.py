"""BadgeGovernor and its timelock, typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from eth_abi.abi import decode
from eth_hash.auto import keccak

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.chain.reverts import words_of_revert
from quadrille.chain.states import Parameter, ProposalState, Support
from quadrille.chain.text import shown, written
from quadrille.errors import NotFound
from quadrille.types import Address, BlockStamp, Timestamp, Wei


@dataclass(frozen=True, slots=True)
class Action:
    """One call that the timelock makes when a proposal is executed."""

    target: Address
    value_wei: Wei
    calldata: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as its event tells it. Votes are taken after `opens_at`, up to `closes_at` or longer."""

    id: int
    proposer: Address
    actions: tuple[Action, ...]
    description: str
    opens_at: Timestamp
    closes_at: Timestamp

    @property
    def title(self) -> str:
        """The description's first line, as it can be shown."""
        return self._words.partition("\n")[0] or "(no title)"

    @property
    def body(self) -> str:
        """The description after its first line, as it can be shown."""
        return self._words.partition("\n")[2].strip()

    @property
    def _words(self) -> str:
        return shown(PROPOSER_MARK.sub("", self.description)).strip()

    def as_arguments(self) -> tuple[list[str], list[int], list[bytes], bytes]:
        """Targets, values, calldatas and the description's hash, as `queue` and `execute` take them."""
        return (*as_lists(self.actions), keccak(written(self.description)))


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on a proposal so far, in badge weight."""

    against: int
    support: int
    abstain: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as it counts now. `version` is unix seconds for a vote that its voter sent; 0 is no vote."""

    support: Support
    weight: int
    version: Timestamp


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote for its voter to sign. It counts in [version, deadline), and replaces one of a lesser version."""

    proposal: int
    support: Support
    voter: Address
    version: Timestamp
    deadline: Timestamp


@dataclass(frozen=True, slots=True)
class SignedBallot:
    """A vote and its voter's signature (0x hex), for anybody to hand in."""

    ballot: Ballot
    signature: str

    def as_tuple(self) -> tuple[int, int, Address, int, int, bytes]:
        """The fields in order, as the contract takes them."""
        one = self.ballot
        raw = bytes.fromhex(self.signature.removeprefix("0x"))
        return one.proposal, int(one.support), one.voter, one.version, one.deadline, raw


PROPOSER_MARK = re.compile(r"\s*#proposer=0x[0-9a-fA-F]{40}\Z")
"""How a description ends that only its proposer can use, so that nobody can use up the proposal's id (OpenZeppelin)."""

BALLOT_REJECTED = "0x" + keccak(b"BallotRejected(uint256,address,uint256,bytes)").hex()
"""The first topic of the governor's event."""


class GovernorContract(Contract):
    """Badge holders propose and vote; the timelock carries it out."""

    name = "BadgeGovernor"

    def propose(self, actions: tuple[Action, ...], description: str) -> Call:
        """Open a proposal."""
        return self.call("propose", *as_lists(actions), description)

    def cast_ballot(self, ballot: SignedBallot) -> Call:
        """Hand in somebody's signed ballot."""
        return self.call("castBallot", ballot.as_tuple())

    def cast_ballots(self, ballots: Sequence[SignedBallot]) -> Call:
        """Hand in several signed ballots; each counts or is rejected by itself."""
        return self.call("castBallots", [one.as_tuple() for one in ballots])

    def trim(self, proposal: int, voters: Sequence[Address]) -> Call:
        """Lower votes to what their voters' badges still weigh."""
        return self.call("trim", proposal, list(voters))

    def set_parameter(self, parameter: Parameter, value: int) -> Call:
        """Change how decisions are taken; only as an action of an executed proposal."""
        return self.call("setParameter", int(parameter), value)

    def rejected(self, receipt: Mapping[str, Any]) -> dict[int, str]:
        """Which ballots of a mined batch did not count, by place, and why. The receipt is as a node tells it."""
        reasons = {}
        for log in receipt["logs"]:
            if log["address"].lower() == self.address.lower() and log["topics"][0] == BALLOT_REJECTED:
                place, reason = decode(["uint256", "bytes"], bytes.fromhex(log["data"][2:]))
                reasons[place] = words_of_revert("0x" + reason.hex())
        return reasons

    def queue(self, proposal: Proposal) -> Call:
        """Hand an accepted proposal to the timelock."""
        return self.call("queue", *proposal.as_arguments())

    def execute(self, proposal: Proposal) -> Call:
        """Have the timelock carry out a queued proposal."""
        return self.call("execute", *proposal.as_arguments())

    def id_of(self, actions: tuple[Action, ...], description: str) -> int:
        """The id that this proposal has, or would have."""
        return int(self.read("hashProposal", *as_lists(actions), keccak(written(description))))

    def state_of(self, proposal: int) -> ProposalState:
        """Where the proposal stands at the newest block."""
        return ProposalState(self.read("state", proposal))

    def tally_of(self, proposal: int) -> Tally:
        """The votes so far."""
        return Tally(*self.read("proposalVotes", proposal))

    def opens_at(self, proposal: int) -> Timestamp:
        """When voting opens: votes are taken after this second. 0 for an unknown proposal."""
        return Timestamp(self.read("proposalOpensAt", proposal))

    def closes_at(self, proposal: int, at: BlockStamp | None = None) -> Timestamp:
        """The last second in which votes are taken, extensions included."""
        return Timestamp(self.read("proposalDeadline", proposal, at=at))

    def eta_of(self, proposal: int) -> Timestamp:
        """From when a queued proposal can be executed; 0 when it is not queued."""
        return Timestamp(self.read("proposalEta", proposal))

    def quorum_of(self, proposal: int) -> int:
        """How much weight for or abstaining is needed, fixed when the proposal was made."""
        return int(self.read("proposalQuorum", proposal))

    def snapshot_of(self, proposal: int) -> Timestamp:
        """Since when a badge must have been held to count."""
        return Timestamp(self.read("proposalSnapshot", proposal))

    def expires_at(self, proposal: int) -> Timestamp:
        """When a proposal that passed can no longer be queued or carried out; 0 while it has not passed."""
        return Timestamp(self.read("proposalExpiresAt", proposal))

    def parameter(self, parameter: Parameter) -> int:
        """One of the numbers that say how decisions are taken."""
        return int(self.read("parameter", int(parameter)))

    def life_seconds(self) -> int:
        """For how long a proposal that passed can be queued, and then carried out; fixed for good."""
        return int(self.read("lifeSeconds"))

    def badge_address(self) -> Address:
        """The badge whose holders decide."""
        return Address(self.read("token"))

    def treasury_address(self) -> Address:
        """The timelock that carries out."""
        return Address(self.read("timelock"))

    def weight_of(self, voter: Address, proposal: int) -> int:
        """What a vote of theirs on this proposal would weigh now."""
        return int(self.read("getVotes", voter, self.snapshot_of(proposal)))

    def seconds_to_decide(self) -> int:
        """How long a proposal takes at least from its opening until the votes are counted."""
        return int(self.read("votingDelay")) + int(self.read("votingPeriod"))

    def vote_of(self, proposal: int, voter: Address) -> Vote:
        """This holder's vote as it counts now; version 0 when there is none."""
        support, weight, version = self.read("voteOf", proposal, voter)
        return Vote(Support(support), weight, Timestamp(version))

    def proposals(self, until: BlockStamp | None = None) -> list[Proposal]:
        """All proposals, oldest first."""
        return [_proposal(event) for event in self.events("ProposalCreated", until)]

    def find(self, proposal: int) -> Proposal:
        """The proposal of this id, from its event; raises NotFound."""
        return _proposal(self.created(proposal))

    def created(self, proposal: int) -> Event:
        """The event of this proposal's beginning; raises NotFound."""
        for event in self.events("ProposalCreated"):
            if event.args["proposalId"] == proposal:
                return event
        raise NotFound("proposal", proposal)

    def votes_of(self, proposal: int, voter: Address) -> list[Event]:
        """The votes that this holder cast on a proposal, oldest first: only the last counts."""
        return self._cast(proposal, None, voter=voter)

    def ballots(self, proposal: int, until: BlockStamp | None = None) -> list[Event]:
        """The votes cast on a proposal, oldest first: of each voter only the last counts."""
        return self._cast(proposal, until)

    def standing_votes(self, proposal: int) -> dict[Address, tuple[Support, int]]:
        """What each voter's vote says and weighs now, as its events tell it."""
        votes: dict[Address, tuple[Support, int]] = {}
        trimmed = self.events("VoteTrimmed", proposalId=proposal)
        for event in sorted([*self.ballots(proposal), *trimmed], key=_place):
            voter = event.args["voter"]
            if event.name == "VoteTrimmed":
                votes[voter] = (votes[voter][0], event.args["hasWeight"])
            else:
                votes[voter] = (Support(event.args["support"]), event.args["weight"])
        return votes

    def _cast(self, proposal: int, until: BlockStamp | None, **indexed: Any) -> list[Event]:
        # A vote with parameters, which mean nothing here, has an event of its own in OpenZeppelin's Governor.
        both = [*self.events("VoteCast", until, **indexed), *self.events("VoteCastWithParams", until, **indexed)]
        return sorted((event for event in both if event.args["proposalId"] == proposal), key=_place)


def _place(event: Event) -> tuple[int, int]:
    return event.block_number, event.log_index


def bound(description: str, proposer: Address) -> str:
    """The description with its proposer at the end, as the governor wants it."""
    return f"{PROPOSER_MARK.sub('', description)}\n\n#proposer={proposer}"


def as_lists(actions: tuple[Action, ...]) -> tuple[list[str], list[int], list[bytes]]:
    """Targets, values and calldatas as three lists of one length."""
    return (
        [action.target for action in actions],
        [action.value_wei for action in actions],
        [bytes.fromhex(action.calldata.removeprefix("0x")) for action in actions],
    )


def _proposal(event: Event) -> Proposal:
    args = event.args
    actions = tuple(
        Action(cast(Address, target), Wei(value), "0x" + calldata.hex())
        for target, value, calldata in zip(args["targets"], args["values"], args["calldatas"], strict=True)
    )
    return Proposal(
        args["proposalId"],
        args["proposer"],
        actions,
        args["description"],
        Timestamp(args["voteStart"]),
        Timestamp(args["voteEnd"]),
    )
