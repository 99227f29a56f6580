"""What a round's amounts are in, as its token's contract says it.

Anybody writes such a contract: what it calls itself is taken only where it is short, plain, and not the coin's name.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.token import TokenContract
from quadrille.errors import ChainError, ChainUnreachable, ContractReverted
from quadrille.rounds.coin import COIN, UNIT_WORDS, Asset, short
from quadrille.types import Address

PLAIN_SYMBOL = re.compile(r"[A-Za-z0-9$₮+._-]{1,16}")
"""Letters that look like no others, and a sign that a large token has in its symbol."""

MOST_DECIMALS = 36
"""More than any token in use has; 255 would be a line of noughts."""

Said = TypeVar("Said", str, int)


def asset_of(round_: AnyRound) -> Asset:
    """The coin, or the round's token; its address for an unfit symbol, base units (0 decimals) for unfit decimals.

    Two reads for a token; raises ChainUnreachable.
    """
    if round_.is_native:
        return COIN
    token = TokenContract(round_.client, round_.terms.token)
    decimals = _said(token.decimals, 0)
    is_fit = 0 <= decimals <= MOST_DECIMALS
    return Asset(_symbol(_said(token.symbol, ""), token.address), decimals if is_fit else 0, UNIT_WORDS)


def _symbol(said: str, token: Address) -> str:
    is_fit = PLAIN_SYMBOL.fullmatch(said) and said.upper() != COIN.symbol
    return said if is_fit else short(token)


def _said(ask: Callable[[], Said], otherwise: Said) -> Said:
    try:
        return ask()
    except ChainUnreachable:
        raise
    except (ContractReverted, ChainError):
        # It has no such function, or answers what nobody can read.
        return otherwise
