"""ContributionBadge, typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import function_signature_to_4byte_selector

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.errors import ContractReverted, NotFound
from quadrille.types import Address, BlockStamp, ContributionNumber, Hash32, KindId, Timestamp

ISSUE_BATCH = "0x" + function_signature_to_4byte_selector("issueBatch((uint64,address,uint16,bytes32)[])").hex()
"""The selector of `issueBatch`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a badge of this kind is worth. `max_per_holder` 0 is without limit."""

    id: KindId
    name: str
    level: int
    chamber: int
    weight: int
    max_per_holder: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Badge:
    """A live badge, as the chain has it."""

    number: ContributionNumber
    holder: Address
    kind: KindId
    weight: int
    issued_at: Timestamp
    issuer: Address


@dataclass(frozen=True, slots=True)
class Voucher:
    """Permission for `to` to have one badge, usable in `[valid_from, deadline)`."""

    issuer: Address
    to: Address
    number: ContributionNumber
    kind: KindId
    evidence_hash: Hash32
    valid_from: Timestamp
    deadline: Timestamp

    def as_tuple(self) -> tuple[str, str, int, int, str, int, int]:
        """The fields in the order of the Solidity struct."""
        return (
            self.issuer,
            self.to,
            self.number,
            self.kind,
            self.evidence_hash,
            self.valid_from,
            self.deadline,
        )


@dataclass(frozen=True, slots=True)
class Issue:
    """A badge to be given by an issuer's own transaction."""

    number: ContributionNumber
    to: Address
    kind: KindId
    evidence_hash: Hash32

    def as_tuple(self) -> tuple[int, str, int, bytes]:
        """The fields in the order of the Solidity struct."""
        return self.number, self.to, self.kind, bytes.fromhex(self.evidence_hash[2:])


class BadgeContract(Contract):
    """The soulbound badge that is also a vote."""

    name = "ContributionBadge"

    def register_kind(self, kind: Kind) -> Call:
        """Register what a badge of this kind is worth."""
        spec = (kind.name, kind.level, kind.chamber, kind.weight, kind.max_per_holder, kind.is_open)
        return self.call("registerKind", kind.id, spec)

    def set_issuer(self, issuer: Address, weight_per_week: int) -> Call:
        """Let `issuer` give up to this much weight a week; 0 takes the right away."""
        return self.call("setIssuer", issuer, weight_per_week)

    def claim(self, voucher: Voucher, signature: str) -> Call:
        """Redeem a voucher; anyone may send this, the badge goes to the voucher's `to`."""
        return self.call("claim", voucher.as_tuple(), bytes.fromhex(signature.removeprefix("0x")))

    def issue_batch(self, issues: Sequence[Issue]) -> Call:
        """Give several badges at once, all or none; for an issuer to send."""
        # Encoded here: on its way through web3 a batch takes longer than on its way into a block.
        words = encode(["(uint64,address,uint16,bytes32)[]"], [[issue.as_tuple() for issue in issues]])
        return Call(f"{self.name}.issueBatch", self.address, ISSUE_BATCH + words.hex())

    def burn(self, number: ContributionNumber) -> Call:
        """Give up one's own badge; its number is never used again."""
        return self.call("burn", number)

    def voucher_digest(self, voucher: Voucher) -> Hash32:
        """The EIP-712 digest as the contract computes it."""
        return Hash32("0x" + self.read("voucherDigest", voucher.as_tuple()).hex())

    def is_used(self, number: ContributionNumber) -> bool:
        """Whether this number has ever had a badge, live or not."""
        return bool(self.read("isUsed", number))

    def badge_of(self, number: ContributionNumber) -> Badge:
        """The live badge of this number; raises NotFound when it was never issued, or was burnt or revoked."""
        try:
            holder, kind, weight, issued_at, issuer = self.read("badgeOf", number)
        except ContractReverted as refusal:
            if refusal.name != "ERC721NonexistentToken":
                raise
            raise NotFound("live badge", number) from refusal
        return Badge(number, holder, kind, weight, issued_at, issuer)

    def kind_of(self, kind: KindId) -> Kind:
        """What a badge of this kind is worth."""
        return Kind(kind, *self.read("kindOf", kind))

    def votes_of(self, holder: Address, at: BlockStamp | None = None) -> int:
        """The holder's voting weight."""
        return int(self.read("getVotes", holder, at=at))

    def past_votes_of(self, holder: Address, moment: Timestamp) -> int:
        """The holder's voting weight at a past time."""
        return int(self.read("getPastVotes", holder, moment))

    def count_of(self, holder: Address) -> int:
        """How many live badges the holder has."""
        return int(self.read("balanceOf", holder))

    def issued(self, **indexed: Any) -> list[Event]:
        """The issue of every badge, or of those with this `number` or `holder`, oldest first; hashes as 0x text."""
        return [
            replace(event, args={**event.args, "evidenceHash": Hash32("0x" + event.args["evidenceHash"].hex())})
            for event in self.events("BadgeIssued", **indexed)
        ]

    def highest_number(self) -> ContributionNumber:
        """The highest number that a badge was ever issued with; 0 when none was."""
        return ContributionNumber(max((event.args["number"] for event in self.issued()), default=0))

    def issue_of(self, number: ContributionNumber) -> Event:
        """The issue of the badge with this number; raises NotFound when it never was."""
        found = self.issued(number=number)
        if not found:
            raise NotFound("badge", number, "A badge appears here once it is claimed.")
        return found[0]
