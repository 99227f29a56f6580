"""What answers say together, and when a panel may stop; against Dawid and Skene's estimation as the reference."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.screening.judging.answers import Choice
from quadrille.screening.judging.consensus import LEAST_TASKS, Signal, finding, finding_of, learned, log_odds
from quadrille.screening.judging.effort import Checked, looked
from quadrille.screening.judging.panel import RULE, Outcome, PanelRule, next_step

YES, NO, NOT_SURE = Choice.YES, Choice.NO, Choice.NOT_SURE
ARGUED, SILENT = looked(True, 1), looked(False, 0)

signals = st.builds(
    Signal, st.sampled_from(Choice), st.integers(1, 5), st.floats(0, 0.98, allow_nan=False, allow_subnormal=False)
)


@given(st.lists(signals, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing_to_the_last_bit(given_signals, chance):
    shuffled = list(given_signals)
    chance.shuffle(shuffled)
    assert finding(shuffled) == finding(given_signals)
    assert next_step(shuffled) == next_step(given_signals)


@given(st.lists(signals, max_size=8), signals)
def test_a_yes_never_makes_no_likelier_and_not_sure_moves_nothing(given_signals, added):
    before, after = finding(given_signals).log_odds, finding([*given_signals, added]).log_odds
    if added.choice is NOT_SURE:
        assert after == before
    else:
        assert (after >= before) if added.choice is YES else (after <= before)


def test_an_argued_answer_says_more_than_a_silent_one_and_a_refuted_one_nothing():
    for choice in (YES, NO):
        argued, silent = (abs(log_odds(Signal(choice, 5, share))) for share in (ARGUED, SILENT))
        refuted = abs(log_odds(Signal(choice, 5, looked(True, 1, Checked.REFUTED))))
        confirmed = abs(log_odds(Signal(choice, 5, looked(True, 1, Checked.CONFIRMED))))
        assert refuted < silent < argued < confirmed


def test_the_surer_answer_says_more():
    for choice in (YES, NO):
        said = [abs(log_odds(Signal(choice, confidence, ARGUED))) for confidence in range(1, 6)]
        assert said == sorted(said)
        assert len(set(said)) == 5


def test_one_argued_no_outweighs_two_silent_yes():
    assert finding([Signal(YES, 5, SILENT)] * 2 + [Signal(NO, 5, ARGUED)] * 2).choice is NO


def test_nobody_decides_alone_however_sure():
    assert next_step([Signal(YES, 5, 0.97)]).outcome is Outcome.ASK_MORE
    assert next_step([]).outcome is Outcome.ASK_MORE


def test_a_panel_that_agrees_stops_early_and_one_that_does_not_goes_to_the_expert():
    assert next_step([Signal(YES, 5, ARGUED)] * 2).outcome is Outcome.DECIDED
    assert next_step([Signal(NO, 5, ARGUED)] * 3).finding.choice is NO
    split = [Signal(YES, 5, ARGUED), Signal(NO, 4, ARGUED)] * 2 + [Signal(NOT_SURE, 1, ARGUED)]
    assert next_step(split[:2]).outcome is Outcome.ASK_MORE
    assert next_step(split).outcome is Outcome.EXPERT


def test_what_no_further_answer_could_decide_goes_to_the_expert_at_once():
    stuck = [Signal(YES, 1, SILENT)] * 2 + [Signal(NO, 4, SILENT), Signal(NOT_SURE, 1, SILENT)]
    step = next_step(stuck)
    assert len(stuck) == RULE.cap - 1
    assert step.outcome is Outcome.EXPERT
    assert "no further answers below the cap" in step.words


@given(st.lists(signals, max_size=12))
def test_no_panel_goes_beyond_its_cap_and_every_step_says_why(given_signals):
    step = next_step(given_signals)
    assert step.words
    if len(given_signals) >= RULE.cap:
        assert step.outcome is not Outcome.ASK_MORE


@given(st.lists(signals, min_size=2, max_size=6), st.integers(9_000, 9_900))
def test_a_stricter_rule_never_decides_what_a_looser_one_leaves_open(given_signals, sure_bps):
    loose, strict = (PanelRule(sure_yes_bps=sure, sure_no_bps=sure) for sure in (sure_bps, sure_bps + 50))
    if next_step(given_signals, strict).outcome is Outcome.DECIDED:
        assert next_step(given_signals, loose).outcome is Outcome.DECIDED


def dawid_skene(questions, prior_met, rounds=50):
    """The reference: plain expectation maximisation over everybody's two rates, as published in 1979."""
    met = [sum(said.values()) / len(said) for said in questions]
    names = {name for said in questions for name in said}
    for _ in range(rounds):
        rates = {}
        for name in names:
            mine = [(share, said[name]) for share, said in zip(met, questions, strict=True) if name in said]
            rates[name] = tuple(
                (1 + sum(weight(share) for share, is_yes in mine if is_yes)) / (2 + sum(weight(s) for s, _ in mine))
                for weight in (lambda share: share, lambda share: 1 - share)
            )
        met = []
        for said in questions:
            odds = math.log(prior_met / (1 - prior_met))
            for name, is_yes in said.items():
                when_met, when_not = rates[name]
                odds += math.log(when_met / when_not) if is_yes else math.log((1 - when_met) / (1 - when_not))
            met.append(1 / (1 + math.exp(-odds)))
    return met


def alike(some, others):
    return sum(one == other for one, other in zip(some, others, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_with_many_tasks_each_it_decides_as_dawid_and_skene_do(seed):
    chance = random.Random(seed)
    skill = {f"r{place}": chance.uniform(0.55, 0.98) for place in range(12)}
    truth = [chance.random() < 0.8 for _ in range(300)]
    said = [
        {name: is_met == (chance.random() < right) for name, right in skill.items() if chance.random() < 0.7}
        for is_met in truth
    ]
    questions = [{name: Signal(YES if is_yes else NO, 4, 0.6) for name, is_yes in mine.items()} for mine in said]
    rates = learned(questions, prior_met=0.8)
    found = [finding_of([log_odds(one, rates[name]) for name, one in mine.items()], 0.8) for mine in questions]
    ours = [one.choice is YES for one in found]
    reference = [share >= 0.5 for share in dawid_skene(said, 0.8)]
    assert alike(ours, reference) >= 285
    assert alike(ours, truth) >= alike(reference, truth) - 3


def test_of_whoever_came_once_nothing_is_learned():
    once = [
        {"frequent": Signal(YES, 4, SILENT), f"once-{place}": Signal(YES, 4, SILENT)} for place in range(LEAST_TASKS)
    ]
    assert set(learned(once)) == {"frequent"}
    assert learned(once[:-1]) == {}


def test_a_frequent_reviewer_who_is_mostly_alone_comes_to_count_for_little():
    questions = [
        {**{f"r{place}": Signal(YES, 5, ARGUED) for place in range(4)}, "contrary": Signal(NO, 5, ARGUED)}
        for _ in range(40)
    ]
    rates = learned(questions)
    assert abs(log_odds(Signal(NO, 5, ARGUED), rates["contrary"])) < abs(log_odds(Signal(NO, 5, ARGUED))) / 2
