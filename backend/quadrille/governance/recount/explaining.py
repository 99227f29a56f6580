"""`why-power`: what somebody's vote weighs, badge by badge, and whether the contract says the same."""

from dataclasses import dataclass
from typing import Any

from quadrille.chain.governor import GovernorContract
from quadrille.chain.states import Parameter
from quadrille.governance.recount.power import Part, holds_of, parts_of, words_of
from quadrille.governance.recount.reading import GovernanceLogs
from quadrille.types import Address, BlockStamp, Timestamp

SAID = ("number", "kind", "kind_name", "weight", "held_since", "counted", "why")
"""What a document says of a badge."""


@dataclass(frozen=True, slots=True)
class Power:
    """What a vote of a wallet weighs: on a proposal, or on one that is made in the second after the block.

    contract_votes   what the governor says; the badges' sum is `votes`
    badges           one line each; what is in no document of `SAID` is for faces that say times in their own way
    """

    wallet: Address
    proposal: int | None
    block: BlockStamp
    snapshot_at: Timestamp
    votes: int
    contract_votes: int
    badges: tuple[dict[str, Any], ...]

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON; weights as decimal text."""
        return {
            "wallet": self.wallet,
            "proposal": None if self.proposal is None else str(self.proposal),
            "block_number": self.block.number,
            "snapshot_at": self.snapshot_at,
            "votes": str(self.votes),
            "contract_votes": str(self.contract_votes),
            "equal": self.votes == self.contract_votes,
            "badges": [{name: line[name] for name in SAID} for line in self.badges],
        }


def explain(governor: GovernorContract, wallet: Address, proposal: int | None = None) -> Power:
    """What a vote of this wallet weighs now, on a proposal or on the next one, and why; raises NotFound."""
    logs = GovernanceLogs(governor)
    maturity_seconds = governor.parameter(Parameter.MATURITY)
    if proposal is None:
        snapshot_at = Timestamp(logs.until.at - maturity_seconds)
    else:
        snapshot_at = logs.proposal(proposal).made.snapshot_at
    snapshot, now = logs.first_place_after(snapshot_at), (logs.until.number + 1, 0)
    parts = parts_of(holds_of(wallet, logs.badges), snapshot, now)
    return Power(
        wallet,
        proposal,
        logs.until,
        snapshot_at,
        sum(one.counted for one in parts),
        int(governor.read("getVotes", wallet, snapshot_at, at=logs.until)),
        tuple(_line(logs, one, maturity_seconds) for one in parts),
    )


def _line(logs: GovernanceLogs, part: Part, maturity_seconds: int) -> dict[str, Any]:
    hold = part.hold
    known = logs.kinds.get(hold.kind)
    return {
        "number": str(hold.number),
        "kind": hold.kind,
        "kind_name": known.name if known else "",
        "weight": str(hold.weight),
        "held_since": logs.at(hold.since[0]),
        "counted": str(part.counted),
        "why": words_of(part, logs.at, maturity_seconds),
        "is": part.is_,
        "ended": hold.ended,
        "ended_at": logs.at(hold.until[0]) if hold.until else None,
        "counts_from": logs.at(hold.since[0]) + maturity_seconds,
    }
