"""Decides whether a review shows effort: the rule in plain words.

A review is verified when

1. enough answers carry evidence of their own: at least a third of them, and at least two. `evidence.py` says what
   evidence is. The same text under several answers counts once, what stands in somebody's earlier review not at all,
   and neither does what a second reviewer looked up and did not find;
2. where the time was taken, it is a time in which a person can read: ten seconds for each answer;
3. where answers to questions with a known outcome are among them, they are better than a guess: the mean quadratic
   loss of the stated confidences (Brier 1950, a proper scoring rule) stays below that of saying "50 %" throughout.

It is partly verified when some of this is there and some is missing, and each reason says what would make up for it.

The rule pays effort, not conformity: it is not told what others answered on the same question, so a careful No is worth
exactly as much as a careful Yes. `score_bps` orders contributions and decides nothing. In it, besides the three parts,
is how informative the answers are (`informativeness.py`), which can raise a score and never lowers one.

What it cannot see: whether a sentence is true or a link leads anywhere. That needs a second person: `confirmations`.

Where the thresholds come from: 133 reviews of the 2020-22 pilot, 36 of which are verified. 70 hold no comment at all,
and none of those can pass. One third, not one half: of the 21 reviews that argue a No, 17 pass at a third and 10 at a
half (of the 41 that argue only a Yes, 19 and 14), because careful dissenters often explain only what they object to.
The fastest of the 38 timed reviews took 14.8 seconds for each answer, and was silent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from quadrille.screening.judging import reasons as words
from quadrille.screening.judging.answers import Answer, Review
from quadrille.screening.judging.consensus import RIGHT_WHEN_SURE
from quadrille.screening.judging.effort import Checked
from quadrille.screening.judging.evidence import Evidence, questions_by_evidence
from quadrille.screening.judging.reasons import Reason
from quadrille.types import BPS_ONE, Bps


class Outcome(StrEnum):
    """What a verdict comes to."""

    VERIFIED = "verified"
    PARTLY = "partly"
    NOT_VERIFIED = "not verified"


@dataclass(frozen=True, slots=True)
class Rule:
    """The thresholds; the header says where they come from.

    name                 kept with each verdict, so that an old one can be explained
    evidence_share_bps   of the answers, rounded up, that must carry evidence of their own
    evidence_least       and never fewer than this
    seconds_per_answer   below this nobody can have read what was asked
    known_least          answers with a known outcome before they count, over all reviews of a person: fewer are luck
    refuted_least        answers whose evidence was not found before they count: one may be the second reviewer's slip
    guess_loss_bps       the quadratic loss of a guess, (1 - 0.5)^2
    """

    name: str = "verified-effort-2"
    evidence_share_bps: int = 3_333
    evidence_least: int = 2
    seconds_per_answer: int = 10
    known_least: int = 6
    refuted_least: int = 2
    guess_loss_bps: int = 2_500


RULE = Rule()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a review besides what stands in it.

    taken_over       questions whose words stand in an earlier review by somebody else
    known            what is known to be true of some questions: gold, never told to anybody
    earlier_losses   what this reviewer's earlier answers with a known outcome lost, in bps: see `losses_bps`
    confirmations    what a second reviewer said of the evidence under a question
    informative_bps  how informative the answers are beside those of peers, 0..10 000; None when that is not known
    """

    taken_over: frozenset[str] = frozenset()
    known: Mapping[str, bool] = field(default_factory=dict)
    earlier_losses: tuple[int, ...] = ()
    confirmations: Mapping[str, Checked] = field(default_factory=dict)
    informative_bps: int | None = None


NOTHING_ELSE = Facts()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a contribution comes to, how much of it is there, and why; the reasons are never empty.

    own   of a review, the questions with evidence of their own that was not looked up in vain; of several under one
          text the first
    """

    outcome: Outcome
    score_bps: Bps
    reasons: tuple[Reason, ...]
    own: frozenset[str] = frozenset()

    @property
    def is_verified(self) -> bool:
        """Whether it earns a number and a badge."""
        return self.outcome is Outcome.VERIFIED


@dataclass(frozen=True, slots=True)
class _Findings:
    """What was found in a review, before it is weighed."""

    answers: Sequence[Answer]
    groups: Mapping[Evidence, list[str]]
    own: frozenset[str]
    needed: int
    least_seconds: int
    is_too_fast: bool
    refuted: frozenset[str]
    confirmed: frozenset[str]
    losses_bps: Sequence[int]

    @property
    def has_enough(self) -> bool:
        """Whether enough answers carry evidence of their own."""
        return len(self.own) >= self.needed

    @property
    def is_refuted(self) -> bool:
        """Whether a second reviewer looked more things up in vain than not."""
        return len(self.refuted) >= RULE.refuted_least and len(self.refuted) > len(self.confirmed)


def verdict(review: Review, facts: Facts = NOTHING_ELSE, rule: Rule = RULE) -> Verdict:
    """Judge one review.

    returns  a verdict whose reasons are never empty; score_bps 0..10 000
    order    of the answers changes nothing
    """
    found = _find(review, facts, rule)
    is_guessing = _is_guessing(found, rule)
    is_whole = found.has_enough and not (found.is_too_fast or found.is_refuted or is_guessing)
    is_empty = not found.own or found.is_too_fast or found.is_refuted
    outcome = Outcome.VERIFIED if is_whole else Outcome.NOT_VERIFIED if is_empty else Outcome.PARTLY
    reasons = tuple(_reasons(review, found, facts, is_guessing))
    return Verdict(outcome, _score(found, facts, rule), reasons, found.own)


def _own(groups: Mapping[Evidence, list[str]], facts: Facts) -> frozenset[str]:
    gone = facts.taken_over | _checked(facts, Checked.REFUTED)
    left = ([question for question in questions if question not in gone] for questions in groups.values())
    return frozenset(questions[0] for questions in left if questions)


def losses_bps(review: Review, known: Mapping[str, bool]) -> tuple[int, ...]:
    """The quadratic loss, 0..10 000, of each answer with a known outcome: kept for the reviewer's next verdicts."""
    return tuple(_loss_bps(item, known[item.question]) for item in _in_order(review) if item.question in known)


