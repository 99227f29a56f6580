"""What the linter finds in one document, and that nothing given to it stops it."""

import copy
import json
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.lint_forms import FORMS, SCREENING
from quadrille.catalog.linting import Rule, Severity, lint, lint_document, lint_files
from quadrille.errors import MalformedFile

NOMINEE = {
    "name": "Wellspring Map",
    "description": "Maps village wells.",
    "website": "https://wellspring.example",
    "license": [{"spdx": "MIT", "licenseURL": "https://wellspring.example/licence"}],
    "SDGs": [{"SDGNumber": 6, "evidenceText": "Says which well is safe."}],
    "sectors": ["Water and Sanitation"],
    "type": ["software"],
    "repositories": [{"name": "main", "url": "https://wellspring.example/source"}],
    "organizations": [{"name": "W", "website": "https://wellspring.example", "org_type": "owner"}],
    "stage": "nominee",
}
EVIDENCE = {"documentationURL": ["https://wellspring.example/docs"], "copyrightURL": "https://wellspring.example/©"}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text()
    | st.sampled_from(["Yes", "No", "https:/x", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def screening():
    """A screening in which every question is answered Yes, with evidence."""
    fields = {"name": "Wellspring Map", "doNoHarm": {}}
    for claim in SCREENING.claims:
        here = at(fields, claim.at)
        here[claim.question] = "Yes"
        for name in claim.evidence:
            here[name] = EVIDENCE.get(name, ["Said in full"] if is_list(claim.at, name) else "https://a.example/said")
    for row in SCREENING.follow_ups:
        at(fields, row.at).update({row.question: "Yes", row.asked: "Yes"})
    return fields


def is_list(path, name):
    return SCREENING.kinds[f"{path}.{name}"].name == "TEXTS"


def at(fields, path):
    for name in path.split("."):
        fields = fields.setdefault(name, {})
    return fields


def found(fields, file="wellspring-map.json"):
    return [(finding.field, finding.rule, finding.severity) for finding in lint(json.dumps(fields).encode(), file)]


def test_a_clean_nominee_and_a_clean_screening_have_no_finding():
    assert found(NOMINEE) == []
    assert found(screening()) == []


@pytest.mark.parametrize("nothing", ["", "  ", [], [""], "n/a", ["Not applicable."], "-", None])
@pytest.mark.parametrize("claim", SCREENING.claims, ids=lambda claim: f"{claim.at}.{claim.evidence[0]}")
def test_each_yes_without_evidence_is_found_at_the_empty_field(claim, nothing):
    fields = screening()
    at(fields, claim.at)[claim.evidence[0]] = nothing
    claims = [where for where, rule, _ in found(fields) if rule is Rule.CLAIM_WITHOUT_EVIDENCE]
    assert claims == [f"{claim.at}.{claim.evidence[0]}"]


@pytest.mark.parametrize("answer", ["No", "Unknown", ""])
@pytest.mark.parametrize("claim", SCREENING.claims, ids=lambda claim: f"{claim.at}.{claim.evidence[0]}")
def test_only_a_yes_needs_evidence(claim, answer):
    fields = screening()
    here = at(fields, claim.at)
    here[claim.question] = answer
    del here[claim.evidence[0]]
    assert not [row for row in found(fields) if row[1] is Rule.CLAIM_WITHOUT_EVIDENCE]


@pytest.mark.parametrize("row", SCREENING.follow_ups, ids=lambda row: f"{row.at}.{row.asked}")
def test_a_follow_up_that_a_yes_asks_for_has_to_be_answered(row):
    fields = screening()
    at(fields, row.at)[row.asked] = ""
    assert found(fields) == [(f"{row.at}.{row.asked}", Rule.FOLLOW_UP_UNANSWERED, Severity.WARNING)]


@pytest.mark.parametrize("row", SCREENING.denials, ids=lambda row: f"{row.at}.{row.question}")
def test_a_no_contradicts_what_only_a_yes_would_bring(row):
    fields = screening()
    at(fields, row.at)[row.question] = "No"
    assert (f"{row.at}.{row.question}", Rule.CONTRADICTION, Severity.WARNING) in found(fields)


def test_a_no_goes_with_a_word_that_stands_for_nothing_and_with_an_explanation_where_people_give_one():
    fields = screening()
    fields["NonPII"] = {"collectsNonPII": "No", "nonPIIAccessMechanism": "Not applicable"}
    fields["privacy"] = {"isPrivacyCompliant": "No", "adherenceSteps": ["It handles nobody's data."]}
    assert found(fields) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"SDGs": [{"SDGNumber": 6}]}, ("SDGs[0]", "claim-without-evidence", "error")),
        ({"SDGs": [[6, "Water"]]}, ("SDGs[0]", "claim-without-evidence", "error")),
        ({"SDGs": [{"SDGNumber": 18, "evidenceText": "x"}]}, ("SDGs[0]", "wrong-form", "error")),
        ({"license": [{"spdx": "MIT"}]}, ("license[0].licenseURL", "claim-without-evidence", "error")),
        ({"license": []}, ("license", "unknown-licence", "error")),
        ({"license": "MIT"}, ("license", "wrong-form", "error")),
        ({"website": "wellspring.example"}, ("website", "link-without-scheme", "warning")),
        ({"website": "ask us"}, ("website", "malformed-link", "error")),
        ({"website": "ftp://wellspring.example"}, ("website", "malformed-link", "error")),
        ({"website": "[map](https://wellspring.example)"}, ("website", "malformed-link", "error")),
        ({"website": "https://wellspring.example/the map.html"}, ("website", "malformed-link", "error")),
        ({"website": 7}, ("website", "wrong-form", "error")),
        ({"description": "At https//wellspring.example"}, ("description", "malformed-link", "error")),
        ({"aliases": ["x", "http:/a.example"]}, ("aliases[1]", "malformed-link", "error")),
        ({"name": " "}, ("name", "wrong-form", "error")),
        ({"sectors": ["Water", 2]}, ("sectors[1]", "wrong-form", "error")),
    ],
)
def test_a_planted_defect_of_a_nominee_is_found_where_it_is(change, finding):
    assert found(NOMINEE | change) == [finding]


