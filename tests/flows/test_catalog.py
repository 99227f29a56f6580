"""The catalogue: projects come in from real formats, and are found again by command and by API."""

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from quadrille.catalog import api, commands
from quadrille.catalog.catalog import get_project, import_file, import_folder, list_projects
from quadrille.config import Settings
from quadrille.db import make_engine, open_session
from quadrille.errors import MalformedFile, NotFound
from real_data import shared

DEMO_PROJECTS = resources.files("quadrille.demo") / "data" / "projects.json"
SLUGS = [
    "clinic-daybook",
    "floodline-sms",
    "lesson-lantern",
    "seedkeeper-almanac",
    "signs-together",
    "wellspring-map",
]


@pytest.fixture
def settings(tmp_path):
    return Settings(database_url=f"sqlite:///{tmp_path / 'catalogue.db'}")


@pytest.fixture
def session(settings):
    with open_session(settings) as session:
        yield session


@pytest.fixture
def projects_file(tmp_path) -> Path:
    path = tmp_path / "projects.json"
    path.write_bytes(DEMO_PROJECTS.read_bytes())
    return path


def test_an_imported_project_is_found_again(session, projects_file):
    imported = import_file(session, projects_file)
    assert [project.slug for project in list_projects(session)] == SLUGS
    assert all(get_project(session, project.slug) == project for project in imported)


def test_to_import_twice_changes_nothing(session, projects_file):
    first = import_file(session, projects_file)
    assert import_file(session, projects_file) == first
    assert len(list_projects(session)) == len(SLUGS)


def test_a_later_file_brings_the_project_up_to_date(session, projects_file, tmp_path):
    import_file(session, projects_file)
    nominee = json.loads(projects_file.read_text())[0] | {"stage": "DPG", "description": "Maps every well."}
    path = tmp_path / "wellspring-map.json"
    path.write_text(json.dumps(nominee))
    before = get_project(session, "wellspring-map")
    import_file(session, path)
    assert get_project(session, "wellspring-map") == replace(before, stage="DPG", description="Maps every well.")


def test_a_screening_does_not_blank_its_nominee(session, projects_file, tmp_path):
    import_file(session, projects_file)
    before = get_project(session, "clinic-daybook")
    path = tmp_path / "clinic-daybook.json"
    path.write_text(json.dumps({"name": "Clinic Daybook", "doNoHarm": {}}))
    import_file(session, path)
    assert get_project(session, "clinic-daybook") == replace(before, source="screening")


def test_one_bad_file_in_a_folder_stops_all_of_it(session, projects_file):
    (projects_file.parent / "zebra.json").write_text('{"name": "Zebra"}')
    with pytest.raises(MalformedFile, match=r"zebra\.json: unknown format"):
        import_folder(session, projects_file.parent)
    assert list_projects(session) == []


def test_a_folder_without_projects_is_refused(session, tmp_path):
    with pytest.raises(MalformedFile, match=r"no \*\.json"):
        import_folder(session, tmp_path / "nowhere")


def test_a_file_that_cannot_be_opened_is_named(session, tmp_path):
    with pytest.raises(MalformedFile, match=r"gone\.json: cannot be read"):
        import_file(session, tmp_path / "gone.json")


def test_a_project_that_is_not_there_is_refused_with_the_remedy(session):
    with pytest.raises(NotFound, match=r"no project atlantis.*quadrille catalog list"):
        get_project(session, "atlantis")


def test_the_api_pages_through_the_catalogue_by_slug(settings, session, projects_file):
    import_file(session, projects_file)
    session.commit()
    app = FastAPI()
    app.state.engine = make_engine(settings.database_url)
    app.include_router(api.router)
    with TestClient(app) as client:
        first = client.get("/api/v1/projects", params={"limit": 4}).json()
        second = client.get("/api/v1/projects", params={"limit": 4, "after": first["next"]}).json()
        one = client.get("/api/v1/projects/clinic-daybook").json()
    app.state.engine.dispose()
    assert [project["slug"] for project in first["items"] + second["items"]] == SLUGS
    assert second["next"] is None
    assert (one["name"], one["licences"], one["sdgs"]) == ("Clinic Daybook", ["Apache-2.0"], [3])


def test_the_commands_import_list_and_show(settings, projects_file, monkeypatch):
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", settings.database_url)
    run = CliRunner().invoke
    imported = run(commands.app, ["import", str(projects_file)])
    assert (imported.exit_code, imported.output) == (0, f"Brought in from {projects_file}: 6 projects.\n")
    listed = json.loads(run(commands.app, ["list", "--json"]).output)
    assert [project["slug"] for project in listed] == SLUGS
    shown = json.loads(run(commands.app, ["show", "floodline-sms", "--json"]).output)
    assert shown == listed[1]
    assert "GPL-3.0" in run(commands.app, ["show", "floodline-sms"]).output


def test_the_real_registry_and_nominees_fill_one_catalogue(session):
    import_folder(session, shared("data", "candidates", "nominees"))
    import_folder(session, shared("data", "candidates", "digitalpublicgoods"))
    registry = import_file(session, shared("data", "dpg-registry-2026-07-13.json"))
    bahmni = get_project(session, "bahmni")
    assert (bahmni.name, bahmni.sdgs[0], bahmni.licences) == ("Bahmni", 3, ("AGPL-3.0",))
    assert len(registry) == 245
    assert len(list_projects(session)) > 300
