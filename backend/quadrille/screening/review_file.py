"""Reads one review file, and seals a review.

The file is one JSON object: for each question `{"answer": true|false, "comment": text, "confidence":
1..5}`, then `user`, `timestamp` (unix seconds), and perhaps `timeTaken` (seconds) and `project`; without
`project` the file is named `<project>_<user>.json`. Two versions of the form exist: `ownership` without
`nonPII`, and `clearOwnership`, often with it; confidence is a number, or its digit as text. Anything else
is refused, by file and field.

The seal is keccak256(salt || document): the document is the review as canonical JSON, the salt 32 random
bytes kept beside it. Whoever has both can check the published hash; once they are erased it tells nothing,
and stays.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from eth_hash.auto import keccak

from quadrille.errors import BadParameter, MalformedFile
from quadrille.screening.judging.answers import OF_JSON, Answer, Review
from quadrille.strict_json import read_json
from quadrille.types import Hash32, Timestamp

FILE_MAX_BYTES = 1_000_000
COMMENT_MAX_CHARACTERS = 20_000
REVIEWER_MAX_CHARACTERS = 64
PROJECT_MAX_CHARACTERS = 200
SALT_BYTES = 32

LATEST_TIMESTAMP = 4_102_444_800
"""2100-01-01 in seconds; today in milliseconds is four hundred times as much."""

LONGEST_REVIEW_SECONDS = 31 * 24 * 3600
"""A page can be left open over a holiday. The longest of 38 timed reviews of the pilot took 2,243 seconds."""

DOCUMENT_FORMAT = "quadrille-review-1"

_QUESTION = re.compile(r"([A-Za-z]+)(\[(?:0|[1-9][0-9]?)\])?")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_ANSWER_FIELDS = {"answer", "comment", "confidence"}
_REVIEW_FIELDS = {"user", "timestamp", "timeTaken", "project"}
_CONFIDENCE = {str(level): level for level in range(1, 6)} | {level: level for level in range(1, 6)}


def parse(content: bytes, file: str, indicator_of: Mapping[str, int], slug_of: Callable[[str], str]) -> Review:
    """The review in one file.

    content       the file's bytes: JSON in UTF-8, at most FILE_MAX_BYTES
    file          its name, with or without folders; gives the project when the content does not
    indicator_of  the Standard's indicator of each question, `SDG[]` for every `SDG[n]`
    slug_of       the catalogue's id of a project, from its name or from the id itself
    raises        MalformedFile naming file, field, reason and remedy
    """
    fields = _load(content, file)
    reviewer = _text(fields, "user", REVIEWER_MAX_CHARACTERS, file)
    return Review(
        project=slug_of(_project(fields, reviewer, file)),
        reviewer=reviewer,
        submitted_at=Timestamp(_whole(fields, "timestamp", 1, LATEST_TIMESTAMP, file)),
        seconds_taken=_seconds_taken(fields, file),
        answers=_answers(fields, indicator_of, file),
    )


def review_document(review: Review) -> bytes:
    """The review as canonical JSON: keys sorted, no space, UTF-8; equal reviews give equal bytes.

    Not sure is null; `evidence` is there where the form asked for it apart from the comment.
    """
    answers = {
        item.question: {
            "answer": item.choice.json,
            "comment": item.comment,
            "confidence": item.confidence,
            "indicator": item.indicator,
            **({"evidence": item.evidence} if item.evidence else {}),
        }
        for item in review.answers
    }
    document = {
        "answers": answers,
        "format": DOCUMENT_FORMAT,
        "project": review.project,
        "reviewer": review.reviewer,
        "seconds_taken": review.seconds_taken,
        "submitted_at": review.submitted_at,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def evidence_hash(review: Review, salt: bytes) -> Hash32:
    """keccak256(salt || document), published with the badge; BadParameter on a salt not of 32 bytes."""
    if len(salt) != SALT_BYTES:
        raise BadParameter("salt", f"{len(salt)} bytes", f"{SALT_BYTES} random bytes, kept beside the review")
    return Hash32("0x" + keccak(salt + review_document(review)).hex())


def _load(content: bytes, file: str) -> dict[str, Any]:
    fields = read_json(content, file, FILE_MAX_BYTES)
    if not isinstance(fields, dict):
        raise MalformedFile(file, 0, "", "a review is one JSON object.")
    return fields


def _project(fields: Mapping[str, Any], reviewer: str, file: str) -> str:
    if "project" in fields:
        return _text(fields, "project", PROJECT_MAX_CHARACTERS, file)
    stem = PurePath(file).stem
    project = stem.removesuffix(f"_{reviewer}")
    if project in (stem, ""):
        remedy = f'Add "project", or name the file <project>_{reviewer}.json.'
        raise MalformedFile(file, 0, "project", "missing.", remedy)
    return project


def _answers(fields: Mapping[str, Any], indicator_of: Mapping[str, int], file: str) -> tuple[Answer, ...]:
    answers = [
        _answer(question, value, _indicator(question, indicator_of, file), file)
        for question, value in fields.items()
        if question not in _REVIEW_FIELDS
    ]
    if not answers:
        remedy = f"Answer one of {', '.join(indicator_of)}."
        raise MalformedFile(file, 0, "", "no question is answered.", remedy)
    _refuse_both_forms(answers, file)
    # By length first: SDG[10] comes after SDG[9].
    return tuple(sorted(answers, key=lambda item: (item.indicator, len(item.question), item.question)))


def _indicator(question: str, indicator_of: Mapping[str, int], file: str) -> int:
    parts = _QUESTION.fullmatch(question)
    key = parts[1] + ("[]" if parts[2] else "") if parts else ""
    if key not in indicator_of:
        remedy = f"The form asks {', '.join(indicator_of)} ([] holds a number from 0 to 99)."
        raise MalformedFile(file, 0, question[:80], "no such question.", remedy)
    return indicator_of[key]


def _refuse_both_forms(answers: list[Answer], file: str) -> None:
    first: dict[int, str] = {}
    for item in answers:
        if "[" in item.question:
            continue
        if item.indicator in first:
            reason = f"asks the same as {first[item.indicator]}, in another version of the form."
            raise MalformedFile(file, 0, item.question, reason, "Keep one of the two.")
        first[item.indicator] = item.question


def _answer(question: str, value: object, indicator: int, file: str) -> Answer:
    if not isinstance(value, dict):
        raise MalformedFile(file, 0, question, "an object with answer, comment and confidence was expected.")
    wrong = sorted(_ANSWER_FIELDS ^ value.keys())
    if wrong:
        reason = "missing." if wrong[0] in _ANSWER_FIELDS else "no such field of an answer."
        raise MalformedFile(file, 0, f"{question}.{wrong[0][:80]}", reason)
    if not isinstance(value["answer"], bool):
        raise MalformedFile(file, 0, f"{question}.answer", "true (Yes) or false (No) was expected.")
    comment = _clean(value["comment"], f"{question}.comment", COMMENT_MAX_CHARACTERS, file)
    confidence = _confidence(value["confidence"], question, file)
    return Answer(question, indicator, OF_JSON[value["answer"]], confidence, comment)


def _confidence(value: object, question: str, file: str) -> int:
    # The exact type matters: true equals 1 and 1.0 equals 1, and neither is a confidence.
    if type(value) not in (int, str) or value not in _CONFIDENCE:
        raise MalformedFile(file, 0, f"{question}.confidence", "a whole number from 1 to 5 was expected.")
    return _CONFIDENCE[value]


def _seconds_taken(fields: Mapping[str, Any], file: str) -> int | None:
    return _whole(fields, "timeTaken", 0, LONGEST_REVIEW_SECONDS, file) if "timeTaken" in fields else None


def _whole(fields: Mapping[str, Any], field: str, least: int, most: int, file: str) -> int:
    value = fields.get(field)
    if type(value) is not int or not least <= value <= most:
        remedy = "It is counted in seconds; divide milliseconds by 1000." if type(value) is int else ""
        raise MalformedFile(file, 0, field, f"a whole number from {least} to {most} was expected.", remedy)
    return value


def _text(fields: Mapping[str, Any], field: str, most: int, file: str) -> str:
    """A text of one line that is not empty, without space around it."""
    text = _clean(fields.get(field), field, most, file).strip()
    if not text or not text.isprintable():
        raise MalformedFile(file, 0, field, "a text of one line was expected, not empty.")
    return text


def _clean(value: object, place: str, most: int, file: str) -> str:
    """A text that every database and UTF-8 can hold."""
    if not isinstance(value, str):
        raise MalformedFile(file, 0, place, "a text was expected.")
    if len(value) > most:
        raise MalformedFile(file, 0, place, f"{len(value)} characters; at most {most} are kept.")
    if _NOT_TEXT.search(value):
        raise MalformedFile(file, 0, place, "NUL and halves of surrogate pairs are not text.")
    return value
