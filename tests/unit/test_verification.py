"""The rule on verified effort: it pays for evidence, never for agreeing."""

from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quadrille.catalog.registry import slug_of
from quadrille.catalog.standard import current_standard
from quadrille.screening.judging.answers import Answer, Choice, Review
from quadrille.screening.judging.effort import Checked
from quadrille.screening.judging.verification import Facts, Outcome, Rule, losses_bps, verdict
from quadrille.screening.review_file import parse
from real_data import shared

SENTENCES = (
    "The file LICENSE holds the MIT text, unchanged.",
    "Target 6.1: wells are tested every month.",
    "Nothing says how the phones are set up.",
    "La page de licence renvoie à CC BY 4.0.",
    "该项目的许可证文件写明使用开源协议",
    "صفحة الترخيص تذكر رخصة المشاع الإبداعي",
)
LINKS = ("https://a.example/licence", "see http://b.example/docs.")
EMPTY = ("", " \n", "n/a", "ok", "MIT License", "good good good good good good", "!" * 500, "1234567890" * 5)


def review(*comments, confidence=4, choice=Choice.YES, seconds_taken=None):
    answers = tuple(Answer(f"SDG[{place}]", 1, choice, confidence, comment) for place, comment in enumerate(comments))
    return Review("openwell", "reviewer-1", 1_700_000_000, seconds_taken, answers)


def codes(judged):
    return [reason.code for reason in judged.reasons]


comments = st.lists(st.sampled_from((*SENTENCES, *LINKS, *EMPTY)), min_size=1, max_size=9)
reviews = st.builds(
    lambda texts, levels, ways, seconds: Review(
        "openwell",
        "reviewer-1",
        1_700_000_000,
        seconds,
        tuple(
            Answer(f"SDG[{place}]", 1, way, level, text)
            for place, (text, level, way) in enumerate(zip(texts, levels, ways, strict=False))
        ),
    ),
    comments,
    st.lists(st.integers(1, 5), min_size=9, max_size=9),
    st.lists(st.sampled_from(Choice), min_size=9, max_size=9),
    st.none() | st.integers(0, 2_000),
)


def test_evidence_under_a_third_of_the_answers_is_enough():
    judged = verdict(review(*SENTENCES[:2], *[""] * 4))
    assert judged.is_verified
    assert judged.reasons[0].words == "Answers with evidence of their own: 2 of 6; needed: 2."
    assert codes(judged) == ["evidence"]


def test_evidence_under_fewer_is_not_and_the_remedy_says_where_to_add():
    judged = verdict(review(*SENTENCES[:2], *[""] * 5))
    assert not judged.is_verified
    assert judged.reasons[0].words == "Answers with evidence of their own: 2 of 7; needed: 3."
    assert judged.reasons[0].remedy.endswith("to 1 more, for example under SDG[2], SDG[3], SDG[4].")


def test_one_answer_with_evidence_is_never_enough():
    judged = verdict(review(SENTENCES[0]))
    assert not judged.is_verified
    assert judged.reasons[0].remedy.startswith("Answer at least 2 questions")


@pytest.mark.parametrize("comment", SENTENCES + LINKS)
def test_a_sentence_or_a_link_is_evidence_in_any_script(comment):
    assert verdict(review(comment, "", "")).reasons[0].words.startswith("Answers with evidence of their own: 1 of 3")


@pytest.mark.parametrize("comment", EMPTY)
def test_a_placeholder_is_no_evidence(comment):
    assert verdict(review(comment, "", "")).reasons[0].words.startswith("Answers with evidence of their own: 0 of 3")


def test_a_silent_review_of_one_confidence_is_called_straight_lined():
    judged = verdict(review(*[""] * 5, confidence=5))
    assert not judged.is_verified
    assert codes(judged) == ["too_little_evidence", "straight_lined"]


def test_a_silent_all_no_is_worth_as_little_as_a_silent_all_yes():
    assert verdict(review(*[""] * 5, choice=Choice.NO)) == verdict(review(*[""] * 5))


def test_the_same_text_everywhere_counts_once_also_with_other_digits():
    judged = verdict(review(*(f"It is relevant, but not to the indicators of SDG {goal}." for goal in range(5))))
    assert not judged.is_verified
    assert judged.reasons[0].words.startswith("Answers with evidence of their own: 1 of 5")
    assert codes(judged) == ["too_little_evidence", "repeated_text"]


