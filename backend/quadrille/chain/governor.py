"""BadgeGovernor and its timelock, typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from eth_abi.abi import decode
from eth_hash.auto import keccak

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.chain.reverts import words_of_revert
from quadrille.chain.states import ProposalState, Support
from quadrille.chain.text import shown, written
from quadrille.types import Address, BlockStamp, Timestamp, Wei


@dataclass(frozen=True, slots=True)
class Action:
    """One call that the timelock makes when a proposal is executed."""

    target: Address
    value_wei: Wei
    calldata: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as its event tells it. Votes are taken after `opens_at`, up to and with `closes_at`."""

    id: int
    proposer: Address
    actions: tuple[Action, ...]
    description: str
    opens_at: Timestamp
    closes_at: Timestamp

    @property
    def title(self) -> str:
        """The description's first line, as it can be shown."""
        return shown(self.description).strip().partition("\n")[0] or "(no title)"

    @property
    def body(self) -> str:
        """The description after its first line, as it can be shown."""
        return shown(self.description).strip().partition("\n")[2].strip()

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
class SignedBallot:
    """A vote and its voter's signature (0x hex), for anybody to hand in."""

    proposal: int
    support: Support
    voter: Address
    signature: str

    @property
    def raw(self) -> bytes:
        """The signature's bytes."""
        return bytes.fromhex(self.signature.removeprefix("0x"))

    def as_tuple(self) -> tuple[int, Support, Address, str]:
        """The fields in order."""
        return self.proposal, self.support, self.voter, self.signature


BALLOT_REJECTED = "0x" + keccak(b"BallotRejected(uint256,address,uint256,bytes)").hex()
"""The first topic of the governor's event."""


class GovernorContract(Contract):
    """Badge holders propose and vote; the timelock carries it out."""

    name = "BadgeGovernor"

    def propose(self, actions: tuple[Action, ...], description: str) -> Call:
        """Open a proposal."""
        return self.call("propose", *as_lists(actions), description)

    def cast_vote_by_sig(self, proposal: int, support: Support, voter: Address, signature: str) -> Call:
        """Hand in somebody's signed ballot."""
        return self.call("castVoteBySig", proposal, int(support), voter, bytes.fromhex(signature.removeprefix("0x")))

    def cast_votes_by_sig(self, ballots: Sequence[SignedBallot]) -> Call:
        """Hand in several signed ballots; each counts or is rejected by itself."""
        return self.call("castVotesBySig", [(one.proposal, int(one.support), one.voter, one.raw) for one in ballots])

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
        return int(self.read("hashProposal", *as_lists(actions), keccak(description.encode())))

    def state_of(self, proposal: int) -> ProposalState:
        """Where the proposal stands at the newest block."""
        return ProposalState(self.read("state", proposal))

    def tally_of(self, proposal: int) -> Tally:
        """The votes so far."""
        return Tally(*self.read("proposalVotes", proposal))

    def closes_at(self, proposal: int) -> Timestamp:
        """When voting ends, extensions included."""
        return Timestamp(self.read("proposalDeadline", proposal))

    def eta_of(self, proposal: int) -> Timestamp:
        """From when a queued proposal can be executed; 0 when it is not queued."""
        return Timestamp(self.read("proposalEta", proposal))

    def quorum_at(self, moment: Timestamp) -> int:
        """How much weight for or abstaining is needed for a proposal that opened then."""
        return int(self.read("quorum", moment))

    def seconds_to_decide(self) -> int:
        """How long a proposal takes at least from its opening until the votes are counted."""
        return int(self.read("votingDelay")) + int(self.read("votingPeriod"))

    def has_voted(self, proposal: int, voter: Address) -> bool:
        """Whether this holder's vote is in."""
        return bool(self.read("hasVoted", proposal, voter))

    def nonce_of(self, voter: Address) -> int:
        """What the voter's next signed ballot must carry."""
        return int(self.read("nonces", voter))

    def proposals(self, until: BlockStamp | None = None) -> list[Proposal]:
        """All proposals, oldest first."""
        return [_proposal(event) for event in self.events("ProposalCreated", until)]

    def votes_of(self, proposal: int, voter: Address) -> list[Event]:
        """The votes that this holder cast on a proposal: none or one."""
        return [event for event in self.events("VoteCast", voter=voter) if event.args["proposalId"] == proposal]

    def ballots(self, proposal: int, until: BlockStamp | None = None) -> list[Event]:
        """The votes cast on a proposal, oldest first."""
        return [event for event in self.events("VoteCast", until) if event.args["proposalId"] == proposal]


class TreasuryContract(Contract):
    """A timelock: holds the money, and moves it only as executed proposals say."""

    name = "Treasury"

    def grant_role(self, role: str, holder: Address) -> Call:
        """Give a role of OpenZeppelin's AccessControl, such as PROPOSER_ROLE."""
        return self.call("grantRole", self.read(role), holder)

    def renounce_role(self, role: str, holder: Address) -> Call:
        """Give up one's own role."""
        return self.call("renounceRole", self.read(role), holder)

    def minimum_delay_seconds(self) -> int:
        """How long an accepted proposal waits before it can be executed."""
        return int(self.read("getMinDelay"))


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
