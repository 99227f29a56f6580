"""Votes that weigh more than their badges still do: found, and lowered while voting is open."""

import time
from collections.abc import Mapping

from eth_hash.auto import keccak
from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.badge import BadgeContract
from quadrille.chain.calls import Call, Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import GovernorContract
from quadrille.chain.outbox.carriers import CallCarrier, call_entry
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.chain.outbox.sending import desk_of, send
from quadrille.chain.states import ProposalState
from quadrille.db import writing
from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.types import Address

MOST = 200
"""Voters in one transaction: some 18 400 gas each, where none may have over 2**24 (EIP-7825)."""

PAUSE_SECONDS = 60
"""Badges are seldom taken away; a minute is short beside a vote."""


def trim_votes(session: Session, chain: Chain, proposal: int) -> Mined:
    """Lower the votes on an active proposal to what their badges still weigh, at the operator's cost.

    Raises NotFound, and Refused when nobody's vote weighs too much.
    """
    found = overweight(chain, proposal)
    if not found:
        raise Refused(
            said("No vote on proposal {proposal} weighs more than its badges do now.", proposal=proposal),
            "There is nothing to trim.",
        )
    return send(session, chain, "operator", _key(chain, proposal, found), _call(chain, proposal, found))


def overweight(chain: Chain, proposal: int) -> dict[Address, int]:
    """Whose votes weigh more than their badges do now, by address, and what those weigh; the first 200 of them.

    Only badges lost since the proposal matter. Raises NotFound for a proposal that is not there.
    """
    since = chain.governor.created(proposal).block_number
    # Of what was before it nothing is asked: the node has to look through fewer blocks.
    governor = GovernorContract(chain.client, chain.governor.address, since)
    changes = BadgeContract(chain.client, chain.badge.address, since).events("DelegateVotesChanged")
    lost = {one.args["delegate"] for one in changes if one.args["newVotes"] < one.args["previousVotes"]}
    voters = sorted(lost & {one.args["voter"] for one in governor.ballots(proposal)})
    weights = {one: governor.weight_of(one, proposal) for one in voters}
    heavy = [one for one in voters if governor.vote_of(proposal, one).weight > weights[one]]
    return {one: weights[one] for one in heavy[:MOST]}


class Trimming:
    """The worker's part that lowers such votes while voting is open."""

    def __init__(self, engine: Engine, chain: Chain) -> None:
        self.engine, self.chain = engine, chain
        self._over: set[int] = set()
        self._next_at = 0.0

    def step(self) -> bool:
        """Queue what is due, so that the operator's sender sends it; nothing more is due at once."""
        if time.monotonic() < self._next_at:
            return False
        for found in self.chain.governor.proposals():
            if found.id not in self._over:
                self._look_at(found.id)
        self._next_at = time.monotonic() + PAUSE_SECONDS
        return False

    def _look_at(self, proposal: int) -> None:
        state = self.chain.governor.state_of(proposal)
        if state not in (ProposalState.PENDING, ProposalState.ACTIVE):
            self._over.add(proposal)
        elif state is ProposalState.ACTIVE and (found := overweight(self.chain, proposal)):
            sender = desk_of(self.engine, self.chain, "operator").sender
            call = _call(self.chain, proposal, found)
            work = Work(_key(self.chain, proposal, found), CallCarrier.kind, call_entry(call))
            with writing(self.engine) as session:
                enqueue(session, self.chain.client, sender, [work])
                session.commit()


def _call(chain: Chain, proposal: int, found: Mapping[Address, int]) -> Call:
    return chain.governor.trim(proposal, list(found))


def _key(chain: Chain, proposal: int, found: Mapping[Address, int]) -> str:
    """The work's own name: what is lowered to the same weights twice is lowered once."""
    weights = " ".join(f"{voter} {weight}" for voter, weight in found.items())
    return f"governor {chain.governor.address} trim {proposal} {keccak(weights.encode()).hex()}"
