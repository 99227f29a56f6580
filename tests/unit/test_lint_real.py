"""The linter on everything that is really published: what it finds, counted, each count defended.

Each finding counted here was read against its file. Where a count differs from the survey's, the difference is said.
"""

import json
from collections import Counter

import pytest

from quadrille.catalog.linting import Rule, lint_files
from real_data import shared

FOLDERS = ("nominees", "excluded-nominees", "digitalpublicgoods")
HARM, CONTENT, PEOPLE = (
    "doNoHarm.dataPrivacySecurity",
    "doNoHarm.inappropriateIllegalContent",
    "doNoHarm.protectionFromHarassment",
)

SURVEY = {
    "standards.evidenceStandardSupport": 19,
    "privacy.adherenceSteps": 11,
    "platformIndependence.pltIndependenceDesc": 2,
    "NonPII.nonPIIAccessMechanism": 2,
    "clearOwnership.copyrightURL": 1,
    f"{HARM}.privacySecurityDescription": 1,
}
"""The 36 that the survey counted, each a Yes whose evidence is empty, by the empty field."""

BEYOND_SURVEY = {
    f"{HARM}.typesOfDataCollected": 1,
    f"{HARM}.dataSharingCircumstances": 2,
    f"{CONTENT}.policyGuidelinesDocumentationLink": 4,
    f"{PEOPLE}.harassmentProtectionSteps": 1,
    "privacy.privacyComplianceList": 1,
    "doNoHarm.preventHarm.additionalInfoMechanismProcessesPolicies": 1,
}
"""The other ten: the second of the two fields that back `collectsPII` (the survey counts one, and does not say which),
the follow-ups of 9a, 9b and 9c and the list of laws, none of which the survey looked at, and 9 itself, a warning
because the form leaves its words open."""


@pytest.fixture(scope="module")
def report():
    shared("data", "candidates")
    files = [path for folder in FOLDERS for path in shared("data", "candidates", folder).glob("*.json")]
    contents = [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in files]
    return lint_files([*contents, ("registry", shared("data", "dpg-registry-2026-07-13.json").read_bytes())])


def fields_of(report, folder, rule):
    return [(row.file, row.field) for row in report.findings if row.file.startswith(folder) and row.rule is rule]


def test_all_of_it_can_be_read(report):
    assert report.unreadable == ()


def test_each_yes_without_evidence_that_the_survey_counted_is_found_and_ten_more(report):
    found = Counter(field for _, field in fields_of(report, "digital", Rule.CLAIM_WITHOUT_EVIDENCE))
    assert sum(SURVEY.values()) == 36
    assert found == SURVEY | BEYOND_SURVEY


def test_the_claims_without_evidence_are_those_that_a_plain_look_at_the_files_gives(report):
    expected = set()
    for path in shared("data", "candidates", "digitalpublicgoods").glob("*.json"):
        for question, evidence in PLAIN:
            fields = json.loads(path.read_text())
            *way, asked = question.split(".")
            for step in way:
                fields = fields[step]
            if fields[asked] == "Yes" and not "".join(fields.get(evidence, "")).strip():
                expected.add((f"digitalpublicgoods/{path.name}", f"{'.'.join(way)}.{evidence}"))
    found = set(fields_of(report, "digital", Rule.CLAIM_WITHOUT_EVIDENCE))
    assert {row for row in found if row[1] in SURVEY} == expected
    assert len(expected) == 36


PLAIN = [
    ("standards.supportStandards", "evidenceStandardSupport"),
    ("privacy.isPrivacyCompliant", "adherenceSteps"),
    ("platformIndependence.mandatoryDepsCreateMoreRestrictions", "pltIndependenceDesc"),
    ("NonPII.collectsNonPII", "nonPIIAccessMechanism"),
    ("clearOwnership.isOwnershipExplicit", "copyrightURL"),
    (f"{HARM}.collectsPII", "privacySecurityDescription"),
]


@pytest.mark.parametrize(
    ("folder", "rule", "count"),
    [
        ("nominees", Rule.CLAIM_WITHOUT_EVIDENCE, 27),
        ("nominees", Rule.DPG_WITHOUT_SCREENING, 5),
        ("excluded", Rule.CLAIM_WITHOUT_EVIDENCE, 28),
        ("digital", Rule.CLAIM_WITHOUT_EVIDENCE, 46),
        ("digital", Rule.CONTRADICTION, 9),
        ("digital", Rule.EVIDENCE_WITHOUT_LINK, 1),
        ("digital", Rule.FOLLOW_UP_UNANSWERED, 10),
        ("digital", Rule.MALFORMED_LINK, 10),
        ("digital", Rule.NAMES_DIFFER, 5),
        ("registry", Rule.CLAIM_WITHOUT_EVIDENCE, 1),
        ("registry", Rule.LICENCE_SPELLING, 5),
        ("registry", Rule.LINK_WITHOUT_SCHEME, 13),
        ("registry", Rule.MALFORMED_LINK, 1),
        ("registry", Rule.UNKNOWN_LICENCE, 1),
    ],
)
def test_each_rule_finds_what_was_read_and_nothing_else(report, folder, rule, count):
    assert len(fields_of(report, folder, rule)) == count


def test_no_other_rule_finds_anything(report):
    assert len(report.findings) == 162
    assert Rule.WRONG_FORM not in {finding.rule for finding in report.findings}


def test_every_malformed_link_among_thousands_has_a_space_or_a_footnote_in_it(report):
    faults = Counter(
        finding.message.split(": ")[-1] for finding in report.findings if finding.rule is Rule.MALFORMED_LINK
    )
    assert faults == {
        "there is a space inside. Correct the link.": 10,
        "the number of a footnote is left on it. Correct the link.": 1,
    }


def test_the_contradictions_are_those_in_which_two_answers_cannot_both_be_true(report):
    assert sorted(file.split("/")[1] for file, _ in fields_of(report, "digital", Rule.CONTRADICTION)) == [
        "accessmod.json",  # a mechanism to get at data that is not collected
        "altinn.json",  # no interaction, and protection from harassment in it
        "erpnext.json",  # no best practices, and a list of them
        "linelist.json",  # no personal data, and the words of another project about its own
        "modular-open-source-identity-platform.json",
        "openlittermap.json",
        "standard-for-public-code.json",  # no content, and illegal content detected in it
        "synthea.json",
        "uwazi.json",  # no standards, a list of them and a link
    ]
