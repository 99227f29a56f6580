"""Taking a log apart by hand: 32-byte words cut out of its hex. Pure.

Why not the ABI library: it takes fifty times as long, and the events copied have words alone. What cannot be such a
log raises ValueError.
"""

WORD = 64
"""Hex digits of 32 bytes."""

ADDRESS_CHARACTERS = 42
"""0x and 40 hex digits."""

ARRAY_STARTS = 2 + 2 * WORD
"""Where the items begin when an array is all the data: after 0x, its offset and its length."""


def number(word: str) -> int:
    """The integer in one word."""
    return int(word, 16)


def digits(value: int) -> str:
    """An integer below 2**256 as `Uint256` keeps it."""
    return f"{value:078d}"


def address(word: str) -> str:
    """The address in one word, in lower case."""
    found = f"0x{int(word, 16):040x}"
    if len(found) > ADDRESS_CHARACTERS:
        raise ValueError(f"{word} is no address")
    return found


def hash32(word: str) -> str:
    """The 32 bytes in one word, as 0x and 64 hex digits."""
    return f"0x{int(word, 16):064x}"


def words(data: str, count: int) -> list[str]:
    """The first words of data, each as hex digits; text and bytes of any length come after them."""
    if len(data) < 2 + WORD * count:
        raise ValueError(f"{count} words have {2 + WORD * count} characters, these {len(data)}")
    return [data[start : start + WORD] for start in range(2, 2 + WORD * count, WORD)]


def array(data: str) -> list[int]:
    """Data that is one array of integers."""
    if len(data) != ARRAY_STARTS + WORD * int(data[2 + WORD : ARRAY_STARTS], 16):
        raise ValueError("an array whose length is not the one it says")
    return [int(data[start : start + WORD], 16) for start in range(ARRAY_STARTS, len(data), WORD)]
