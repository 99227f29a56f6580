"""What an affiliation may say, and the two rules that read it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.registry import slug_of
from quadrille.errors import BadParameter, Refused
from quadrille.people.affiliation_rules import (
    NAME_CHARACTERS,
    OWN_PROJECT_ROLES,
    ROLES,
    Claim,
    Role,
    SubjectKind,
    is_own_project,
    read_claim,
    read_subject,
    refuse_own_review,
)


def test_every_role_keeps_its_holder_from_reviewing_and_four_make_a_project_one_s_own():
    assert {"owner", "maintainer", "staff", "contractor", "funder", "adviser"} == ROLES
    assert {"owner", "maintainer", "staff", "contractor"} == OWN_PROJECT_ROLES
    for role in ROLES:
        claim = read_claim("wells", None, role)
        assert is_own_project(claim) == (role in OWN_PROJECT_ROLES)
        with pytest.raises(Refused, match=f"ann is affiliated with the project wells \\({role}\\)") as refusal:
            refuse_own_review("ann", "wells", [claim])
        assert "quadrille people affiliate" in refusal.value.remedy


def test_another_project_or_an_organisation_of_the_same_name_is_no_conflict():
    claims = [read_claim("wells-2", None, "owner"), read_claim(None, "wells", "owner")]
    refuse_own_review("ann", "wells", claims)
    assert not is_own_project(claims[1])


def test_all_roles_that_conflict_are_named():
    claims = [read_claim("wells", None, role) for role in ("staff", "adviser")]
    with pytest.raises(Refused, match=r"\(adviser, staff\)"):
        refuse_own_review("ann", "wells", claims)


@pytest.mark.parametrize("slug", ["", "Wells", "a b", "é", "a/b", "x" * 65, "wells\n"])
def test_a_project_is_a_slug(slug):
    with pytest.raises(BadParameter, match="slug"):
        read_subject(slug, None)


@given(st.text(min_size=1))
def test_every_slug_of_the_catalogue_is_one(name):
    assert read_subject(slug_of(name), None) == (SubjectKind.PROJECT, slug_of(name))


@pytest.mark.parametrize("name", ["", "  ", "\t\n", "a\0b", "a\u202eb", "x" * (NAME_CHARACTERS + 1), "ﷺ" * 12])
def test_an_organisation_s_name_is_visible_and_fits_its_column(name):
    with pytest.raises(BadParameter, match="organisation"):
        read_subject(None, name)


@pytest.mark.parametrize("name", ["Acme Ltd", "  Acme   Ltd ", "Ａｃｍｅ Ltd", "Acme\u00a0Ltd"])
def test_one_organisation_has_one_spelling(name):
    assert read_subject(None, name) == (SubjectKind.ORGANISATION, "Acme Ltd")


@given(st.text())
def test_what_is_read_reads_as_itself(name):
    try:
        read = read_subject(None, name)
    except BadParameter:
        return
    assert read_subject(None, read.name) == read
    assert unicodedata.is_normalized("NFKC", read.name)
    assert 1 <= len(read.name) <= NAME_CHARACTERS


@pytest.mark.parametrize(("project", "organisation"), [(None, None), ("wells", "Acme")])
def test_exactly_one_subject_is_named(project, organisation):
    with pytest.raises(BadParameter, match="not both"):
        read_subject(project, organisation)


@pytest.mark.parametrize("role", ["", "Owner", "friend"])
def test_an_unknown_role_is_refused_with_those_there_are(role):
    with pytest.raises(BadParameter, match="adviser"):
        read_claim("wells", None, role)


def test_a_claim_says_itself_in_words():
    assert str(read_claim(None, "Acme Ltd", "staff").subject) == "the organisation Acme Ltd"
    assert read_claim("wells", None, "staff") == Claim(read_subject("wells", None), Role.STAFF)
