"""What the first page, notices, the glossary, the API's page and problems are made from, as hostile as it can be."""

from typing import Any

from quadrille.glossary import GLOSSARY
from unit.round_samples import HASH, HOSTILE

TO_DO = {"what": "Vote", "words": HOSTILE, "url": "/vote/1", "due_at": 1_795_824_000}
ENDLESS = {**TO_DO, "due_at": None}
HOME = {
    "signed_in": True, "yours": [TO_DO, ENDLESS] * 6, "operator": [ENDLESS] * 3, "more": 7,
    "journeys": {"recognise": [TO_DO] * 4, "decide": [ENDLESS], "fund": []},
}  # fmt: skip
NEW_HERE = {
    "signed_in": False, "yours": [], "operator": [], "more": 0,
    "journeys": {"recognise": [], "decide": [], "fund": []},
}  # fmt: skip
CHAPTERS = [
    {
        "title": chapter.title,
        "anchor": f"chapter-{number}",
        "terms": [{"anchor": one.anchor, "word": one.word, "meaning": one.meaning} for one in chapter.terms],
    }
    for number, chapter in enumerate(GLOSSARY)
]
ROUTE = {"method": "GET", "path": "/api/v1/needs", "words": HOSTILE, "who": ""}
API = {
    "rooms": [{"anchor": "needs", "title": "What needs whom", "routes": [ROUTE, {**ROUTE, "who": "operator"}] * 20}],
    "statuses": [404, 500], "problems": [{"name": "not-found", "title": HOSTILE}],
}  # fmt: skip
NOTICES = {
    "form_token": HASH, "can_send": True, "is_shown_here": True, "state": "waiting", "asked": True, "longest": 254,
    "groups": [{"name": "votes", "words": "Votes", "on": True}, {"name": "money", "words": "Money", "on": False}],
    "languages": [{"code": "en", "name": "English", "on": True}, {"code": "ar", "name": "العربية", "on": False}],
}  # fmt: skip


def problem(status: int) -> dict[str, Any]:
    """What is said of a problem with this status."""
    return {
        "status": status, "cause": HOSTILE, "remedy": HOSTILE, "reference": "7", "kind": "refused", "path": HOSTILE,
    }  # fmt: skip


PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("web/templates/home.html", HOME),
    "home of nobody": ("web/templates/home.html", NEW_HERE),
    "nothing needed": ("web/templates/home.html", {**NEW_HERE, "signed_in": True}),
    "glossary": ("web/templates/glossary.html", {"chapters": CHAPTERS}),
    "api": ("web/templates/api.html", API),
    **{
        f"problem {status}": ("web/templates/problem.html", problem(status))
        for status in (404, 403, 409, 429, 500, 503)
    },
    "kind of problem": (
        "gate/templates/kind.html",
        {"name": "refused", "kind": {"title": HOSTILE, "meaning": HOSTILE, "remedy": HOSTILE}},
    ),
    **{
        f"notices, {state}": ("notices/templates/notices.html", {"notices": {**NOTICES, "state": state}})
        for state in ("none", "waiting", "on", "stopped")
    },
    "no notices": ("notices/templates/notices.html", {"notices": {**NOTICES, "state": "none", "can_send": False}}),
    **{
        f"notices, {step}": (
            "notices/templates/by_link.html",
            {"notice": {"step": step, "action": "/notices/stop/1/x", "groups": [HOSTILE]}},
        )
        for step in ("confirm", "confirmed", "stop", "stopped")
    },
}
