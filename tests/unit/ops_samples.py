"""What the operator's pages are shown with: hostile words wherever somebody else wrote them."""

from typing import Any

from quadrille.ops.new_round import Flaw, RoundForm
from unit.round_samples import ADDRESS, HASH, HOSTILE

AT = 1_795_219_200
PROBLEM = {
    "weight": "urgent", "weight_words": "Money or trust is at stake", "about": HOSTILE, "words": HOSTILE,
    "remedy": HOSTILE, "url": "/ops/rounds/1#push", "anchor": "alarm-1",
}  # fmt: skip
ROUND_ROW = {
    "number": 3, "title": HOSTILE, "state": "Payable", "is_over": False, "ended": "", "due": "Pay the projects.",
    "closes_at": AT, "pool": 10**18, "owed": 10**17, "symbol": "ETH", "decimals": 18, "problems": 2,
}  # fmt: skip
SERVER = {
    "head": 7_000_000, "lag": 3, "queued": 1, "under_way": 2, "alarms": 1, "works_here": True,
    "rooms": [{"room": "rounds", "followed": 6_999_997, "final": 6_999_936, "lag": 3}] * 4,
    "signers": [{"role": "operator", "address": ADDRESS, "balance": 10**18}] * 2,
}  # fmt: skip
OPS: dict[str, Any] = {
    "problems": [PROBLEM, {**PROBLEM, "weight": "note", "url": "", "anchor": ""}], "rounds": [ROUND_ROW] * 10,
    "count": 12, "newer_page": None, "older_page": 2, "stages": [{"words": "Open"}] * 6, "server": SERVER,
}  # fmt: skip
SILENT = {**OPS, "rounds": [], "count": 0, "older_page": None, "server": None}

REHEARSED = {
    "summary": HOSTILE, "notices": [HOSTILE], "sender": ADDRESS, "at": AT, "refused": None, "left": 0, "lacks_wei": 1,
    "cost_wei": 10**15, "steps": [{"words": HOSTILE, "gas": 21_000, "refused": None}] * 2,
    "changes": [{"account": ADDRESS, "who": "round", "is_coin": True, "units": -(10**18)}] * 20,
}  # fmt: skip
RUN = {"kind": "rehearsal", "is_over": True, "seconds": 3, "cause": "", "remedy": "", "answer": REHEARSED}
RUNNING = {**RUN, "is_over": False, "answer": {}}
REFUSED = {**RUN, "kind": "sending", "cause": HOSTILE, "remedy": HOSTILE, "answer": {}}
SENT = {
    **RUN, "kind": "sending",
    "answer": {
        "summary": HOSTILE, "notices": [HOSTILE],
        "sent": [{"words": HOSTILE, "transaction": HASH, "block": 7, "gas": 90_000}],
    },
}  # fmt: skip
COMPARED = {
    **RUN, "kind": "comparison",
    "answer": {
        "own": "qf", "rules": ["qf", "pairwise", "cocm", "gitcoin-linear"],
        "rows": [{"project": HOSTILE, "own_units": 10**18, "units": [10**18] * 4}] * 30,
    },
}  # fmt: skip
TAKER = {"account": ADDRESS, "is_alone": True, "has_key": False, "is_somebody": True}
ANYBODY = {**TAKER, "is_alone": False, "has_key": True}
STEP = {
    "key": "close", "title": "Close the books", "state": "current", "since": None, "can_be_rehearsed": True,
    "can_be_sent": True, "can_be_signed": True, "run": RUN,
}  # fmt: skip
LATER = {**STEP, "state": "todo", "since": AT, "can_be_sent": False, "can_be_signed": False}
ROW = {"wallet": ADDRESS, "person": ADDRESS, "coefficient_bps": 0, "project": "", "reason": HOSTILE}
ROUND: dict[str, Any] = {
    "number": 3, "title": HOSTILE, "address": ADDRESS, "mode": "published", "symbol": "ETH", "decimals": 18,
    "stages": [
        {"words": "Open", "state": "done", "until": None}, {"words": "Closed", "state": "current", "until": None},
    ],
    "ended": "", "due": HOSTILE, "problems": [PROBLEM], "closes_at": AT, "is_open": False, "is_cancelled": False,
    "can_cancel": True, "pool": 10**18, "given": 10**18, "owed": 10**18, "paid_out": 0,
    "steps": [
        STEP, {**STEP, "key": "publish", "run": RUNNING}, {**LATER, "key": "finalise", "run": REFUSED},
        {**LATER, "key": "push", "run": SENT}, {**LATER, "key": "gifts", "run": None},
    ],
    "others": {"compare": COMPARED, "hold": REFUSED, "claim": SENT}, "waiting": [],
    "takers": {
        "review": TAKER, "extend": TAKER, "pause": {**TAKER, "is_somebody": False}, "hold": TAKER,
        "close": TAKER, "publish": TAKER, "finalise": ANYBODY, "push": ANYBODY, "gifts": ANYBODY,
        "cancel": ANYBODY, "refund": ANYBODY, "reclaim": ANYBODY,
    },
    "suggested": f"wallet,person,coefficient_bps,project,reason\n{ADDRESS},{ADDRESS},0,,{HOSTILE}\n",
    "counts": {
        "is_fixed": True, "author": ADDRESS, "commitment": HASH, "missing": "",
        "persons": [
            {"rows": [ROW, ROW], "effect": [{"name": HOSTILE, "units": -5}]}, {"rows": [ROW], "effect": []},
            {"rows": [ROW], "effect": None},
        ],
        "turned_away": [{"project": HOSTILE, "name": HOSTILE, "who": ADDRESS, "decided_at": AT, "why": HOSTILE}],
    },
    "payouts": [
        {"slug": "well", "name": HOSTILE, "payee": ADDRESS, "given_units": 5, "owes_gifts": True, "match_units": 7,
         "owes_matching": True},
    ] * 9,
    "results": {
        "publication": {"files": [{"name": "result.csv", "url": "/x", "words": HOSTILE}],
                        "exports": [{"name": "matching.xlsx", "url": "/x", "words": HOSTILE}]},
        "objections": [{"objector": ADDRESS, "reason_hash": HASH, "ruling_until": AT, "ended": ""},
                       {"objector": ADDRESS, "reason_hash": HASH, "ruling_until": None, "ended": HOSTILE}],
        "final_from": AT,
    },
    "receipts": [{"step": HOSTILE, "state": "queued", "transaction": None, "block": None, "gas": None, "why": HOSTILE,
                  "queued_at": AT}] * 3,
}  # fmt: skip
NOTHING_YET = {
    **ROUND, "is_open": True, "problems": [], "steps": [LATER], "others": {}, "payouts": [], "receipts": [],
    "waiting": [{"slug": "well", "name": HOSTILE}] * 2,
    "results": {"publication": {}, "objections": [], "final_from": None},
    "counts": {**ROUND["counts"], "persons": [], "turned_away": []},
}  # fmt: skip
CANCELLED = {**NOTHING_YET, "is_open": False, "is_cancelled": True, "ended": HOSTILE, "waiting": []}

