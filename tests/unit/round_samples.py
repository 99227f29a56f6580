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
PLACE = {
    "path": "/rounds/7", "address": ADDRESS, "title": HOSTILE, "mode": "published", "state": "objected",
    "state_words": HOSTILE, "is_before_close": False, "symbol": HOSTILE, "decimals": 18,
}  # fmt: skip
OPEN = {**PLACE, "state": "open", "is_before_close": True}
OBJECTED = {
    **PLACE, "steps": STEPS, "in_cart": ["hub"],
    "mechanism": "cocm", "is_pool_by_squares": False, "applied": 9, "block_number": 21_904_113,
    "next": [{"words": HOSTILE, "since": 1_795_219_200, "until": 1_795_824_000}] * 6,
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
    **OBJECTED, "mechanism": "qf", "is_pool_by_squares": True, **OPEN, "projects": [], "pauses": [],
    "holds": [], "published": {}, "objections": [], "commitment": "", "differs": False, "donors": 0,
    "terms": {**TERMS, **dict.fromkeys(("first_close_at", "guardian", "token")), "reviewers": (), "cap_bps": 10_000},
}  # fmt: skip
UNKNOWN = {**UNDECIDED, **PLACE, "state": "closed", "donors": 7, "paid": None, "left": None, "missing": HOSTILE}
PLAIN = {**UNKNOWN, "mode": "plain", "state": "finalised", "terms": {**TERMS, "publisher": None, "dead_man_at": None}}

APPLICATION = {
    "id": 0, "slug": HOSTILE, "name": HOSTILE, "state": "admitted", "state_words": HOSTILE, "edition": 2,
    "applicant": ADDRESS, "payee": ADDRESS, "next_payee": ADDRESS, "next_payee_at": 1_795_219_200,
    "is_same_text": False, "hash": HASH, "hold": HOLD, "votes": [{"who": ADDRESS, "verb": "No", "reason": HOSTILE}] * 3,
}  # fmt: skip
BARE = {**APPLICATION, "edition": 1, "next_payee": None, "is_same_text": None, "hold": None, "votes": []}
APPLICATIONS = {
    **PLACE, "count": 60, "threshold": 2, "reviewers": (ADDRESS,) * 3,
    "governance": ADDRESS, "next_url": "/rounds",
    "projects": [{**(APPLICATION if number % 2 else BARE), "id": number} for number in range(50)],
}  # fmt: skip
NO_APPLICATIONS = {**APPLICATIONS, "count": 0, "reviewers": (), "projects": [], "next_url": ""}

CHOOSING = {**OBJECTED, **OPEN, "projects": [{**PROJECT, "donors": number % 3} for number in range(100)]}
CANCELLED = {**UNDECIDED, **PLACE, "state": "cancelled"}
ROW = {"slug": "hub", "name": HOSTILE, "typed": HOSTILE, "trouble": HOSTILE, "remedy": HOSTILE, "added": None}
GIVE = {
    **OPEN, "rows": [{**ROW, "slug": f"hub-{number}"} for number in range(50)]
    + [{**ROW, "slug": f"pub-{number}", "trouble": "", "remedy": "", "added": 10**18} for number in range(50)],
    "total": 10**18, "added": -1, "others": 7, "obstacles": [], "opens_at": None, "closes_at": 1_795_824_000,
    "minimum": 7, "is_token": True, "is_plain": True, "matched_words": HOSTILE, "wallet": ADDRESS, "text": HOSTILE,
    "most": 100, "longest": 40, "allowed": True,
}  # fmt: skip
NO_GIVING = {
    **GIVE, "rows": [], "obstacles": [{"cause": HOSTILE, "remedy": HOSTILE}], "opens_at": 1_795_219_200,
    "allowed": False, "wallet": "", "matched_words": "", "minimum": 0, "is_token": False, "is_plain": False,
}  # fmt: skip
CART = {
    "number": 7, "donor": ADDRESS, "transaction": HASH, "block_number": 21_904_113, "total": 10**18,
    "items": [{"slug": "hub", "name": HOSTILE, "units": 10**16}] * 10,
}  # fmt: skip
GIFTS = {
    **PLACE, "wallet": ADDRESS, "is_receipt": True, "is_unknown": True, "carts": [{**CART, "number": 7}], "more": 7,
    "can_go_back": True, "lapses_at": 1_795_824_000,
}  # fmt: skip
NO_GIFTS = {**GIFTS, "is_receipt": False, "is_unknown": False, "carts": [], "more": 0, "can_go_back": False}
PAYOUT = {
    "slug": "hub", "name": HOSTILE, "payee": ADDRESS, "given": 10**18, "is_given_paid": False, "match": 10**18,
    "is_match_paid": False, "can_claim": True, "hold": None,
}  # fmt: skip
PAYOUTS = {
    **PLACE, "owed": 10**18, "donations_from": 1_795_824_000, "claims_until": 1_795_824_000, "now": 1_795_219_200,
    "projects": [
        PAYOUT, {**PAYOUT, "hold": HOLD, "can_claim": False}, {**PAYOUT, "match": None, "can_claim": False},
        {**PAYOUT, "is_given_paid": True, "is_match_paid": True, "can_claim": False},
    ],
    "more": 7, "sponsors": [{"account": ADDRESS, "deposit": 10**18}],
}  # fmt: skip
CHECK = {
    **PLACE, "published": OBJECTED["published"], "hashes": {"result.csv": HASH[2:]}, "commitment": HASH,
    "has_bundle": True, "block_number": 21_904_113,
    "found": {"outcome": "different", "cause": HOSTILE, "remedy": HOSTILE, "root": HASH},
}  # fmt: skip
EARLY_CHECK = {
    **CHECK, **OPEN, "published": {}, "hashes": {}, "commitment": "", "has_bundle": False,
    "found": {"outcome": "unknown", "cause": HOSTILE, "remedy": HOSTILE, "root": ""},
}  # fmt: skip
OBJECTING = {
    **PLACE, "objections": OBJECTED["objections"], "can_object": True, "until": 1_795_824_000, "bond": 10**16,
    "window_seconds": 86_400, "decision_seconds": 86_400, "is_with_badges": True,
}  # fmt: skip
PAGES = {
    "choosing": ("rounds/templates/round.html", {"round": CHOOSING}),
    "cancelled round": ("rounds/templates/round.html", {"round": CANCELLED}),
    "cart": ("rounds/templates/give.html", {"give": GIVE}),
    "empty cart": ("rounds/templates/give.html", {"give": NO_GIVING}),
    "gifts": ("rounds/templates/gifts.html", {"gifts": GIFTS}),
    "no gifts": ("rounds/templates/gifts.html", {"gifts": NO_GIFTS}),
    "payouts": ("rounds/templates/payouts.html", {"payouts": PAYOUTS}),
    "no payouts": ("rounds/templates/payouts.html", {"payouts": {**PAYOUTS, "projects": [], "sponsors": []}}),
    "verify": ("rounds/templates/verify.html", {"check": CHECK}),
    "verify, too early": ("rounds/templates/verify.html", {"check": EARLY_CHECK}),
    "objections": ("rounds/templates/objections.html", {"objecting": OBJECTING}),
    "no objections": (
        "rounds/templates/objections.html",
        {"objecting": {**OBJECTING, "objections": [], "can_object": False, "until": None}},
    ),
    "objections to a plain round": ("rounds/templates/objections.html", {"objecting": {**OBJECTING, "mode": "plain"}}),
}
