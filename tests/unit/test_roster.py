"""What the projects of a round are called: their own names where nobody has them, and nobody can take one away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.funding_round.records import Application
from quadrille.rounds.projects.roster import RESERVED, SLUG, names_of
from quadrille.types import Address, Hash32, ProjectIndex

APPLICANT = Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")


def named(*names: str) -> list[Application]:
    """Applications with these names, by id from 0 on."""
    zero = Hash32("0x" + "00" * 32)
    return [Application(ProjectIndex(index), APPLICANT, 1, APPLICANT, name, zero) for index, name in enumerate(names)]


def names(applications: list[Application], *admitted: int) -> list[str]:
    """The names in the order of the ids, when these were admitted in this order."""
    return list(names_of(applications, [ProjectIndex(index) for index in admitted]).values())


def test_a_project_has_its_own_name():
    assert names(named("well", "school"), 1) == ["well", "school"]


def test_of_two_with_one_name_the_first_has_it_until_another_is_admitted():
    twice = named("well", "well", "well")
    assert names(twice) == ["well", "project-1", "project-2"]
    assert names(twice, 1) == ["project-0", "well", "project-2"]
    # Whoever is admitted later takes nothing from it.
    assert names(twice, 1, 0) == names(twice, 1, 0, 2) == ["project-0", "well", "project-2"]


@pytest.mark.parametrize(
    "name", ["", "Well", "a b", "=1+1", "<script>", "x" * 65, "wéll", "well\n", "a,b", "project-7"]
)
def test_a_name_that_is_none_is_not_shown(name):
    assert names(named("well", name), 0, 1) == ["well", "project-1"]


def test_nobody_takes_the_name_that_is_given_to_those_without_one():
    assert names(named("project-1", "Not fit", "project-0"), 0, 2, 1) == ["project-0", "project-1", "project-2"]


NAMES = st.sampled_from(["well", "school", "clinic", "", "project-0", "project-1", "Not fit"])


@given(st.lists(NAMES, max_size=8), st.data())
def test_every_project_has_a_name_of_its_own_and_an_admitted_one_keeps_it(wanted, data):
    applications = named(*wanted)
    order = data.draw(st.permutations(range(len(wanted))))
    taken = data.draw(st.integers(0, len(wanted)))
    before, after = names(applications, *order[:taken]), names(applications, *order)
    assert len(set(after)) == len(wanted)
    assert all(SLUG.fullmatch(name) for name in after)
    assert [after[index] for index in order[:taken]] == [before[index] for index in order[:taken]]
    for index, name in enumerate(after):
        assert name == wanted[index] or RESERVED.fullmatch(name)