OPENING: dict[str, Any] = {
    "form": RoundForm(title=HOSTILE, token=HOSTILE, params=HOSTILE).model_dump(), "is_begun": True,
    "flaws": (Flaw("token", HOSTILE, HOSTILE), Flaw("", HOSTILE, HOSTILE)), "summary": HOSTILE, "config_hash": HASH,
    "tried": [{"words": HOSTILE, "gas": 5_000_000, "cost_wei": "1"}], "params": [["cap_bps", HOSTILE]],
    "mechanisms": ["cocm", "qf"], "runs": {"open": RUN}, "form_token": HASH,
    "operator": ADDRESS, "has_key": True,
}  # fmt: skip
BLANK = {
    **OPENING, "form": RoundForm().model_dump(), "is_begun": False, "flaws": (), "summary": "", "config_hash": "",
    "tried": [], "params": [], "runs": {},
}  # fmt: skip
DENIED = {"is_signed_in": True, "wallet": ADDRESS, "missing": ""}
NOBODY = {"is_signed_in": False, "wallet": "", "missing": ""}

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "operations": ("ops/templates/ops.html", {"ops": OPS}),
    "operations without a chain": ("ops/templates/ops.html", {"ops": SILENT}),
    "operations of an empty server": ("ops/templates/ops.html", {"ops": {**SILENT, "problems": [], "server": SERVER}}),
    "round for its operator": ("ops/templates/ops_round.html", {"round": ROUND, "form_token": HASH}),
    "open round for its operator": ("ops/templates/ops_round.html", {"round": NOTHING_YET, "form_token": HASH}),
    "cancelled round for its operator": ("ops/templates/ops_round.html", {"round": CANCELLED, "form_token": HASH}),
    "new round": ("ops/templates/ops_new_round.html", {"opening": OPENING}),
    "blank new round": ("ops/templates/ops_new_round.html", {"opening": BLANK}),
    "new round by a wallet": ("ops/templates/ops_new_round.html", {"opening": {**OPENING, "has_key": False}}),
    "not the operator": ("ops/templates/ops_denied.html", {"right": DENIED}),
    "nobody at the operator's page": (
        "ops/templates/ops_denied.html",
        {"right": NOBODY},
    ),
}
