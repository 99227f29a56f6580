"""A project and an amount in one word of the chain: what carts and lists are made of. Pure."""

from collections.abc import Iterable, Sequence

from quadrille.errors import BadParameter
from quadrille.types import AMOUNT_BITS, ProjectIndex, Wei

AMOUNT_MASK = (1 << AMOUNT_BITS) - 1

MOST_PROJECT = 2**32 - 1
"""Ids of projects have 32 bits."""

Gifts = tuple[tuple[ProjectIndex, Wei], ...]
"""Project and amount of each item of a cart, in order."""


def pack(items: Iterable[tuple[ProjectIndex, Wei]]) -> list[int]:
    """The items of a cart as words; raises BadParameter for an amount that the contract cannot hold."""
    words = []
    for project, amount in items:
        # More bits than an amount has would name another project.
        if not 0 < amount <= AMOUNT_MASK:
            raise BadParameter("amount", amount, "from 1 to 2**112 - 1 base units")
        if not 0 <= project <= MOST_PROJECT:
            raise BadParameter("project", project, "from 0 to 2**32 - 1")
        words.append((project << AMOUNT_BITS) | amount)
    return words


def gifts(words: Sequence[int]) -> Gifts:
    """A cart's words unpacked."""
    return tuple((ProjectIndex(word >> AMOUNT_BITS), Wei(word & AMOUNT_MASK)) for word in words)
