"""Who decided what about a round, as `decisions.csv` of its bundle tells it; pure.

One row for each decision, in the chain's order: `project,decision,who,decided_at,why`.

    decision    admitted; a round of this contract has no event by which a project that is in it would be excluded
    who         the account that decided: the round's operator
    decided_at  unix seconds, the time of the block
    why         as far as the chain says it: by which right, and the transaction in which to look

All of it follows from the chain's logs. Decisions about donors, who counts and how much, stand with their reasons in
`coefficients.csv`; they are not on the chain.
"""

from collections.abc import Iterable
from typing import NamedTuple

from quadrille.rounds.integers import read_integer
from quadrille.strict_csv import Table
from quadrille.types import Address, Hash32, Timestamp

DECISIONS = "decisions.csv"
"""The table's name in a bundle."""

COLUMNS = ("project", "decision", "who", "decided_at", "why")

ADMITTED = "admitted"


class Decision(NamedTuple):
    """One row."""

    project: str
    decision: str
    who: Address
    decided_at: Timestamp
    why: str


def admission(project: str, operator: Address, decided_at: Timestamp, transaction: Hash32) -> Decision:
    """A project's admission, as the chain tells it."""
    return Decision(project, ADMITTED, operator, decided_at, f"operator's right; see transaction {transaction}")


def read_decisions(lines: Iterable[bytes], file: str) -> tuple[Decision, ...]:
    """Read a table; raises MalformedFile with row, column and reason at the first flaw."""
    table = Table(lines, file, required=COLUMNS, optional=())
    decisions = []
    for row, (project, decision, who, decided_at, why) in table.rows():
        try:
            at = Timestamp(read_integer(decided_at))
        except ValueError as error:
            raise table.flaw(row, "decided_at", str(error)) from error
        decisions.append(Decision(project, decision, Address(who), at, why))
    return tuple(decisions)