def _find(review: Review, facts: Facts, rule: Rule) -> _Findings:
    answers = _in_order(review)
    groups = questions_by_evidence(answers)
    least_seconds = len(answers) * rule.seconds_per_answer
    return _Findings(
        answers=answers,
        groups=groups,
        own=_own(groups, facts),
        needed=max(rule.evidence_least, -(-len(answers) * rule.evidence_share_bps // BPS_ONE)),
        least_seconds=least_seconds,
        is_too_fast=review.seconds_taken is not None and review.seconds_taken < least_seconds,
        refuted=_checked(facts, Checked.REFUTED),
        confirmed=_checked(facts, Checked.CONFIRMED),
        losses_bps=(*facts.earlier_losses, *losses_bps(review, facts.known)),
    )


def _in_order(review: Review) -> list[Answer]:
    return sorted(review.answers, key=lambda item: (len(item.question), item.question))


def _checked(facts: Facts, said: Checked) -> frozenset[str]:
    return frozenset(question for question, found in facts.confirmations.items() if found is said)


def _loss_bps(item: Answer, is_met: bool) -> int:
    """The quadratic loss of an answer that is as sure as it says; that of a guess for Not sure."""
    if item.choice.json is None:
        return RULE.guess_loss_bps
    right = round(BPS_ONE * RIGHT_WHEN_SURE[item.confidence])
    missed = BPS_ONE - right if item.choice.json == is_met else right
    return missed * missed // BPS_ONE


def _is_guessing(found: _Findings, rule: Rule) -> bool:
    known = len(found.losses_bps)
    return known >= rule.known_least and sum(found.losses_bps) >= known * rule.guess_loss_bps


EVIDENCE_BPS, KNOWN_BPS, CONFIRMED_BPS, INFORMATIVE_BPS, VARIED_BPS, TIME_BPS = 4_500, 1_500, 1_500, 1_500, 500, 500
"""What each part weighs in the score, 10 000 together; a part of which nothing is known counts half. Evidence weighs
most, since it is there in every review, and the parts in which others have a hand weigh less."""


def _score(found: _Findings, facts: Facts, rule: Rule) -> Bps:
    # Two thirds with evidence are as good as all: some answers need no words.
    evidence = min(BPS_ONE, 15_000 * len(found.own) // len(found.answers))
    checked = len(found.confirmed) + len(found.refuted)
    half = BPS_ONE // 2
    parts = (
        (EVIDENCE_BPS, evidence),
        (KNOWN_BPS, _calibrated(found, rule) if found.losses_bps else half),
        (CONFIRMED_BPS, BPS_ONE * len(found.confirmed) // checked if checked else half),
        (INFORMATIVE_BPS, max(half, facts.informative_bps) if facts.informative_bps is not None else half),
        (VARIED_BPS, 0 if words.is_straight_lined(found.answers) else BPS_ONE),
        (TIME_BPS, 0 if found.is_too_fast else BPS_ONE),
    )
    return Bps(sum(weight * part for weight, part in parts) // BPS_ONE)


def _calibrated(found: _Findings, rule: Rule) -> int:
    """10 000 for no loss, half for that of a guess."""
    mean = sum(found.losses_bps) // len(found.losses_bps)
    return max(0, BPS_ONE - BPS_ONE // 2 * mean // rule.guess_loss_bps)


def _reasons(review: Review, found: _Findings, facts: Facts, is_guessing: bool) -> list[Reason]:
    own, taken = found.own, facts.taken_over
    reasons = [words.evidence(found.answers, own, found.needed), *words.repeated(found.groups.values())]
    if taken & {item.question for item in found.answers}:
        reasons.append(words.taken_over(sorted(taken)))
    if found.refuted:
        reasons.append(words.not_found(sorted(found.refuted), len(found.confirmed)))
    if found.confirmed:
        reasons.append(words.confirmed(len(found.confirmed)))
    if words.is_straight_lined(found.answers):
        reasons.append(words.straight_lined(found.answers))
    if found.is_too_fast:
        reasons.append(words.too_fast(len(found.answers), review.seconds_taken or 0, found.least_seconds))
    if is_guessing:
        reasons.append(words.guessing())
    reasons += words.inconsistent(found.answers, found.groups.values())
    return reasons
