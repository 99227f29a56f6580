"""What the pages of reviews show, with hostile data; `test_layout.py` renders each."""

from typing import Any

from unit.round_samples import HASH, HOSTILE

AT = 1_795_219_200

ITEM = {"url": "/screenings/7", "name": HOSTILE, "questions": "2.1, 9.3"}
QUESTION = {
    "id": "2.1", "statement": HOSTILE, "text": HOSTILE, "if_yes": HOSTILE, "weak": "", "answer": "no", "confidence": 4,
    "evidence": HOSTILE, "comment": HOSTILE, "saved_at": AT,
}  # fmt: skip
CLAIMS = [
    {"field": HOSTILE, "text": HOSTILE, "is_link": False},
    {"field": "privacy", "text": f"https://x.example/{HOSTILE}", "is_link": True},
]
INDICATORS = [
    {
        "number": number, "name": HOSTILE, "evidence_from": "representative", "claims": CLAIMS,
        "questions": [{**QUESTION, "id": f"{number}.1"}],
    }
    for number in range(1, 10)
]  # fmt: skip
FRAME = {
    "screening": 7, "form_token": HASH, "author": 7, "standard_version": "1.1.6", "is_open": True,
    "closes_at": 1_795_824_000, "choices": [("yes", "Yes", "Y"), ("no", "No", "N"), ("not_sure", "Not sure", "?")],
    "sure": [(5, "5"), (4, "4")], "most": {"evidence": 2_000, "comment": 20_000}, "saving_words": {"saved": "Saved."},
    "asked": 9, "indicators": INDICATORS,
}  # fmt: skip
NOMINEE = {
    "name": HOSTILE, "slug": "wells", "description": HOSTILE, "organisations": HOSTILE,
    "licences": [
        {"text": HOSTILE, "is_listed": False, "better": HOSTILE}, {"text": "MIT", "is_listed": True, "better": ""},
    ],
    "links": [f"https://x.example/{HOSTILE}"], "findings": [{"field": HOSTILE, "message": HOSTILE}], "more_findings": 3,
}  # fmt: skip
FORM = {
    **FRAME, "nominee": NOMINEE, "is_signed_in": True, "has_seat": True, "is_assigned": True, "is_submitted": False,
    "due_at": AT, "written": 4, "minutes": 6,
}  # fmt: skip
CHECK = {
    **FRAME, "name": HOSTILE, "weak": 9, "is_blocked": False, "counts": {"yes": 7, "no": 1, "not_sure": 1},
    "evidence": 2, "evidence_needed": 3,
}  # fmt: skip
OWN_REVIEW = {
    "review": 7, "name": HOSTILE, "url": "/review/7/receipt", "screening": 7, "version": 2, "submitted_at": AT,
    "outcome_words": "verified", "is_signed": True, "is_erased": False, "commitment": HASH, "can_claim": True,
    "contribution": 7, "reasons": [{"words": HOSTILE, "remedy": HOSTILE}], "appeal": None, "can_appeal": False,
}  # fmt: skip
REFUSED_REVIEW = {
    **OWN_REVIEW, "review": 8, "outcome_words": "not verified", "can_claim": False, "contribution": None,
    "appeal": "open", "can_appeal": True,
}  # fmt: skip
RECEIPT = {
    **OWN_REVIEW, "form_token": HASH, "most": 2_000, "is_open": True, "answered": 1, "needed": 1, "closes_at": AT,
    "rooted_at": AT, "state_words": "first review", "deadline_at": AT,
}  # fmt: skip
SEAT = {
    "url": "/review/7", "name": HOSTILE, "is_assigned": True, "due_at": AT, "closes_at": AT, "is_closed": False,
    "is_late": False, "asked": 13, "written": 4,
}  # fmt: skip
MINE = {
    "form_token": HASH, "is_available": False, "to_do": [SEAT, {**SEAT, "is_assigned": False, "due_at": None}],
    "confirmations": [{**ITEM, "question": "2.1", "due_at": AT}], "to_decide": [ITEM],
    "reviews": [OWN_REVIEW, REFUSED_REVIEW], "most": 2_000,
}  # fmt: skip
NOTHING = {**MINE, "to_do": [], "confirmations": [], "to_decide": [], "reviews": []}
CARD = {
    "url": "/review/7", "name": HOSTILE, "description": HOSTILE, "website": "", "languages": "en, fr",
    "sectors": HOSTILE, "questions": 13, "minutes": 6, "answered": 1, "needed": 1, "closes_at": AT, "reads": True,
    "knows": True,
}  # fmt: skip
QUEUE = [CARD, {**CARD, "knows": False, "needed": 0}, {**CARD, "reads": False, "knows": None, "closes_at": None}]
LOOK_UP = {
    "confirmation": 7, "project_name": HOSTILE, "question": "2.1", "statement": HOSTILE, "answer_words": "Yes",
    "evidence": f"https://x.example/{HOSTILE}", "is_link": True, "comment": HOSTILE, "due_at": AT, "is_done": False,
    "findings": [("supports", "supports it")], "most": 2_000, "form_token": HASH,
}  # fmt: skip
REVIEWER = {
    "form_token": HASH, "languages": HOSTILE, "sectors": HOSTILE, "accounts": HOSTILE, "minutes_per_week": 30,
    "is_available": True, "most_minutes": 10_080,
}  # fmt: skip

FOLDER = "screening/panels/templates"
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "review form": (f"{FOLDER}/review.html", {"form": FORM}),
    "review of one's own": (f"{FOLDER}/review.html", {"form": {**FORM, "has_seat": False}}),
    "review that nobody signed in to": (f"{FOLDER}/review.html", {"form": {**FORM, "is_signed_in": False}}),
    "review that has closed": (f"{FOLDER}/review.html", {"form": {**FORM, "is_open": False}}),
    "review looked over": (f"{FOLDER}/check.html", {"form": CHECK}),
    "review that lacks answers": (f"{FOLDER}/check.html", {"form": {**CHECK, "is_blocked": True}}),
    "review that is ready": (f"{FOLDER}/check.html", {"form": {**CHECK, "indicators": [], "weak": 0, "evidence": 9}}),
    "receipt": (f"{FOLDER}/receipt.html", {"receipt": RECEIPT}),
    "receipt of a closed panel": (f"{FOLDER}/receipt.html", {"receipt": {**RECEIPT, "is_open": False}}),
    "reviews": (f"{FOLDER}/reviews.html", {"mine": MINE, "queue": QUEUE}),
    "reviews for anybody": (f"{FOLDER}/reviews.html", {"mine": None, "queue": QUEUE}),
    "no reviews": (f"{FOLDER}/reviews.html", {"mine": NOTHING, "queue": []}),
    "look up": (f"{FOLDER}/confirmation.html", {"asked": LOOK_UP}),
    "reviewer": (f"{FOLDER}/reviewing.html", {"profile": REVIEWER}),
}
