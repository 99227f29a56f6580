"""The kinds of works: a row for each, with the pure function that verifies it and what its witnesses say.

Whoever adds a kind adds a row here, how its own fields are read (`work_file.READ`), and a craft with its badges
(`chain/badge_kinds.py`); the flow, the table, the commands and the API stay as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from quadrille.screening.judging.verification import Verdict
from quadrille.screening.works.findings import Facts
from quadrille.screening.works.module_record import module_record
from quadrille.screening.works.signed_commit import signed_commit
from quadrille.screening.works.two_maintainers import two_maintainers
from quadrille.screening.works.work_file import Commit, Session, Work


@dataclass(frozen=True, slots=True)
class Verifier:
    """One kind of work.

    name     what people call one such work
    craft    whose badges it earns, as in `chain/badge_kinds.py`
    needs    what has to be handed in, for people
    verify   the decision
    asks     by role: what a witness signs that they saw, in words
    key      what may earn a badge once; `contributor` is the number of the person
    """

    kind: str
    name: str
    craft: str
    needs: str
    verify: Callable[[Work, Facts], Verdict]
    asks: Mapping[str, Callable[[Work], str]]
    key: Callable[[Work, int], str]


def _content(work: Work, _contributor: int) -> str:
    # Whatever it is called and wherever it lies: the same bytes are the same work.
    return f"content {work.content_hash}"


def _commit(work: Work, _contributor: int) -> str:
    assert isinstance(work.details, Commit)
    return f"commit {work.details.commit_id}"


def _session(work: Work, contributor: int) -> str:
    assert isinstance(work.details, Session)
    return f"session of {contributor} at {work.details.held_at}"


def _is_part(work: Work) -> str:
    return f"I maintain {work.project}, and this {work.kind} by {work.contributor} has become part of it."


def _is_in_main(work: Work) -> str:
    assert isinstance(work.details, Commit)
    commit = work.details.commit_id
    return f"I maintain {work.project}, and commit {commit} by {work.contributor} is in its main branch."


def _mentors(work: Work) -> str:
    return f"I maintain {work.project}, and {work.contributor} mentors for it in the module {work.link}."


def _was_taught(work: Work) -> str:
    session = work.details
    assert isinstance(session, Session)
    began = datetime.fromtimestamp(session.held_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"{work.contributor} taught me in the module {session.module} of {work.project}, from {began} on for "
        f"{session.minutes} minutes."
    )


TWO = "The signatures of two different maintainers, neither of them you, that it has become part of the project."

VERIFIERS: dict[str, Verifier] = {
    row.kind: row
    for row in (
        Verifier("translation", "translation", "translating", TWO, two_maintainers, {"maintainer": _is_part}, _content),
        Verifier("documentation", "documentation", "writing", TWO, two_maintainers, {"maintainer": _is_part}, _content),
        Verifier(
            "code",
            "commit",
            "coding",
            "A commit of yours, signed with an SSH key that you registered, and a maintainer's signature that it is in "
            "the main branch.",
            signed_commit,
            {"maintainer": _is_in_main},
            _commit,
        ),
        Verifier(
            "mentoring",
            "mentoring session",
            "mentoring",
            "The record of a session of one to eight hours, signed by its mentees, and a maintainer's signature that "
            "you mentor for the project.",
            module_record,
            {"maintainer": _mentors, "mentee": _was_taught},
            _session,
        ),
    )
}
"""By kind."""
