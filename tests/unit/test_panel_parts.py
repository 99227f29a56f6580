"""What panels decide with: the lot over reviews, whose words were first, the nominee in a snapshot, known answers."""

import json
from dataclasses import asdict, replace

import pytest
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.snapshot import take
from quadrille.errors import MalformedFile
from quadrille.screening.judging.answers import Answer, Choice, Review
from quadrille.screening.panels.audit_lot import is_audited, questions_to_look_up
from quadrille.screening.panels.gold import read_gold
from quadrille.screening.panels.kept import copied_questions, counts_in_words, read_document, same_answers
from quadrille.screening.panels.nominee import nominee_of, task_of
from quadrille.screening.panels.rules import PanelRules
from quadrille.screening.review_file import review_document
from quadrille.types import Timestamp

QUESTIONS = ["1.1", "2.1", "3.1", "3.2", "9a"]
ANN, BOB = 1, 2
WORDS = "The licence file at the top of the repository names the MIT licence and its year."
OTHERS = "Its handbook has a chapter for newcomers which I followed until the program ran."


def review(at: int, *answers: tuple[str, str], reviewer: str = "ann") -> Review:
    said = tuple(Answer(question, 1, Choice.YES, 4, words) for question, words in answers)
    return Review("wells", reviewer, Timestamp(at), None, said)


def hash_of(number: int) -> str:
    return "0x" + keccak(number.to_bytes(32)).hex()


def test_about_a_tenth_of_all_reviews_is_audited():
    drawn = sum(is_audited(hash_of(1), hash_of(number)) for number in range(10_000))
    # 1 000 are expected, with a standard deviation of 30.
    assert 880 < drawn < 1_120


def test_another_block_draws_others():
    one, other = ([is_audited(hash_of(seed), hash_of(number)) for number in range(5_000)] for seed in (1, 2))
    # If they were the same they would share 500; 50 are expected, with a standard deviation of 7.
    assert sum(first and second for first, second in zip(one, other, strict=True)) < 85


@pytest.mark.parametrize(("bps", "is_drawn"), [(0, False), (10_000, True)])
def test_none_and_all_can_be_audited(bps, is_drawn):
    rules = PanelRules(audit_bps=bps)
    assert {is_audited(hash_of(1), hash_of(number), rules) for number in range(200)} == {is_drawn}


@given(st.lists(st.sampled_from(QUESTIONS)), st.integers(0, 2**32), st.integers(0, 4))
def test_what_is_looked_up_is_a_few_of_what_there_is_whatever_the_order(questions, number, few):
    rules = PanelRules(confirm_questions=few)
    found = questions_to_look_up(hash_of(number), hash_of(0), questions, rules)
    assert set(found) <= set(questions)
    assert len(found) == min(few, len(set(questions)))
    assert found == questions_to_look_up(hash_of(number), hash_of(0), questions[::-1], rules)


def test_every_question_is_looked_up_as_often_as_any_other():
    counts = dict.fromkeys(QUESTIONS, 0)
    for number in range(2_000):
        for question in questions_to_look_up(hash_of(number), hash_of(0), QUESTIONS):
            counts[question] += 1
    # 1200 are expected of each, with a standard deviation of 22.
    assert all(1_110 < count < 1_290 for count in counts.values())


ANSWERS = st.builds(
    Answer,
    question=st.sampled_from(QUESTIONS),
    indicator=st.integers(1, 9),
    choice=st.sampled_from(Choice),
    confidence=st.integers(1, 5),
    comment=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
    evidence=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
)
REVIEWS = st.builds(
    Review,
    project=st.just("wells"),
    reviewer=st.just("ann"),
    submitted_at=st.integers(1, 2**31).map(Timestamp),
    seconds_taken=st.none() | st.integers(0, 1_000),
    answers=st.lists(ANSWERS, min_size=1, max_size=5, unique_by=lambda item: item.question).map(
        lambda items: tuple(sorted(items, key=lambda item: (item.indicator, len(item.question), item.question)))
    ),
)


@given(REVIEWS)
def test_a_review_is_read_back_from_its_document_as_it_was(one):
    assert read_document(review_document(one).decode()) == one


