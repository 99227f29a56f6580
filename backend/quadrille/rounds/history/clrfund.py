"""The rules by which rounds of clr.fund were paid, from the tally of their secret votes.

A donor's money becomes voice credits, `voiceCreditFactor` units each; v votes for a project cost v^2 credits. The tally
says for each project its votes t and the credits s that were spent on it; S is everything spent. A payout contains what
donors gave to the project itself.

    linear  pool * t // sum of t + s * factor                       until 2021
    alpha   (alpha * factor * t^2 + 10^18 * factor * s - alpha * factor * s) // 10^18
            alpha = (budget - S * factor) * 10^18 // (factor * (sum of t^2 - S)), where budget = pool + S * factor

Alpha is not limited to one: a pool that is too large is scaled up. Every division rounds down, and the rest stayed in
the contract.
Source: clrfund/monorepo, contracts/contracts/FundingRound.sol.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from quadrille.errors import BadInput

ALPHA_PRECISION = 10**18


class Formula(StrEnum):
    """By which rule a round was paid."""

    LINEAR = "clrfund-linear"
    ALPHA = "clrfund-alpha"


class Option(NamedTuple):
    """What one project got in votes, and the voice credits that these cost."""

    votes: int
    spent_credits: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A round's votes as they were published; the sum that was spent is given as the contract was told it."""

    options: Mapping[int, Option]
    spent_credits: int
    factor_units: int

    @property
    def donated_units(self) -> int:
        """What all donors gave together."""
        return self.spent_credits * self.factor_units

    @property
    def squares(self) -> int:
        """The sum of all projects' votes, each squared."""
        return sum(option.votes**2 for option in self.options.values())


def payouts(formula: Formula, tally: Tally, pool_units: int) -> dict[int, int]:
    """What each project was paid, in units, its own donations with it; raises BadInput as `alpha_of`."""
    if formula is Formula.LINEAR:
        return linear_payouts(tally, pool_units)
    budget_units = pool_units + tally.donated_units
    return alpha_payouts(tally, alpha_of(budget_units, tally.squares, tally.spent_credits, tally.factor_units))


def linear_payouts(tally: Tally, pool_units: int) -> dict[int, int]:
    """Share the pool by votes alone; nobody is matched in a round without votes."""
    votes = sum(option.votes for option in tally.options.values())
    return {
        index: (pool_units * option.votes // votes if votes else 0) + option.spent_credits * tally.factor_units
        for index, option in tally.options.items()
    }


def alpha_payouts(tally: Tally, alpha: int) -> dict[int, int]:
    """Pay that part, of 10^18, of each full match; raises BadInput for a tally that cannot be."""
    return {index: _alpha_payout(index, option, tally.factor_units, alpha) for index, option in tally.options.items()}


def alpha_of(budget_units: int, squares: int, spent_credits: int, factor_units: int) -> int:
    """Compute the part, of 10^18, of the full matches that the pool pays.

    raises   BadInput where the contract would have refused: a budget below the donations (its InvalidBudget), no
             project with two donors (its NoProjectHasMoreThanOneVote)
    """
    donated_units = spent_credits * factor_units
    if budget_units < donated_units:
        raise BadInput(
            f"The budget of {budget_units} units is {donated_units - budget_units} less than the {donated_units} units "
            f"that donors gave, {spent_credits} voice credits of {factor_units} units each (InvalidBudget).",
            "A budget is the matching pool and all donations together; correct it, or the credits that were spent.",
        )
    if squares <= spent_credits:
        raise BadInput(
            f"The squared votes of all projects add up to {squares}, not more than the {spent_credits} voice credits "
            "that were spent: no project has votes of two donors (NoProjectHasMoreThanOneVote).",
            "Nobody can be matched by clrfund-alpha here; look whether the tally is complete.",
        )
    return (budget_units - donated_units) * ALPHA_PRECISION // (factor_units * (squares - spent_credits))


def _alpha_payout(index: int, option: Option, factor_units: int, alpha: int) -> int:
    squared, spent = factor_units * option.votes**2, factor_units * option.spent_credits
    if spent > squared:
        raise BadInput(
            f"Project {index} has {option.votes} votes, which cost at most {option.votes**2} voice credits, but "
            f"{option.spent_credits} were spent on it.",
            "Correct its votes or its credits.",
        )
    return (alpha * squared + ALPHA_PRECISION * spent - alpha * spent) // ALPHA_PRECISION