def test_links_that_differ_in_their_digits_are_different_evidence():
    assert verdict(review("https://a.example/1", "https://a.example/2")).is_verified


def test_a_time_in_which_nobody_can_read_is_refused_whatever_was_written():
    assert verdict(review(*SENTENCES[:4], seconds_taken=40)).is_verified
    judged = verdict(review(*SENTENCES[:4], seconds_taken=39))
    assert not judged.is_verified
    assert codes(judged) == ["evidence", "too_fast"]


def test_the_thresholds_are_parameters():
    strict = Rule(name="strict", evidence_share_bps=10_000)
    assert verdict(review(*SENTENCES[:2])).is_verified
    assert not verdict(review(*SENTENCES[:2], ""), rule=strict).is_verified


@given(reviews, st.data())
def test_adding_evidence_never_takes_a_verification_away(given_review, data):
    judged = verdict(given_review)
    bare = [place for place, item in enumerate(given_review.answers) if item.comment in EMPTY]
    assume(bare)
    place = data.draw(st.sampled_from(bare))
    added = replace(given_review.answers[place], comment=data.draw(st.sampled_from(SENTENCES + LINKS)))
    answers = (*given_review.answers[:place], added, *given_review.answers[place + 1 :])
    richer = verdict(replace(given_review, answers=answers))
    assert richer.is_verified >= judged.is_verified
    assert richer.score_bps >= judged.score_bps


@given(reviews, st.data())
def test_the_order_of_answers_changes_nothing(given_review, data):
    shuffled = tuple(data.draw(st.permutations(given_review.answers)))
    assert verdict(replace(given_review, answers=shuffled)) == verdict(given_review)


@given(reviews, st.lists(st.sampled_from(Choice), min_size=9, max_size=9))
def test_the_direction_of_an_answer_changes_nothing(given_review, ways):
    turned = tuple(replace(item, choice=way) for item, way in zip(given_review.answers, ways, strict=False))
    changed, judged = verdict(replace(given_review, answers=turned)), verdict(given_review)
    assert (changed.outcome, changed.score_bps) == (judged.outcome, judged.score_bps)


@given(reviews, st.text(min_size=1), st.text(min_size=1), st.integers(1, 2**31))
def test_who_wrote_it_on_what_and_when_changes_nothing(given_review, reviewer, project, submitted_at):
    other = replace(given_review, reviewer=reviewer, project=project, submitted_at=submitted_at)
    assert verdict(other) == verdict(given_review)


@given(reviews, st.lists(st.integers(1, 5), min_size=9, max_size=9))
def test_confidence_never_decides(given_review, levels):
    other = tuple(replace(item, confidence=level) for item, level in zip(given_review.answers, levels, strict=False))
    changed = verdict(replace(given_review, answers=other))
    judged = verdict(given_review)
    assert changed.outcome is judged.outcome


@given(reviews)
def test_every_verdict_is_explained_and_every_refusal_says_what_to_do(given_review):
    judged = verdict(given_review)
    assert 0 <= judged.score_bps <= 10_000
    assert all(reason.words for reason in judged.reasons)
    assert judged.reasons
    assert judged.is_verified or any(reason.remedy for reason in judged.reasons)


def test_some_evidence_but_too_little_is_partly_verified_and_none_is_not():
    assert verdict(review(SENTENCES[0], *[""] * 5)).outcome is Outcome.PARTLY
    assert verdict(review(*[""] * 6)).outcome is Outcome.NOT_VERIFIED
    assert verdict(review(*SENTENCES[:4], seconds_taken=39)).outcome is Outcome.NOT_VERIFIED


def test_words_that_stand_in_an_earlier_review_do_not_count_and_it_is_said_which():
    judged = verdict(review(*SENTENCES[:2], *[""] * 4), Facts(taken_over=frozenset({"SDG[1]"})))
    assert judged.outcome is Outcome.PARTLY
    assert codes(judged) == ["too_little_evidence", "taken_over"]
    assert "SDG[1]" in judged.reasons[1].words


def found(**said):
    return Facts(confirmations={f"SDG[{key[1:]}]": Checked(value) for key, value in said.items()})


