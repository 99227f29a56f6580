"""What a person types as a gift: PROJECT=WEI on the command line, an amount in coins on a page."""

import re

from quadrille.errors import BadParameter
from quadrille.rounds.integers import read_integer
from quadrille.types import Wei

COINS = re.compile(r"([0-9]+)(?:[.]([0-9]+))?")


def read_gift(text: str) -> tuple[str, Wei]:
    """Project and amount of `PROJECT=WEI`; raises BadParameter for another form."""
    project, separator, amount = text.rpartition("=")
    if not separator:
        raise BadParameter("gift", text, "PROJECT=WEI")
    return project, read_amount(amount)


def read_amount(text: str) -> Wei:
    """An amount in wei; raises BadParameter for what is none."""
    try:
        return Wei(read_integer(text))
    except ValueError as problem:
        raise BadParameter("amount", text, "wei in decimal digits, below 2^256") from problem


def read_coins(text: str, decimals: int) -> Wei:
    """Base units of an amount in coins, as `0.25`, exactly; raises BadParameter for what is none."""
    found = COINS.fullmatch(text.strip())
    whole, fraction = (found[1], found[2] or "") if found else ("", "")
    try:
        if len(fraction) <= decimals:
            return Wei(read_integer(whole and whole + fraction.ljust(decimals, "0")))
    except ValueError:
        pass
    raise BadParameter("amount", text, f"a number of coins as 0.25, with at most {decimals} decimals")
