"""Informative answers are told from habits, whatever the majority says."""

from hypothesis import given
from hypothesis import strategies as st

from quadrille.screening.judging.informativeness import informative_bps

answers = st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(("yes", "no", "not_sure")), max_size=7)


@given(st.lists(answers, max_size=20), st.sampled_from(("yes", "no")))
def test_whoever_always_says_the_same_scores_nothing_whatever_others_say(questions, value):
    beside = [{**said, "always": value} for said in questions]
    assert informative_bps(beside).get("always", 5_000) == 5_000


@given(st.lists(answers, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_questions_and_the_names_of_reviewers_change_nothing(questions, chance):
    shuffled = [{f"x{name}": value for name, value in reversed(said.items())} for said in questions]
    chance.shuffle(shuffled)
    found = informative_bps(questions)
    assert informative_bps(shuffled) == {f"x{name}": score for name, score in found.items()}


def test_those_who_see_the_same_defects_score_above_those_who_flip_a_coin():
    truth = [place % 5 != 0 for place in range(60)]
    coin = [(place * 7_919) % 13 < 7 for place in range(60)]
    questions = [
        {
            "one": "yes" if is_met else "no",
            "other": "yes" if is_met else "no",
            "lazy": "yes",
            "coin": "yes" if heads else "no",
        }
        for is_met, heads in zip(truth, coin, strict=True)
    ]
    found = informative_bps(questions)
    assert found["one"] == found["other"] > 6_000
    assert found["lazy"] == 5_000
    assert found["coin"] < 5_600


def test_a_few_answers_say_little():
    few, many = ([{"a": value, "b": value} for value in ("yes", "no") * times] for times in (2, 40))
    assert 5_000 < informative_bps(few)["a"] < informative_bps(many)["a"] <= 10_000
