"""Works as files, for tests: each kind with what it needs, and facts by which it is verified."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from quadrille.screening.works.findings import Facts, Signed
from quadrille.screening.works.work_file import Work, parse
from quadrille.types import Address, Timestamp

VECTORS = json.loads((Path(__file__).parent / "vectors" / "signed_commits.json").read_text(encoding="utf-8"))["vectors"]
"""Commits that git signed with ssh-keygen."""

CONTRIBUTOR, MAINTAINERS, MENTEE = 1, (2, 3), 4
HELD_AT, NOW = 1_795_000_000, Timestamp(1_795_300_000)
REPOSITORY = "https://github.com/mojaloop/mojaloop"
SIGNATURE = "0x" + "ab" * 65

COMMON: dict[str, Any] = {"project": "mojaloop", "contributor": "amina", "title": "What it is", "proofs": []}
DELIVERED = {"link": "https://one.example/fr", "content_hash": "0x" + "5c" * 32, "languages": ["fr"]}
SESSION = {"module": "intro/reviews", "held_at": HELD_AT, "minutes": 90}


def commit_fields(vector: dict[str, str]) -> dict[str, str]:
    """What a work of code says of a commit."""
    return {"repository": REPOSITORY, "commit_id": vector["commit_id"], "commit": vector["commit"]}


FILES: dict[str, dict[str, Any]] = {
    "translation": {**COMMON, "kind": "translation", **DELIVERED},
    "documentation": {**COMMON, "kind": "documentation", **DELIVERED, "content_hash": "0x" + "6d" * 32},
    "code": {**COMMON, "kind": "code", **commit_fields(VECTORS[0])},
    "mentoring": {**COMMON, "kind": "mentoring", **SESSION},
}
"""By kind, without proofs."""


def work_of(kind: str, **changes: Any) -> Work:
    """The work of a kind, changed in some fields of its file."""
    return parse(json.dumps({**FILES[kind], **changes}).encode(), "work.json")


def signed(role: str, person: int | None, **changes: Any) -> Signed:
    """A good signature of this person's, from a wallet of their own."""
    wallet = Address(f"0x{person or 0:040x}")
    return replace(Signed(role, wallet, True, person, role == "maintainer"), **changes)


def good_facts(kind: str) -> Facts:
    """Facts by which the kind's work is verified."""
    roles = {"code": [("maintainer", 2)], "mentoring": [("maintainer", 2), ("mentee", MENTEE)]}
    witnesses = roles.get(kind, [("maintainer", person) for person in MAINTAINERS])
    return Facts(
        contributor=CONTRIBUTOR,
        now_at=NOW,
        signed=tuple(signed(*one) for one in witnesses),
        repositories=frozenset({REPOSITORY + ".git"}),
        keys=frozenset({VECTORS[0]["public_key"]}),
    )
