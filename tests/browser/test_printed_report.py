"""A published result taken along: from the round's page, and on paper as a real browser prints it."""

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from conftest import ETHER
from journeys import close_round, fill_round, import_demo_projects, open_round, publish
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.exports.forms import EXPORTS, Form
from quadrille.rounds.exports.from_bundle import result_table
from quadrille.rounds.exports.printed_report import printed_report
from unit.example_round import example_facts
from unit.exported_rounds import exported, hostile_round, round_of

A4_PIXELS = 680
"""What is left of the width of a page between its margins."""


def pages_of(page, facts, folder) -> int:
    """On how many pages a round is printed."""
    file = folder / "report.html"
    file.write_bytes(printed_report(exported(facts)))
    page.goto(file.as_uri())
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize(("facts", "pages"), [(example_facts(), 1), (round_of(6), 1), (round_of(15), 1)])
def test_a_round_of_usual_size_is_printed_on_one_page(page, tmp_path, facts, pages):
    assert pages_of(page, facts, tmp_path) == pages


def test_a_larger_round_flows_on(page, tmp_path):
    assert pages_of(page, round_of(45), tmp_path) in {2, 3}


@pytest.mark.parametrize("facts", [example_facts(), round_of(20), hostile_round()])
def test_nothing_stands_out_over_the_edge_of_the_paper(page, tmp_path, facts):
    page.set_viewport_size({"width": A4_PIXELS, "height": 1000})
    pages_of(page, facts, tmp_path)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PIXELS


def test_who_hears_the_page_hears_what_is_in_the_pictures(page, tmp_path):
    pages_of(page, example_facts(), tmp_path)
    expect(page.get_by_role("img", name="clinic-daybook: 2 people gave")).to_be_attached()
    expect(page.get_by_role("row", name="clinic-daybook")).to_contain_text("40.00")
    expect(page.get_by_role("columnheader", name="Project")).to_be_visible()


def test_hostile_names_do_nothing(page, tmp_path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    pages_of(page, hostile_round(), tmp_path)
    assert len(asked) == 1
    expect(page.get_by_role("rowheader", name="<script>alert(1)</script>")).to_be_visible()


def test_the_round_s_page_offers_its_result_in_every_form(world, session, site, page):
    payees = {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=3 * ETHER)
    fill_round(world, session, address, payees)
    page.goto(f"{site}/rounds/{address}")
    expect(page.get_by_text("In other forms")).to_have_count(0)
    close_round(world, address)
    published = publish(world, session, address)
    session.close()
    table = result_table(read_bundle(published.folder))
    page.goto(f"{site}/rounds/{address}")
    taken = {}
    for form, export in EXPORTS.items():
        with page.expect_download() as download:
            page.get_by_role("link", name=export.file, exact=True).click()
        assert download.value.suggested_filename == export.file
        taken[form] = download.value.path().read_bytes()
        assert taken[form] == export.make(table)
    matches = {found.project: str(found.match_units) for found in published.result.matching.projects}
    rows = load_workbook(io.BytesIO(taken[Form.XLSX]))["result"].iter_rows(min_row=2, values_only=True)
    assert {row[0]: row[6] for row in rows} == matches


def test_a_copy_that_was_changed_is_not_exported(world, session, api):
    payees = {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=3 * ETHER)
    fill_round(world, session, address, payees)
    close_round(world, address)
    folder = publish(world, session, address).folder
    assert api.get(f"/api/v1/rounds/{address}/exports/csv").status_code == 200
    (folder / "result.csv").write_bytes((folder / "result.csv").read_bytes().replace(b"1", b"2"))
    answer = api.get(f"/api/v1/rounds/{address}/exports/csv")
    assert answer.status_code == 500
    assert str(folder.parent) not in answer.text
