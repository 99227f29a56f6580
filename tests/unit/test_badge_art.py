"""A badge's picture depends on its evidence and its answers, and on nothing else."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.web.badge_art import PETALS, badge_svg

HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
ANSWERS = st.lists(st.booleans(), min_size=PETALS, max_size=PETALS)
NONZERO = "0x" + "5c" * 32


@given(HASHES, ANSWERS)
def test_a_badge_has_nine_petals_filled_where_an_answer_was_given(evidence_hash, answered):
    svg = ElementTree.fromstring(badge_svg(evidence_hash, answered))
    petals = [petal.find("path") for petal in svg.findall("g")]
    assert [petal.get("fill") != "none" for petal in petals] == answered
    assert f"{sum(answered)} of 9" in svg.get("aria-label")


@given(HASHES, ANSWERS)
def test_petals_stand_in_a_circle_and_stay_inside_the_ring(evidence_hash, answered):
    svg = ElementTree.fromstring(badge_svg(evidence_hash, answered))
    assert [petal.get("transform") for petal in svg.findall("g")] == [f"rotate({turn})" for turn in range(0, 360, 40)]
    tips = [int(re.search(r" 0 -(\d+)C", petal.find("path").get("d"))[1]) for petal in svg.findall("g")]
    assert all(80 < tip < 110 for tip in tips)


def test_the_prefix_and_the_case_of_a_hash_do_not_matter():
    every = [True] * PETALS
    assert badge_svg(NONZERO, every) == badge_svg(NONZERO.removeprefix("0x").upper(), every)


def test_other_evidence_gives_another_picture():
    pictures = {badge_svg(f"{number:02x}" * 32, [True] * PETALS) for number in range(256)}
    assert len(pictures) == 256


@pytest.mark.parametrize("evidence_hash", ["", "0x", "0x12", "zz" * 32, "5c" * 33])
def test_what_is_no_hash_is_refused(evidence_hash):
    with pytest.raises(BadParameter, match="32 bytes"):
        badge_svg(evidence_hash, [True] * PETALS)


@pytest.mark.parametrize("count", [0, 8, 10])
def test_another_number_of_answers_is_refused(count):
    with pytest.raises(BadParameter, match="9 answers"):
        badge_svg(NONZERO, [True] * count)
