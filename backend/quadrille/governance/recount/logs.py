"""What the chain's logs say of badges and votes, as the recount takes it. Pure."""

from dataclasses import dataclass
from enum import IntEnum

from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

Place = tuple[int, int]
"""A log's block number and its index in the block: what comes first has the lesser place."""


class Which(IntEnum):
    """What governance can change of how it decides, in the governor's order."""

    VOTING_DELAY = 0
    VOTING_PERIOD = 1
    PROPOSAL_THRESHOLD = 2
    QUORUM_BPS = 3
    MATURITY = 4
    FLIP_WINDOW = 5


@dataclass(frozen=True, slots=True)
class VotesChanged:
    """A holder's votes became others (DelegateVotesChanged)."""

    place: Place
    holder: Address
    had: int
    has: int


@dataclass(frozen=True, slots=True)
class BadgeChanged:
    """A badge is in another wallet or none, or weighs something else (BadgeIssued, Transfer, BadgeLapsed).

    holder   who has it from now on; None once it is gone
    """

    place: Place
    number: ContributionNumber
    holder: Address | None
    weight: int
    why: str
    kind: KindId


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """Governance changed how it decides."""

    place: Place
    which: Which
    value: int


@dataclass(frozen=True, slots=True)
class Made:
    """A proposal as its two events tell it (ProposalCreated, ProposalFramed)."""

    id: int
    place: Place
    at: Timestamp
    proposer: Address
    opens_at: Timestamp
    ends_at: Timestamp
    snapshot_at: Timestamp
    quorum_votes: int


@dataclass(frozen=True, slots=True)
class Cast:
    """A vote that was counted; `weight` is what its event says."""

    place: Place
    at: Timestamp
    voter: Address
    support: int
    weight: int


@dataclass(frozen=True, slots=True)
class Trim:
    """A vote that was lowered, by its event."""

    place: Place
    at: Timestamp
    transaction: Hash32
    voter: Address
    had: int
    has: int


@dataclass(frozen=True, slots=True)
class Extended:
    """Voting goes on longer, by its event."""

    place: Place
    until: Timestamp


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a proposal after its vote; `eta` is 0 as long as it is not queued."""

    eta: Timestamp
    is_executed: bool
    is_canceled: bool


@dataclass(frozen=True, slots=True)
class VoteLogs:
    """All that the logs say of one proposal, each list oldest first."""

    made: Made
    casts: tuple[Cast, ...]
    trims: tuple[Trim, ...]
    extensions: tuple[Extended, ...]
    ended: Ended

    def steps(self) -> list["Cast | tuple[Trim, ...]"]:
        """Votes, and the votes that one call lowered together: the outcome is looked at after each of these.

        A prolongation ends such a call; two calls in one transaction that prolong nothing are one to the outcome.
        """
        marks: list[Cast | Trim | Extended] = [*self.casts, *self.trims, *self.extensions]
        found: list[Cast | tuple[Trim, ...]] = []
        open_in: Hash32 | None = None
        for log in sorted(marks, key=lambda log: log.place):
            if isinstance(log, Trim):
                if log.transaction == open_in:
                    found[-1] = (*found[-1], log)  # type: ignore[misc]
                else:
                    found.append((log,))
                open_in = log.transaction
                continue
            open_in = None
            if isinstance(log, Cast):
                found.append(log)
        return found
