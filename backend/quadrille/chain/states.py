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
    """The contract's states, in its order."""

    PENDING = 0
    OPEN = 1
    CLOSED = 2
    PUBLISHED = 3
    FINALISED = 4
    CANCELLED = 5
    POOL_RETURNED = 6
