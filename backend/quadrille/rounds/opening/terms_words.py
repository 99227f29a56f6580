"""What a round was made with, as its page tells it: who does what, the times that follow, and the limits."""

from typing import Any

from quadrille.chain.states import Leftover, Saturation
from quadrille.rounds.coin import COIN
from quadrille.rounds.course.position import Position
from quadrille.rounds.opening.opening import MOST_PUBLICATIONS
from quadrille.types import NO_HASH, NOBODY


def terms_of_page(position: Position) -> dict[str, Any]:
    """For the template: accounts (None is nobody), unix seconds, durations in seconds, amounts with what they are in.

    `bond` is in the chain's coin whatever the round is in; `minimum` and all other amounts are in the round's asset.
    """
    terms, closes_at = position.terms, position.closes_at
    return {
        **{name: getattr(terms, name) for name in ("operator", "committer", "governance", "reviewers", "threshold")},
        "publisher": next((one.publisher for one in position.of_result), None),
        "guardian": None if terms.guardian == NOBODY else terms.guardian,
        "badge": None if terms.badge == NOBODY else terms.badge,
        "token": None if terms.token == NOBODY else terms.token,
        "is_by_list": terms.gate_root != NO_HASH,
        "opens_at": terms.opens_at,
        "closes_at": closes_at,
        "first_close_at": None if closes_at == terms.closes_at else terms.closes_at,
        "latest_close_at": terms.closes_at + terms.extension_seconds,
        "dead_man_at": next((one.dead_man_at for one in position.of_result), None),
        "donations_from": closes_at + terms.donation_delay_seconds,
        "donations_until": closes_at + terms.claim_seconds,
        "objection_seconds": terms.objection_seconds,
        "decision_seconds": terms.decision_seconds,
        "claim_seconds": terms.claim_seconds,
        "payee_delay_seconds": terms.payee_delay_seconds,
        "hold_seconds": terms.hold_seconds,
        "pause_seconds": terms.pause_seconds,
        "publications": MOST_PUBLICATIONS,
        "bond": terms.bond_wei,
        "bond_symbol": COIN.symbol,
        "bond_decimals": COIN.decimals,
        "minimum": terms.minimum_wei,
        "cap_bps": terms.cap_bps,
        "is_scaled": terms.saturation is Saturation.SCALE,
        "is_left_to_sponsors": terms.leftover is Leftover.SPONSORS,
        "config_hash": terms.config_hash,
    }
