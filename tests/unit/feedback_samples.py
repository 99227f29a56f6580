"""What the pages of feedback and of the three reasons are made from, each text as hostile as it can be."""

from typing import Any

from markupsafe import Markup

from quadrille.governance.feedback.answers import Tally
from quadrille.qr import qr_svg
from unit.round_samples import ADDRESS, HASH, HOSTILE

TALLY, NOBODY = Tally(61, 27, 12), Tally(0, 0, 0)
AT = 1_795_219_200
ASKED = {
    "invitation": HASH[2:34], "is_open": True, "form": HASH[2:34], "choices": [("yes", "Yes"), ("no", "No")],
    "most": 500,
}  # fmt: skip
SHOWN = {
    "url": "https://badges.example/feedback/x", "qr": Markup(qr_svg(f"https://badges.example/feedback/{HASH[2:34]}")),
    "is_open": True, "expires_at": AT, "most_answers": 100,
}  # fmt: skip
FEEDBACK = {
    "slug": "wells", "counted": TALLY, "unsigned": NOBODY, "texts": [{"words": "Partly", "text": HOSTILE}] * 100,
    "attestations": [{"number": 7, "who": HOSTILE, "made_at": AT, "tally": TALLY, "wallet": ADDRESS}] * 9,
}  # fmt: skip
LINK = {
    "link": 7, "project": "wells", "label": HOSTILE, "state": "open", "is_open": True, "made_at": AT, "expires_at": AT,
    "answers": 5, "most_answers": 9, "waits": [{"number": 4, "words": "No", "text": HOSTILE}] * 5,
}  # fmt: skip
MINE = {
    "form_token": HASH, "projects": ["wells"], "longest_days": 92, "most_answers": 500, "label_characters": 80,
    "links": [LINK, {**LINK, "link": 6, "label": "", "state": "revoked", "is_open": False, "waits": []}],
}  # fmt: skip
ROUND = {
    "address": ADDRESS, "title": HOSTILE, "status": "final", "symbol": "ETH", "decimals": 18, "donated": 10**18,
    "matched": 10**18, "paid": 10**18, "declared": 10**15, "declared_by": "maintainer", "declared_words": HOSTILE,
    "gas_share": 10**12, "ratio": "1998.0019",
}  # fmt: skip
UNTOLD = {**ROUND, "matched": None, "paid": None, "declared": None, "ratio": None}
QUARTER = {"quarter": "2026-Q4", "active": 7, "came": 3, "returned": 4, "stayed": None}
TOKEN = {"symbol": "ETH", "rounds": 3, "counted": 2, "decimal": "1998.0019"}
REASONS = {
    "slug": "wells", "name": HOSTILE, "counted": TALLY, "unsigned": NOBODY,
    "answers": [{"quarter": "2026-Q4", "yes": 3, "partly": 1, "no": 1, "all": 5}] * 40,
    "signed": [{"quarter": "2026-Q4", "role": HOSTILE, "said": HOSTILE}] * 9,
    "came": 1, "stayed": 0, "most_active": 7, "people": [QUARTER, {**QUARTER, "stayed": 2}] * 20,
    "rounds": [ROUND, UNTOLD], "tokens": [TOKEN, {**TOKEN, "counted": 0}, {**TOKEN, "decimal": None}],
}  # fmt: skip
NO_REASONS = {
    **REASONS, "counted": NOBODY, "answers": [], "signed": [], "came": 0, "most_active": 0, "people": [],
    "rounds": [], "tokens": [],
}  # fmt: skip

FOLDER = "governance/feedback/templates"
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "answer of a user": (f"{FOLDER}/answer.html", {"asked": ASKED}),
    "link that is over": (f"{FOLDER}/answer.html", {"asked": {**ASKED, "is_open": False}}),
    "thanks": (f"{FOLDER}/thanks.html", {"project": "wells"}),
    "printed link": (f"{FOLDER}/print.html", {"shown": SHOWN}),
    "feedback": (f"{FOLDER}/feedback.html", {"feedback": FEEDBACK}),
    "no feedback": (f"{FOLDER}/feedback.html", {"feedback": {**FEEDBACK, "texts": [], "attestations": []}}),
    "partner": (f"{FOLDER}/my_feedback.html", {"mine": MINE}),
    "no partner": (f"{FOLDER}/my_feedback.html", {"mine": {**MINE, "projects": [], "links": []}}),
    "reasons": ("reasons/templates/reasons.html", {"reasons": REASONS}),
    "no reasons": ("reasons/templates/reasons.html", {"reasons": NO_REASONS}),
}
