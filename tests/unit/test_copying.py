"""What was taken over from somebody's earlier review is found; what two honest people write alike is not."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quadrille.screening.judging.answers import Answer, Choice, Review
from quadrille.screening.judging.copying import Place, taken_over

TEXT = "The setup guide starts with a clean machine and ends with a page that answers on port 8080."


def review(reviewer, text, at=1, project="openwell", question="documentation"):
    return Review(project, reviewer, at, None, (Answer(question, 5, Choice.YES, 4, text),))


def test_the_later_of_two_equal_texts_is_taken_over():
    assert taken_over([review("a", TEXT, 2), review("b", TEXT, 1)]) == {Place(0, "documentation")}


def test_a_sentence_put_before_it_or_a_few_words_changed_hide_nothing():
    assert taken_over([review("a", TEXT), review("b", f"As I see it: {TEXT}", 2)])
    assert taken_over([review("a", TEXT), review("b", TEXT.replace("clean", "new"), 2)])


def test_words_of_ones_own_about_the_same_thing_are_not():
    other = "I followed the guide on a fresh laptop; after ten minutes the start page came up."
    assert not taken_over([review("a", TEXT), review("b", other, 2)])


def test_the_same_link_or_a_short_quote_is_nobodys():
    link = "https://openwell.example/docs/setup"
    assert not taken_over([review("a", link), review("b", link, 2)])
    assert not taken_over([review("a", "MIT License"), review("b", "MIT License", 2)])


def test_ones_own_words_may_be_said_again_and_on_another_question_or_nominee_too():
    assert not taken_over([review("a", TEXT), review("a", TEXT, 2)])
    assert not taken_over([review("a", TEXT), review("b", TEXT, 2, project="other")])
    assert not taken_over([review("a", TEXT), review("b", TEXT, 2, question="license")])


OTHER = "Something else entirely, seen on the wiki page."
texts = st.sampled_from((TEXT, f"{TEXT} And more.", "MIT License", "", OTHER))
groups = st.lists(st.builds(review, st.sampled_from("abcd"), texts, st.integers(1, 5)), max_size=8)


def test_of_two_of_the_same_second_neither_is_the_author_and_an_author_may_repeat_what_others_took():
    assert len(taken_over([review("a", TEXT), review("b", TEXT)])) == 2
    assert taken_over([review("a", TEXT, 1), review("b", TEXT, 2), review("a", TEXT, 3)]) == {Place(1, "documentation")}


@given(groups, st.randoms(use_true_random=False))
def test_neither_order_nor_names_play_a_part(reviews, chance):
    order = list(range(len(reviews)))
    chance.shuffle(order)
    renamed = [replace(reviews[place], reviewer=reviews[place].reviewer + "'") for place in order]
    assert {Place(order[at], question) for at, question in taken_over(renamed)} == taken_over(reviews)
