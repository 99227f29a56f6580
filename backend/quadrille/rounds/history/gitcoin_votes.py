"""Votes as Gitcoin exported them, in any of three layouts, CSV or a list in JSON with the same names.

    votes               id, ..., projectId, applicationId, roundId, voter, grantAddress, token, amount, amountUSD,
                        amountRoundToken: Grants Stack, by round
    vote_coefficients   the same without amountRoundToken, with coefficient: what the round counted of each vote
    contributions       contributor, grant, amount: the first rounds, in dollars

What was given is `amountRoundToken`, base units of the round's token; else dollars, `amountUSD` or, in the layout of
the first rounds, `amount`, read exactly as decimals and scaled to base units. `amount` beside `token` is not used: sums
of different tokens cannot be added. The first row decides, and every other row must have the same columns.
Source: gitcoinco/grants-stack-indexer, src/http/api/v1/exports.ts.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from quadrille.rounds.history.exact_decimals import read_decimal, whole_units
from quadrille.rounds.history.foreign_table import Row
from quadrille.rounds.history.scores import one_spelling
from quadrille.rounds.integers import read_integer
from quadrille.types import BPS_ONE, UINT256_MAX

TOKEN_UNITS, DOLLARS, AMOUNT = "amountRoundToken", "amountUSD", "amount"

USUAL_DECIMALS = 18


class Vote(NamedTuple):
    """One gift as a round recorded it; what the export does not have is None.

    row               for messages
    project           the application where votes name it, as the round was matched by applications
    amount_usd        what it was worth in dollars
    coefficient_bps   what the round counted of it
    """

    row: Row
    id: str | None
    donor: str
    project: str
    paid_to: str | None
    amount_units: int
    amount_usd: Fraction | None
    coefficient_bps: int | None


def read_votes(rows: Iterable[Row], decimals: int = USUAL_DECIMALS) -> Iterator[Vote]:
    """Yield the votes of an export.

    decimals   of the base units that dollars are scaled to
    raises     MalformedFile at the first flaw, also for an amount that is finer than a unit
    """
    rest = iter(rows)
    first = next(rest, None)
    if first is None:
        return
    donor = first.first_of("voter", "contributor")
    project = first.first_of("applicationId", "projectId", "grant")
    amount = first.first_of(*((TOKEN_UNITS, DOLLARS) if "token" in first.fields else (TOKEN_UNITS, DOLLARS, AMOUNT)))
    for row in chain([first], rest):
        yield Vote(
            row=row,
            id=row.fields.get("id"),
            donor=one_spelling(row.needed(donor)),
            project=row.needed(project),
            paid_to=row.fields.get("grantAddress"),
            amount_units=row.read(amount, read_integer) if amount == TOKEN_UNITS else _scaled(row, amount, decimals),
            amount_usd=row.read(DOLLARS, read_decimal) if row.fields.get(DOLLARS) else None,
            coefficient_bps=row.read("coefficient", read_coefficient) if row.fields.get("coefficient") else None,
        )


def read_coefficient(text: str) -> int:
    """Read a coefficient from 0 to 1 in basis points, as Grants Stack did: a product of doubles, cut off.

    That makes 0.0003 two basis points and not three. Exactness would be a different result from the one that was paid.
    raises   ValueError with the reason
    """
    exact = read_decimal(text)
    if exact > 1:
        raise ValueError(f"{text} is over 1")
    return cut_to_bps(float(exact))


def cut_to_bps(coefficient: float) -> int:
    """Basis points of a coefficient that is a double already."""
    return int(coefficient * BPS_ONE)


def _scaled(row: Row, column: str, decimals: int) -> int:
    units = row.read(column, lambda text: whole_units(text, decimals))
    if units > UINT256_MAX:
        raise row.flaw(column, f"{row.fields[column]} is over 2^256 - 1 units of {decimals} decimals")
    return units
