"""What the storefront shows, with hostile data; `test_layout.py` renders each."""

from typing import Any

from unit.round_samples import HOSTILE

AT = 1_795_219_200
LINK = {"text": f"https://x.example/{HOSTILE}", "is_link": True}
CLAIM = {"field": HOSTILE, "text": HOSTILE, "is_link": False}
DECIDED = {"id": "2.1", "statement": HOSTILE, "answer": "No", "words": HOSTILE, "evidence": [LINK, CLAIM]}
UNDECIDED = {"id": "2.2", "statement": HOSTILE, "answer": None, "words": "", "evidence": []}
ROWS = [
    {"number": number, "name": HOSTILE, "answer": answer, "questions": [DECIDED, UNDECIDED], "claims": [CLAIM, CLAIM]}
    for number, answer in enumerate(("yes", "no", "not_sure", ""), 1)
]
PROJECT = {
    "slug": "wells", "name": HOSTILE, "description": HOSTILE, "website": f"https://x.example/{HOSTILE}",
    "sectors": HOSTILE, "kinds": HOSTILE, "stage": "nominee", "repositories": [f"https://x.example/{HOSTILE}"] * 2,
    "sdgs": [3, 6], "licences": [{"text": HOSTILE, "is_listed": False}, {"text": "MIT", "is_listed": True}],
    "organisations": [{"name": HOSTILE, "website": "https://x.example", "kind": HOSTILE}],
    "maintainers": [{"name": HOSTILE, "is_own_word": True}] * 2,
}  # fmt: skip
UNKNOWN = {
    **PROJECT, "description": "", "website": "", "sectors": "", "kinds": "", "stage": "", "repositories": [],
    "sdgs": [], "licences": [], "organisations": [], "maintainers": [],
}  # fmt: skip
SCREENING = {
    "number": 7, "state": "first review", "is_running": True, "is_renewal": True, "takes_reviews": True,
    "standard_version": "1.1.6", "opened_at": AT, "closed_at": None, "deadline_at": AT,
}  # fmt: skip
PAST = {**SCREENING, "is_running": False, "takes_reviews": False, "closed_at": AT}
ROUND = {
    "url": "/rounds/7", "title": HOSTILE, "status": "payable", "symbol": "ETH", "decimals": 18, "donated": 10**18,
    "matched": 10**17, "paid": None,
}  # fmt: skip
ON_CHAIN = {
    "rounds": [ROUND] * 2,
    "feedback": {
        "chambers": [{"name": HOSTILE, "kinds": [("remark", 2), ("concern", 1)]}],
        "counted": {"yes": 5, "partly": 2, "no": 1}, "counted_all": 8, "unsigned": 3,
    },
    "reasons": {"came": 3, "stayed": 1, "raised": [{"symbol": "ETH", "decimal": "4.0000", "counted": 1, "rounds": 2}]},
}  # fmt: skip
SILENT = {
    "rounds": [], "reasons": {"came": 0, "stayed": 0, "raised": []},
    "feedback": {"chambers": [], "counted": {"yes": 0, "partly": 0, "no": 0}, "counted_all": 0, "unsigned": 0},
}  # fmt: skip
LISTED = {
    "slug": "wells", "name": HOSTILE, "description": HOSTILE, "licences": HOSTILE, "sdgs": "3, 6", "stage": "nominee",
    "screening": "first review",
}  # fmt: skip
BARE = {**LISTED, "description": "", "licences": "", "sdgs": "", "stage": "", "screening": None}
LIST = {
    "search": HOSTILE, "is_first": False, "first_url": "/projects", "next_url": "/projects?after=wells",
    "projects": [LISTED, BARE],
}  # fmt: skip

FOLDER = "storefront/templates"
INDICATORS = {"screening": 7, "standard_version": "1.1.6", "rows": ROWS}
KNOWN = {"project": PROJECT, "indicators": INDICATORS, "screenings": [SCREENING, PAST], "on_chain": ON_CHAIN}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "project": (f"{FOLDER}/project.html", KNOWN),
    "project of which nothing is known": (
        f"{FOLDER}/project.html",
        {
            "project": UNKNOWN,
            "indicators": {**INDICATORS, "screening": None},
            "screenings": [],
            "on_chain": SILENT,
        },
    ),
    "project without a chain": (f"{FOLDER}/project.html", {**KNOWN, "on_chain": None}),
    "projects": (f"{FOLDER}/projects.html", LIST),
    "no projects": (
        f"{FOLDER}/projects.html",
        {**LIST, "search": "", "is_first": True, "next_url": None, "projects": []},
    ),
}
