"""Judges a whole collection of reviews again: agreement, the decision on each question, each contribution's verdict,
and how many reviewers a panel would have needed.

Neither the order of the reviews nor the names of reviewers change anything: where reviews must be drawn one after the
other, they are sorted by what they say, and drawn in orders that follow from their number alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quadrille.screening.judging import panel
from quadrille.screening.judging.agreement import Agreement, agreement
from quadrille.screening.judging.answers import Choice, Review
from quadrille.screening.judging.chance import Chance
from quadrille.screening.judging.consensus import Rates, Signal, finding_of, learned, moves_of
from quadrille.screening.judging.copying import taken_over
from quadrille.screening.judging.effort import Checked, looked
from quadrille.screening.judging.informativeness import informative_bps
from quadrille.screening.judging.panel import RULE, PanelRule, step_of
from quadrille.screening.judging.verification import NOTHING_ELSE, Facts, Outcome, Verdict, verdict

FULL_CROWD_ANSWERS = 11
"""Answers on a question from which their majority is taken for that of the crowd; the pilot has 29 such questions in
the two thirds that were at hand."""

ORDERS, LEAST_ORDERS, MOST_DRAWS = 400, 4, 100_000
"""In how many orders a panel is drawn from a question's answers, and answers drawn in all before there are fewer."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question on one nominee, and what all its answers say together.

    decision   Yes or No where they are sure enough for a panel, else Not sure: an expert would decide
    """

    project: str
    question: str
    decision: Choice
    support: float
    answers: int


@dataclass(frozen=True, slots=True)
class PanelReplay:
    """What panels drawn from the questions with many answers would have come to.

    questions              with at least FULL_CROWD_ANSWERS answers and no tie
    mean_reviewers         asked for each; None, as the next, when there is no such question
    agreement_with_full    the share of what panels decided that is the majority of all answers
    escalated              the share that an expert would have decided
    """

    questions: int
    mean_reviewers: float | None
    agreement_with_full: float | None
    escalated: float | None


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of a collection; verdicts stand in the order in which the reviews were given."""

    agreement: Agreement
    questions: tuple[Question, ...]
    verdicts: tuple[Verdict, ...]
    panel: PanelReplay


@dataclass(frozen=True, slots=True)
class _Item:
    """The answers to one question, one for each reviewer."""

    project: str
    question: str
    signals: Mapping[str, Signal]

    @property
    def counts(self) -> dict[str, int]:
        """How often each answer was given."""
        counts: dict[str, int] = {}
        for signal in self.signals.values():
            counts[signal.choice] = counts.get(signal.choice, 0) + 1
        return counts


def replay(reviews: Sequence[Review], rule: PanelRule = RULE) -> Replay:
    """Judge all these reviews; a reviewer's last review of a nominee is the one that counts for its questions."""
    facts = _facts(reviews)
    verdicts = tuple(verdict(review, known) for review, known in zip(reviews, facts, strict=True))
    items = _items(reviews, [_signals(*one) for one in zip(reviews, facts, verdicts, strict=True)])
    rates = learned([item.signals for item in items])
    return Replay(
        agreement=agreement(item.counts for item in items),
        questions=tuple(_decided(item, rates, rule) for item in items),
        verdicts=verdicts,
        panel=_panel_replay(items, rates, rule),
    )


def signals_of(review: Review, facts: Facts = NOTHING_ELSE) -> dict[str, Signal]:
    """What each answer of a review tells, by its question."""
    return _signals(review, facts, verdict(review, facts))


def _signals(review: Review, facts: Facts, judged: Verdict) -> dict[str, Signal]:
    # Where too little of a review held, what nobody looked up in it does not count either.
    is_trusted = judged.outcome is not Outcome.NOT_VERIFIED
    own = judged.own if is_trusted else frozenset()
    share = len(own) / len(review.answers)
    checked = facts.confirmations
    return {
        item.question: Signal(
            item.choice,
            item.confidence,
            looked(item.question in own, share, checked.get(item.question, Checked.UNSEEN)),
        )
        for item in review.answers
    }


def _facts(reviews: Sequence[Review]) -> list[Facts]:
    taken: dict[int, set[str]] = {}
    for place in taken_over(reviews):
        taken.setdefault(place.review, set()).add(place.question)
    said: dict[tuple[str, str], dict[str, str]] = {}
    for index in _by_time(reviews):
        for item in reviews[index].answers:
            said.setdefault((reviews[index].project, item.question), {})[reviews[index].reviewer] = str(item.choice)
    informative = informative_bps(list(said.values()))
    return [
        Facts(taken_over=frozenset(taken.get(index, ())), informative_bps=informative.get(review.reviewer))
        for index, review in enumerate(reviews)
    ]


def _by_time(reviews: Sequence[Review]) -> list[int]:
    return sorted(range(len(reviews)), key=lambda index: reviews[index].submitted_at)


def _items(reviews: Sequence[Review], signals: Sequence[Mapping[str, Signal]]) -> list[_Item]:
    found: dict[tuple[str, int, str], dict[str, Signal]] = {}
    for index in _by_time(reviews):
        review = reviews[index]
        for item in review.answers:
            key = (review.project, item.indicator, item.question)
            found.setdefault(key, {})[review.reviewer] = signals[index][item.question]
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1], len(pair[0][2]), pair[0][2]))
    return [_Item(project, question, answers) for (project, _, question), answers in ordered]


def _decided(item: _Item, rates: Mapping[str, Rates], rule: PanelRule) -> Question:
    found = finding_of(moves_of(item.signals, rates))
    is_sure = step_of(found, max(rule.first, len(item.signals)), rule).outcome is panel.Outcome.DECIDED
    decision = found.choice if is_sure else Choice.NOT_SURE
    return Question(item.project, item.question, decision, found.support, len(item.signals))


def _panel_replay(items: Sequence[_Item], rates: Mapping[str, Rates], rule: PanelRule) -> PanelReplay:
    crowded = [item for item in items if len(item.signals) >= FULL_CROWD_ANSWERS and _majority(item) is not None]
    orders = max(LEAST_ORDERS, min(ORDERS, MOST_DRAWS // (rule.cap * len(crowded)))) if crowded else 0
    asked = decided = agreeing = 0
    for item in crowded:
        majority = _majority(item)
        weights = moves_of(item.signals, rates) + [0.0] * item.counts.get(Choice.NOT_SURE, 0)
        chance = Chance(len(weights))
        for _ in range(orders):
            size, choice = _draw_panel(weights, chance, rule)
            asked += size
            decided += choice is not None
            agreeing += choice is majority
    panels = orders * len(crowded)
    return PanelReplay(
        questions=len(crowded),
        mean_reviewers=asked / panels if panels else None,
        agreement_with_full=agreeing / decided if decided else None,
        escalated=1 - decided / panels if panels else None,
    )


def _majority(item: _Item) -> Choice | None:
    """What more answers say than anything else; None for a tie."""
    ranked = sorted(item.counts.items(), key=lambda pair: -pair[1])
    is_tied = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return None if is_tied else Choice(ranked[0][0])


def _draw_panel(weights: Sequence[float], chance: Chance, rule: PanelRule) -> tuple[int, Choice | None]:
    """How many were asked in one random order, and what they decided; None where an expert would."""
    drawn: list[float] = []
    for weight in chance.shuffled(weights):
        drawn.append(weight)
        found = finding_of([known for known in drawn if known])
        step = step_of(found, len(drawn), rule)
        if step.outcome is panel.Outcome.DECIDED:
            return len(drawn), found.choice
        if step.outcome is panel.Outcome.EXPERT:
            break
    return len(drawn), None
