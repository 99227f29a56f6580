"""What a round is made with, fixed for ever: as a call has it, and as it stands behind the code of the round. Pure."""

from dataclasses import astuple, dataclass

from eth_utils.address import to_checksum_address

from quadrille.chain.states import Leftover, Saturation
from quadrille.errors import BadParameter
from quadrille.types import Address, Hash32, Timestamp, Wei

CLONE_BYTES = 45
"""Of a minimal clone's own code (EIP-1167); the terms stand behind it."""

FIXED_WORDS = 9
"""The packed words of the terms; then one for each reviewer. The order is that of `TermWords.sol`."""

LATEST, LONGEST = 2**40 - 1, 2**32 - 1
"""What the contract holds of a time (uint40) and of a duration (uint32), in seconds."""

BITS = {
    **dict.fromkeys(("opens_at", "closes_at"), 40),
    **dict.fromkeys(("donation_delay_seconds", "objection_seconds", "decision_seconds", "dead_man_seconds"), 32),
    **dict.fromkeys(("claim_seconds", "payee_delay_seconds", "hold_seconds", "pause_seconds", "extension_seconds"), 32),
    "cap_bps": 16,
    "threshold": 8,
    **dict.fromkeys(("bond_wei", "minimum_wei"), 96),
}
"""How wide the contract holds each number."""


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

    def as_argument(self) -> tuple[object, ...]:
        """As `RoundFactory.open` takes it."""
        return astuple(self)


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


def _address(word: bytes) -> Address:
    return Address(to_checksum_address(word[:20]))


def _numbers(word: bytes) -> tuple[int, int, int]:
    return int.from_bytes(word[20:24]), int.from_bytes(word[24:28]), int.from_bytes(word[28:])
