"""Questions whose answers are known: read from a file outside the repository, counted for a time, told to nobody.

The file is one JSON array of `{"project", "question", "answer": true|false, "from", "until"}`, times in unix seconds.
"""

import json
from typing import Any, NamedTuple

from sqlmodel import Session, select

from quadrille.catalog.standard import current_standard
from quadrille.errors import MalformedFile
from quadrille.people.affiliation_rules import SLUG
from quadrille.screening.panels.tables import GoldAnswer

FIELDS = ("project", "question", "answer", "from", "until")
LATEST = 2**48 - 1
"""What our times can hold."""

MOST_BYTES = 1_000_000


class Gold(NamedTuple):
    """One known answer, counted for reviews submitted in `[from_at, until_at)`."""

    project: str
    question: str
    is_met: bool
    from_at: int
    until_at: int


def read_gold(content: bytes, file: str) -> list[Gold]:
    """The known answers in a file; raises MalformedFile naming the place, and never what stands there."""
    if len(content) > MOST_BYTES:
        raise MalformedFile(file, 0, "", f"{len(content)} bytes; at most {MOST_BYTES} are read.")
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise MalformedFile(file, 0, "", "not JSON that can be read.", "Give one array of objects.") from problem
    if not isinstance(rows, list):
        raise MalformedFile(file, 0, "", "an array of objects was expected.")
    return [_gold(row, f"[{place}]", file) for place, row in enumerate(rows)]


def keep_gold(session: Session, found: list[Gold]) -> int:
    """Keep known answers, and say how many were new. Safe to repeat; not yet committed.

    One that was there with the same beginning takes the new answer and end.
    """
    added = 0
    for one in found:
        query = select(GoldAnswer).where(GoldAnswer.project_slug == one.project, GoldAnswer.question == one.question)
        row = session.exec(query.where(GoldAnswer.from_at == one.from_at)).one_or_none()
        if row is None:
            row = GoldAnswer(
                project_slug=one.project, question=one.question, is_met=False, from_at=one.from_at, until_at=0
            )
            added += 1
        row.is_met, row.until_at = one.is_met, one.until_at
        session.add(row)
    session.flush()
    return added


def _gold(row: Any, place: str, file: str) -> Gold:
    if not isinstance(row, dict) or set(row) != set(FIELDS):
        raise MalformedFile(file, 0, place, f"an object with {', '.join(FIELDS)} was expected.")
    if not isinstance(row["project"], str) or not SLUG.fullmatch(row["project"]):
        raise MalformedFile(file, 0, f"{place}.project", "a project's slug was expected.")
    if row["question"] not in current_standard().question_ids:
        raise MalformedFile(file, 0, f"{place}.question", "a question of the Standard was expected.")
    if not isinstance(row["answer"], bool):
        raise MalformedFile(file, 0, f"{place}.answer", "true (the statement holds) or false was expected.")
    for name in ("from", "until"):
        if type(row[name]) is not int or not 0 <= row[name] <= LATEST:
            raise MalformedFile(file, 0, f"{place}.{name}", "unix seconds were expected.")
    if row["until"] <= row["from"]:
        raise MalformedFile(file, 0, f"{place}.until", "a time after `from` was expected.")
    return Gold(row["project"], row["question"], row["answer"], row["from"], row["until"])
