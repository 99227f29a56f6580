"""What a nominee's decision is, from the decisions on its questions. Pure.

Eligible only when every question is Yes. A No or a Not sure first gives the nominee the word, or an expert: nobody is
turned down for what one more sentence could have shown, and nobody becomes a DPG by what nobody could confirm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quadrille.errors import BadParameter
from quadrille.screening.judging.answers import Choice
from quadrille.screening.process.states import State
from quadrille.types import BPS_ONE

EVIDENCE_MOST, EVIDENCE_CHARACTERS, WORDS_CHARACTERS = 20, 2_000, 2_000
"""Pieces of evidence behind a decision, characters of one, and characters of its words: a page of text at most."""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What a panel or an expert came to on one question.

    answer       whether the question's statement holds (`catalog.standard.Question`)
    support_bps  how much of the weight behind all answers is behind this one, 0..10 000
    evidence     links and quotes
    words        why, for everybody to read
    """

    question: str
    answer: str
    support_bps: int
    evidence: tuple[str, ...] = ()
    words: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be a decision; raises BadParameter."""
        if self.answer not in list(Choice):
            raise BadParameter("answer", self.answer, f"one of {', '.join(Choice)}")
        if type(self.support_bps) is not int or not 0 <= self.support_bps <= BPS_ONE:
            raise BadParameter("support_bps", self.support_bps, f"from 0 to {BPS_ONE}")
        _check_texts("evidence", self.evidence, EVIDENCE_CHARACTERS)
        _check_texts("words", (self.words,), WORDS_CHARACTERS)
        if len(self.evidence) > EVIDENCE_MOST:
            raise BadParameter("evidence", f"{len(self.evidence)} pieces", f"at most {EVIDENCE_MOST}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the decisions say.

    state      where they lead from second review: DPG, clarification, consultation or ineligible; None while some
               questions are undecided
    questions  those that are not Yes, or that are undecided
    words      the reason in a sentence
    """

    state: State | None
    questions: tuple[str, ...]
    words: str


def outcome(
    required: Sequence[str],
    answers: Mapping[str, Choice],
    nominees_to_tell: frozenset[str] = frozenset(),
    was_clarified: bool = False,
    was_consulted: bool = False,
) -> Outcome:
    """The decision on a nominee.

    required          every question of the Standard
    answers           the newest decision on each
    nominees_to_tell  questions on which only a representative can give evidence
    was_clarified     whether the nominee was asked before; was_consulted, whether an expert was
    """
    undecided = tuple(question for question in required if question not in answers)
    if undecided:
        return Outcome(None, undecided, f"Not decided yet: {', '.join(undecided)}.")
    unmet = tuple(question for question in required if answers[question] is Choice.NO)
    if unmet:
        state = State.INELIGIBLE if was_clarified else State.CLARIFICATION
        return Outcome(state, unmet, f"The answer is No on {', '.join(unmet)}.")
    unsure = tuple(question for question in required if answers[question] is Choice.NOT_SURE)
    if unsure:
        state = _of_unsure(frozenset(unsure) <= nominees_to_tell, was_clarified, was_consulted)
        return Outcome(state, unsure, f"The answer is Not sure on {', '.join(unsure)}.")
    return Outcome(State.DPG, (), f"All {len(required)} questions are Yes.")


def _of_unsure(only_nominee_knows: bool, was_clarified: bool, was_consulted: bool) -> State:
    """Who has the word next: the nominee and an expert once each, whoever can know more first."""
    if was_clarified and was_consulted:
        return State.INELIGIBLE
    if was_consulted or (only_nominee_knows and not was_clarified):
        return State.CLARIFICATION
    return State.CONSULTATION


def _check_texts(name: str, texts: Sequence[str], most: int) -> None:
    for text in texts:
        # PostgreSQL takes no NUL in a text, and no database half of a surrogate pair.
        is_text = "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
        if len(text) > most or not is_text:
            raise BadParameter(name, text[:40], f"at most {most} characters of text")


def lines_of(text: str) -> str:
    """What somebody typed into a field of several lines: a browser sends two characters for each new line."""
    return text.replace("\r\n", "\n")
