"""Coefficients from a table of scores: how sure a score makes us that a wallet is one person's, and nothing else.

A table is CSV with `wallet` and `score`; other columns are passed over. The rule has three numbers:

    score < zero_below             0
    zero_below <= score            least_bps, rising in a straight line to 10 000 at full_from, rounded down
    full_from <= score             10 000

The usual numbers are those of Gitcoin's rounds with Passport scores: below 15 nothing, 50 % at 15, all from 25.
Source: gitcoinco/grants-stack-indexer, src/calculator/votes.ts and options.ts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from quadrille.errors import BadParameter
from quadrille.rounds.history.exact_decimals import read_decimal
from quadrille.rounds.history.foreign_table import rows_of_table
from quadrille.rounds.outcome.coefficients import EVERYWHERE, Coefficient, Coefficients, in_one_form
from quadrille.types import BPS_ONE

LONGEST_SCORE = 40
"""Characters of a score, so that the reason which repeats it stays a sentence."""


class Score(NamedTuple):
    """What a source says of a wallet, as it is written and as a number."""

    text: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """From a score to a coefficient; raises BadParameter for numbers that make no rising line.

    zero_below, full_from   scores, as decimal text
    least_bps               what a score that just reaches `zero_below` gives
    """

    zero_below: str = "15"
    full_from: str = "25"
    least_bps: int = 5_000

    def __post_init__(self) -> None:
        for name, text in (("--zero-below", self.zero_below), ("--full-from", self.full_from)):
            try:
                read_score(text)
            except ValueError as error:
                raise BadParameter(name, text, f"a score: a decimal number in at most {LONGEST_SCORE} signs") from error
        if read_decimal(self.full_from) < read_decimal(self.zero_below):
            raise BadParameter("--full-from", self.full_from, f"at least --zero-below, {self.zero_below}")
        if not 0 <= self.least_bps <= BPS_ONE:
            raise BadParameter("--least-bps", self.least_bps, f"from 0 to {BPS_ONE}")

    def coefficient_bps(self, score: Fraction) -> int:
        """What a score gives, rounded down."""
        zero, full = read_decimal(self.zero_below), read_decimal(self.full_from)
        if score < zero:
            return 0
        if score >= full:
            return BPS_ONE
        return self.least_bps + int((BPS_ONE - self.least_bps) * (score - zero) / (full - zero))

    def words(self) -> str:
        """The rule on one line."""
        return f"0 below {self.zero_below}, {self.least_bps} bps there, {BPS_ONE} from {self.full_from}"


def read_score(text: str) -> Score:
    """Read a score; raises ValueError with the reason."""
    if len(text) > LONGEST_SCORE:
        raise ValueError(f"{len(text)} characters; a score has at most {LONGEST_SCORE}")
    return Score(text, read_decimal(text))


def read_scores(lines: Iterable[bytes], file: str) -> dict[str, Score]:
    """Read the score of each wallet; raises MalformedFile, also for a wallet that stands twice."""
    scores: dict[str, Score] = {}
    seen: dict[str, int] = {}
    for row in rows_of_table(lines, file, ("wallet", "score")):
        wallet = row.needed("wallet")
        if (first := seen.setdefault(one_spelling(wallet), row.line)) != row.line:
            raise row.flaw("wallet", f"{wallet} has a score in row {first} too")
        scores[wallet] = row.read("score", read_score)
    return scores


def one_spelling(wallet: str) -> str:
    """An address in lower case, as its letters mean the same in both; anything else as it is."""
    return wallet.lower() if wallet[:2] in {"0x", "0X"} else wallet


def coefficients_of(scores: Mapping[str, Score], rule: ScoreRule) -> Coefficients:
    """The table that follows from scores: each wallet a person of its own, and why it counts as it does."""
    return in_one_form(
        Coefficient(
            wallet,
            wallet,
            rule.coefficient_bps(score.value),
            EVERYWHERE,
            f"score {score.text}; {rule.words()}",
        )
        for wallet, score in scores.items()
    )
