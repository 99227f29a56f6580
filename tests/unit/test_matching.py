"""The integer definition of quadratic funding: by hand, against published results, and what it refuses."""

import json
from pathlib import Path

import pytest

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import MECHANISMS, match_donations
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.qf import QfParameters, match_qf
from quadrille.rounds.matching.sharing import Saturation
from real_data import shared

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/qf.json").read_text("utf-8"))["cases"]
ONE = 2**64


def match_of(matching: Matching, project: str) -> int:
    return next(row.match_units for row in matching.projects if row.project == project)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_hand_computed_vectors_hold(case):
    donations = [Donation(d, p, int(units), *map(int, bps)) for d, p, units, *bps in case["donations"]]
    document = match_donations("qf", donations, int(case["pool"]), case["params"]).as_document()
    assert {key: document[key] for key in ("pool", "paid", "left", "projects")} == {
        key: case[key] for key in ("pool", "paid", "left", "projects")
    }


def test_the_published_form_names_every_parameter_and_writes_integers_as_text():
    donations = [Donation("alice", "wells", 4), Donation("bob", "wells", 9)]
    assert match_donations("qf", donations, 100, {"cap_bps": "0050"}).as_document() == {
        "mechanism": "qf",
        "params": {"saturation": "keep", "cap_bps": "50", "minimum_units": "0"},
        "pool": "100",
        "paid": "0",
        "left": "100",
        "projects": [{"project": "wells", "donors": "2", "given": "13", "raw": str(12 * ONE), "match": "0"}],
    }


def test_projects_come_in_the_order_of_their_utf8_bytes():
    ids = ["Z", "a", "a ", "é", "\ufffd", "😀"]
    matching = match_qf([Donation("alice", project, 1) for project in reversed(ids)], 0)
    assert [row.project for row in matching.projects] == ids == sorted(ids, key=str.encode)


def test_an_id_is_not_folded_or_normalised():
    matching = match_qf([Donation("alice", "é", 4), Donation("bob", "e\u0301", 9), Donation("bob", "É", 9)], 100)
    assert [row.donors for row in matching.projects] == [1, 1, 1]


@pytest.mark.parametrize(
    ("params", "named", "had"),
    [
        ({"cap": "1"}, "a parameter of qf", "cap"),
        ({"Cap_bps": "1"}, "a parameter of qf", "Cap_bps"),
        ({"": ""}, "a parameter of qf", ""),
        ({"saturation": "Keep"}, "saturation", "Keep"),
        ({"saturation": ""}, "saturation", ""),
        ({"cap_bps": "10001"}, "cap_bps", "10001"),
        ({"cap_bps": "-1"}, "cap_bps", "-1"),
        ({"cap_bps": "12.5"}, "cap_bps", "12.5"),
        ({"minimum_units": ""}, "minimum_units", ""),
        ({"minimum_units": "1e18"}, "minimum_units", "1e18"),
        ({"minimum_units": str(2**256)}, "minimum_units", str(2**256)),
    ],
)
def test_an_unknown_or_unreadable_parameter_is_refused_before_a_donation_is_read(params, named, had):
    def unread():
        raise AssertionError("no donation may be read")
        yield

    with pytest.raises(BadParameter) as refusal:
        match_donations("qf", unread(), 0, params)
    assert (refusal.value.name, refusal.value.had) == (named, had)


def test_an_unknown_mechanism_is_refused_with_the_known_ones():
    with pytest.raises(BadParameter, match=r"quadratic.*one of qf"):
        match_donations("quadratic", [], 0, {})
    assert list(MECHANISMS) == ["qf", "pairwise", "cocm", "gitcoin-linear"]


@pytest.mark.parametrize("values", [("keep", -1, 0), ("keep", 10_001, 0), ("keep", 0, -1), ("keep", 0, 2**256)])
def test_parameters_out_of_bounds_are_refused(values):
    with pytest.raises(BadParameter):
        QfParameters(Saturation(values[0]), *values[1:])


def test_a_negative_pool_is_refused():
    with pytest.raises(BadParameter, match="pool is -1"):
        match_qf([], -1)


@pytest.mark.parametrize("donation", [Donation("a", "p", -1), Donation("a", "p", 1, -1), Donation("a", "p", 1, 10_001)])
def test_a_donation_out_of_bounds_is_refused(donation):
    with pytest.raises(BadInput, match="out of bounds"):
        match_qf([donation], 1)


def test_two_coefficients_for_one_donor_and_project_are_refused_by_both_names():
    donations = [Donation("alice", "wells", 0, 10_000), Donation("alice", "wells", 5, 9_999)]
    with pytest.raises(BadInput, match=r"'alice'.*'wells'.*10000 and 9999"):
        match_qf(donations, 1)
    other_project = [donations[0], donations[1]._replace(project="schools")]
    assert len(match_qf(other_project, 1).projects) == 2


def published(name):
    return json.loads(shared("vectors", "matching", name).read_text("utf-8"))


def test_the_published_worked_example_is_reproduced():
    example = published("linearQF_doc_example.json")
    donations = [
        Donation(f"donor {i}", project, units)
        for project, gifts in example["contributions"].items()
        for i, units in enumerate(gifts)
    ]
    uncapped = match_qf(donations, example["pot"], QfParameters(Saturation.SCALE))
    capped = match_qf(donations, example["pot"], QfParameters(Saturation.SCALE, cap_bps=5_000))
    assert {row.project: row.raw // ONE for row in uncapped.projects} == example["match_raw"]
    for project, amount in example["match"].items():
        assert match_of(uncapped, project) == int(amount)
    for project, amount in example["match_with_cap_50pct"].items():
        assert match_of(capped, project) == int(amount)


@pytest.mark.parametrize("saturation", Saturation)
def test_whole_roots_without_a_cap_agree_with_the_other_published_implementation(saturation):
    cases = [
        case
        for case in published("pluralistic_linearqf_tests.json")["cases"]
        if case["options"]["matchingCapAmount"] is None
        and case["options"]["ignoreSaturation"] is (saturation is Saturation.SCALE)
    ]
    assert cases
    for case in cases:
        donations = [Donation(x["contributor"], x["recipient"], int(x["amount"])) for x in case["contributions"]]
        matching = match_qf(donations, int(case["matchAmount"]), QfParameters(saturation))
        for row in case["expected"]:
            assert match_of(matching, row["recipient"]) == int(row["matched"]), case["name"]
