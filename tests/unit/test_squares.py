"""The match square shows the numbers that share out the pool: its geometry is exact to one unit of its grid."""

import re
from fractions import Fraction
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from quadrille.rounds.squares import GRID, ROOM_FOR_STEPS, SMALLEST_SIDE, diagonal, match_square

ROOTS = st.lists(st.integers(min_value=0, max_value=2**88), max_size=60).map(lambda roots: sorted(roots, reverse=True))
SOME_ROOTS = ROOTS.filter(any)


@given(SOME_ROOTS, st.integers(min_value=0, max_value=2**90))
def test_every_step_starts_where_the_one_before_it_ends_within_one_unit_of_its_true_place(roots, wider_by):
    total = sum(roots)
    edges = diagonal(roots, total + wider_by)
    side = edges[-1]
    assert edges[0] == 0
    assert len(edges) == len(roots) + 1
    for place, edge in enumerate(edges):
        assert 0 <= Fraction(sum(roots[:place]) * side, total) - edge < 1


@given(SOME_ROOTS, st.integers(min_value=0, max_value=2**90))
def test_sides_are_to_scale_unless_they_would_be_too_small_to_see(roots, wider_by):
    widest = sum(roots) + wider_by
    assert diagonal(roots, widest)[-1] == max(sum(roots) * GRID // widest, SMALLEST_SIDE)


@given(st.lists(st.integers(min_value=1, max_value=2**88), min_size=1, max_size=ROOM_FOR_STEPS))
def test_the_diagonal_covers_what_donors_gave_and_the_rest_is_what_shares_out_the_pool(roots):
    side, steps = drawn(match_square(roots, sum(roots), ""))
    beside = 1 - Fraction(sum(size * size for _, size in steps), side * side)
    raw = Fraction(sum(roots) ** 2 - sum(root * root for root in roots), sum(roots) ** 2)
    assert abs(beside - raw) <= Fraction(2 * side + len(roots), side * side)


def test_a_lone_donor_fills_the_square_and_leaves_nothing_beside_the_diagonal():
    side, steps = drawn(match_square([7 << 32], 20 << 32, ""))
    assert steps == [(0, side)]


def test_equal_donors_get_equal_steps():
    side, steps = drawn(match_square([1 << 32] * 10, 10 << 32, ""))
    assert side == GRID
    assert steps == [(at, GRID // 10) for at in range(0, GRID, GRID // 10)]


def test_a_project_without_donations_is_an_empty_square_with_its_label():
    picture = match_square([], 5 << 32, "Story library: nobody gave")
    assert drawn(picture) == (SMALLEST_SIDE, [])
    assert 'class="empty"' in picture
    assert 'aria-label="Story library: nobody gave"' in picture


@given(ROOTS)
def test_further_donors_share_one_path(roots):
    picture = ElementTree.fromstring(match_square(roots, sum(roots), ""))
    donors = picture.find("g")
    assert len(donors.findall("rect")) <= ROOM_FOR_STEPS
    assert len(donors.findall("path")) <= (len(roots) > ROOM_FOR_STEPS)


def test_the_shared_path_reaches_the_corner():
    picture = match_square([1 << 32] * 300, 300 << 32, "")
    *_, (at, size) = re.findall(r"M(\d+) \d+h(\d+)", picture)
    assert int(at) + int(size) == GRID


def test_a_crowd_keeps_the_page_small():
    assert len(match_square([1 << 32] * 100_000, 100_000 << 32, "")) < 10_000


@given(st.text())
def test_a_name_cannot_break_out_of_the_label(name):
    picture = match_square([1 << 32], 1 << 32, name)
    assert picture.count("<") == match_square([1 << 32], 1 << 32, "").count("<")
    assert picture.count('"') == match_square([1 << 32], 1 << 32, "").count('"')


def drawn(picture: str) -> tuple[int, list[tuple[int, int]]]:
    """The side of a square, and place and size of each step that is an element of its own."""
    svg = ElementTree.fromstring(picture)
    ground = svg.find("rect")
    assert svg.get("viewBox") == f"0 0 {ground.get('width')} {ground.get('height')}"
    steps = svg.find("g").findall("rect")
    assert all(step.get("x") == step.get("y") and step.get("width") == step.get("height") for step in steps)
    return int(ground.get("width")), [(int(step.get("x")), int(step.get("width"))) for step in steps]
