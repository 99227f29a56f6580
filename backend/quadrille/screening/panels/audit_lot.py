"""The lot over submitted reviews, drawn by the hash of a block that came after: nobody could prepare for it. Pure."""

from collections.abc import Iterable

from eth_hash.auto import keccak

from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.types import BPS_ONE, Hash32

AUDIT, LOOK_UP = b"audit", b"look up"
"""What a number is drawn for, so that one says nothing about the other."""


def is_audited(seed: Hash32, commitment: Hash32, rules: PanelRules = PANEL_RULES) -> bool:
    """Whether an expert looks at an accepted review: `audit_bps` of all, whatever their authors do."""
    # 256 bits: what the remainder favours is below 2**-240.
    return int.from_bytes(_draw(seed, commitment, AUDIT)) % BPS_ONE < rules.audit_bps


def questions_to_look_up(
    seed: Hash32, commitment: Hash32, questions: Iterable[str], rules: PanelRules = PANEL_RULES
) -> list[str]:
    """Of the questions with evidence, those that a second reviewer is asked about; in whatever order they came."""
    drawn = sorted(set(questions), key=lambda question: _draw(seed, commitment, LOOK_UP + question.encode()))
    return sorted(drawn[: rules.confirm_questions])


def _draw(seed: Hash32, commitment: Hash32, what: bytes) -> bytes:
    return keccak(bytes.fromhex(seed[2:]) + bytes.fromhex(commitment[2:]) + what)
