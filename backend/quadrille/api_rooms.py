"""The API's own description, sorted for a page: by room, each with its routes in the order of their paths. Pure."""

from collections.abc import Mapping
from typing import Any

from quadrille.languages.words import gettext as _
from quadrille.languages.words import marked

ROOMS = {
    "needs": marked("What needs whom"),
    "catalog": marked("Projects and the Standard"),
    "screening": marked("Screenings, reviews and badges"),
    "governance": marked("Proposals and votes"),
    "chambers": marked("Chambers"),
    "feedback": marked("What end users say"),
    "rounds": marked("Rounds"),
    "reasons": marked("Three reasons"),
    "people": marked("Signing in, and oneself"),
    "privacy": marked("One's data"),
    "notices": marked("Notices by e-mail"),
    "health": marked("How this server stands"),
}
"""The rooms that have a name of their own here; another is called by its tag."""

OPERATOR, SESSION = marked("operator"), marked("signed in")


def rooms_of(paths: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every route of the description (OpenAPI's `paths`), by room."""
    found: dict[str, list[dict[str, str]]] = {}
    for path, methods in sorted(paths.items()):
        for method, route in methods.items():
            tag = str((route.get("tags") or [path.strip("/").split("/")[0]])[0])
            found.setdefault(tag, []).append(_route(path, method, route))
    known = [tag for tag in ROOMS if tag in found]
    others = sorted(tag for tag in found if tag not in ROOMS)
    return [
        {"anchor": tag, "title": _(ROOMS[tag]) if tag in ROOMS else tag.capitalize(), "routes": found[tag]}
        for tag in (*known, *others)
    ]


def _route(path: str, method: str, route: Mapping[str, Any]) -> dict[str, str]:
    needed = [name for one in route.get("security", []) for name in one]
    is_free = not route.get("security") or {} in route["security"]
    who = "" if is_free else _(OPERATOR) if "operator" in needed else _(SESSION)
    return {"method": method.upper(), "path": path, "words": str(route.get("description", "")), "who": who}
