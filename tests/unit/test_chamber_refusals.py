"""Why a seat's vote or feedback does not count, in words: for errors that there are, with arguments that they have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.artifacts import artifact
from quadrille.governance.chambers.naming import admission_subject, project_key, text_hash_of
from quadrille.governance.chambers.refusals import CAUSES, cause_of

ERRORS = {
    entry["name"]: [argument["name"] for argument in entry["inputs"]]
    for name in ("ChamberBallot", "StandingFeedback")
    for entry in artifact(name).abi
    if entry["type"] == "error"
}
SALT = "0x" + "00" * 32


@pytest.mark.parametrize("name", CAUSES)
def test_each_cause_belongs_to_an_error_and_names_only_its_arguments(name):
    assert set(re.findall(r"{(\w+)}", CAUSES[name])) <= set(ERRORS[name])
    told = cause_of(name, dict.fromkeys(ERRORS[name], 7))
    assert "{" not in told
    assert told.endswith(".")


def test_a_cause_says_its_times_as_a_day_and_a_time():
    told = cause_of("ChamberBallotOver", {"ballot": 3, "closesAt": 1_790_000_000, "nowAt": 1_790_000_160})
    assert (
        told
        == "Votes on ballot 3 were taken until 21 September 2026, 14:13:20 UTC; it is 21 September 2026, 14:16 UTC."
    )


def test_an_error_without_words_is_told_as_it_is():
    assert cause_of("Strange", {"place": 7}) == "The contract refuses: Strange(place 7)."
    assert cause_of("ChamberBallotOver", {}) == "The contract refuses: ChamberBallotOver()."


@given(st.text(max_size=20), st.text(max_size=20))
def test_another_text_has_another_hash(one, other):
    assert (text_hash_of(one, SALT) == text_hash_of(other, SALT)) == (one == other)


def test_projects_and_applications_are_named_by_their_hashes():
    assert project_key("") == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    address = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    assert admission_subject(address, 1, 2) != admission_subject(address, 2, 1)
