"""A round's calculation with all that went into it: what `why` explains. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from quadrille.rounds.configuration import Configuration
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.outcome.coefficients import Coefficients, count_persons


@dataclass(frozen=True, slots=True)
class Calculation:
    """What was given under which rules, and what follows.

    donations      as they were given: from wallets, each in full
    coefficients   which wallets are one person's, and what of a gift counts; empty when every wallet counts in full
    projects       every project that could be given to
    """

    rules: Configuration
    donations: Sequence[Donation]
    coefficients: Coefficients
    projects: Sequence[str]
    matching: Matching

    def person_of(self) -> dict[str, str]:
        """Who each wallet of the table gives for; any other gives for itself."""
        return {row.wallet: row.person for row in self.coefficients}

    def counted(self) -> list[Donation]:
        """The donations as they are matched, in their order: from persons, with the coefficient that counts."""
        return count_persons(self.donations, self.coefficients) if self.coefficients else list(self.donations)

    def without(self, wallets: Collection[str]) -> Matching:
        """What the matching would be had these wallets given nothing."""
        others = [gift for gift in self.donations if gift.donor not in wallets]
        return calculate(self.rules, others, self.coefficients, self.projects, self.matching.pool_units).matching


def calculate(
    rules: Configuration,
    donations: Sequence[Donation],
    coefficients: Coefficients,
    projects: Sequence[str],
    pool_units: int,
) -> Calculation:
    """Share a pool by a round's own rules; the same facts give the same result on every machine."""
    counted = count_persons(donations, coefficients) if coefficients else donations
    matching = match_donations(rules.mechanism, counted, pool_units, rules.params)
    return Calculation(rules, donations, coefficients, projects, matching)
