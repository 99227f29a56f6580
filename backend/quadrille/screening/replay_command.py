"""`quadrille screening replay`: judge a folder of review files again, offline."""

import gc
import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.catalog.registry import slug_of
from quadrille.catalog.standard import current_standard
from quadrille.errors import BadParameter, MalformedFile
from quadrille.screening import review_file
from quadrille.screening.judging.answers import Review
from quadrille.screening.judging.replay import Replay, replay
from quadrille.terminal import Json, read_file

DIGITS = 4
"""Decimals of shares and scores: what a person compares; nothing is decided on them."""


def replay_reviews(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Review files (*.json), in this folder and those below.", exists=True),
    ],
    as_json: Json = False,
) -> None:
    """Judge a folder of review files: agreement, decisions, each contribution's verdict, and what panels would need.

    Neither a database nor a chain is needed. A file that cannot be read is named with its field and left out.
    """
    # Some million small objects live to the end: looking for cycles among them takes a fifth of the time.
    gc.disable()
    try:
        shown = _judged(sorted(folder.rglob("*.json")) if folder.is_dir() else [folder])
    finally:
        gc.enable()
    for row in shown["left_out"]:
        typer.echo(f"left out: {row['words']}", err=True)
    if not shown["reviews"]:
        raise BadParameter("folder", str(folder), "a folder with review files (*.json) in it that can be read")
    typer.echo(json.dumps(shown, ensure_ascii=False) if as_json else _told(shown))


def _judged(files: list[Path]) -> dict[str, Any]:
    names: dict[str, Counter[str]] = {}
    reviews, problems = read_all(files, names)
    return _shown(reviews, replay(reviews), {slug: _spelling(found) for slug, found in names.items()}, problems)


def read_all(files: list[Path], names: dict[str, Counter[str]]) -> tuple[list[Review], list[MalformedFile]]:
    """Every review once, and what is wrong with the rest; `names` collects how each project is written."""
    reviews: dict[bytes, Review] = {}
    problems = []
    questions = current_standard().indicator_of_question

    def noted_slug(name: str) -> str:
        names.setdefault(slug_of(name), Counter())[name] += 1
        return slug_of(name)

    for file in files:
        try:
            parsed = review_file.parse(read_file(file, file.name), file.name, questions, noted_slug)
        except MalformedFile as problem:
            problems.append(problem)
            continue
        # The same review twice is one review.
        reviews[review_file.review_document(parsed)] = parsed
    return list(reviews.values()), problems


def _spelling(found: Counter[str]) -> str:
    """A project's name as most files write it."""
    return min(found, key=lambda name: (-found[name], name))


def _shown(
    reviews: list[Review], judged: Replay, name_of: dict[str, str], problems: list[MalformedFile]
) -> dict[str, Any]:
    return {
        "reviews": len(reviews),
        "reviewers": len({review.reviewer for review in reviews}),
        "answers": sum(len(review.answers) for review in reviews),
        "alpha": round(judged.agreement.alpha, DIGITS),
        "alpha_interval": [round(judged.agreement.low, DIGITS), round(judged.agreement.high, DIGITS)],
        "items": [
            {
                "project": name_of[item.project],
                "question": item.question,
                "decision": item.decision.words,
                "support": round(item.support, DIGITS),
                "answers": item.answers,
            }
            for item in judged.questions
        ],
        "contributions": _contributions(reviews, judged, name_of),
        "panel": {
            "items": judged.panel.questions,
            "mean_reviewers": _rounded(judged.panel.mean_reviewers),
            "agreement_with_full": _rounded(judged.panel.agreement_with_full),
            "escalated": _rounded(judged.panel.escalated),
        },
        "left_out": [
            {"file": problem.file, "field": problem.column, "reason": problem.reason, "words": str(problem)}
            for problem in problems
        ],
    }


def _contributions(reviews: list[Review], judged: Replay, name_of: dict[str, str]) -> list[dict[str, Any]]:
    pairs = zip(reviews, judged.verdicts, strict=True)
    ordered = sorted(pairs, key=lambda pair: (pair[0].project, pair[0].reviewer, pair[0].submitted_at))
    return [
        {
            "project": name_of[review.project],
            "user": review.reviewer,
            "score": round(found.score_bps / 10_000, DIGITS),
            "verdict": str(found.outcome),
            "reasons": [f"{reason.words} {reason.remedy}".strip() for reason in found.reasons],
        }
        for review, found in ordered
    ]


def _many(shown: dict[str, Any], things: str) -> str:
    return f"{shown[things]} {things if shown[things] != 1 else things.removesuffix('s')}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, DIGITS)


def _told(shown: dict[str, Any]) -> str:
    panel, verdicts = shown["panel"], Counter(row["verdict"] for row in shown["contributions"])
    decisions = Counter(item["decision"] for item in shown["items"])
    low, high = shown["alpha_interval"]
    lines = [
        f"{_many(shown, 'reviews')} by {_many(shown, 'reviewers')}, {_many(shown, 'answers')}.",
        f"Krippendorff's alpha: {shown['alpha']} (95 %: {low} to {high}).",
        "Questions: " + ", ".join(f"{count} {words}" for words, count in sorted(decisions.items())) + ".",
        "Contributions: " + ", ".join(f"{count} {words}" for words, count in sorted(verdicts.items())) + ".",
    ]
    if panel["items"]:
        lines.append(
            f"Panels on the {panel['items']} questions with many answers: {panel['mean_reviewers']} reviewers on "
            f"average, {panel['agreement_with_full']:.2%} of their decisions are the full crowd's, "
            f"{panel['escalated']:.2%} go to an expert."
        )
    return "\n".join(lines)
