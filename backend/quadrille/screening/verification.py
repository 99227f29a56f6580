"""Decides whether a review shows effort: the rule in plain words.

A review is verified when

1. enough answers carry evidence of their own: at least a third of them, and at least two. An answer carries
   evidence when its comment holds a link, or a sentence of at least 20 letters and digits (a Chinese,
   Japanese or Korean one counts as two) with at least eight different letters. The same sentence under
   several answers counts once, also when only its digits differ ("it serves goal 3", "it serves goal 9");
2. and, where the time was taken, it is a time in which a person can read: ten seconds for each answer.

The rule pays effort, not conformity: it is given neither the direction of an answer nor what others
answered nor who the reviewer is, so it cannot look at them. A careful No is worth exactly as much as a
careful Yes. Confidence never decides; it is read only to put words to a review with no comment and one
confidence throughout.

What it cannot see: whether a sentence is true or a link leads anywhere. That needs a second person.

Where the thresholds come from: 133 reviews of the 2020-22 pilot, 36 of which are verified. 70 hold no
comment at all, and none of those can pass. One third, not one half: of the 21 reviews that argue a No, 17
pass at a third and 10 at a half (of the 41 that argue only a Yes, 19 and 14), because careful dissenters
often explain only what they object to. From 15 to 40 letters the number of verified reviews moves only
between 37 and 33; the real sentences that fall under 20 are of the kind "MIT License". The fastest of the
38 timed reviews took 14.8 seconds for each answer, and was silent.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from quadrille.types import BPS_ONE, Bps

_Evidence = tuple[frozenset[str], str]

_LINK = re.compile(r"https?://[^\s/.]+\.[^\s]+", re.IGNORECASE)


class AnswerSeen(Protocol):
    """What the rule sees of an answer."""

    @property
    def question(self) -> str:
        """The form's key."""

    @property
    def comment(self) -> str:
        """The reviewer's words."""

    @property
    def confidence(self) -> int:
        """1..5."""


class ReviewSeen(Protocol):
    """What the rule sees of a review."""

    @property
    def answers(self) -> Sequence[AnswerSeen]:
        """At least one."""

    @property
    def seconds_taken(self) -> int | None:
        """None when nobody measured."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The thresholds; the header says where they come from.

    name                 kept with each verdict, so that an old one can be explained
    evidence_share_bps   of the answers, rounded up, that must carry evidence of their own
    evidence_least       and never fewer than this
    sentence_letters     letters and digits of a sentence
    sentence_variety     different letters in it: "good good good good good" has three
    seconds_per_answer   below this nobody can have read what was asked
    """

    name: str = "verified-effort-1"
    evidence_share_bps: int = 3_333
    evidence_least: int = 2
    sentence_letters: int = 20
    sentence_variety: int = 8
    seconds_per_answer: int = 10


RULE = Rule()


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a code for programs, words for the reviewer, and what to do where something is wrong."""

    code: str
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a contribution is verified, the share of its answers with evidence, and why."""

    is_verified: bool
    score_bps: Bps
    reasons: tuple[Reason, ...]


def verdict(review: ReviewSeen, rule: Rule = RULE) -> Verdict:
    """Judge one review on its own.

    returns  a verdict whose reasons are never empty; score_bps 0..10 000, rounded down
    order    of the answers changes nothing
    """
    answers = sorted(review.answers, key=lambda item: (len(item.question), item.question))
    groups = _questions_by_evidence(answers, rule)
    needed = max(rule.evidence_least, -(-len(answers) * rule.evidence_share_bps // BPS_ONE))
    least_seconds = len(answers) * rule.seconds_per_answer
    is_too_fast = review.seconds_taken is not None and review.seconds_taken < least_seconds
    reasons = [_evidence_reason(answers, groups, needed, rule), *_repeated_reasons(groups)]
    if _is_straight_lined(answers):
        reasons.append(_straight_lined_reason(answers))
    if is_too_fast:
        reasons.append(_too_fast_reason(review, least_seconds))
    return Verdict(
        is_verified=len(groups) >= needed and not is_too_fast,
        score_bps=Bps(BPS_ONE * len(groups) // len(answers)),
        reasons=tuple(reasons),
    )


def _questions_by_evidence(answers: Sequence[AnswerSeen], rule: Rule) -> dict[_Evidence, list[str]]:
    """The questions under each different piece of evidence."""
    groups: dict[_Evidence, list[str]] = {}
    for item in answers:
        evidence = _evidence(item.comment, rule)
        if evidence is not None:
            groups.setdefault(evidence, []).append(item.question)
    return groups


def _evidence(comment: str, rule: Rule) -> _Evidence | None:
    """What makes one comment differ from another: links and letters; None when it carries no evidence."""
    links = frozenset(link.rstrip(".,;)") for link in _LINK.findall(comment))
    signs = [sign for sign in _LINK.sub(" ", comment).casefold() if sign.isalnum()]
    letters = [sign for sign in signs if sign.isalpha()]
    length = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in signs)
    is_sentence = length >= rule.sentence_letters and len(set(letters)) >= rule.sentence_variety
    return (links, "".join(letters)) if links or is_sentence else None


def _is_straight_lined(answers: Sequence[AnswerSeen]) -> bool:
    is_silent = not any(item.comment.strip() for item in answers)
    return is_silent and len({item.confidence for item in answers}) == 1


def _evidence_reason(
    answers: Sequence[AnswerSeen], groups: Mapping[_Evidence, list[str]], needed: int, rule: Rule
) -> Reason:
    words = f"Answers with evidence of their own: {len(groups)} of {len(answers)}; needed: {needed}."
    if len(groups) >= needed:
        return Reason("evidence", words)
    counted = {questions[0] for questions in groups.values()}
    bare = [item.question for item in answers if item.question not in counted]
    what = f"a link or a sentence of at least {rule.sentence_letters} letters"
    if len(answers) < needed:
        return Reason("too_little_evidence", words, f"Answer at least {needed} questions, each with {what}.")
    remedy = f"Add {what} to {needed - len(groups)} more, for example under {', '.join(bare[:3])}."
    return Reason("too_little_evidence", words, remedy)


def _repeated_reasons(groups: Mapping[_Evidence, list[str]]) -> list[Reason]:
    return [
        Reason(
            "repeated_text",
            f"The same text stands under {', '.join(questions)}; it counts once.",
            "Say for each answer what you saw there.",
        )
        for questions in groups.values()
        if len(questions) > 1
    ]


def _straight_lined_reason(answers: Sequence[AnswerSeen]) -> Reason:
    words = f"All {len(answers)} answers have confidence {answers[0].confidence}, and none has a comment."
    return Reason("straight_lined", words, "Say what you looked at, and how sure each answer made you.")


def _too_fast_reason(review: ReviewSeen, least_seconds: int) -> Reason:
    count, seconds = len(review.answers), review.seconds_taken
    words = f"{count} answers in {seconds} seconds; reading takes at least {least_seconds}."
    return Reason("too_fast", words, "Open the links, read, and submit the review again.")
