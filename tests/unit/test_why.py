"""Why a project is paid what it is: every figure is the result's own, and what a donor changed is exact."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from quadrille.cli import build, run
from quadrille.errors import BadParameter, NotFound
from quadrille.rounds.bundle.bundle import make_bundle, write_bundle
from quadrille.rounds.bundle.calculation import calculate
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import MECHANISMS, match_donations
from quadrille.rounds.outcome.coefficients import EVERYWHERE, Coefficient, count_persons, in_one_form
from quadrille.rounds.why.steps import shares_of, steps_of, why_nothing
from quadrille.rounds.why.why import explain_donor, explain_project
from quadrille.rounds.why.words import donor_document, donor_lines, project_document, project_lines
from unit.example_round import DONORS, THIRD, linked_result

NEEDED = {"pairwise": {"m_units": "50"}}
"""Parameters that have no default."""

WALLETS, PROJECTS = ("ann", "ann2", "bob", "cleo", "dan", "eve"), ("clinic", "lantern", "map", "nobody")
LINKED = in_one_form(
    [
        Coefficient("ann", "ann", 10_000, EVERYWHERE, "linked wallets"),
        Coefficient("ann2", "ann", 10_000, EVERYWHERE, "linked wallets"),
        Coefficient("cleo", "cleo", 2_500, EVERYWHERE, "a new wallet"),
        Coefficient("dan", "dan", 0, "lantern", "own project"),
    ]
)
RULES = st.sampled_from([*MECHANISMS, "qf", "qf"])
GIFTS = st.lists(
    st.builds(
        Donation, st.sampled_from(WALLETS), st.sampled_from(PROJECTS[:3]), st.integers(0, 10**6), st.just(10_000)
    ),
    max_size=14,
)
SHARING = st.fixed_dictionaries(
    {"cap_bps": st.integers(0, 10_000).map(str), "saturation": st.sampled_from(["keep", "scale"])}
)


@st.composite
def rounds(draw):
    mechanism, table = draw(RULES), draw(st.sampled_from([(), LINKED]))
    params = dict(NEEDED.get(mechanism, {}))
    if "saturation" in MECHANISMS[mechanism].parameters.__dataclass_fields__:
        params |= draw(SHARING)
    elif "cap_units" in MECHANISMS[mechanism].parameters.__dataclass_fields__:
        params |= {
            "cap_units": str(draw(st.integers(0, 10**6))),
            "ignore_saturation": draw(st.sampled_from(["true", "false"])),
        }
    rules = Configuration.of("A round", mechanism, params)
    return calculate(rules, draw(GIFTS), table, PROJECTS, draw(st.integers(0, 10**7)))


def of(*gifts, mechanism="qf", pool=1_000, table=(), **params):
    rules = Configuration.of("A round", mechanism, {**NEEDED.get(mechanism, {}), **params})
    return calculate(rules, [Donation(*gift) for gift in gifts], table, PROJECTS, pool)


def nothing_of(found, project):
    return why_nothing(explain_project(found, project))


@given(rounds())
def test_every_figure_is_that_of_the_result(found):
    rows = {row["project"]: row for row in found.matching.as_document()["projects"]}
    for project in PROJECTS:
        why = explain_project(found, project)
        told = project_document(why)
        row = rows.get(project, {"project": project, "donors": "0", "given": "0", "raw": "0", "match": "0"})
        assert {name: told[name] for name in row} == row
        assert [told["steps"][place]["units"] for place in (0, -1)] == [row["given"], row["match"]]
        assert sum(gift.given_units for gift in why.gifts) == int(row["given"])
        assert sum(gift.counted_units > 0 for gift in why.gifts) == int(row["donors"])
        assert (told["nothing_because"] == "") == (row["match"] != "0")
        assert all(line.isprintable() for line in project_lines(why))


@given(rounds())
def test_the_steps_lead_from_one_to_the_next(found):
    matching = found.matching
    for row in matching.projects:
        shares = shares_of(matching, row)
        match matching.params.get("saturation"):
            case "keep":
                assert row.match_units == min(shares.full_units, shares.part_units, matching.cap_units)
            case "scale":
                by_raw = sorted(matching.projects, key=lambda one: -one.raw)
                is_held = by_raw.index(row) < shares.capped
                shared = shares.open_units * row.raw // shares.open_raw if shares.open_raw else 0
                assert row.match_units == (matching.cap_units if is_held else shared)
            case None:
                # Gitcoin's rule passes on what a cap cuts off, without which both are the same.
                if all(one.match_units < matching.cap_units for one in matching.projects):
                    assert row.match_units == shares.saturated_units


@given(rounds(), st.sampled_from(WALLETS))
def test_what_a_donor_changed_is_the_difference_to_the_round_without_that_person(found, wallet):
    if wallet not in {gift.donor for gift in found.donations}:
        with pytest.raises(NotFound):
            explain_donor(found, wallet)
        return
    why = explain_donor(found, wallet)
    same_person = {"ann", "ann2"} if found.coefficients and wallet in ("ann", "ann2") else {wallet}
    others = [gift for gift in found.donations if gift.donor not in same_person]
    rules = found.rules
    without = match_donations(
        rules.mechanism, count_persons(others, found.coefficients), found.matching.pool_units, rules.params
    )
    rows = {row.project: row for row in without.projects}
    for row in found.matching.projects:
        effect = why.effects[row.project]
        assert effect.match_added_units == row.match_units - (
            rows[row.project].match_units if row.project in rows else 0
        )
        assert effect.raw_added == row.raw - (rows[row.project].raw if row.project in rows else 0)
    moved = sum(effect.match_added_units for effect in why.effects.values())
    assert moved + found.matching.left_units - without.left_units == 0
    assert sum(gift.given_units for gift in why.gifts) == sum(
        gift.amount_units for gift in found.donations if gift.donor in same_person
    )
    assert json.loads(json.dumps(donor_document(why)))["left"] == str(found.matching.left_units)
    assert all(line.isprintable() for line in donor_lines(why))


def test_the_way_of_a_capped_project_is_told_step_by_step():
    found = of(("ann", "clinic", 100), ("bob", "clinic", 400), ("bob", "map", 9), pool=500, cap_bps="4000")
    steps = steps_of(explain_project(found, "clinic"))
    assert [(step.name, step.units) for step in steps] == [
        *(("given", 500), ("counts", 500), ("full match", 400)),
        *(("part of the pool", 500), ("saturation", 400), ("cap", 200), ("paid", 200)),
    ]
    words = {step.name: step.words for step in steps}
    assert words["given"] == "2 donations by 2 wallets of 2 people; it is the project's in any case"
    assert words["full match"].startswith("qf, version 1 (saturation=keep, cap_bps=4000, minimum_units=0): the roots")
    assert words["saturation"].startswith("all full matches together are 400, the pool is 500; keep")
    assert words["cap"] == "at most 200 for one project: cut to that"
    assert words["paid"] == "as in result.csv"


def test_who_is_raised_to_the_cap_is_not_said_to_be_cut():
    gifts = [(donor, "clinic", 900) for donor in "abc"] + [(donor, "lantern", 9) for donor in "de"]
    found = of(*gifts, mechanism="gitcoin-linear", pool=500, cap_units="150", ignore_saturation="true")
    told = {project: steps_of(explain_project(found, project))[-2] for project in ("clinic", "lantern")}
    assert {step.units for step in told.values()} == {150}
    assert told["clinic"].words.endswith("cut to that")
    assert told["lantern"].words.endswith("raised to that by what is cut from others")


def test_a_donor_who_changes_nothing_is_told_so_and_nothing_else():
    found = of(("a", "clinic", 1), ("b", "lantern", 1))
    for only in (None, "clinic"):
        assert donor_lines(explain_donor(found, "a"), only)[-2:] == [
            "what their presence changes, by project, to the unit",
            "    nothing",
        ]


def test_what_counts_of_a_gift_is_told_with_its_reason():
    found = of(
        *(("ann", "lantern", 4), ("ann2", "lantern", 5), ("cleo", "lantern", 400), ("dan", "lantern", 900)),
        table=LINKED,
    )
    gifts = {gift.person: gift for gift in explain_project(found, "lantern").gifts}
    assert (gifts["ann"].wallets, gifts["ann"].given_units, gifts["ann"].counted_units) == (("ann", "ann2"), 9, 9)
    assert (gifts["cleo"].coefficient_bps, gifts["cleo"].counted_units) == (2_500, 100)
    assert [gifts[person].reasons for person in ("ann", "cleo", "dan")] == [
        *(("linked wallets",), ("a new wallet",), ("own project",))
    ]
    text = "\n".join(project_lines(explain_project(found, "lantern")))
    assert "2 count, 1 with several wallets, each summed as one, 1 in part, 1 with nothing" in text
    assert "0 of 900 at 0 of 10,000: own project" in text


@pytest.mark.parametrize(
    ("found", "because"),
    [
        (of(), "nobody gave to it"),
        (of(("ann", "clinic", 5)), "only one donor counts"),
        (of(("ann", "clinic", 5), ("bob", "clinic", 6), minimum_units="9"), "under the minimum"),
        (of(("ann", "clinic", 5), ("bob", "clinic", 6), pool=0), "the pool is empty"),
        (of(("ann", "clinic", 5), ("bob", "clinic", 6), cap_bps="0"), "the cap is less than a unit"),
        (of(("ann", "clinic", 1), ("bob", "clinic", 0)), "only one donor counts"),
        (
            of(("ann", "clinic", 1), ("bob", "clinic", 1), ("ann", "map", 10**9), ("bob", "map", 10**9)),
            "its part is less than a unit",
        ),
        (of(("ann", "clinic", 5), ("bob", "clinic", 6), mechanism="cocm"), "all its donors gave to it alone"),
        (
            of(("ann", "clinic", 5), ("ann2", "clinic", 6), table=LINKED, mechanism="pairwise"),
            "only one donor counts",
        ),
    ],
)
def test_a_project_that_gets_nothing_is_told_why(found, because):
    assert because in nothing_of(found, "clinic")
    assert because in "\n".join(project_lines(explain_project(found, "clinic"))).replace("\n    ", " ")


def test_a_donor_is_told_whether_they_count_and_for_whom():
    gifts = [("ann", "clinic", 100), ("ann2", "clinic", 300), ("bob", "clinic", 900), ("dan", "lantern", 5)]
    found = of(*gifts, table=LINKED, pool=10_000)
    told = donor_document(explain_donor(found, "ann2"))
    assert (told["person"], told["wallets"], told["is_counted"]) == ("ann", ["ann", "ann2"], True)
    assert told["gifts"][0]["donations"] == [{"wallet": "ann", "amount": "100"}, {"wallet": "ann2", "amount": "300"}]
    assert [told["gifts"][0][name] for name in ("given", "counted", "match", "match_without")] == [
        *("400", "400", "1200", "0")
    ]
    assert (told["left"], told["left_without"]) == ("8800", "10000")
    own = explain_donor(found, "dan")
    assert not own.is_counted
    assert "dan is not counted, as a person of their own" in donor_lines(own)
    assert donor_lines(own)[-1].strip() == "nothing"


def test_an_address_is_known_in_any_case_and_another_id_only_as_it_is():
    found = linked_result().calculation
    assert explain_donor(found, DONORS[0].lower()).wallet == DONORS[0]
    assert explain_donor(of(("ann", "clinic", 1)), "ann").wallet == "ann"
    for wallet in ("Ann", "", DONORS[0] + " "):
        with pytest.raises(NotFound, match="no donor in this round"):
            explain_donor(of(("ann", "clinic", 1)), wallet)


@pytest.fixture
def bundle(tmp_path):
    write_bundle(make_bundle(linked_result()), tmp_path / "bundle")
    return tmp_path / "bundle"


def command(*words):
    done = CliRunner().invoke(build("why"), ["why", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_command_tells_what_stands_in_result_csv(bundle):
    for row in csv.DictReader((bundle / "result.csv").read_text().splitlines()):
        told = json.loads(command(bundle, row["project"], "--json"))
        assert {name: told[name] for name in row} == row
        assert f"{int(row['match']):,}" in command(bundle, row["project"])


def test_the_command_tells_a_donor_of_all_projects_or_of_one(bundle):
    told = json.loads(command(bundle, "--donor", THIRD, "--json"))
    assert told["wallets"] == sorted([DONORS[0], THIRD])
    assert [gift["project"] for gift in told["gifts"]] == ["clinic-daybook", "lesson-lantern", "wellspring-map"]
    one = json.loads(command(bundle, "wellspring-map", "--donor", THIRD, "--json"))
    assert [gift["project"] for gift in one["gifts"]] == ["wellspring-map"] == [x["project"] for x in one["changes"]]
    assert "2 wallets of one person" in command(bundle, "--donor", THIRD)


def test_the_command_refuses_what_is_not_there_and_what_was_changed(bundle, tmp_path):
    for words, kind in (((), BadParameter), (("magic",), NotFound), (("--donor", "0x"), NotFound)):
        with pytest.raises(kind):
            command(bundle, *words)
    (bundle / "result.csv").write_bytes(b"project,donors,given,raw,match\n")
    texts = ["why", str(bundle), "clinic-daybook"]
    assert run(lambda: build("why")(texts, standalone_mode=False)) == 3
    assert run(lambda: build("why")(["why", str(tmp_path), "x"], standalone_mode=False)) == 2