@pytest.mark.parametrize(
    ("spdx", "rule", "severity"),
    [
        ("Foo-1.0", "unknown-licence", "error"),
        ("", "unknown-licence", "error"),
        ("mit", "licence-spelling", "note"),
    ],
)
def test_a_licence_is_judged_by_the_spdx_list(spdx, rule, severity):
    licence = {"spdx": spdx, "licenseURL": "https://wellspring.example/licence"}
    assert found(NOMINEE | {"license": [NOMINEE["license"][0], licence]}) == [("license[1].spdx", rule, severity)]


def test_an_answer_that_the_form_does_not_have_is_named():
    fields = screening()
    fields["privacy"]["isPrivacyCompliant"] = True
    assert found(fields) == [("privacy.isPrivacyCompliant", Rule.WRONG_FORM, Severity.ERROR)]


def test_words_where_a_link_is_asked_for_are_found_after_a_yes_only():
    fields = screening()
    content = fields["doNoHarm"]["inappropriateIllegalContent"]
    content["policyGuidelinesDocumentationLink"] = "We tolerate nothing of the kind."
    path = "doNoHarm.inappropriateIllegalContent.policyGuidelinesDocumentationLink"
    assert found(fields) == [(path, Rule.EVIDENCE_WITHOUT_LINK, Severity.WARNING)]
    content["contentFilter"] = "No"
    assert found(fields) == []


def test_a_registry_entry_answers_with_sentences():
    entry = {
        "name": "Wellspring Map",
        "openlicenses": [{"openLicense": "MIT", "openLicenseEvidenceURLs": "In the file"}],
        "dataPrivacySecurity": {"collectsPII": "PII data is collected and stored but NOT distributed."},
        "userContent": {
            "contentManagement": "Content is NOT collected NOT stored and NOT distributed.",
            "contentTypes": ["Maps"],
        },
    }
    assert found([entry], "registry.json") == [
        ("[0].dataPrivacySecurity.dataPrivacySecurity", "claim-without-evidence", "error"),
        ("[0].dataPrivacySecurity.typesOfPIIDataCollected", "claim-without-evidence", "error"),
        ("[0].openlicenses[0].openLicenseEvidenceURLs", "evidence-without-link", "warning"),
        ("[0].userContent.contentManagement", "contradiction", "warning"),
    ]


def test_each_finding_says_the_cause_and_the_remedy():
    (finding,) = lint(json.dumps(NOMINEE | {"website": "a.example"}).encode(), "map.json")
    assert finding.message == ("a.example does not begin with https://, so no program follows it. Put that before it.")
    assert finding.file == "map.json"


