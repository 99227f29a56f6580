"""What a contract said when it refused: name and arguments from the ABI, and what to do about it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from functools import cache
from typing import Any, cast

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import abi_to_signature, function_signature_to_4byte_selector
from eth_utils.address import to_checksum_address
from web3.exceptions import ContractLogicError

from quadrille.chain.artifacts import artifact
from quadrille.chain.remedies import PLACES, REMEDIES
from quadrille.chain.states import (
    AllegationState,
    ChangeLevel,
    FeedbackKind,
    FeedbackState,
    Leftover,
    Parameter,
    ProjectState,
    ProposalState,
    RoundMode,
    RoundStatus,
    Ruling,
    Saturation,
    SeatVote,
    Standing,
)
from quadrille.errors import ContractReverted

STATES: dict[str, type[IntEnum]] = {
    "enum IRoundTerms.Status": RoundStatus,
    "enum IRoundProjects.State": ProjectState,
    "enum IRoundTerms.Saturation": Saturation,
    "enum IRoundTerms.Leftover": Leftover,
    "enum IPublishedRound.Standing": Standing,
    "enum IPublishedRound.Ruling": Ruling,
    "enum IRoundFactory.Mode": RoundMode,
    "enum IGovernor.ProposalState": ProposalState,
    "enum IBadgeGovernor.Parameter": Parameter,
    "enum IStandardLog.Level": ChangeLevel,
    "enum IChamberBallot.Vote": SeatVote,
    "enum IStandingFeedback.Kind": FeedbackKind,
    "enum IStandingFeedback.State": FeedbackState,
    "enum IAffiliationRegistry.State": AllegationState,
}
"""Enumerations in our ABIs, by their name in Solidity."""

CONTRACTS = (
    *("ContributionBadge", "BadgeGovernor", "Treasury", "ReviewLog", "BallotLog", "StandardLog"),
    *("RoundFactory", "PublishedRound", "PlainRound"),
    *("ChamberBallot", "StandingFeedback", "AffiliationRegistry"),
)

TOKEN_ERRORS = [
    {
        "name": name,
        "type": "error",
        "inputs": [
            {"name": field, "type": "address" if field in ("sender", "spender") else "uint256"} for field in fields
        ],
    }
    for name, fields in (
        ("ERC20InsufficientBalance", ("sender", "balance", "needed")),
        ("ERC20InsufficientAllowance", ("spender", "allowance", "needed")),
    )
]
"""What a token says through a round that takes it (ERC-6093)."""


@contextmanager
def explain(what: str) -> Iterator[None]:
    """Turn web3's undecoded revert into ContractReverted."""
    try:
        yield
    except ContractLogicError as problem:
        contract, _, call = what.partition(".")
        name, arguments = decode_revert(problem)
        raise ContractReverted(contract, call, name, arguments, REMEDIES.get(name, "")) from problem


def decode_revert(problem: ContractLogicError) -> tuple[str, dict[str, Any]]:
    """The error's name and arguments; the node's own words when no ABI of ours has it."""
    data = problem.data if isinstance(problem.data, str) else "0x"
    return _decode(data, problem.message or data)


def error_in(data: str) -> tuple[str, dict[str, Any]]:
    """The name and arguments of an error that a contract answered with as data (0x hex)."""
    return _decode(data, data)


def words_of_revert(data: str) -> str:
    """What an error that a contract kept says, in words; data as 0x hex, empty when all gas was used."""
    name, arguments = _decode(data, "it used up its gas" if data == "0x" else data)
    listed = ", ".join(f"{key} {value}" for key, value in arguments.items())
    return f"It was refused: {name}({listed}). {REMEDIES.get(name, '')}".strip()


def _decode(data: str, otherwise: str) -> tuple[str, dict[str, Any]]:
    found = _errors().get(data[:10])
    if found is None:
        return "Reverted", {"reason": otherwise}
    try:
        values = decode([argument["type"] for argument in found["inputs"]], bytes.fromhex(data[10:]))
    except (DecodingError, ValueError):
        # A token that a round calls may refuse with anything.
        return "Reverted", {"reason": otherwise}
    pairs = zip(found["inputs"], values, strict=True)
    return found["name"], {argument["name"]: _placed(found, argument, value) for argument, value in pairs}


def _placed(error: dict[str, Any], argument: dict[str, Any], value: Any) -> Any:
    names = PLACES.get((error["name"], argument["name"]), ())
    return names[value] if names and value < len(names) else readable(argument, value)


def readable(argument: Mapping[str, Any], value: Any) -> Any:
    """A value of this ABI entry: states and functions by name, addresses in EIP-55 form, bytes as 0x text."""
    state = STATES.get(argument.get("internalType", ""))
    if state is not None and value in set(state):
        return state(value).name.lower()
    if argument["type"] == "address":
        return to_checksum_address(value)
    if argument["type"] == "bytes4":
        return _functions().get(value, "0x" + value.hex())
    return "0x" + value.hex() if isinstance(value, bytes) else value


@cache
def _functions() -> dict[bytes, str]:
    entries = (entry for name in CONTRACTS for entry in artifact(name).abi if entry["type"] == "function")
    return {
        function_signature_to_4byte_selector(abi_to_signature(cast(Any, entry))): entry["name"] for entry in entries
    }


@cache
def _errors() -> dict[str, Any]:
    ours = (entry for name in CONTRACTS for entry in artifact(name).abi if entry["type"] == "error")
    entries = (*ours, *TOKEN_ERRORS)
    return {
        "0x" + function_signature_to_4byte_selector(abi_to_signature(cast(Any, entry))).hex(): entry
        for entry in entries
    }
