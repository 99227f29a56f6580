"""Decimal numbers as other programs write them, read exactly: no float comes between the text and the units."""

import re
from fractions import Fraction

LONGEST = 120
"""Characters: the largest amount of 256 bits, a point, and more decimals than any token has."""

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")


def read_decimal(text: str) -> Fraction:
    """Read a number of 0 or more: digits, then a point and digits, an exponent of ten, if wanted.

    raises   ValueError with the reason, for a caller who knows what the text was meant to be
    """
    if len(text) > LONGEST or not _DECIMAL.fullmatch(text):
        shown = text if len(text) <= 80 else f"{text[:77]}..."
        raise ValueError(f"{shown!r} is no decimal number of 0 or more")
    return Fraction(text)


def whole_units(text: str, decimals: int) -> int:
    """Read a decimal number as base units, of which one whole has ten to the power of `decimals`.

    raises   ValueError with the reason, also for what is finer than a unit
    """
    units = read_decimal(text) * 10**decimals
    if units.denominator != 1:
        raise ValueError(f"{text} is finer than {decimals} decimals")
    return int(units)
