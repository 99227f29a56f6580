"""What a round is made with, fixed for ever: as a call has it, and as it stands behind the code of the round. Pure."""

import re
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any

from eth_utils.address import to_checksum_address

from quadrille.chain.states import Leftover, Saturation
from quadrille.errors import BadParameter
from quadrille.types import ADDRESS, DIGITS, Address, Hash32, Timestamp, Wei

CLONE_BYTES = 45
"""Of a minimal clone's own code (EIP-1167); the terms stand behind it."""

FIXED_WORDS = 9
"""The packed words of the terms; then one for each reviewer. The order is that of `TermWords.sol`."""

LATEST, LONGEST = 2**40 - 1, 2**32 - 1
"""What the contract holds of a time (uint40) and of a duration (uint32), in seconds."""

PATTERNS = {"bond_wei": DIGITS, "minimum_wei": DIGITS, **dict.fromkeys(("config_hash", "gate_root"), "0x[0-9a-f]{64}")}
"""How the document has what is no number and no choice; the others are addresses."""

BITS = {
    **dict.fromkeys(("opens_at", "closes_at"), 40),
    **dict.fromkeys(("donation_delay_seconds", "objection_seconds", "decision_seconds", "dead_man_seconds"), 32),
    **dict.fromkeys(("claim_seconds", "payee_delay_seconds", "hold_seconds", "pause_seconds", "extension_seconds"), 32),
    "cap_bps": 16,
    "threshold": 8,
    **dict.fromkeys(("bond_wei", "minimum_wei"), 96),
}
"""How wide the contract holds each number."""


CHOICES: dict[str, type[Saturation] | type[Leftover]] = {"saturation": Saturation, "leftover": Leftover}
AMOUNTS = ("bond_wei", "minimum_wei")
HASHES = ("config_hash", "gate_root")


@dataclass(frozen=True, slots=True)
class Terms:
    """See `IRoundTerms.Terms`, whose order and meaning this is; `minimum_wei` is in base units of the round's token."""

    token: Address
    opens_at: Timestamp
    closes_at: Timestamp
    cap_bps: int
    operator: Address
    donation_delay_seconds: int
    objection_seconds: int
    decision_seconds: int
    publisher: Address
    dead_man_seconds: int
    claim_seconds: int
    payee_delay_seconds: int
    committer: Address
    hold_seconds: int
    pause_seconds: int
    extension_seconds: int
    guardian: Address
    threshold: int
    saturation: Saturation
    leftover: Leftover
    governance: Address
    bond_wei: Wei
    badge: Address
    minimum_wei: Wei
    config_hash: Hash32
    gate_root: Hash32
    reviewers: tuple[Address, ...]

    def __post_init__(self) -> None:
        for field, bits in BITS.items():
            if not 0 <= getattr(self, field) < 2**bits:
                raise BadParameter(field, getattr(self, field), f"from 0 to 2^{bits} - 1")

    def as_document(self) -> dict[str, Any]:
        """Ready for JSON: amounts as decimal text, choices in words; `read_terms` reads it."""
        told = asdict(self)
        words = {name: told[name].name.lower() for name in CHOICES}
        return {**told, **words, **{name: str(told[name]) for name in AMOUNTS}, "reviewers": list(self.reviewers)}

    def as_argument(self) -> tuple[object, ...]:
        """As `RoundFactory.open` takes it."""
        return astuple(self)


def read_terms(document: Any) -> Terms:
    """The terms of a document as `as_document` makes it; raises BadParameter for what is missing, unknown or wrong."""
    names = {field.name for field in fields(Terms)}
    if not isinstance(document, dict) or set(document) != names:
        had = sorted(document) if isinstance(document, dict) else document
        raise BadParameter("terms", had, f"an object of {', '.join(sorted(names))}")
    return Terms(**{name: _read(name, value) for name, value in document.items()})


def unpack(code: bytes) -> Terms:
    """The terms that stand behind the code of a round; raises BadParameter when it is no round's."""
    packed = code[CLONE_BYTES:]
    if len(packed) < 32 * FIXED_WORDS or len(packed) % 32:
        raise BadParameter("code", f"{len(code)} bytes", "a clone of a round with its terms")
    words = [packed[start : start + 32] for start in range(0, len(packed), 32)]
    token, operator, publisher, committer, guardian, governance, badge = (_address(word) for word in words[:7])
    times, choices = [_numbers(word) for word in words[1:4]], _numbers(words[4])
    (donation_delay, objection, decision), (dead_man, claim, payee_delay), (hold, pause, extension) = times
    return Terms(
        token=token,
        opens_at=Timestamp(int.from_bytes(words[0][20:25])),
        closes_at=Timestamp(int.from_bytes(words[0][25:30])),
        cap_bps=int.from_bytes(words[0][30:]),
        operator=operator,
        donation_delay_seconds=donation_delay,
        objection_seconds=objection,
        decision_seconds=decision,
        publisher=publisher,
        dead_man_seconds=dead_man,
        claim_seconds=claim,
        payee_delay_seconds=payee_delay,
        committer=committer,
        hold_seconds=hold,
        pause_seconds=pause,
        extension_seconds=extension,
        guardian=guardian,
        threshold=choices[0],
        saturation=Saturation(choices[1]),
        leftover=Leftover(choices[2]),
        governance=governance,
        bond_wei=Wei(int.from_bytes(words[5][20:])),
        badge=badge,
        minimum_wei=Wei(int.from_bytes(words[6][20:])),
        config_hash=Hash32("0x" + words[7].hex()),
        gate_root=Hash32("0x" + words[8].hex()),
        reviewers=tuple(_address(word[12:]) for word in words[FIXED_WORDS:]),
    )


def _read(name: str, value: Any) -> Any:
    form = PATTERNS.get(name, ADDRESS)
    if name == "reviewers":
        if not isinstance(value, list):
            raise BadParameter(name, value, "a list of addresses")
        return tuple(_read("reviewer", one) for one in value)
    if name in BITS and name not in AMOUNTS:
        if type(value) is not int:
            raise BadParameter(name, value, "a whole number")
        return value
    if name in CHOICES:
        words = [one.name.lower() for one in CHOICES[name]]
        if value not in words:
            raise BadParameter(name, value, " or ".join(words))
        return CHOICES[name][value.upper()]
    if not isinstance(value, str) or not re.fullmatch(form, value):
        raise BadParameter(name, value, "decimal digits as text" if name in AMOUNTS else "0x and hex digits")
    if name in AMOUNTS:
        return int(value)
    return value if name in HASHES else to_checksum_address(value)


def _address(word: bytes) -> Address:
    return Address(to_checksum_address(word[:20]))


def _numbers(word: bytes) -> tuple[int, int, int]:
    return int.from_bytes(word[20:24]), int.from_bytes(word[24:28]), int.from_bytes(word[28:])
