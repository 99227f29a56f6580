"""What a row of a gas table is: the gas of a few transactions, one after the other, and who sends them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from gas_ground import accounts

from quadrille.types import Address

SAMPLES = 12
"""One after the other: whoever packs 2, 3, 4 or 6 changes into a slot pays for the slot in some and not in others."""


@dataclass(frozen=True)
class Cost:
    """Gas of one row: exactly all of it, for so many items, and that of the dearest transaction per item."""

    total: int
    items: int
    dearest: int

    @property
    def mean(self) -> int:
        """Gas per item, rounded up."""
        return -(-self.total // self.items)


Rows = dict[str, Cost]


def cost_of(transactions: Iterable[int], items_each: int = 1) -> Cost:
    """The cost of a row from the gas of its transactions, each for so many items."""
    found = list(transactions)
    return Cost(sum(found), len(found) * items_each, -(-max(found) // items_each))


def people() -> Iterator[Address]:
    """New people, the same for every way."""
    return (Address(account.address) for account in accounts("holder"))


def some(new: Iterator[Address], how_many: int = SAMPLES) -> list[Address]:
    """The next people who have nothing yet."""
    return list(islice(new, how_many))
