"""What a contract said when it refused: name and arguments from the ABI, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import cache
from typing import Any, cast

from eth_abi.abi import decode
from eth_utils.abi import abi_to_signature, function_signature_to_4byte_selector
from eth_utils.address import to_checksum_address
from web3.exceptions import ContractLogicError

from quadrille.chain.artifacts import artifact
from quadrille.chain.states import ProposalState, RoundStatus
from quadrille.errors import ContractReverted

STATES: dict[str, type[IntEnum]] = {
    "enum IQuadraticFundingRound.Status": RoundStatus,
    "enum IGovernor.ProposalState": ProposalState,
}
"""Enumerations in our ABIs, by their name in Solidity."""

CONTRACTS = ("ContributionBadge", "BadgeGovernor", "QuadraticFundingRound", "Treasury", "ReviewLog")

# For the refusals that a person can do something about; the others speak for themselves.
REMEDIES = {
    "ContributionBadgeNumberUsed": "This contribution already has its badge; look at it instead.",
    "ContributionBadgeVoucherExpired": "Ask for a new voucher; it costs nothing.",
    "ContributionBadgeOverWeeklyLimit": "Wait for next week, or have governance raise this issuer's limit.",
    "ContributionBadgeHolderFull": "This wallet has as many badges of this kind as one person may have.",
    "ContributionBadgeNotItsIssuer": "Only the badge's own issuer announces; governance can revoke any badge.",
    "ContributionBadgeRevocationEarly": "Wait until the time that is named (unix seconds); the guardian can confirm.",
    "ContributionBadgeRevocationAppealed": "Guardian or governance decides now: confirm the revocation, or drop it.",
    "ContributionBadgeRevocationPending": "It is announced already; confirm, complete or drop it.",
    "ContributionBadgeTermNotOver": "Wait until the time that is named (unix seconds); 0 is a badge without end.",
    "ContributionBadgeMoveExpired": "Have both wallets sign the move again.",
    "ContributionBadgeMoveNotSigned": "Have this wallet sign the move that the other has signed.",
    "ContributionBadgeNoRecovery": "Have the new wallet ask for the badges first: `quadrille badge recover request`.",
    "ContributionBadgeRecoveryNotApproved": "Wait for governance, or for the guardian that the old wallet named.",
    "ContributionBadgeRecoveryNotNow": "Come back between the times that are named (unix seconds); later, ask again.",
    "ReviewLogNotPublisher": "Governance names the publisher; let the key that it named publish.",
    "ReviewLogDayNotOver": "Wait until the day has ended (unix seconds).",
    "ReviewLogDayNotLater": "A day keeps the root it has, and none is filled in behind a later one.",
    "BadgeGovernorNoWeight": "Votes come from badges that you held when the proposal opened and still hold.",
    "BadgeGovernorLiveProposal": "Wait until your other proposal is decided.",
    "GovernorInsufficientProposerVotes": "Claim more badges, or ask a holder with enough votes to propose.",
    "GovernorUnexpectedProposalState": "Look at the proposal's state and its times.",
    "GovernorInvalidSignature": "Ask for the ballot again and sign it with the voter's own wallet.",
    "GovernorAlreadyCastVote": "This wallet has voted on this proposal.",
    "QuadraticFundingRoundWrongStatus": "Look at the round's state and times with `quadrille rounds status`.",
    "QuadraticFundingRoundTooEarly": "Wait until the time that is named (unix seconds).",
    "QuadraticFundingRoundTooLate": "The time that is named is over (unix seconds); this step is closed.",
    "QuadraticFundingRoundBadWindow": "Open before you close, and close in the future (unix seconds).",
    "QuadraticFundingRoundBadDelays": "Give time to object, and more time than that until anyone may end the round.",
    "QuadraticFundingRoundSlugTaken": "This project is in the round already.",
    "QuadraticFundingRoundPaymentRefused": "The payee's own contract refused the coins; it stays owed.",
}


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


def words_of_revert(data: str) -> str:
    """What an error that a contract kept says, in words; data as 0x hex, empty when all gas was used."""
    name, arguments = _decode(data, "it used up its gas" if data == "0x" else data)
    listed = ", ".join(f"{key} {value}" for key, value in arguments.items())
    return f"It was refused: {name}({listed}). {REMEDIES.get(name, '')}".strip()


def _decode(data: str, otherwise: str) -> tuple[str, dict[str, Any]]:
    found = _errors().get(data[:10])
    if found is None:
        return "Reverted", {"reason": otherwise}
    values = decode([argument["type"] for argument in found["inputs"]], bytes.fromhex(data[10:]))
    pairs = zip(found["inputs"], values, strict=True)
    return found["name"], {argument["name"]: _readable(argument, value) for argument, value in pairs}


def _readable(argument: dict[str, Any], value: Any) -> Any:
    """States and functions by name, addresses in EIP-55 form, bytes as 0x text."""
    state = STATES.get(argument.get("internalType", ""))
    if state is not None:
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
    entries = (entry for name in CONTRACTS for entry in artifact(name).abi if entry["type"] == "error")
    return {
        "0x" + function_signature_to_4byte_selector(abi_to_signature(cast(Any, entry))).hex(): entry
        for entry in entries
    }
