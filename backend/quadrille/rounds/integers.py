"""One grammar for integers that a person or a file gives as text: decimal digits and nothing else."""

from quadrille.types import UINT256_MAX

_LONGEST = len(str(UINT256_MAX))


def read_integer(text: str, most: int = UINT256_MAX) -> int:
    """Read an integer from 0 to `most`, written in ASCII decimal digits; leading zeros are fine.

    raises     ValueError with the reason, for a caller who knows what the text was meant to be
    """
    if not text:
        raise ValueError("empty; decimal digits are needed")
    if not (text.isascii() and text.isdigit()):
        stranger = next(letter for letter in text if not (letter.isascii() and letter.isdigit()))
        raise ValueError(f"{_shown(text)} has {stranger!r}; only the digits 0 to 9 are allowed")
    # Counted before conversion: `int` is slow on long text, and refuses very long text in its own words.
    digits = text if len(text) <= _LONGEST else text.lstrip("0")
    if len(digits) > _LONGEST or int(digits or "0") > most:
        raise ValueError(f"{_shown(text)} is over {'2^256 - 1' if most == UINT256_MAX else most}")
    return int(digits or "0")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:77]}...")
