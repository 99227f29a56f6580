"""Real nominees, with questions of which it is known whether the requirement is met.

What is true is planted: on the real recognised goods some requirements are made false; the nominees that were excluded
in reality are not met where their file itself shows it: no goal with evidence, no licence of the approved kind, no
owner named. Everything else about them, names, pages and links, is real, and reviewers quote it.
"""

import json
import random
import re
from dataclasses import dataclass
from functools import cache

from real_data import shared

QUESTIONS = ("SDG[0]", "SDG[1]", "license", "clearOwnership", "platformIndependence", "documentation", "nonPII")
INDICATORS = {
    **dict.fromkeys(("SDG[0]", "SDG[1]"), 1),
    "license": 2,
    "clearOwnership": 3,
    "platformIndependence": 4,
    "documentation": 5,
    "nonPII": 6,
}

PLANTED = 0.12
"""Of the requirements of a nominee: one in eight, somewhat less than the pilot's 15 % of No."""

_LINK = re.compile(r"https?://[^\s\"<>)]+")


@dataclass(frozen=True, slots=True)
class Nominee:
    """One project with what is true of it; `is_real_exclusion` for those that were turned away in reality."""

    slug: str
    links: tuple[str, ...]
    texts: tuple[str, ...]
    met: dict[str, bool]
    is_real_exclusion: bool


@cache
def _documents(folder: str) -> list[tuple[str, dict]]:
    files = sorted(shared("data", "candidates", folder).glob("*.json"))
    return [(file.stem, json.loads(file.read_text(encoding="utf-8"))) for file in files]


def recognised(count: int, seed: int) -> list[Nominee]:
    """Recognised goods, some of whose requirements are planted as not met."""
    chance = random.Random(seed)
    documents = [row for row in _documents("nominees") if row[1].get("stage") == "DPG"]
    rows = [chance.choice(documents) for _ in range(count)]
    return [
        _nominee(slug, document, {question: chance.random() >= PLANTED for question in QUESTIONS}, is_excluded=False)
        for slug, document in rows
    ]


def excluded() -> list[Nominee]:
    """The nominees that were turned away, not met where their own file shows why."""
    return [
        _nominee(slug, document, _shown_by(document), is_excluded=True)
        for slug, document in _documents("excluded-nominees")
    ]


def _shown_by(document: dict) -> dict[str, bool]:
    goals = [goal for goal in document.get("SDGs", []) if isinstance(goal, dict)]
    has_goal = any(goal.get("evidenceText") or goal.get("evidenceURL") for goal in goals)
    licences = [row.get("spdx", "") for row in document.get("license", []) if isinstance(row, dict)]
    owners = [row for row in document.get("organizations", []) if row.get("org_type") == "owner"]
    is_met = dict.fromkeys(QUESTIONS, True)
    is_met.update({"SDG[0]": has_goal, "SDG[1]": has_goal, "license": any(licences), "clearOwnership": bool(owners)})
    return is_met


def _nominee(slug: str, document: dict, met: dict[str, bool], is_excluded: bool) -> Nominee:
    text = json.dumps(document, ensure_ascii=False)
    links = tuple(dict.fromkeys(link.rstrip(".,;\\") for link in _LINK.findall(text)))
    words = tuple(part.strip() for part in re.split(r"[.\n]", document.get("description", "")) if len(part) > 30)
    return Nominee(slug, links or ("https://example.org/",), words or (slug,), met, is_excluded)
