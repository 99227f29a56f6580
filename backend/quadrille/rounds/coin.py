"""What the amounts of a round are in: the chain's native coin, or a token."""

from dataclasses import dataclass

SYMBOL, DECIMALS, BASE_UNIT = "ETH", 18, "wei"

UNIT_WORDS = "base units"


@dataclass(frozen=True, slots=True)
class Asset:
    """How amounts are written: `symbol` for 10^`decimals` base units, which are called `base_unit`."""

    symbol: str
    decimals: int
    base_unit: str


COIN = Asset(SYMBOL, DECIMALS, BASE_UNIT)
"""The chain's own."""


def in_base_units(token: str) -> Asset:
    """A token of which no more is known than where it is."""
    return Asset(short(token), 0, UNIT_WORDS)


def short(token: str) -> str:
    """A token's address as a name for it."""
    return f"{token[:6]}…{token[-4:]}"
