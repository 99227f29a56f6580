"""The words of a verdict: each finding, and what to do where something is wrong. No gold question is ever named."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from quadrille.languages.known_again import known_again
from quadrille.languages.words import marked, said
from quadrille.screening.judging.answers import Answer, Choice
from quadrille.screening.judging.evidence import SENTENCE_LETTERS

OWN = marked("Answers with evidence of their own: {own} of {all}; needed: {needed}.")
ANSWER_MORE = marked(
    "Answer at least {needed} questions, each with a link or a sentence of at least {letters} letters."
)
ADD_MORE = marked(
    "Add a link or a sentence of at least {letters} letters to {missing} more, for example under {questions}."
)
REPEATED = marked("The same text stands under {questions}; it counts once.")
SAY_FOR_EACH = marked("Say for each answer what you saw there.")
TAKEN_OVER = marked("What stands under {questions} stands in an earlier review by somebody else; it does not count.")
IN_OWN_WORDS = marked(
    "Say in words of your own what you saw; a quote from the project's pages is yours once you say what it shows."
)
NOT_FOUND = marked("A second reviewer did not find what is quoted under {questions} (and found {confirmed} others).")
QUOTE = marked("Link the page where it stands and quote its words, or appeal.")
CONFIRMED = marked("A second reviewer found the evidence under {count} of the answers.")
STRAIGHT_LINED = marked("All {count} answers have confidence {confidence}, and none has a comment.")
SAY_HOW_SURE = marked("Say what you looked at, and how sure each answer made you.")
TOO_FAST = marked("{count} answers in {seconds} seconds; reading takes at least {least}.")
READ = marked("Open the links, read, and submit the review again.")
GUESSING = marked("Where the right answer is known, these answers with their confidence are no better than a guess.")
BE_LESS_SURE = marked(
    "Open each link before you answer; where you cannot tell, answer Not sure or lower your confidence."
)
INCONSISTENT = marked("The same text is to show a Yes and a No, under {questions}.")
SAY_WHAT_LEADS = marked("Say under each what about it leads to the answer.")

SENTENCES = (
    OWN, ANSWER_MORE, ADD_MORE, REPEATED, SAY_FOR_EACH, TAKEN_OVER, IN_OWN_WORDS, NOT_FOUND, QUOTE, CONFIRMED,
    STRAIGHT_LINED, SAY_HOW_SURE, TOO_FAST, READ, GUESSING, BE_LESS_SURE, INCONSISTENT, SAY_WHAT_LEADS,
)  # fmt: skip
"""A verdict is kept in English; pages know its sentences again by these."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a code for programs, words for the reviewer, and what to do where something is wrong."""

    code: str
    words: str
    remedy: str = ""


def retold(words: str) -> str:
    """What was kept of a reason, with its facts, so that a page tells it in its own language."""
    return known_again(words, SENTENCES)


def evidence(answers: Sequence[Answer], own: Collection[str], needed: int) -> Reason:
    """How many answers carry evidence of their own, and where to add some when that is too few."""
    words = said(OWN, own=len(own), all=len(answers), needed=needed)
    if len(own) >= needed:
        return Reason("evidence", words)
    if len(answers) < needed:
        remedy = said(ANSWER_MORE, needed=needed, letters=SENTENCE_LETTERS)
        return Reason("too_little_evidence", words, remedy)
    bare = [item.question for item in answers if item.question not in own]
    missing, questions = needed - len(own), ", ".join(bare[:3])
    remedy = said(ADD_MORE, letters=SENTENCE_LETTERS, missing=missing, questions=questions)
    return Reason("too_little_evidence", words, remedy)


def repeated(groups: Iterable[Sequence[str]]) -> list[Reason]:
    """The same text under several answers."""
    return [
        Reason("repeated_text", said(REPEATED, questions=", ".join(questions)), said(SAY_FOR_EACH))
        for questions in groups
        if len(questions) > 1
    ]


def taken_over(questions: Sequence[str]) -> Reason:
    """Words that stand in an earlier review."""
    return Reason("taken_over", said(TAKEN_OVER, questions=", ".join(questions)), said(IN_OWN_WORDS))


def not_found(questions: Sequence[str], confirmed: int) -> Reason:
    """Evidence that a second reviewer looked up in vain."""
    return Reason("not_found", said(NOT_FOUND, questions=", ".join(questions), confirmed=confirmed), said(QUOTE))


def confirmed(count: int) -> Reason:
    """Evidence that a second reviewer found."""
    return Reason("confirmed", said(CONFIRMED, count=count))


def is_straight_lined(answers: Sequence[Answer]) -> bool:
    """Whether nothing was written and one confidence given throughout."""
    is_silent = not any(item.words.strip() for item in answers)
    return is_silent and len({item.confidence for item in answers}) == 1


def straight_lined(answers: Sequence[Answer]) -> Reason:
    """No word, and one confidence."""
    words = said(STRAIGHT_LINED, count=len(answers), confidence=answers[0].confidence)
    return Reason("straight_lined", words, said(SAY_HOW_SURE))


def too_fast(answers: int, seconds: int, least_seconds: int) -> Reason:
    """A time in which nobody can read."""
    return Reason("too_fast", said(TOO_FAST, count=answers, seconds=seconds, least=least_seconds), said(READ))


def guessing() -> Reason:
    """Answers with a known outcome that are no better than a guess; which ones is nobody's to know."""
    return Reason("no_better_than_a_guess", said(GUESSING), said(BE_LESS_SURE))


def inconsistent(answers: Sequence[Answer], groups: Iterable[Sequence[str]]) -> list[Reason]:
    """One text as the evidence for a Yes and for a No: it cannot show both."""
    choices = {item.question: item.choice for item in answers}
    return [
        Reason("inconsistent", said(INCONSISTENT, questions=", ".join(questions)), said(SAY_WHAT_LEADS))
        for questions in groups
        if {Choice.YES, Choice.NO} <= {choices[question] for question in questions}
    ]
