"""The judgement before a simulated crowd: defects found, effort told from none, a careful minority not punished.

A short profile with wide margins; `scripts/bench/screening.py` prints the figures of larger crowds.
"""

import pytest

from crowd.figures import auc, by_kind, figures, run, verified_share
from crowd.nominees import excluded, recognised
from crowd.reviewers import Kind, colluders, crowd
from quadrille.screening.judging.panel import RULE


@pytest.fixture(scope="module")
def screened():
    return run(recognised(200, seed=11), crowd(300, seed=11), seed=11)


def test_planted_defects_are_found_where_always_yes_finds_none_and_the_majority_half(screened):
    found = figures(screened)
    assert found.panel.recall >= 0.88
    assert found.panel.false_alarms <= 0.05
    assert found.alone.false_alarms <= 0.05
    assert found.always_yes.recall == 0
    assert found.majority.recall < found.panel.recall - 0.2


def test_it_takes_few_reviewers_and_seldom_an_expert(screened):
    found = figures(screened)
    assert found.reviewers <= 4.3
    assert found.escalated <= 0.16
    assert max(len(one.reviews) for one in screened) <= RULE.cap


def test_the_nominees_that_were_turned_away_in_reality_are_turned_away():
    found = figures(run(excluded(), crowd(300, seed=12), seed=12))
    assert found.panel.recall >= 0.88
    assert found.panel.false_alarms <= 0.05


@pytest.mark.parametrize("kind", [Kind.LAZY, Kind.RANDOM, Kind.COPIER])
def test_effort_is_told_from_none(screened, kind):
    judged = by_kind(screened)
    assert auc(judged[Kind.CAREFUL], judged[kind]) >= 0.95
    assert verified_share(judged[kind]) <= 0.05


def test_invented_evidence_and_knowing_the_rule_seldom_pass(screened):
    judged = by_kind(screened)
    assert verified_share(judged[Kind.FLUENT]) <= 0.3
    assert verified_share(judged[Kind.ADVERSARY]) <= 0.3


def test_careful_dissenters_pass_as_often_as_careful_majority_voters():
    judged = by_kind(run(recognised(300, seed=13), crowd(300, 13, {Kind.CAREFUL: 60, Kind.DISSENTER: 40}), seed=13))
    careful, dissenting = (verified_share(judged[kind]) for kind in (Kind.CAREFUL, Kind.DISSENTER))
    assert abs(careful - dissenting) <= 0.04


@pytest.mark.parametrize("share", [0.1, 0.33, 0.5])
def test_a_colluding_group_earns_less_than_honest_work_would(share):
    pool = [*crowd(round(300 * (1 - share)), 14), *colluders(round(300 * share), 14)]
    judged = by_kind(run(recognised(150, seed=14), pool, seed=14))
    assert verified_share(judged[Kind.COLLUDER]) < verified_share(judged[Kind.CAREFUL])