def test_one_piece_that_was_not_found_costs_itself_and_two_cost_the_review():
    argued = review(*SENTENCES)
    assert verdict(argued, found(q0="refuted")).outcome is Outcome.VERIFIED
    assert verdict(argued, found(q0="refuted", q1="refuted")).outcome is Outcome.NOT_VERIFIED
    assert verdict(argued, found(q0="refuted", q1="refuted", q2="confirmed", q3="confirmed")).is_verified


def test_what_was_found_raises_the_score_and_what_was_not_lowers_it():
    argued = review(*SENTENCES)
    scores = [verdict(argued, facts).score_bps for facts in (found(q0="refuted"), Facts(), found(q0="confirmed"))]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_a_guesser_is_found_once_enough_outcomes_are_known_and_no_question_is_named():
    answers = review(*SENTENCES, confidence=5)
    wrong = dict.fromkeys((f"SDG[{place}]" for place in range(3)), False)
    assert verdict(answers, Facts(known=wrong)).is_verified
    judged = verdict(answers, Facts(known=wrong, earlier_losses=losses_bps(answers, wrong)))
    assert judged.outcome is Outcome.PARTLY
    guessing = next(reason for reason in judged.reasons if reason.code == "no_better_than_a_guess")
    assert "SDG" not in guessing.words + guessing.remedy


def test_whoever_is_right_or_says_they_do_not_know_is_no_guesser():
    known = dict.fromkeys((f"SDG[{place}]" for place in range(6)), True)
    assert verdict(review(*SENTENCES, confidence=5), Facts(known=known)).is_verified
    assert sum(losses_bps(review(*SENTENCES, confidence=5), known)) < sum(losses_bps(review(*SENTENCES), known))
    unsure = review(*SENTENCES, choice=Choice.NOT_SURE, confidence=1)
    assert set(losses_bps(unsure, known)) == {2_500}


@given(reviews, st.integers(0, 10_000))
def test_peers_can_raise_a_score_and_never_lower_one_nor_decide(given_review, informative):
    alone, beside = verdict(given_review), verdict(given_review, Facts(informative_bps=informative))
    assert beside.outcome is alone.outcome
    assert beside.score_bps >= alone.score_bps


def test_one_text_for_a_yes_and_a_no_is_called_inconsistent():
    given_review = review(SENTENCES[0], SENTENCES[0], SENTENCES[1])
    mixed = (replace(given_review.answers[0], choice=Choice.NO), *given_review.answers[1:])
    assert "inconsistent" in codes(verdict(replace(given_review, answers=mixed)))
    assert "inconsistent" not in codes(verdict(given_review))


def read(file):
    return parse(file.read_bytes(), file.name, current_standard().indicator_of_question, slug_of)


def test_in_the_real_pilot_no_silent_review_is_verified_and_every_thorough_one_is():
    pilot = [read(file) for file in shared("data", "pilot-reviews").glob("*.json")]
    verified = [review for review in pilot if verdict(review).is_verified]
    assert len(verified) == 36
    assert len({review.reviewer for review in verified}) == 27
    assert all(any(item.comment.strip() for item in review.answers) for review in verified)
    thorough = [review for review in pilot if sum(len(item.comment) > 50 for item in review.answers) >= 4]
    assert len(thorough) == 15
    assert all(review in verified for review in thorough)


def test_in_the_real_pilot_a_dissenter_with_evidence_does_no_worse_than_others_with_evidence():
    pilot = [read(file) for file in shared("data", "pilot-reviews").glob("*.json")]
    rates = {}
    for dissents in (True, False):
        argued = [
            review
            for review in pilot
            if verdict(review).outcome is not Outcome.NOT_VERIFIED
            and dissents == any(item.choice is Choice.NO and len(item.comment) > 20 for item in review.answers)
        ]
        rates[dissents] = sum(verdict(review).is_verified for review in argued) / len(argued)
    assert rates[True] >= rates[False]


def test_the_demo_shows_each_finding_and_reviewers_enough_for_a_vote():
    folder = resources.files("quadrille.demo") / "data" / "reviews"
    judged = [(review.reviewer, verdict(review)) for review in map(read, folder.iterdir())]
    found = {reason.code for _, one in judged for reason in one.reasons}
    assert found == {"evidence", "too_little_evidence", "repeated_text", "straight_lined", "too_fast"}
    assert len({reviewer for reviewer, one in judged if one.is_verified}) >= 5
