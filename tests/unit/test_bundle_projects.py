"""Projects whose ids have gaps, since not all who applied were admitted: the list that is paid by has words for all."""

import json
from dataclasses import replace

import pytest

from quadrille.errors import Mismatch
from quadrille.rounds.bundle.bundle import make_bundle
from quadrille.rounds.bundle.contents import MOST_PROJECT, read_contents
from quadrille.rounds.bundle.decisions import vote
from quadrille.rounds.bundle.manifest import MANIFEST, read_manifest
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.result import Project, compute_result, fold
from quadrille.types import ProjectIndex, Timestamp
from sealed_bundle import sealed
from unit.example_round import AMOUNT_BITS, DONORS, OPERATOR, PAYEES, SLUGS, cart, example_facts

PLACES = (1, 4, 6)
APPLIED = 9


def facts_with_gaps():
    """The example's projects as the ids 1, 4 and 6 of nine that applied; one of the others was rejected."""
    facts = example_facts(carts=(cart(DONORS[0], (1, 100), (4, 7)), cart(DONORS[1], (1, 400))))
    projects = tuple(
        Project(ProjectIndex(place), payee, slug) for place, payee, slug in zip(PLACES, PAYEES, SLUGS, strict=True)
    )
    rejected = vote("project-0", False, OPERATOR, Timestamp(1_799_000_009), ("not open", facts.at.hash))
    return replace(facts, projects=projects, applied=APPLIED, decisions=(*facts.decisions, rejected))


RESULT = compute_result(facts_with_gaps())
FILES = make_bundle(RESULT)


def test_a_bundle_with_gaps_is_right_and_says_all_that_its_result_follows_from():
    verified = verify_bundle(FILES)
    assert (verified.root, verified.matching) == (RESULT.root, RESULT.matching)
    found = read_contents(FILES, read_manifest(FILES[MANIFEST]))
    assert (found.projects, found.applied, found.decisions) == (
        RESULT.facts.projects,
        APPLIED,
        RESULT.facts.decisions,
    )


def test_the_list_has_a_word_for_each_who_applied_and_money_for_those_who_are_matched():
    assert RESULT.words == tuple((place << AMOUNT_BITS) | (200 if place == 1 else 0) for place in range(APPLIED))
    assert json.loads(FILES[MANIFEST])["list_hash"] == RESULT.list_hash == fold(RESULT.words)
    assert RESULT.tree.proof(ProjectIndex(1)) == []


def test_the_same_matches_at_other_ids_are_another_result():
    dense = compute_result(example_facts())
    assert dense.matching == RESULT.matching
    assert (dense.root, dense.list_hash) != (RESULT.root, RESULT.list_hash)


@pytest.mark.parametrize("applied", ["8", "10", "7"])
def test_a_list_that_is_longer_or_shorter_is_another(applied):
    with pytest.raises(Mismatch, match="list hash"):
        verify_bundle(sealed(FILES, applied=applied))


@pytest.mark.parametrize("applied", ["6", "0"])
def test_a_project_beyond_those_who_applied_is_found_out(applied):
    with pytest.raises(Mismatch, match=r"id of \S+: published \d, recomputed below"):
        verify_bundle(sealed(FILES, applied=applied))


@pytest.mark.parametrize("applied", ["-1", "09", "", "nine", str(MOST_PROJECT + 2), str(2**256)])
def test_a_count_that_is_none_is_named(applied):
    with pytest.raises(Mismatch, match="applied"):
        verify_bundle(sealed(FILES, applied=applied))


@pytest.mark.parametrize(
    "list_hash", ["0x" + "11" * 32, "0x" + "00" * 32, RESULT.root, fold(RESULT.words[1:]), fold(RESULT.words[::-1])]
)
def test_a_list_hash_that_pays_others_than_the_tree_is_found_out(list_hash):
    with pytest.raises(Mismatch, match="list hash: published"):
        verify_bundle(sealed(FILES, list_hash=list_hash))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"\n1,", b"\n0,", r"tree\.json"),
        (b"\n4,", b"\n5,", "never"),
        (b"\n4,", b"\n1,", "must be above 1"),
        (b"\n6,", b"\n2,", "must be above 4"),
        (b"\n6,", b"\n06,", "index"),
        (b"\n6,", b"\n16777216,", "index"),
    ],
)
def test_an_id_that_was_changed_is_found_out_where_money_or_form_depends_on_it(old, new, told):
    content = FILES["projects.csv"].replace(old, new)
    assert content != FILES["projects.csv"]
    lie = sealed({**FILES, "projects.csv": content})
    if told == "never":
        # Who is matched with nothing is a word of nothing, wherever it stands; the chain contradicts it.
        assert verify_bundle(lie).root == RESULT.root
    else:
        with pytest.raises(Mismatch, match=told):
            verify_bundle(lie)


def test_a_project_without_a_yes_is_none():
    facts = facts_with_gaps()
    refused = replace(facts, decisions=tuple(one._replace(decision="rejected") for one in facts.decisions))
    with pytest.raises(Mismatch, match=r"clinic-daybook in decisions\.csv: published not admitted"):
        verify_bundle(make_bundle(compute_result(refused)))
