"""What the pages of rounds are shown with in tests: the longest there is, and strangers' words in every place."""

from types import SimpleNamespace

from markupsafe import Markup

from quadrille.rounds.squares import match_square

ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
HASH = "0x" + "5c" * 32
HOSTILE = "<script>alert(1)</script>\" onload='x"

ROOTS = [1 << 40] * 200
PROJECT = {
    "slug": "hub", "name": HOSTILE, "donors": 200, "given": 10**18, "raw": 10**18 << 64, "match": 10**18,
    "share_bps": 2_500, "note": HOSTILE, "square": Markup(match_square(ROOTS, sum(ROOTS), HOSTILE)),
}  # fmt: skip
FILE = {"name": "result.csv", "url": "/rounds/bundle/result.csv", "bytes": 2_210, "words": "what each project gets"}
STEPS = [
    {"words": "Open", "state": "done", "until": None},
    {"words": "Checks", "state": "current", "until": 1_795_824_000},
]
HOLD = SimpleNamespace(by=ADDRESS, until=1_795_824_000, reason=HOSTILE, said=(HOSTILE,))
OBJECTION = {
    "objector": ADDRESS, "right": "donor", "reason_hash": HASH, "ruling_until": 1_795_824_000, "ended": "",
}  # fmt: skip
TERMS = {
    **dict.fromkeys(("operator", "committer", "governance", "publisher", "guardian", "badge", "token"), ADDRESS),
    "reviewers": (ADDRESS,) * 32, "threshold": 17, "is_by_list": False, "is_scaled": True, "is_left_to_sponsors": False,
    **dict.fromkeys(("opens_at", "closes_at", "first_close_at", "latest_close_at", "dead_man_at"), 1_795_219_200),
    **dict.fromkeys(("donations_from", "donations_until"), 1_795_824_000),
    **dict.fromkeys(("objection_seconds", "decision_seconds", "claim_seconds"), 86_400),
    **dict.fromkeys(("payee_delay_seconds", "hold_seconds", "pause_seconds"), 3_601),
    "publications": 5, "bond": 10**16, "bond_symbol": "ETH", "bond_decimals": 18, "minimum": 7, "cap_bps": 1_000,
    "config_hash": HASH,
}  # fmt: skip
OBJECTED = {
    "address": ADDRESS, "title": HOSTILE, "mode": "published", "state": "objected", "steps": STEPS, "symbol": HOSTILE,
    "decimals": 18, "mechanism": "cocm", "is_pool_by_squares": False, "applied": 9, "block_number": 21_904_113,
    "next": [{"who": HOSTILE, "what": HOSTILE, "since": 1_795_219_200, "until": 1_795_824_000}] * 6,
    "pauses": [HOLD], "holds": [{"name": HOSTILE, "stop": HOLD}] * 3, "missing": "", "differs": True,
    "donors": 200, "given": 10**19, "pool": 4 * 10**18, "paid": 10**18, "left": 3 * 10**18, "projects": [PROJECT] * 8,
    "paid_out": 10**18, "owed": 10**19, "commitment": HASH, "verify_command": "quadrille verify round-3",
    "objections": [OBJECTION, {**OBJECTION, "ruling_until": None, "ended": HOSTILE}], "terms": TERMS,
    "published": {
        **dict.fromkeys(("root", "list_hash", "bundle_hash", "digest"), HASH),
        "total": 10**18, "uses_committed": True, "files": [FILE] * 8, "exports": [FILE] * 4,
    },
}  # fmt: skip
UNDECIDED = {
    **OBJECTED, "mechanism": "qf", "is_pool_by_squares": True, "state": "open", "projects": [], "pauses": [],
    "holds": [], "published": {}, "objections": [], "commitment": "", "differs": False, "donors": 0,
    "terms": {**TERMS, **dict.fromkeys(("first_close_at", "guardian", "token")), "reviewers": (), "cap_bps": 10_000},
}  # fmt: skip
UNKNOWN = {**UNDECIDED, "state": "closed", "donors": 7, "paid": None, "left": None, "missing": HOSTILE}
PLAIN = {**UNKNOWN, "mode": "plain", "state": "finalised", "terms": {**TERMS, "publisher": None, "dead_man_at": None}}

APPLICATION = {
    "id": 0, "slug": HOSTILE, "name": HOSTILE, "state": "admitted", "state_words": HOSTILE, "edition": 2,
    "applicant": ADDRESS, "payee": ADDRESS, "next_payee": ADDRESS, "next_payee_at": 1_795_219_200,
    "is_same_text": False, "hash": HASH, "hold": HOLD, "votes": [{"who": ADDRESS, "verb": "No", "reason": HOSTILE}] * 3,
}  # fmt: skip
BARE = {**APPLICATION, "edition": 1, "next_payee": None, "is_same_text": None, "hold": None, "votes": []}
APPLICATIONS = {
    "address": ADDRESS, "round_title": HOSTILE, "count": 60, "threshold": 2, "reviewers": (ADDRESS,) * 3,
    "governance": ADDRESS, "next_url": "/rounds",
    "projects": [{**(APPLICATION if number % 2 else BARE), "id": number} for number in range(50)],
}  # fmt: skip
NO_APPLICATIONS = {**APPLICATIONS, "count": 0, "reviewers": (), "projects": [], "next_url": ""}
