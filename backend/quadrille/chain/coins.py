"""Amounts of coins as a person reads them, in the language spoken. Integers only; the exact base units stay beside."""

from babel.numbers import get_decimal_symbol

from quadrille.languages.spoken import language, locale_of

COIN, COIN_DECIMALS = "ETH", 18
"""What the chain's own coin is called, and its decimals; wallets are told the same (static/wallet.js)."""

SENSIBLE_DIGITS = 2
"""Of an estimate: the price of gas moves by an eighth from one block to the next (EIP-1559)."""


def exact(amount: int, decimals: int) -> str:
    """Base units as decimal text, all of their digits and no zeros after the last.

    raises  ValueError when the amount is negative
    """
    if amount < 0:
        raise ValueError(f"{amount} base units cannot be paid")
    whole, fraction = divmod(amount, 10**decimals)
    digits = f"{fraction:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{whole}{get_decimal_symbol(locale_of(language()))}{digits}" if digits else str(whole)


def roughly(amount: int, decimals: int) -> str:
    """An estimate with two digits that count, rounded up: nobody pays more than they were told."""
    step = 10 ** max(len(str(amount)) - SENSIBLE_DIGITS, 0)
    return exact(-(-amount // step) * step, decimals)
