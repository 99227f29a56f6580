"""Reading what others publish about digital public goods."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.registry import Dpg, parse_projects, slug_of
from quadrille.errors import MalformedFile
from real_data import shared

NOMINEE = {
    "name": "Wellspring Map",
    "description": "Maps village wells.",
    "website": "www.wellspring-map.example ",
    "license": [{"spdx": "AGPL-3.0", "licenseURL": "https://wellspring-map.example/licence"}],
    "SDGs": [{"SDGNumber": 6}, {"SDGNumber": 3, "evidenceText": "Clean water."}],
    "sectors": ["Water"],
    "type": ["software"],
    "repositories": [{"name": "main", "url": "https://a.example/app, https://a.example/server."}],
    "organizations": [],
    "stage": "nominee",
}
SCREENING = {"name": "Wellspring Map", "doNoHarm": {}, "clearOwnership": {"isOwnershipExplicit": "Yes"}}
REGISTERED = {
    "name": "Wellspring Map",
    "description": "Maps village wells.",
    "website": "https://wellspring-map.example",
    "openlicenses": [{"openLicense": "AGPL-3.0"}, {"openLicense": "AGPL-3.0"}],
    "sdgs": {"sdg": ["SDG6: Clean Water and Sanitation", "SDG3: Good Health"], "relevance": "..."},
    "sectors": [],
    "repositories": [{"name": "main", "url": "https://a.example/app"}],
    "stage": "DPG",
}


def parse(data, file="wellspring-map.json"):
    return parse_projects(json.dumps(data).encode(), file)


def test_a_nominee_is_read():
    assert parse(NOMINEE) == (
        Dpg(
            slug="wellspring-map",
            name="Wellspring Map",
            description="Maps village wells.",
            website="https://www.wellspring-map.example",
            licences=("AGPL-3.0",),
            sectors=("Water",),
            sdgs=(3, 6),
            repositories=("https://a.example/app", "https://a.example/server"),
            stage="nominee",
            source="nominee",
        ),
    )


def test_the_oldest_nominees_keep_goals_and_repository_elsewhere():
    old = NOMINEE | {"SDGs": [[16, "Peace"]], "repositoryURL": "https://a.example/old"}
    del old["repositories"], old["stage"]
    (project,) = parse(old)
    assert (project.sdgs, project.repositories, project.stage) == (
        (16,),
        ("https://a.example/old",),
        "nominee",
    )


def test_a_registered_good_is_read_and_has_its_slug_from_its_name():
    (project,) = parse([REGISTERED], "registry.json")
    assert project.slug == "wellspring-map"
    assert (project.licences, project.sdgs) == (("AGPL-3.0",), (3, 6))
    assert (project.stage, project.source) == ("DPG", "registry")


def test_a_screening_gives_name_and_slug_only():
    (project,) = parse(SCREENING)
    assert project == Dpg("wellspring-map", "Wellspring Map", "", "", (), (), (), (), "", "screening")


def test_the_file_name_wins_over_the_name_for_a_single_object():
    (project,) = parse(SCREENING, "some/folder/wellspring.web.json")
    assert project.slug == "wellspring.web"


def test_an_address_is_always_http_or_https():
    (project,) = parse(NOMINEE | {"website": "javascript:alert(1)"})
    assert project.website == ""


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": " "}, "name"),
        ({"name": 7}, "name"),
        ({"description": None}, "description"),
        ({"description": "nul \x00"}, "description"),
        ({"description": "half \ud800"}, "description"),
        ({"SDGs": [{"SDGNumber": 18}]}, r"SDGs\[0\]"),
        ({"SDGs": [{"SDGNumber": True}]}, r"SDGs\[0\]"),
        ({"SDGs": [[]]}, r"SDGs\[0\]"),
        ({"SDGs": {}}, "SDGs"),
        ({"license": ["MIT"]}, r"license\[0\]"),
        ({"license": [{"spdx": 1}]}, r"license\[0\].spdx"),
        ({"sectors": ["Water", 2]}, r"sectors\.1"),
        ({"stage": "somewhere"}, "stage"),
    ],
)
def test_a_malformed_field_is_named(change, place):
    with pytest.raises(MalformedFile, match=rf"wellspring-map\.json, column {place}:"):
        parse(NOMINEE | change)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b'{"name": "x",\n}', "row 2.*not JSON"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b"1" * 5_000, "not JSON that can be read"),
        (b'"text"', "an object was expected"),
        (b"[[]]", r"column \[0\]: an object was expected"),
        (b'{"name": "x"}', "unknown format"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(content, reason):
    with pytest.raises(MalformedFile, match=reason):
        parse_projects(content, "x.json")


def test_two_projects_with_one_slug_in_a_file_are_refused():
    with pytest.raises(MalformedFile, match="'Well Map' and 'WELL  map' would both be 'well-map'"):
        parse([REGISTERED | {"name": "Well Map"}, REGISTERED | {"name": "WELL  map"}])


def test_an_empty_list_is_an_empty_catalogue():
    assert parse([]) == ()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Apache Fineract", "apache-fineract"),
        ("X-Road®", "x-road"),
        ("Querido Diário", "querido-diario"),
        ("nmf.earth", "nmf.earth"),
        ("FUSS - Free Upgrade", "fuss-free-upgrade"),
        (" --Ünï__code!! ", "uni__code"),
    ],
)
def test_a_name_becomes_a_slug(name, slug):
    assert slug_of(name) == slug


@given(st.text())
def test_every_name_has_a_slug_that_the_contract_accepts(name):
    assert re.fullmatch(r"[a-z0-9._-]{1,64}", slug_of(name))


@given(st.text())
def test_the_slug_of_a_slug_is_itself(name):
    assert slug_of(slug_of(name)) == slug_of(name)


def test_long_names_that_begin_alike_keep_apart():
    assert slug_of("a" * 80 + " one") != slug_of("a" * 80 + " two")
    assert slug_of("مشروع") != slug_of("项目")


def test_all_of_the_real_registry_is_read():
    projects = parse_projects(shared("data", "dpg-registry-2026-07-13.json").read_bytes(), "registry.json")
    assert len(projects) == 245
    assert all(project.sdgs and project.licences and project.repositories and project.website for project in projects)
    addresses = [link for project in projects for link in (project.website, *project.repositories)]
    assert all(re.fullmatch(r"https?://[^\s,]+", link) for link in addresses)


@pytest.mark.parametrize(
    ("folder", "count", "source"),
    [
        ("nominees", 228, "nominee"),
        ("excluded-nominees", 41, "nominee"),
        ("digitalpublicgoods", 166, "screening"),
    ],
)
def test_every_real_nominee_and_screening_is_read(folder, count, source):
    files = sorted(shared("data", "candidates", folder).glob("*.json"))
    projects = [project for file in files for project in parse_projects(file.read_bytes(), file.name)]
    assert len(projects) == len({project.slug for project in projects}) == count
    assert {project.source for project in projects} == {source}
