"""32 bytes as we write them, and as contracts take them."""

from quadrille.types import Hash32


def hash_bytes(hash_: Hash32) -> bytes:
    """The 32 bytes of a hash."""
    return bytes.fromhex(hash_.removeprefix("0x"))


def hash_text(raw: bytes) -> Hash32:
    """32 bytes as 0x and hex."""
    return Hash32("0x" + raw.hex())
