"""Who decided what about a round, as `decisions.csv` of its bundle tells it; pure.

One row for each word of a reviewer, in the chain's order: `project,decision,who,decided_at,why`.

    project     the name by which the round knows it; also of those that were not admitted
    decision    admitted or rejected: how this reviewer voted; as many as the round's terms say decide
    who         the account that voted: a reviewer, or governance
    decided_at  unix seconds, the time of the block
    why         the reviewer's reason on the chain, and the transaction in which to look

All of it follows from the chain's logs. Decisions about donors, who counts and how much, stand with their reasons in
`coefficients.csv`, whose hash the committer fixed on the chain before the result.
"""

from collections.abc import Iterable
from typing import NamedTuple

from quadrille.rounds.integers import read_integer
from quadrille.rounds.outcome.coefficients import REASON_CHARACTERS
from quadrille.strict_csv import Table
from quadrille.types import Address, Hash32, Timestamp

DECISIONS = "decisions.csv"
"""The table's name in a bundle."""

COLUMNS = ("project", "decision", "who", "decided_at", "why")

ADMITTED, REJECTED = "admitted", "rejected"


class Decision(NamedTuple):
    """One row."""

    project: str
    decision: str
    who: Address
    decided_at: Timestamp
    why: str


def vote(project: str, is_yes: bool, who: Address, decided_at: Timestamp, why: tuple[str, Hash32]) -> Decision:
    """A reviewer's word, as the chain tells it; why is the reason and the transaction."""
    reason, transaction = why
    # The transaction first: a field that begins with a reason could be a spreadsheet's formula.
    words = f"transaction {transaction}: {_one_line(reason)}"
    return Decision(project, ADMITTED if is_yes else REJECTED, who, decided_at, words)


def read_decisions(lines: Iterable[bytes], file: str) -> tuple[Decision, ...]:
    """Read a table; raises MalformedFile with row, column and reason at the first flaw."""
    table = Table(lines, file, required=COLUMNS, optional=())
    decisions = []
    for row, (project, decision, who, decided_at, why) in table.rows():
        try:
            at = Timestamp(read_integer(decided_at))
        except ValueError as error:
            raise table.flaw(row, "decided_at", str(error)) from error
        if decision not in (ADMITTED, REJECTED):
            raise table.flaw(row, "decision", f"{decision[:20]!r} is neither {ADMITTED} nor {REJECTED}")
        decisions.append(Decision(project, decision, Address(who), at, why))
    return tuple(decisions)


def _one_line(reason: str) -> str:
    """A reason as a table may hold it."""
    printable = "".join(sign if sign.isprintable() else " " for sign in reason)
    return " ".join(printable.split())[:REASON_CHARACTERS]
