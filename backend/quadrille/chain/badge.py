"""ContributionBadge, typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from eth_abi.abi import encode
from eth_utils.abi import function_signature_to_4byte_selector

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.errors import ContractReverted, NotFound
from quadrille.types import NOBODY, Address, BlockStamp, ContributionNumber, Hash32, KindId, Timestamp

ISSUE_BATCH = "0x" + function_signature_to_4byte_selector("issueBatch((uint64,address,uint16,bytes32)[])").hex()
"""The selector of `issueBatch`."""

MISSING = {"ERC721NonexistentToken", "ContributionBadgeNoRevocation", "ContributionBadgeNoRecovery"}
"""What the contract reverts with when there is nothing to read."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a badge of this kind is worth. `max_per_holder` 0 is without limit, `term_seconds` 0 without end."""

    id: KindId
    name: str
    level: int
    chamber: int
    weight: int
    max_per_holder: int
    term_seconds: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Badge:
    """A live badge, as the chain has it. `weight` is 0 once it has lapsed, `held_since` later once it was moved."""

    number: ContributionNumber
    holder: Address
    kind: KindId
    weight: int
    issued_at: Timestamp
    issuer: Address
    held_since: Timestamp


@dataclass(frozen=True, slots=True)
class Revocation:
    """What an issuer has announced: from `due_at` on anybody can complete it, unless the holder has appealed."""

    due_at: Timestamp
    reason: int
    is_appealed: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Badges that both wallets agree to move; it counts before `deadline`."""

    source: Address
    target: Address
    numbers: tuple[ContributionNumber, ...]
    deadline: Timestamp

    def as_tuple(self) -> tuple[str, str, list[int], int]:
        """The fields in the order of the Solidity struct."""
        return self.source, self.target, list(self.numbers), self.deadline


@dataclass(frozen=True, slots=True)
class Recovery:
    """A wallet asked for the badges of another; `approved_at` is 0 until somebody agreed."""

    requested_at: Timestamp
    approved_at: Timestamp


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
        terms = (kind.weight, kind.max_per_holder, kind.term_seconds, kind.is_open)
        return self.call("registerKind", kind.id, (kind.name, kind.level, kind.chamber, *terms))

    def set_issuer(self, issuer: Address, weight_per_week: int) -> Call:
        """Let `issuer` give up to this much weight a week; 0 takes the right away."""
        return self.call("setIssuer", issuer, weight_per_week)

    def set_registrar(self, registrar: Address) -> Call:
        """Name who sets kinds and issuers beside governance; the zero address is nobody."""
        return self.call("setRegistrar", registrar)

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

    def lapse(self, number: ContributionNumber) -> Call:
        """End the vote of a badge whose term is over; for anybody to send."""
        return self.call("lapse", number)

    def revoke(self, number: ContributionNumber, reason: int) -> Call:
        """Take a badge away at once; for governance to send."""
        return self.call("revoke", number, reason)

    def announce_revocation(self, number: ContributionNumber, reason: int) -> Call:
        """Announce that a badge is to be taken away; for its own issuer to send."""
        return self.call("announceRevocation", number, reason)

    def appeal_revocation(self, number: ContributionNumber) -> Call:
        """Leave an announced revocation to guardian and governance; for the holder to send."""
        return self.call("appealRevocation", number)

    def confirm_revocation(self, number: ContributionNumber) -> Call:
        """Take away at once what the issuer wants back; for guardian or governance to send."""
        return self.call("confirmRevocation", number)

    def complete_revocation(self, number: ContributionNumber) -> Call:
        """Take away what is due and was not appealed; for anybody to send."""
        return self.call("completeRevocation", number)

    def drop_revocation(self, number: ContributionNumber) -> Call:
        """Give up a revocation; for the badge's issuer, guardian or governance to send."""
        return self.call("dropRevocation", number)

    def revocation_of(self, number: ContributionNumber) -> Revocation:
        """The announced revocation of a badge; raises NotFound when there is none."""
        return Revocation(*self._read_or_missing("announced revocation of badge", number, "revocationOf", number))

    def move_badges(self, move: Move, source_signature: str, target_signature: str) -> Call:
        """Move badges that both wallets signed for; for anybody to send."""
        signatures = (bytes.fromhex(one.removeprefix("0x")) for one in (source_signature, target_signature))
        return self.call("moveBadges", move.as_tuple(), *signatures)

    def name_guardian(self, guardian: Address) -> Call:
        """Name who may approve a recovery of the sender's badges beside governance; the zero address is nobody."""
        return self.call("nameGuardian", guardian)

    def request_recovery(self, source: Address) -> Call:
        """Ask for the badges of a lost wallet; for the new wallet to send."""
        return self.call("requestRecovery", source)

    def approve_recovery(self, source: Address, target: Address) -> Call:
        """Approve a recovery; for governance or the guardian that `source` named to send."""
        return self.call("approveRecovery", source, target)

    def stop_recovery(self, source: Address, target: Address) -> Call:
        """Stop a recovery; for either wallet or governance to send."""
        return self.call("stopRecovery", source, target)

    def complete_recovery(self, source: Address, numbers: Sequence[ContributionNumber]) -> Call:
        """Take badges of an approved recovery; for the new wallet to send."""
        return self.call("completeRecovery", source, list(numbers))

    def recovery_of(self, source: Address, target: Address) -> Recovery:
        """A recovery under way; raises NotFound when there is none."""
        return Recovery(*self._read_or_missing("recovery of the badges of", source, "recoveryOf", source, target))

    def guardian_of(self, holder: Address) -> Address:
        """Whom the holder named to approve a recovery; the zero address is nobody."""
        return Address(self.read("guardianOf", holder))

    def move_digest(self, move: Move) -> Hash32:
        """The EIP-712 digest of a move as the contract computes it."""
        return Hash32("0x" + self.read("moveDigest", move.as_tuple()).hex())

    def voucher_digest(self, voucher: Voucher) -> Hash32:
        """The EIP-712 digest as the contract computes it."""
        return Hash32("0x" + self.read("voucherDigest", voucher.as_tuple()).hex())

    def is_used(self, number: ContributionNumber) -> bool:
        """Whether this number has ever had a badge, live or not."""
        return bool(self.read("isUsed", number))

    def badge_of(self, number: ContributionNumber) -> Badge:
        """The live badge of this number; raises NotFound when it was never issued, or was burnt or revoked."""
        found = self._read_or_missing("live badge", number, "badgeOf", number)
        holder, kind, weight, issued_at, issuer, held_since = found
        return Badge(number, holder, kind, weight, issued_at, issuer, held_since)

    def kind_of(self, kind: KindId) -> Kind:
        """What a badge of this kind is worth."""
        return Kind(kind, *self.read("kindOf", kind))

    def is_issuer(self, account: Address) -> bool:
        """Whether this account may give badges now."""
        weight_per_week, _ = self.read("issuerBudget", account)
        return bool(weight_per_week)

    def authority(self, which: Literal["registrar", "guardian"]) -> Address:
        """Who has this office beside governance; the zero address is nobody."""
        return Address(self.read(which))

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

    def holders(self) -> dict[ContributionNumber, Address | None]:
        """Who has each badge that was ever issued, by number; None where it has ended."""
        moves = sorted(self.events("Transfer"), key=lambda move: (move.block_number, move.log_index))
        latest = {ContributionNumber(move.args["tokenId"]): Address(move.args["to"]) for move in moves}
        return {number: None if to == NOBODY else to for number, to in sorted(latest.items())}

    def badges_of(self, holder: Address) -> list[ContributionNumber]:
        """The numbers of the live badges that a holder has now, however they came there."""
        return [number for number, owner in self.holders().items() if owner == holder]

    def is_held(self, number: ContributionNumber, holder: Address) -> bool:
        """Whether this is a live badge of this holder."""
        try:
            return self.badge_of(number).holder == holder
        except NotFound:
            return False

    def _read_or_missing(self, what: str, key: object, function: str, *arguments: Any) -> Any:
        try:
            return self.read(function, *arguments)
        except ContractReverted as refusal:
            if refusal.name not in MISSING:
                raise
            raise NotFound(what, key) from refusal
