"""A proposal carried out where nobody is bound by it: as if everybody had voted for it, at the first moment it can be.

All of it is real but the votes: it is proposed, queued and carried out by the contracts themselves, each at its time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quadrille.chain.calls import Call
from quadrille.chain.forking import Change, Fork, changes_since, forked
from quadrille.chain.governor import Action, GovernorContract, Proposal, Tally
from quadrille.chain.log_words import logs_in_words
from quadrille.chain.states import ProposalState, word_of
from quadrille.errors import BadParameter, Misconfigured, Refused, TransactionFailed
from quadrille.languages.words import said
from quadrille.types import Address, BlockStamp, Timestamp, Wei

OVER = {ProposalState.CANCELED, ProposalState.EXPIRED, ProposalState.EXECUTED}
"""What can no longer be carried out."""

ALL_VOTES = 2**62
"""More than there can be."""

TALLY_BITS = 192
"""Of the word that keeps votes against, for and abstaining, 64 bits each from the right; left of them is the rest."""

PLUMBING = {"CallExecuted", "ProposalExecuted"}
"""Logged for every action of every proposal."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of propose, queue, execute, with its gas; `refused` is the reason with the remedy, and then gas is 0."""

    what: str
    at: Timestamp
    gas_used: int = 0
    refused: str | None = None

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"step": self.what, "at": self.at, "gas_used": self.gas_used or None, "refused": self.refused}


@dataclass(frozen=True, slots=True)
class ProposalRehearsal:
    """What a proposal would do on top of the block `block`, by the second `at`.

    steps    up to the first that is refused
    changes  what carrying it out moves; the treasury first
    events   what is logged meanwhile, in words
    """

    proposal: int
    block: BlockStamp
    at: Timestamp
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    events: tuple[str, ...]

    @property
    def refused(self) -> str | None:
        """Why it could not be carried out; None when it could."""
        return self.steps[-1].refused

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON; amounts as decimal text with their sign."""
        return {
            "proposal": str(self.proposal),
            "block_number": self.block.number,
            "block_hash": self.block.hash,
            "at": self.at,
            "refused": self.refused,
            "steps": [one.as_document() for one in self.steps],
            "changes": [one.as_document() for one in self.changes],
            "events": list(self.events),
        }


def rehearse_made(governor: GovernorContract, proposal: Proposal) -> ProposalRehearsal:
    """Rehearse a proposal that there is; raises Refused for one that is over, else as `forked`."""
    state = governor.state_of(proposal.id)
    if state in OVER:
        raise Refused(
            said(
                "Proposal {number} is {state}; it is not carried out any more.",
                number=proposal.id,
                state=word_of(state),
            ),
            "Rehearse it as a new proposal: the propose commands take --rehearse.",
        )
    return _rehearse(governor, proposal, None)


def rehearse_new(governor: GovernorContract, proposer: Address, call: Call) -> ProposalRehearsal:
    """Rehearse what this transaction would propose; raises BadParameter where it proposes nothing, and as `forked`."""
    if call.to != governor.address:
        raise BadParameter("to", call.to, f"the governor {governor.address}")
    told = governor.arguments_of(call.data)
    if set(told) != {"targets", "values", "calldatas", "description"}:
        raise BadParameter("data", call.data, "a call of propose")
    actions = tuple(
        Action(target, Wei(value), "0x" + calldata.hex())
        for target, value, calldata in zip(told["targets"], told["values"], told["calldatas"], strict=False)
    )
    later = Timestamp(0)
    proposal = governor.id_of(actions, told["description"])
    return _rehearse(governor, Proposal(proposal, proposer, actions, told["description"], later, later), call)


def _rehearse(governor: GovernorContract, proposal: Proposal, proposing: Call | None) -> ProposalRehearsal:
    treasury = governor.treasury_address()
    names = {governor.address: "the governor", treasury: "the treasury", governor.badge_address(): "the badge"}
    with forked(governor.client) as (fork, block):
        mark = fork.anvil.snapshot()
        stage = _Stage(fork, GovernorContract(fork.client, governor.address, governor.since), proposal, proposing)
        steps = tuple(stage.run())
        logs = logs_in_words(fork.logs[stage.logs_before :], names)
        who = {treasury: "treasury", proposal.proposer: "proposer"}
        changes = changes_since(fork, mark, [treasury], who)
    events = tuple(words for name, words in logs if name not in PLUMBING)
    return ProposalRehearsal(proposal.id, block, fork.at, steps, changes, events)


class _Stage:
    """A proposal on its way over the fork."""

    def __init__(self, fork: Fork, governor: GovernorContract, proposal: Proposal, proposing: Call | None) -> None:
        self._fork, self._governor, self._proposal, self._proposing = fork, governor, proposal, proposing
        self.logs_before = 0

    def run(self) -> Iterator[Step]:
        """Each step at its time, up to the first that is refused."""
        self._fork.pass_until(self._fork.at)
        for step in (self._propose, self._queue, self._execute):
            call = step()
            if call is None:
                continue
            self.logs_before = len(self._fork.logs)
            try:
                done = self._fork.send(call, self._proposal.proposer)
            except (Refused, TransactionFailed) as problem:
                yield Step(call.what, self._fork.at, refused=str(problem))
                return
            yield Step(call.what, self._fork.at, done.gas_used)

    def _propose(self) -> Call | None:
        return self._proposing

    def _queue(self) -> Call | None:
        proposal = self._proposal.id
        if self._governor.state_of(proposal) in (ProposalState.QUEUED, ProposalState.SUCCEEDED):
            is_queued = self._governor.state_of(proposal) is ProposalState.QUEUED
            return None if is_queued else self._governor.queue(self._proposal)
        _let_all_votes_be_for(self._fork, self._governor, proposal)
        self._fork.pass_until(self._governor.closes_at(proposal) + 1)
        return self._governor.queue(self._proposal)

    def _execute(self) -> Call | None:
        self._fork.pass_until(self._governor.eta_of(self._proposal.id))
        return self._governor.execute(self._proposal)


def _let_all_votes_be_for(fork: Fork, governor: GovernorContract, proposal: int) -> None:
    """Write the votes where the governor keeps them: in the one word that it reads to tell them."""
    asked = governor.call("proposalVotes", proposal)
    read = fork.client.rpc("eth_createAccessList", {"to": asked.to, "data": asked.data}, "latest")["accessList"]
    keys = [key for one in read if one["address"].lower() == governor.address.lower() for key in one["storageKeys"]]
    if len(keys) == 1:
        word = int(fork.client.rpc("eth_getStorageAt", governor.address, keys[0], "latest"), 16)
        word = word >> TALLY_BITS << TALLY_BITS | ALL_VOTES << 64
        fork.client.rpc("anvil_setStorageAt", governor.address, keys[0], f"0x{word:064x}")
    if governor.tally_of(proposal) != Tally(0, ALL_VOTES, 0):
        raise Misconfigured(
            f"The governor {governor.address} keeps its votes in another way than ours does.",
            "Rehearse proposals of the governor that `quadrille chain deploy` makes.",
        )
