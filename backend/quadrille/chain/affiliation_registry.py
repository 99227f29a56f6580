"""AffiliationRegistry, typed: which wallet belongs to which project, said by itself or by others."""

from dataclasses import dataclass
from typing import Any

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.chain.hashes import hash_bytes, hash_text
from quadrille.chain.states import AllegationState
from quadrille.errors import NotFound
from quadrille.types import Address, Hash32, Timestamp

NO_END = 2**40 - 1
"""What `declared_until` has while a declaration was not taken back."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A wallet's word that it belongs to a project; it counts in [signed_at, deadline)."""

    wallet: Address
    project: Hash32
    signed_at: Timestamp
    deadline: Timestamp


@dataclass(frozen=True, slots=True)
class OnChainAffiliation:
    """What is known of a wallet and a project.

    declared_until   until when its declaration counts; 0 never, NO_END without end
    stands_from      from when an allegation counts, unless it is disputed; 0 is none
    case             the latest allegation, 0 for none
    """

    declared_until: Timestamp
    stands_from: Timestamp
    case: int


@dataclass(frozen=True, slots=True)
class Allegation:
    """A case as it is now; `since` is when its state began."""

    id: int
    project: Hash32
    wallet: Address
    state: AllegationState
    since: Timestamp


class AffiliationRegistryContract(Contract):
    """Declarations and allegations."""

    name = "AffiliationRegistry"

    def declare(self, project: Hash32) -> Call:
        """Declare that the sender belongs to a project."""
        return self.call("declare", hash_bytes(project))

    def declare_signed(self, declaration: Declaration, signature: str) -> Call:
        """Declare for a wallet that signed it; for anybody to send."""
        raw, times = bytes.fromhex(signature.removeprefix("0x")), (declaration.signed_at, declaration.deadline)
        return self.call("declareSigned", declaration.wallet, hash_bytes(declaration.project), *times, raw)

    def withdraw(self, project: Hash32) -> Call:
        """Take back what the sender declared; it counts for 30 more days."""
        return self.call("withdraw", hash_bytes(project))

    def allege(self, wallet: Address, project: Hash32, evidence_hash: Hash32) -> Call:
        """Allege that a wallet belongs to a project; for a badge holder to send."""
        return self.call("allege", wallet, hash_bytes(project), hash_bytes(evidence_hash))

    def dispute(self, case: int) -> Call:
        """Dispute an allegation; for the wallet to send."""
        return self.call("dispute", case)

    def dispute_signed(self, case: int, deadline: Timestamp, signature: str) -> Call:
        """Dispute for the wallet that signed it; for anybody to send."""
        return self.call("disputeSigned", case, deadline, bytes.fromhex(signature.removeprefix("0x")))

    def rule(self, case: int, is_upheld: bool) -> Call:
        """Rule on a disputed allegation; for governance or guardian to send."""
        return self.call("rule", case, is_upheld)

    def lift(self, case: int) -> Call:
        """End an allegation that stands or is not disputed; for governance or guardian to send."""
        return self.call("lift", case)

    def is_affiliated(self, project: Hash32, wallet: Address) -> bool:
        """Whether a wallet belongs to a project now, so that it cannot decide on it."""
        return bool(self.read("isAffiliated", hash_bytes(project), wallet))

    def affiliation_of(self, project: Hash32, wallet: Address) -> OnChainAffiliation:
        """What is known of a wallet and a project."""
        return OnChainAffiliation(*self.read("affiliationOf", hash_bytes(project), wallet))

    def allegation_of(self, case: int) -> Allegation:
        """An allegation as it is now; raises NotFound."""
        project, wallet, state, since = self.read("allegationOf", case)
        if state == AllegationState.UNKNOWN:
            raise NotFound("allegation of an affiliation", case)
        return Allegation(case, hash_text(project), wallet, AllegationState(state), since)

    def alleged(self, **indexed: Any) -> list[Event]:
        """Everybody who alleged, or those of an `id`, `project` (raw bytes) or `wallet`, oldest first."""
        return self.events("AffiliationAlleged", **indexed)

    def declaration_digest(self, declaration: Declaration) -> Hash32:
        """What a wallet signs to declare (EIP-712), as the contract computes it."""
        times = declaration.signed_at, declaration.deadline
        return hash_text(self.read("declarationDigest", declaration.wallet, hash_bytes(declaration.project), *times))

    def dispute_digest(self, case: int, deadline: Timestamp) -> Hash32:
        """What a wallet signs to dispute (EIP-712), as the contract computes it."""
        return hash_text(self.read("disputeDigest", case, deadline))
