"""Text that strangers wrote on the chain: nothing in it may keep us from reading the rest.

A Solidity string is any bytes. Bytes that are no UTF-8 are kept as lone surrogates (PEP 383), so that the same bytes,
and so the same hash, can be had back; `shown` puts a replacement sign in their place.
"""

import re

from eth_abi.codec import ABICodec
from eth_abi.decoding import StringDecoder
from eth_abi.encoding import TextStringEncoder
from eth_abi.registry import BaseEquals

KEEP = "surrogateescape"

_ADDRESS = re.compile("(0x[0-9a-fA-F]{4})[0-9a-fA-F]{32}([0-9a-fA-F]{4})(?![0-9a-fA-F])")


def tolerant(codec: ABICodec) -> ABICodec:
    """The same codec, which reads every string."""
    registry = codec._registry.copy()  # type: ignore[no-untyped-call]
    decoder = StringDecoder(handle_string_errors=KEEP)  # type: ignore[no-untyped-call]
    registry.unregister("string")
    registry.register(BaseEquals("string"), TextStringEncoder, decoder, label="string")  # type: ignore[no-untyped-call]
    return ABICodec(registry)


def written(text: str) -> bytes:
    """The bytes that are on the chain."""
    return text.encode(errors=KEEP)


def shown(text: str) -> str:
    """The text as it can be shown and sent."""
    return written(text).decode(errors="replace")


def for_a_log(text: str) -> str:
    """The text with every wallet's address shortened: a log says what happened, not whose wallet it was."""
    return _ADDRESS.sub("\\1…\\2", text)
