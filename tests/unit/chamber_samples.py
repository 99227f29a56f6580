"""What the pages of the chambers are made from, each text as hostile as it can be."""

from typing import Any

from unit.round_samples import ADDRESS, HASH, HOSTILE

AT = 1_795_219_200
TEMPLATES = "governance/chambers/templates"
HOUSE = {"chamber": "end users", "seats": 61, "against": 7, "in_favour": 40, "abstaining": 5, "counts": True}
BALLOT = {
    "ballot": 7, "words": HOSTILE, "project": "wells", "opener": ADDRESS, "outcome": "open", "if_closed": "approved",
    "closes_at": AT, "opened_at": AT, "is_open": True, "is_closed": False, "turnout_bps": 6_100, "quorum_bps": 2_000,
    "approval_bps": 7_100, "needed_bps": 6_500, "least_houses": 2, "in_favour": 40, "against": 7, "abstaining": 5,
    "objecting": ["sponsors", "reviewers"], "admission": None, "houses": [HOUSE, {**HOUSE, "counts": False}] * 3,
}  # fmt: skip
ADMISSION = {"round": ADDRESS, "project": 3, "edition": 1, "is_done": True}
CLOSED = {
    **BALLOT, "outcome": "vetoed", "is_open": False, "is_closed": True, "project": "", "objecting": [],
    "admission": ADMISSION,
}  # fmt: skip
ANSWERS = [{"answerer": ADDRESS, "text": HOSTILE}, {"answerer": ADDRESS, "text": ""}]
SAID = {
    "feedback": HASH, "seat": 7, "chamber": "end users", "kind": "objection", "state": "raised", "raised_at": AT,
    "ends_at": AT, "text": HOSTILE, "answers": ANSWERS,
}  # fmt: skip
CHAMBER = {"name": "end users", "seats": 7, "is_house": True}
ITEM = {"url": "/chambers/ballots/7", "title": HOSTILE, "words": "closes"}
FORM = {"slug": "wells", "salt": HASH, "most": 2_000}

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "chambers": (
        f"{TEMPLATES}/chambers.html",
        {"chambers": [CHAMBER, {**CHAMBER, "is_house": False}], "least_seats": 5, "ballots": [ITEM] * 50},
    ),
    "no chambers' ballots": (f"{TEMPLATES}/chambers.html", {"chambers": [], "least_seats": 5, "ballots": []}),
    "chambers' ballot": (f"{TEMPLATES}/chamber_ballot.html", {"ballot": BALLOT}),
    "chambers' closed ballot": (f"{TEMPLATES}/chamber_ballot.html", {"ballot": CLOSED}),
    "feedback of seats": (
        f"{TEMPLATES}/seat_feedback.html",
        {**FORM, "feedback": [SAID, {**SAID, "ends_at": None, "text": "", "state": "resolved", "answers": []}] * 20},
    ),
    "no feedback of seats": (f"{TEMPLATES}/seat_feedback.html", {**FORM, "feedback": []}),
}
