"""What somebody may write who wants to harm: markup, turned writing, letters that look alike, far too much of it."""

from typing import Any

MARKUP = "<script>window.harmed = 1; alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}"
TURNED = "\u202egnp.exe\u2066 \u200f\u061c"
UNSEEN = "pay\u200bpal\u2060\ufeff\u00ad"
ALIKE = "Wеllspring Mаp"
LONG = "W" * 300
STACKED = "Z" + "\u0351\u034e" * 40
ARABIC = "خريطة الآبار"

TITLE = f"{MARKUP[:60]} {ALIKE}"[:80]
PSEUDONYM = f"{ALIKE} <b>{UNSEEN}"[:40]
TEXT = (
    " ".join([MARKUP, TURNED, UNSEEN, ALIKE, LONG, STACKED, ARABIC, "https://x.example/?a=1&b=<i>"]) + "y" * 1_000_000
)


def _project(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "description": description,
        "website": f"https://x.example/{MARKUP}",
        "license": [{"spdx": MARKUP, "licenseURL": "javascript:alert(3)"}],
        "SDGs": [{"SDGNumber": 6, "evidenceText": TEXT[:5_000], "evidenceURL": "javascript:alert(5)"}],
        "sectors": [MARKUP, LONG],
        "type": ["software"],
        "repositories": [{"name": MARKUP, "url": "javascript:alert(6)"}],
        "organizations": [{"name": MARKUP, "website": "javascript:alert(4)", "org_type": "owner"}],
    }


PROJECTS = [
    _project(f"{MARKUP} {TURNED}", TEXT),
    _project(f"{ALIKE} {UNSEEN} {STACKED} {LONG}", f"{TURNED} {ARABIC} {TEXT[:4_000]}"),
]
