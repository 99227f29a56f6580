"""Financial sustainability: what a project raised in rounds for each unit that it says it spent on raising it. Pure.

Integers throughout: a ratio is its two numbers, and a decimal text that is cut, never rounded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quadrille.errors import BadParameter

PLACES = 4
"""Decimals of a ratio that is shown."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """What came in for what was spent, in the same base units. `decimal` is None where nothing was spent."""

    raised_units: int
    spent_units: int

    def __post_init__(self) -> None:
        if self.raised_units < 0 or self.spent_units < 0:
            raise BadParameter("ratio", (self.raised_units, self.spent_units), "of amounts of 0 or more")

    @property
    def decimal(self) -> str | None:
        """How many units came in for one, cut after four decimals."""
        if not self.spent_units:
            return None
        whole, rest = divmod(self.raised_units * 10**PLACES // self.spent_units, 10**PLACES)
        return f"{whole}.{rest:0{PLACES}d}"


@dataclass(frozen=True, slots=True)
class RoundMoney:
    """One round in which a project was. Amounts in base units of `token`; 0x00..00 is the chain's own coin.

    is_over          nothing can come in any more
    donated_units    what people gave to it, 0 where all of it goes back to them
    matched_units    its part of the pool; None while it is not final, or cannot be told here
    paid_units       what it has been paid of both
    declared_units   what it says it spent on raising this; None when it has said nothing
    gas              used by the operator's transactions for the round, as far as this server sent them
    gas_most_wei     what that cost at the most, by the fees that were signed
    projects         how many are in the round
    """

    address: str
    title: str
    status: str
    token: str
    symbol: str
    decimals: int
    is_native: bool
    is_over: bool
    donated_units: int
    matched_units: int | None
    paid_units: int | None
    declared_units: int | None
    declared_by: str
    declared_words: str
    gas: int
    gas_most_wei: int
    projects: int

    @property
    def raised_units(self) -> int | None:
        """What it raised; None while its part of the pool is not known."""
        return None if self.matched_units is None else self.donated_units + self.matched_units

    @property
    def gas_share_units(self) -> int:
        """An even share, rounded up, of the gas; 0 in a round whose money is not what gas is paid in."""
        return -(-self.gas_most_wei // max(1, self.projects)) if self.is_native else 0

    @property
    def spent_units(self) -> int | None:
        """What was declared, and the share of the gas; None when nothing was declared."""
        return None if self.declared_units is None else self.declared_units + self.gas_share_units

    @property
    def ratio(self) -> Ratio | None:
        """Raised for spent; None before the round is over, and where one of the two is not known."""
        if not self.is_over or self.raised_units is None or self.spent_units is None:
            return None
        return Ratio(self.raised_units, self.spent_units)


@dataclass(frozen=True, slots=True)
class TokenMoney:
    """All rounds in one token: those that are over, and how many of them have a ratio, which together make this one."""

    token: str
    symbol: str
    decimals: int
    rounds: int
    counted: int
    ratio: Ratio


def over_rounds(rounds: Iterable[RoundMoney]) -> list[TokenMoney]:
    """One sum for each token, in the order in which they first come: amounts of two tokens are never added."""
    by_token: dict[str, list[RoundMoney]] = {}
    for one in rounds:
        if one.is_over:
            by_token.setdefault(one.token, []).append(one)
    return [_sum(of_token) for of_token in by_token.values()]


def _sum(rounds: Sequence[RoundMoney]) -> TokenMoney:
    ratios = [one.ratio for one in rounds if one.ratio is not None]
    return TokenMoney(
        token=rounds[0].token,
        symbol=rounds[0].symbol,
        decimals=rounds[0].decimals,
        rounds=len(rounds),
        counted=len(ratios),
        ratio=Ratio(sum(one.raised_units for one in ratios), sum(one.spent_units for one in ratios)),
    )
