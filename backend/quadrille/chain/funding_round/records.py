"""What a round says of itself: its projects, their applications, its result."""

from dataclasses import dataclass

from quadrille.chain.states import ProjectState
from quadrille.types import Address, BlockNumber, Hash32, ProjectIndex, Timestamp, Wei


@dataclass(frozen=True, slots=True)
class Application:
    """One edition of an application, from its log."""

    index: ProjectIndex
    applicant: Address
    edition: int
    payee: Address
    name: str
    metadata_hash: Hash32


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's word on one edition, and where it stands on the chain."""

    index: ProjectIndex
    edition: int
    reviewer: Address
    admitted: bool
    reason: str
    block_number: BlockNumber
    transaction: Hash32


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project as the contract has it now; `next_payee` takes over at `next_payee_at`, 0 when there is none."""

    state: ProjectState
    applicant: Address
    payee: Address
    received_wei: Wei
    is_paid: bool
    edition: int
    held_until: Timestamp
    next_payee: Address
    next_payee_at: Timestamp


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """The result that stands; all zero when none does. Times in unix seconds, 0 is none.

    rest         what is not pushed yet: the fold of the list after what was
    objected_at  since when an objection is open; it is ruled on until `stop_left_seconds` after that
    lapses_at    until when a final result can be claimed
    """

    root: Hash32
    rest: Hash32
    bundle_hash: Hash32
    total_wei: Wei
    finalisable_at: Timestamp
    objected_at: Timestamp
    stop_left_seconds: int
    lapses_at: Timestamp

    @property
    def stands(self) -> bool:
        """Whether a result is published and was not thrown out."""
        return self.finalisable_at != 0

    @property
    def is_finalised(self) -> bool:
        """Whether nothing can change it any more."""
        return self.lapses_at != 0


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication of a result, from its log."""

    root: Hash32
    list_hash: Hash32
    total_wei: Wei
    bundle_hash: Hash32
    digest: Hash32
    coefficients: Hash32
    block_number: BlockNumber


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection, from its log."""

    objector: Address
    standing: int
    reason_hash: Hash32
    decision_ends_at: Timestamp
    transaction: Hash32