def test_nominee_and_screening_of_one_file_name_should_agree():
    files = [
        ("nominees/map.json", json.dumps(NOMINEE | {"stage": "DPG"}).encode()),
        ("screened/map.json", json.dumps(screening() | {"name": "Lesson Lantern"}).encode()),
        ("nominees/same.json", json.dumps(NOMINEE | {"name": "WELLSPRING map"}).encode()),
        ("screened/same.json", json.dumps(screening()).encode()),
        ("nominees/unscreened.json", json.dumps(NOMINEE | {"stage": "DPG"}).encode()),
    ]
    told = [(finding.file, finding.rule) for finding in lint_files(files).findings]
    assert told == [
        ("nominees/unscreened.json", Rule.DPG_WITHOUT_SCREENING),
        ("screened/map.json", Rule.NAMES_DIFFER),
    ]
    assert lint_files(files[4:]).findings == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff", "not UTF-8"),
        (b"{", "not JSON"),
        (b"7", "an object was expected"),
        (b'{"name": "x"}', "unknown format"),
        (b'{"$schema": "x", "properties": {}}', "a JSON schema, not a project"),
        (b"[" * 100_000, "not JSON that can be read"),
    ],
)
def test_what_is_no_project_is_refused_with_its_file(content, reason):
    with pytest.raises(MalformedFile, match=rf"map\.json.*{reason}"):
        lint(content, "map.json")


def test_what_cannot_be_read_keeps_nothing_else_from_being_judged():
    rows = [NOMINEE | {"website": "x.example"}, {"name": "what?"}, 7, NOMINEE]
    report = lint_files([("a.json", b"{"), ("b.json", json.dumps(rows).encode())])
    assert [(finding.file, finding.field) for finding in report.findings] == [("b.json", "[0].website")]
    assert [(error.file, error.column) for error in report.unreadable] == [
        ("a.json", ""),
        ("b.json", "[1]"),
        ("b.json", "[2]"),
    ]


@given(JSON)
def test_no_json_stops_the_linter(data):
    report = lint_files([("x.json", json.dumps(data).encode())])
    assert {error.file for error in report.unreadable} <= {"x.json"}
    assert report.unreadable or data == [] or isinstance(data, dict | list)


@given(st.sampled_from([*FORMS]), st.data())
def test_whatever_stands_in_a_field_the_linter_goes_on_and_can_be_printed(name, data):
    fields = {"nominee": copy.deepcopy(NOMINEE), "screening": screening(), "registry": {"openlicenses": []}}[name]
    for path in data.draw(st.lists(st.sampled_from([*FORMS[name].kinds]), max_size=4)):
        *way, last = path.replace("[]", "").split(".")
        holder = fields
        for step in way:
            holder = holder.get(step) if isinstance(holder, dict) else None
            holder = holder[0] if isinstance(holder, list) and holder else holder
        if isinstance(holder, dict):
            holder[last] = data.draw(JSON)
    for finding in lint_document(fields, "x.json"):
        f"{finding.file} {finding.field} {finding.message}".encode()
        assert finding.message.endswith(".")


@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(SCREENING.claims), max_size=5))
def test_neither_the_order_of_keys_nor_of_files_changes_a_finding(shuffled: random.Random, emptied):
    fields = screening()
    for claim in emptied:
        at(fields, claim.at)[claim.evidence[0]] = ""
    files = [(f"{name}.json", json.dumps(document).encode()) for name, document in (("b", fields), ("a", NOMINEE))]
    mixed = [
        (f"{name}.json", json.dumps(mix(document, shuffled)).encode())
        for name, document in (("a", NOMINEE), ("b", fields))
    ]
    assert lint_files(files) == lint_files(mixed)


def mix(value, shuffled):
    if isinstance(value, dict):
        keys = [*value]
        shuffled.shuffle(keys)
        return {key: mix(value[key], shuffled) for key in keys}
    return value


HUGE = 1_000_000
STRINGS = ["(", "https://", ",", "a.", "http:/ ", "[", "https:", "and ", "https://a.org,", "\u200b", "@", "مر", "h"]


@pytest.mark.parametrize("text", STRINGS)
def test_a_megabyte_of_anything_in_one_field_is_judged_in_seconds(text):
    # Each takes about a second; whatever grows with the square of the length would take hours.
    huge = text * (HUGE // len(text))
    fields = NOMINEE | {"website": huge, "license": [{"spdx": huge, "licenseURL": huge}]}
    started = time.monotonic()
    findings = lint(json.dumps(fields).encode(), "x.json")
    assert time.monotonic() - started < 30
    assert any(finding.rule is Rule.UNKNOWN_LICENCE and len(finding.message) < 300 for finding in findings)


def test_deep_nesting_is_looked_through():
    deep = "http:/deep.example"
    for _ in range(300):
        deep = [{"in": deep}]
    (finding,) = lint(json.dumps(NOMINEE | {"more": deep}).encode(), "x.json")
    assert finding.rule is Rule.MALFORMED_LINK
    assert finding.field.startswith("more[0].in[0].in[0]")
