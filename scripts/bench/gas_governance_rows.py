"""What is measured of governance, and what each row is meant to cost."""

from gas_ledger import Ledger

PROPOSE = "propose, 1 action, the proposer's first"
PROPOSE_NEXT = "propose, 1 action, the proposer's next"
PROPOSE_TEXT = "propose, 1 action, 4 KB of text"
PROPOSE_FIVE = "propose, 5 actions"
FIRST = "castVote, first on the proposal"
LATER = "castVote, later"
REPLACED = "castVote, in place of an earlier vote"
FLIPPED = "castVote, late, prolongs the vote"
SIGNED = "one signed vote, voter's first"
SIGNED_NEXT = "one signed vote, voter's next"
BATCH = "50 signed votes, per vote, voters' first"
BATCH_NEXT = "50 signed votes, per vote, voters' next"
BATCH_SEVEN = "50 signed votes, per vote, 7 badges each"
BATCH_YOUNG = "50 signed votes, per vote, 7 badges each, 3 too young"
BATCH_REPLACED = "50 signed votes, per vote, in place of earlier ones"
BATCH_BAD = "50 signed votes, 5 of them bad, per good vote"
TRIM = "trim of 10, per voter"
QUEUE, EXECUTE = "queue", "execute"

TAKE_SEATS = "chambers: take seats in tens, per seat"
CHAMBER_OPEN = "chambers: open a ballot"
CHAMBER_DENSE = "chamber votes, signed, per vote, near seats"
CHAMBER_ASTRIDE = "chamber votes, signed, per vote, near seats in two words"
CHAMBER_SPARSE = "chamber votes, signed, per vote, far seats"
CHAMBER_BAD = "50 chamber votes, signed, 5 of them bad, per good vote"
CHAMBER_SINGLE = "one chamber vote, by its voter"
CHAMBER_TRIM = "chambers: trim of 10, per seat"
CHAMBER_CLOSE = "chambers: close a ballot"

REACH = {
    PROPOSE: 130_000,
    PROPOSE_NEXT: 130_000,
    FIRST: 100_000,
    LATER: 83_000,
    BATCH: 52_000,
    BATCH_NEXT: 52_000,
    BATCH_SEVEN: 52_000,
    QUEUE: 150_000,
    EXECUTE: 105_000,
    f"50 {CHAMBER_DENSE}": 19_000,
    f"100 {CHAMBER_DENSE}": 18_000,
}
"""The most that a row of ours is meant to cost."""

LEDGER = Ledger("gas_governance", "Gas of governance.", REACH)
