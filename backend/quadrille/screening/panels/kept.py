"""Reviews as they were kept, and which of their words were there first. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from quadrille.screening.judging.answers import OF_JSON, Answer, Choice, Review
from quadrille.screening.judging.copying import taken_over
from quadrille.types import Timestamp


def read_document(document: str) -> Review:
    """The review in a document of ours (`review_file.review_document`)."""
    fields = json.loads(document)
    answers = [
        Answer(
            question,
            said["indicator"],
            OF_JSON[said["answer"]],
            said["confidence"],
            said["comment"],
            said.get("evidence", ""),
        )
        for question, said in fields["answers"].items()
    ]
    return Review(
        project=fields["project"],
        reviewer=fields["reviewer"],
        submitted_at=Timestamp(fields["submitted_at"]),
        seconds_taken=fields["seconds_taken"],
        answers=tuple(sorted(answers, key=lambda item: (item.indicator, len(item.question), item.question))),
    )


def answers_in(document: str) -> list[dict[str, str | int]]:
    """The answers of a review's document, as others are shown them."""
    return [
        {
            "question": item.question,
            "answer": item.choice.value,
            "confidence": item.confidence,
            "evidence": item.evidence,
            "comment": item.comment,
        }
        for item in read_document(document).answers
    ]


def copied_questions(versions: Mapping[int, Sequence[Review]]) -> dict[int, frozenset[str]]:
    """Under which questions the newest version of each person has words that somebody else had first.

    versions   of each person's review of one nominee, oldest first; whoever amends a review keeps the time at which
               they first wrote an answer
    """
    dated = [part for person, mine in sorted(versions.items()) if mine for part in _by_first_time(person, mine)]
    found: dict[int, set[str]] = {person: set() for person, mine in versions.items() if mine}
    for place in taken_over(dated):
        found[int(dated[place.review].reviewer)].add(place.question)
    return {person: frozenset(questions) for person, questions in found.items()}


def counts_in_words(review: Review) -> str:
    """How often each answer was given: "7 Yes, 1 No, 1 Not sure"."""
    counts = {choice: sum(1 for item in review.answers if item.choice is choice) for choice in Choice}
    return ", ".join(f"{count} {choice.words}" for choice, count in counts.items() if count)


def same_answers(one: Review, other: Review) -> bool:
    """Whether two reviews say the same, whenever it was said and under whatever name."""
    return one.answers == other.answers


def _by_first_time(person: int, mine: Sequence[Review]) -> list[Review]:
    """The newest version in parts: what was first written at the same time stands together."""
    parts: dict[int, list[Answer]] = {}
    for item in mine[-1].answers:
        first = next(version for version in mine if _has(version, item))
        parts.setdefault(first.submitted_at, []).append(item)
    # By number, since a pseudonym can be changed between two versions.
    return [
        replace(mine[-1], reviewer=str(person), submitted_at=Timestamp(at), answers=tuple(answers))
        for at, answers in sorted(parts.items())
    ]


def _has(version: Review, item: Answer) -> bool:
    return any((other.question, other.words) == (item.question, item.words) for other in version.answers)
