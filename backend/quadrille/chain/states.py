"""The states that contracts count in numbers, by name and in their order."""

from enum import IntEnum

from quadrille.languages.words import Said, marked, said


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


class Parameter(IntEnum):
    """What governance can change of how it decides, in the governor's order."""

    VOTING_DELAY = 0
    VOTING_PERIOD = 1
    PROPOSAL_THRESHOLD = 2
    QUORUM_BPS = 3
    MATURITY = 4
    FLIP_WINDOW = 5


class ChangeLevel(IntEnum):
    """How much a change of the Standard asks of those who follow it, in the log's order."""

    MINOR = 0
    MAJOR = 1
    FUNDAMENTAL = 2


class SeatVote(IntEnum):
    """What is kept of a seat on a chambers' ballot, in the contract's order. Trimmed: it no longer counts."""

    NONE = 0
    AGAINST = 1
    FOR = 2
    ABSTAIN = 3
    TRIMMED = 4


class FeedbackKind(IntEnum):
    """How much weight a seat's feedback has, in the contract's order."""

    REMARK = 0
    CONCERN = 1
    OBJECTION = 2


class FeedbackState(IntEnum):
    """How far a seat's feedback is, in the contract's order."""

    UNKNOWN = 0
    RAISED = 1
    ANSWERED = 2
    RESOLVED = 3
    LAPSED = 4


class AllegationState(IntEnum):
    """How far an alleged affiliation is, in the registry's order."""

    UNKNOWN = 0
    ALLEGED = 1
    DISPUTED = 2
    STANDS = 3
    DISMISSED = 4
    FELL = 5
    LIFTED = 6


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


WORDS = (
    *(marked("pending"), marked("active"), marked("canceled"), marked("defeated"), marked("succeeded")),
    *(marked("queued"), marked("expired"), marked("executed")),
    *(marked("open"), marked("closed"), marked("published"), marked("objected"), marked("finalised")),
    *(marked("cancelled"), marked("pool returned"), marked("plain")),
    *(marked("remark"), marked("concern"), marked("objection")),
    *(marked("unknown"), marked("raised"), marked("answered"), marked("resolved"), marked("lapsed")),
)
"""What states of proposals, rounds and feedback are called within a sentence."""


def word_of(state: ProposalState | RoundStatus | RoundMode | FeedbackKind | FeedbackState) -> Said:
    """What a state is called within a sentence, in the language spoken."""
    return said(state.name.lower().replace("_", " "))