@given(REVIEWS, st.integers(1, 2**31))
def test_the_same_answers_are_the_same_whenever_they_were_given(one, at):
    assert same_answers(one, replace(one, submitted_at=Timestamp(at), reviewer="bob", seconds_taken=3))
    changed = replace(one.answers[0], comment=one.answers[0].comment + ".")
    assert not same_answers(one, replace(one, answers=(changed, *one.answers[1:])))


def test_answers_are_counted_in_words_that_a_wallet_can_show():
    answers = [Answer(str(number), 1, choice, 3, "") for number, choice in enumerate([*[Choice.YES] * 7, Choice.NO])]
    one = Review("wells", "ann", Timestamp(1), None, (*answers, Answer("9a", 9, Choice.NOT_SURE, 1, "")))
    assert counts_in_words(one) == "7 Yes, 1 No, 1 Not sure"


def test_the_later_of_two_with_the_same_words_took_them_over():
    copied = copied_questions({ANN: [review(10, ("2.1", WORDS))], BOB: [review(20, ("2.1", WORDS), ("5.1", OTHERS))]})
    assert copied == {ANN: frozenset(), BOB: frozenset({"2.1"})}


def test_whoever_amends_a_review_keeps_the_time_at_which_they_first_wrote_an_answer():
    mine = [review(10, ("2.1", WORDS)), review(30, ("2.1", WORDS), ("5.1", OTHERS))]
    copied = copied_questions({ANN: mine, BOB: [review(20, ("2.1", WORDS), ("5.1", OTHERS))]})
    # What was first written after another's is still taken over.
    assert copied == {ANN: frozenset({"5.1"}), BOB: frozenset({"2.1"})}


def test_another_pseudonym_makes_nobody_copy_from_themselves():
    mine = [review(10, ("2.1", WORDS)), review(30, ("2.1", WORDS), reviewer="ann the second")]
    assert copied_questions({ANN: mine}) == {ANN: frozenset()}


def test_a_nominee_is_read_from_its_snapshot_with_who_is_behind_it():
    project = {
        "name": "Wells",
        "description": "A map.",
        "website": "https://wells.example",
        "repositories": ["https://github.com/Acme/wells"],
        "licences": ["MIT"],
    }
    documents = {
        "nominee": {"organizations": [{"name": "Acme Ltd", "org_type": "owner"}, {"name": " "}, "nonsense"]},
        "registry": {"organizations": [{"name": "Acme Ltd"}, {"name": "Water Fund"}]},
        "screening": {"organizations": "nonsense"},
    }
    found = nominee_of("wells", take(project, documents).text)
    assert asdict(found) == {
        "slug": "wells",
        **project,
        "repositories": ("https://github.com/Acme/wells",),
        "licences": ("MIT",),
        "organisations": ("Acme Ltd", "Water Fund"),
    }
    task = task_of(7, found, ["fr"], ["Water"])
    assert task.accounts == {"github.com/acme"}
    assert (task.organisations, task.languages) == ({"Acme Ltd", "Water Fund"}, {"fr"})


GOLD = {"project": "wells", "question": "2.1", "answer": True, "from": 10, "until": 20}


def test_known_answers_are_read_from_their_file():
    (found,) = read_gold(json.dumps([GOLD]).encode(), "gold.json")
    assert found == ("wells", "2.1", True, 10, 20)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xff", ""),
        (b"{}", ""),
        (json.dumps([{**GOLD, "more": 1}]).encode(), "[0]"),
        (json.dumps([GOLD, 1]).encode(), "[1]"),
        (json.dumps([{**GOLD, "project": "Wells!"}]).encode(), "[0].project"),
        (json.dumps([{**GOLD, "question": "10.1"}]).encode(), "[0].question"),
        (json.dumps([{**GOLD, "answer": "yes"}]).encode(), "[0].answer"),
        (json.dumps([{**GOLD, "from": True}]).encode(), "[0].from"),
        (json.dumps([{**GOLD, "until": 10}]).encode(), "[0].until"),
        (b" " * 1_000_001, ""),
    ],
)
def test_a_file_of_known_answers_that_is_wrong_is_refused_by_its_place_and_never_quoted(content, place):
    with pytest.raises(MalformedFile) as refusal:
        read_gold(content, "gold.json")
    assert refusal.value.column == place
    assert "wells" not in str(refusal.value).lower()
