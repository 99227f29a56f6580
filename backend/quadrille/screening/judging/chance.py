"""Numbers that look random and are the same every time: SplitMix64 (Steele, Lea and Flood 2014).

For drawing again and shuffling inside a calculation that others must be able to repeat. Never for a secret or a lot:
who is drawn into a panel follows from a block's hash.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

_MASK = 2**64 - 1
_STEP = 0x9E3779B97F4A7C15

Item = TypeVar("Item")


class Chance:
    """A sequence of numbers that its seed decides."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1; the bias of the multiplication is below limit / 2**64."""
        self._state = (self._state + _STEP) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((mixed ^ (mixed >> 31)) * limit) >> 64

    def shuffled(self, items: Sequence[Item]) -> Iterator[Item]:
        """The items in a random order, one by one (Fisher-Yates): whoever stops early has paid for no more."""
        left = list(items)
        while left:
            place = self.below(len(left))
            left[place], left[-1] = left[-1], left[place]
            yield left.pop()
