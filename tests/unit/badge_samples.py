"""Pages of badges, claims and persons with data as hostile as it may be."""

from markupsafe import Markup

from quadrille.people.spoken import part_words
from quadrille.qr import qr_svg
from quadrille.screening.deeds import deed_words
from quadrille.screening.judging.answers import Answer, Choice, Review
from quadrille.screening.judging.calibration import calibration
from quadrille.screening.judging.reasons import retold
from quadrille.screening.person_pages import view_curve
from quadrille.types import Timestamp
from quadrille.web.badge_art import badge_svg
from unit.round_samples import ADDRESS, HASH, HOSTILE

ART = Markup(badge_svg(HASH, [True] * 9))
CODE = "7f3a91c27f3a91c27f3a91c27f3a91c2"
CLAIM = {
    "code": CODE, "form_token": HASH, "deed": deed_words("review", HOSTILE), "counted": "Your review counted.",
    "done_at": 1_795_219_200, "number": 7, "kind_name": HOSTILE, "level": 1,
    "answers": [{"indicator": "licence", "question": HOSTILE, "answer_words": HOSTILE}] * 9, "evidence_count": 11,
    "verdict_reasons": [HOSTILE, retold("Say under each what about it leads to the answer.")],
    "is_claimed": False, "holder": None, "badge_url": "/badges/7", "is_free_here": False,
}  # fmt: skip
OF_WORK = {"deed": deed_words("code", HOSTILE), "answers": [], "evidence_count": 0}
CLAIMED = {"is_claimed": True, "holder": ADDRESS}
QR = Markup(qr_svg(f"https://badges.example/claim/{CODE}"))
CARD = {**CLAIM, "entry": "https://badges.example/claim", "page_url": f"/claim/{CODE}", "letters": ["7f3a"] * 8}


def said_once(confidence: int, is_met: bool):
    """A review of one answer, and what came of it."""
    answer = Answer("2.1", 2, Choice.YES, confidence, "So.")
    return Review("wells", "ann", Timestamp(1), None, (answer,)), {"2.1": is_met}


FULL = calibration([said_once(1 + at % 5, at % 4 > 0) for at in range(60)])
EMPTY = calibration([])
BADGE = {
    "number": 7, "holder": ADDRESS, "kind_name": HOSTILE, "level": 2, "chamber": HOSTILE, "weight": 1,
    "issued_at": 1_795_219_200, "issuer": ADDRESS, "evidence_hash": HASH, "deed": deed_words("review", HOSTILE),
    "author": {"name": HOSTILE, "url": "/people/ann"}, "is_live": True, "state_words": HOSTILE,
    "held_since": 1_795_305_600, "lapses_at": 1_826_841_600,
    "revocation": {"due_at": 1_797_119_600, "reason": 7, "is_appealed": False},
    "effort": {"answers": 9, "with_evidence": 7, "found": 2, "not_found": 0, "levels": FULL.levels},
}  # fmt: skip
ELSEWHERE = {**BADGE, "deed": None, "author": None, "effort": None, "revocation": None, "is_live": False}
STEP = {"name": HOSTILE, "expected": HOSTILE, "found": HASH, "outcome": "matches", "outcome_words": "matches"}
PROOF = {
    "number": 7, "holds": True, "block": 12, "contract": ADDRESS, "transaction": HASH, "steps": [STEP] * 7,
}  # fmt: skip
BADGES = {
    "badges": [{"number": 7, "holder": ADDRESS, "kind_name": HOSTILE}, {"number": 6, "holder": None, "kind_name": "x"}],
    "asked": {"holder": HOSTILE, "kind": "1", "is_first": False, "count": 70},
    "kinds": [("1", HOSTILE)],
    "next_after": 6,
}
NO_BADGES = {**BADGES, "badges": [], "asked": {"holder": "", "kind": "", "is_first": True, "count": 0}}
DONE = {
    "number": 7, "deed": deed_words("review", HOSTILE), "verified_at": 1_795_219_200, "kind_name": HOSTILE, "level": 1,
    "is_out": True, "is_live": True,
}  # fmt: skip
OWN = {"name": HOSTILE, "url": "/people/ann", "is_own": True, "is_shown": False, "form_token": HASH}
PERSON = {
    "person": OWN, "next_after": 7, "curve": view_curve(FULL),
    "contributions": [DONE, {**DONE, "number": 6, "is_live": False}, {**DONE, "is_out": False, "is_live": False}],
}  # fmt: skip
NEWCOMER = {"person": {**OWN, "is_own": False}, "next_after": None, "curve": view_curve(EMPTY), "contributions": []}
SESSION = {"number": 1, "client": HOSTILE, "seen_at": 1_795_219_200, "is_this_one": True}
ACCOUNT = {
    "pseudonym": HOSTILE, "page_url": "/people/ann", "is_shown": False, "badge_wallet": None, "wallets": [ADDRESS] * 3,
    "known_wallet": ADDRESS, "roles": [], "all_roles": [("owner", "owner")],
    "sessions": [SESSION, {**SESSION, "number": 2, "is_this_one": False}],
    "affiliations": [{"number": 1, "words": part_words("owner", HOSTILE), "is_own_word": True}] * 2,
    "form_token": HASH,
}  # fmt: skip

PAGES = {
    "claim": ("screening/templates/claim.html", {"claim": CLAIM, "art": ART, "qr": QR}),
    "claimed": ("screening/templates/claim.html", {"claim": {**CLAIM, **CLAIMED}, "art": ART, "qr": QR}),
    "claim of a work": ("screening/templates/claim.html", {"claim": {**CLAIM, **OF_WORK}, "art": ART, "qr": QR}),
    "card": ("screening/templates/card.html", {"card": CARD, "qr": QR}),
    "claim code": ("screening/templates/code.html", {"is_unknown": False, "form_token": ""}),
    "unknown claim code": ("screening/templates/code.html", {"is_unknown": True, "form_token": HASH}),
    "badge": ("screening/templates/badge.html", {"badge": BADGE, "art": ART}),
    "badge of another server": ("screening/templates/badge.html", {"badge": ELSEWHERE, "art": ART}),
    "badge's holder": ("screening/templates/badge_holder.html", {"badge": BADGE}),
    "badge's last holder": ("screening/templates/badge_holder.html", {"badge": ELSEWHERE}),
    "badge's proof": ("screening/templates/badge_proof.html", {"proof": PROOF}),
    "badge's failed proof": ("screening/templates/badge_proof.html", {"proof": {**PROOF, "holds": False}}),
    "badges": ("screening/templates/badges.html", BADGES),
    "no badges": ("screening/templates/badges.html", NO_BADGES),
    "person": ("screening/templates/person.html", PERSON),
    "person who begins": ("screening/templates/person.html", NEWCOMER),
    "account": ("people/templates/account.html", {"account": ACCOUNT}),
    "account without a page": ("people/templates/account.html", {"account": {**ACCOUNT, "page_url": None}}),
}
