"""The states that contracts count in numbers, by name and in their order."""

from enum import IntEnum


class ProposalState(IntEnum):
    """OpenZeppelin Governor's states, in its order."""

    PENDING = 0
    ACTIVE = 1
    CANCELED = 2
    DEFEATED = 3
    SUCCEEDED = 4
    QUEUED = 5
    EXPIRED = 6
    EXECUTED = 7


class Support(IntEnum):
    """What a ballot says, in OpenZeppelin's order."""

    AGAINST = 0
    FOR = 1
    ABSTAIN = 2


class RoundStatus(IntEnum):
    """Where a round stands, in the contract's order."""

    PENDING = 0
    OPEN = 1
    CLOSED = 2
    PUBLISHED = 3
    OBJECTED = 4
    FINALISED = 5
    CANCELLED = 6
    POOL_RETURNED = 7


class RoundMode(IntEnum):
    """Who keeps a round's result, in the factory's order: a publisher, or the contract itself."""

    PUBLISHED = 0
    PLAIN = 1


class ProjectState(IntEnum):
    """Where an application to a round stands, in the contract's order."""

    NONE = 0
    APPLIED = 1
    REJECTED = 2
    ADMITTED = 3


class Saturation(IntEnum):
    """What a pool does that is larger than all full matches, in the contract's order."""

    KEEP = 0
    SCALE = 1


class Leftover(IntEnum):
    """Who has what a result leaves of the pool, in the contract's order."""

    SPONSORS = 0
    TREASURY = 1


class Standing(IntEnum):
    """By what right somebody objects, in the contract's order."""

    DONOR = 0
    APPLICANT = 1
    SPONSOR = 2
    HOLDER = 3


class Ruling(IntEnum):
    """What governance says of an objection, in the contract's order."""

    UPHELD = 0
    DISMISSED = 1
    FRIVOLOUS = 2
