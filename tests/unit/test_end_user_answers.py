"""What an end user may answer, what is signed of many answers, and when a link takes one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadInput, BadParameter
from quadrille.governance.feedback.answers import (
    CONTACT,
    TEXT_CHARACTERS,
    Said,
    Works,
    commitment_of,
    leaf_of,
    plain_text,
    read_answer,
    root_of,
    statement_of,
    tally_of,
    tree_of,
)
from quadrille.governance.feedback.link_rules import DAY, Standing, check_wish, read_left_out, standing_of
from quadrille.merkle_tree import leads_to

SALT = b"\x07" * 32
HASHES = st.lists(st.binary(min_size=32, max_size=32).map(lambda word: "0x" + word.hex()), min_size=1, unique=True)
ANY_TEXT = st.text(st.characters(), max_size=80)


@given(ANY_TEXT)
def test_a_text_has_one_form_and_nothing_unseen(text):
    plain = plain_text(text)
    assert plain_text(plain) == plain
    assert plain == plain.strip()
    assert not {unicodedata.category(sign) for sign in plain} & {"Cc", "Cs", "Co", "Cn"}
    plain.encode()


@given(ANY_TEXT, st.sampled_from(Works))
def test_an_answer_is_taken_in_its_form_or_refused(text, works):
    try:
        said = read_answer(works, text)
    except BadParameter:
        assert CONTACT.search(plain_text(text))
        return
    assert said == Said(works, plain_text(text))


@pytest.mark.parametrize("text", ["می‌خواهم", "हिन्दी‍", "Ne marche pas: l’eau est loin", "它能用", "🙂 good"])
def test_people_write_in_their_own_language(text):
    assert read_answer("yes", text).text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "text", ["mail amina@example.org", "call +254 700 123 456", "0700123456", "(0)20/7946-0958", "a@b.c"]
)
def test_how_somebody_can_be_reached_is_not_kept_and_not_said_again(text):
    with pytest.raises(BadParameter, match="without e-mail addresses and telephone numbers") as refusal:
        read_answer("yes", text)
    assert text not in str(refusal.value)


@pytest.mark.parametrize("text", ["Since 2019 it works.", "3 of 10 wells", "at 12:30, 5 km", "v1.2.3"])
def test_ordinary_numbers_are_no_telephone(text):
    assert read_answer("no", text).text == text


@pytest.mark.parametrize(
    ("works", "text"), [("maybe", ""), ("", ""), ("YES", ""), ("yes", "x" * (TEXT_CHARACTERS + 1))]
)
def test_what_is_no_answer_is_refused(works, text):
    with pytest.raises(BadParameter):
        read_answer(works, text)


@given(st.sampled_from(Works), ANY_TEXT.map(plain_text), st.integers(0, 2**40), st.binary(min_size=32, max_size=32))
def test_every_part_of_an_answer_changes_its_commitment(works, text, at, salt):
    known = commitment_of("wells", Said(works, text), at, salt)
    other = next(one for one in Works if one is not works)
    changed = {
        commitment_of("well", Said(works, text), at, salt),
        commitment_of("wells", Said(other, text), at, salt),
        commitment_of("wells", Said(works, text + "."), at, salt),
        commitment_of("wells", Said(works, text), at + 1, salt),
        commitment_of("wells", Said(works, text), at, bytes(reversed(salt)) + b"x"),
    }
    assert len(changed | {known}) == 6


@given(HASHES, st.randoms())
def test_the_root_is_of_the_set_and_proves_each_answer(commitments, order):
    root, shuffled = root_of(commitments), list(commitments)
    order.shuffle(shuffled)
    assert root_of(shuffled) == root
    tree = tree_of(commitments)
    for one in commitments:
        assert leads_to(root, leaf_of(one), tree.proof(leaf_of(one)))
    if len(commitments) > 1:
        assert root_of(commitments[1:]) != root


def test_nothing_has_no_root():
    with pytest.raises(BadInput):
        root_of([])


@given(st.lists(st.sampled_from(["yes", "partly", "no"])))
def test_a_tally_counts_everybody_once(works):
    tally = tally_of(works)
    assert tally.all == len(works)
    assert (tally.yes, tally.partly, tally.no) == tuple(works.count(one) for one in ("yes", "partly", "no"))
    assert f"gave {tally.all} answer" in statement_of("wells", tally)


@given(st.integers(0, 100), st.none() | st.integers(0, 100), st.integers(0, 100), st.integers(0, 5), st.integers(1, 5))
def test_a_link_is_open_only_in_its_time_and_for_its_number(now, revoked_at, expires_at, answers, most):
    is_open = standing_of(now, revoked_at, expires_at, answers, most) is Standing.OPEN
    assert is_open == (revoked_at is None and now < expires_at and answers < most)


@pytest.mark.parametrize(
    ("label", "days", "most"), [("x", 0, 1), ("x", 93, 1), ("x", 1, 0), ("x", 1, 501), ("x" * 81, 1, 1)]
)
def test_a_wish_out_of_bounds_is_refused(label, days, most):
    with pytest.raises(BadParameter):
        check_wish(label, days, most)
    assert check_wish("  Clinic \n two ", 92, 500) == "Clinic two"
    assert DAY == 86_400


def test_numbers_to_leave_out_are_read_as_people_write_them():
    assert read_left_out(" 3, 4  5,") == {3, 4, 5}
    assert read_left_out("") == frozenset()
    with pytest.raises(BadParameter):
        read_left_out("three")
