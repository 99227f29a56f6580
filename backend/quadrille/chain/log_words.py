"""What contracts logged, in words: by the ABIs of ours and of tokens, whoever logged it."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak
from eth_utils.abi import abi_to_signature

from quadrille.chain.artifacts import artifact
from quadrille.chain.contract import checked_address
from quadrille.chain.reverts import CONTRACTS, readable
from quadrille.chain.text import shown
from quadrille.types import Address

TOKEN_EVENTS = [
    {
        "name": name,
        "type": "event",
        "inputs": [
            {"name": first, "type": "address", "indexed": True},
            {"name": second, "type": "address", "indexed": True},
            {"name": "value", "type": "uint256", "indexed": False},
        ],
    }
    for name, first, second in (("Transfer", "from", "to"), ("Approval", "owner", "spender"))
]
"""What a token says when it moves, or may be moved (ERC-20)."""


def log_in_words(log: Mapping[str, Any], names: Mapping[Address, str]) -> tuple[str, str]:
    """The event's name, and a sentence of who logged it and what it says. The log is as a node tells it.

    names   what people call contracts. Anybody's may log what ours do: a sentence always has the address too
    """
    address = checked_address(log["address"])
    who = f"{names[address].capitalize()} {address}" if address in names else address
    event = _events().get((log["topics"][0], len(log["topics"]))) if log["topics"] else None
    if event is None:
        return "", f"{who} logs something that no contract of ours does."
    try:
        said = _arguments(event, log)
    except (DecodingError, ValueError):
        return "", f"{who} logs {event['name']}, in a form that no contract of ours does."
    listed = ", ".join(f"{name} {value}" for name, value in said) or "nothing more"
    return event["name"], f"{who} logs {event['name']}: {listed}."


def logs_in_words(logs: Iterable[Mapping[str, Any]], names: Mapping[Address, str]) -> list[tuple[str, str]]:
    """The same of several."""
    return [log_in_words(log, names) for log in logs]


def _arguments(event: Mapping[str, Any], log: Mapping[str, Any]) -> list[tuple[str, str]]:
    indexed = [one for one in event["inputs"] if one["indexed"]]
    plain = [one for one in event["inputs"] if not one["indexed"]]
    topics = [_topic(one, topic) for one, topic in zip(indexed, log["topics"][1:], strict=True)]
    kinds = [_kind(one) for one in plain]
    found = {one["name"]: value for one, value in zip(indexed, topics, strict=True)}
    found |= {one["name"]: value for one, value in zip(plain, decode(kinds, _bytes(log["data"])), strict=True)}
    return [(one["name"], shown(str(readable(one, found[one["name"]])))) for one in event["inputs"]]


def _topic(argument: Mapping[str, Any], topic: str) -> Any:
    # Of what has no fixed length, only the hash is there.
    if argument["type"] in ("string", "bytes") or argument["type"].endswith(("]", "tuple")):
        return _bytes(topic)
    return decode([argument["type"]], _bytes(topic))[0]


def _kind(argument: Mapping[str, Any]) -> str:
    if not argument["type"].startswith("tuple"):
        return str(argument["type"])
    inner = ",".join(_kind(one) for one in argument["components"])
    return f"({inner}){argument['type'].removeprefix('tuple')}"


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


@cache
def _events() -> dict[tuple[str, int], dict[str, Any]]:
    """Events of ours by first topic and number of topics: an ERC-20 and an ERC-721 differ in the latter alone."""
    ours = (entry for name in CONTRACTS for entry in artifact(name).abi if entry["type"] == "event")
    entries = [*ours, *TOKEN_EVENTS]
    return {(_first_topic(entry), 1 + sum(map(_is_indexed, entry["inputs"]))): entry for entry in entries}


def _first_topic(entry: Mapping[str, Any]) -> str:
    return "0x" + keccak(abi_to_signature(cast(Any, entry)).encode()).hex()


def _is_indexed(argument: Mapping[str, Any]) -> bool:
    return bool(argument["indexed"])
