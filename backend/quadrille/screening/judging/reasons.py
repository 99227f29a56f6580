"""The words of a verdict: each finding, and what to do where something is wrong. No gold question is ever named."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from quadrille.screening.judging.answers import Answer, Choice
from quadrille.screening.judging.evidence import SENTENCE_LETTERS

WHAT = f"a link or a sentence of at least {SENTENCE_LETTERS} letters"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a code for programs, words for the reviewer, and what to do where something is wrong."""

    code: str
    words: str
    remedy: str = ""


def evidence(answers: Sequence[Answer], own: Collection[str], needed: int) -> Reason:
    """How many answers carry evidence of their own, and where to add some when that is too few."""
    said = f"Answers with evidence of their own: {len(own)} of {len(answers)}; needed: {needed}."
    if len(own) >= needed:
        return Reason("evidence", said)
    if len(answers) < needed:
        return Reason("too_little_evidence", said, f"Answer at least {needed} questions, each with {WHAT}.")
    bare = [item.question for item in answers if item.question not in own]
    remedy = f"Add {WHAT} to {needed - len(own)} more, for example under {', '.join(bare[:3])}."
    return Reason("too_little_evidence", said, remedy)


def repeated(groups: Iterable[Sequence[str]]) -> list[Reason]:
    """The same text under several answers."""
    return [
        Reason(
            "repeated_text",
            f"The same text stands under {', '.join(questions)}; it counts once.",
            "Say for each answer what you saw there.",
        )
        for questions in groups
        if len(questions) > 1
    ]


def taken_over(questions: Sequence[str]) -> Reason:
    """Words that stand in an earlier review."""
    return Reason(
        "taken_over",
        f"What stands under {', '.join(questions)} stands in an earlier review by somebody else; it does not count.",
        "Say in words of your own what you saw; a quote from the project's pages is yours once you say what it shows.",
    )


def not_found(questions: Sequence[str], confirmed: int) -> Reason:
    """Evidence that a second reviewer looked up in vain."""
    return Reason(
        "not_found",
        f"A second reviewer did not find what is quoted under {', '.join(questions)} (and found {confirmed} others).",
        "Link the page where it stands and quote its words, or appeal.",
    )


def confirmed(count: int) -> Reason:
    """Evidence that a second reviewer found."""
    return Reason("confirmed", f"A second reviewer found the evidence under {count} of the answers.")


def is_straight_lined(answers: Sequence[Answer]) -> bool:
    """Whether nothing was written and one confidence given throughout."""
    is_silent = not any(item.words.strip() for item in answers)
    return is_silent and len({item.confidence for item in answers}) == 1


def straight_lined(answers: Sequence[Answer]) -> Reason:
    """No word, and one confidence."""
    said = f"All {len(answers)} answers have confidence {answers[0].confidence}, and none has a comment."
    return Reason("straight_lined", said, "Say what you looked at, and how sure each answer made you.")


def too_fast(answers: int, seconds: int, least_seconds: int) -> Reason:
    """A time in which nobody can read."""
    said = f"{answers} answers in {seconds} seconds; reading takes at least {least_seconds}."
    return Reason("too_fast", said, "Open the links, read, and submit the review again.")


def guessing() -> Reason:
    """Answers with a known outcome that are no better than a guess; which ones is nobody's to know."""
    return Reason(
        "no_better_than_a_guess",
        "Where the right answer is known, these answers with their confidence are no better than a guess.",
        "Open each link before you answer; where you cannot tell, answer Not sure or lower your confidence.",
    )


def inconsistent(answers: Sequence[Answer], groups: Iterable[Sequence[str]]) -> list[Reason]:
    """One text as the evidence for a Yes and for a No: it cannot show both."""
    choices = {item.question: item.choice for item in answers}
    return [
        Reason(
            "inconsistent",
            f"The same text is to show a Yes and a No, under {', '.join(questions)}.",
            "Say under each what about it leads to the answer.",
        )
        for questions in groups
        if {Choice.YES, Choice.NO} <= {choices[question] for question in questions}
    ]
