"""A round that keeps plain quadratic funding itself, typed."""

from collections.abc import Sequence
from typing import Any

from eth_abi.abi import decode

from quadrille.chain.calls import Call
from quadrille.chain.funding_round.round import RoundContract
from quadrille.chain.states import RoundMode
from quadrille.errors import NodeRefused
from quadrille.types import Address, BlockStamp, Hash32, ProjectIndex, Wei

GIFTS_AT_ONCE = 500
"""Calls of one request: half of what nodes commonly take."""


class PlainRound(RoundContract):
    """Calls and reads of a round in plain mode."""

    name = "PlainRound"
    mode = RoundMode.PLAIN

    def enrol(self, donor: Address, proof: list[Hash32]) -> Call:
        """Show that an account is on the list of those who are matched."""
        return self.call("enrol", donor, proof)

    def finalise(self, capped: list[ProjectIndex]) -> Call:
        """Make the result final; `capped` are the projects whose match is the cap when the pool is scaled."""
        return self.call("finalise", capped)

    def claim_matching(self, index: ProjectIndex) -> Call:
        """Pay a project its matching."""
        return self.call("claimMatching", index)

    def push(self, indices: list[ProjectIndex]) -> Call:
        """Pay several projects their matching, passing over those that cannot be paid."""
        return self.call("push", indices)

    def refund(self, donor: Address, indices: list[ProjectIndex]) -> Call:
        """Give a donor back what it gave to these projects: all of it, or what they never claimed."""
        return self.call("refund", donor, indices)

    def is_eligible(self, donor: Address) -> bool:
        """Whether donations of this account are matched from now on."""
        return bool(self.read("isEligible", donor))

    def gift_of(self, donor: Address, index: ProjectIndex) -> tuple[Wei, bool]:
        """What a donor gave to a project and was not paid back, and whether it counts."""
        amount, counts = self.read("giftOf", donor, index)
        return Wei(amount), bool(counts)

    def count_in(
        self, gifts: Sequence[tuple[Address, ProjectIndex]], at: BlockStamp
    ) -> set[tuple[Address, ProjectIndex]]:
        """Which of these donors' gifts to these projects count, as of a block; many in one request of the node."""
        counted = set()
        for start in range(0, len(gifts), GIFTS_AT_ONCE):
            part = gifts[start : start + GIFTS_AT_ONCE]
            calls = [("eth_call", [_question(self.call("giftOf", *gift)), hex(at.number)]) for gift in part]
            for gift, answer in zip(part, self.client.raw.batch(calls), strict=True):
                if isinstance(answer, NodeRefused):
                    raise answer
                counted |= {gift} if _says_so(answer) else set()
        return counted

    def match_of(self, index: ProjectIndex) -> Wei:
        """What a project gets of the pool by the donations there are."""
        return Wei(self.read("matchOf", index))

    def is_matching_claimed(self, index: ProjectIndex) -> bool:
        """Whether this project has its matching."""
        return bool(self.events("MatchingClaimed", index=index))


def _question(call: Call) -> dict[str, Any]:
    return {"to": call.to, "data": call.data}


def _says_so(answer: Any) -> bool:
    """The second word of what `giftOf` answers."""
    _, counts = decode(["uint256", "bool"], bytes.fromhex(str(answer)[2:]))
    return bool(counts)
