"""Linked wallets are one donor, the lowest coefficient counts, and the file that says so is read to the letter."""

import io
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quadrille.errors import MalformedFile
from quadrille.rounds.bundle.bundle import coefficients_csv
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.qf import QfParameters, match_qf
from quadrille.rounds.outcome.coefficients import (
    EVERYWHERE,
    LINKED,
    OWN_PROJECT,
    Coefficient,
    check_part,
    count_persons,
    in_one_form,
    read_coefficients,
    table_of,
)
from quadrille.types import BPS_ONE

HEADER = b"wallet,person,coefficient_bps,project,reason\n"
WALLETS = ("ann", "bob", "cy", "dora", "eve", "fay")
PROJECTS = ("clinics", "schools", "wells")
POOL = 10**20

amounts = st.integers(0, 10**24)
full_gift = st.builds(Donation, st.sampled_from(WALLETS), st.sampled_from(PROJECTS), amounts, st.just(BPS_ONE))
gifts = st.lists(full_gift, max_size=20)
partial_gifts = st.lists(
    st.builds(Donation, st.sampled_from(WALLETS), st.sampled_from(PROJECTS), amounts, st.integers(0, BPS_ONE)),
    max_size=20,
)
persons = st.dictionaries(st.sampled_from(WALLETS), st.integers(1, 3))


@st.composite
def tables(draw):
    """A table in its one form: some wallets linked, some gifts counted in part."""
    rows = [
        Coefficient(wallet, str(person), draw(st.integers(0, BPS_ONE)), project, "drawn")
        for wallet, person in draw(persons).items()
        for project in draw(st.sets(st.sampled_from((EVERYWHERE, *PROJECTS)), min_size=1))
    ]
    return in_one_form(rows)


def links(*groups):
    """A table in which the wallets of each group are one person's and count in full."""
    return in_one_form(
        Coefficient(wallet, str(person), BPS_ONE, EVERYWHERE, LINKED)
        for person, group in enumerate(groups)
        for wallet in group
    )


def raws(donations, parameters=None):
    return {found.project: found.raw for found in match_qf(donations, POOL, parameters).projects}


def read(data):
    return read_coefficients(io.BytesIO(data), "coefficients.csv")


def test_linked_wallets_are_summed_before_the_root():
    given = [Donation("ann", "wells", 9), Donation("bob", "wells", 16), Donation("cy", "wells", 4)]
    counted = count_persons(given, links(("ann", "bob")))
    assert [gift.donor for gift in counted] == ["ann", "ann", "cy"]
    # 2 * root(25) * root(4), where three strangers would have 2 * (12 + 6 + 8).
    assert raws(counted)["wells"] >> 64 == 20
    assert raws(given)["wells"] >> 64 == 52


def test_two_wallets_of_one_person_are_a_lone_donor_who_is_not_matched():
    given = [Donation("ann", "wells", 9), Donation("bob", "wells", 16)]
    assert raws(count_persons(given, links(("ann", "bob")))) == {"wells": 0}


def test_the_lowest_coefficient_of_any_wallet_counts_for_the_person():
    table = in_one_form(
        [
            Coefficient("ann", "1", 7_000, EVERYWHERE, "scores"),
            Coefficient("bob", "1", 9_000, EVERYWHERE, "scores"),
            Coefficient("bob", "1", 100, "wells", "asked to"),
        ]
    )
    given = [Donation("ann", "wells", 5), Donation("ann", "clinics", 5), Donation("bob", "clinics", 5, 6_000)]
    assert count_persons(given, table) == [
        Donation("ann", "wells", 5, 100),
        Donation("ann", "clinics", 5, 6_000),
        Donation("ann", "clinics", 5, 6_000),
    ]


def test_a_gift_to_one_s_own_project_counts_nothing_from_any_linked_wallet_and_elsewhere_in_full():
    given = [Donation("ann", "wells", 9), Donation("bob", "wells", 9), Donation("bob", "clinics", 9)]
    table = table_of({(gift.donor, gift.project) for gift in given}, {"ann": 7, "bob": 7}, {(7, "wells")})
    assert [gift.coefficient_bps for gift in count_persons(given, table)] == [0, 0, BPS_ONE]


def test_who_is_not_in_the_table_is_a_person_of_their_own_and_counts_in_full():
    given = [Donation("cy", "wells", 9), Donation("dora", "wells", 4, 5_000)]
    assert count_persons(given, links(("ann", "bob"))) == given


@given(partial_gifts, tables(), st.randoms(use_true_random=False), st.integers(0, 10**24))
def test_neither_the_order_of_the_donations_nor_of_the_rows_matters(donations, table, random, minimum_units):
    parameters = QfParameters(minimum_units=minimum_units)
    shuffled, rows = random.sample(donations, len(donations)), random.sample(table, len(table))
    assert in_one_form(rows) == table
    once = match_qf(count_persons(donations, table), POOL, parameters)
    assert match_qf(count_persons(shuffled, tuple(rows)), POOL, parameters) == once


@given(gifts, persons, st.sampled_from(list(itertools.combinations(WALLETS, 2))))
@example([Donation("ann", "wells", 1), Donation("bob", "wells", 1)], {}, ("ann", "bob"))
def test_linking_two_wallets_never_raises_a_full_match(donations, person_of, pair):
    """Where gifts count in full and from the first unit: below, rounding and minimum are seen by whoever gives more."""
    before = {wallet: f"person {person_of[wallet]}" if wallet in person_of else wallet for wallet in WALLETS}
    after = {wallet: before[pair[0]] if key == before[pair[1]] else key for wallet, key in before.items()}
    full = [
        in_one_form(Coefficient(w, key, BPS_ONE, EVERYWHERE, LINKED) for w, key in of.items()) for of in (before, after)
    ]
    apart, together = (raws(count_persons(donations, table)) for table in full)
    assert apart.keys() == together.keys()
    assert all(together[project] <= apart[project] for project in apart)


@given(gifts, st.lists(st.sampled_from(WALLETS), min_size=20, max_size=20), st.integers(0, 10**24))
def test_nothing_is_won_by_splitting_a_gift_over_linked_wallets(donations, splitters, minimum_units):
    parameters = QfParameters(minimum_units=minimum_units)
    one_person = [gift._replace(donor="ann") for gift in donations]
    others = [Donation("zoe", project, 10**6) for project in PROJECTS]
    split = [gift._replace(donor=wallet) for gift, wallet in zip(donations, splitters, strict=False)]
    counted = count_persons([*split, *others], links(WALLETS))
    assert match_qf(counted, POOL, parameters) == match_qf([*one_person, *others], POOL, parameters)


@given(gifts, persons, st.sets(st.tuples(st.integers(1, 3), st.sampled_from(PROJECTS))))
def test_a_table_tells_of_nobody_but_who_gave_and_names_persons_by_wallets_only(donations, person_of, own):
    given = {(gift.donor, gift.project) for gift in donations}
    table = table_of(given, person_of, own)
    check_part(table, {gift.donor for gift in donations}, set(PROJECTS), "coefficients.csv")
    by_person = {row.wallet: row.person for row in table}
    assert all(by_person[person] == person for person in by_person.values())
    for one, other in itertools.combinations(by_person, 2):
        assert (by_person[one] == by_person[other]) == (person_of[one] == person_of[other])
    alone = {row.wallet for row in table if sum(other.person == row.person for other in table) == 1}
    assert all(row.reason == OWN_PROJECT for row in table if row.wallet in alone)


@given(gifts, persons, st.sets(st.tuples(st.integers(1, 3), st.sampled_from(PROJECTS))))
def test_the_table_of_a_round_says_exactly_who_is_one_and_what_is_their_own(donations, person_of, own):
    table = table_of({(gift.donor, gift.project) for gift in donations}, person_of, own)
    for gift, counted in zip(donations, count_persons(donations, table), strict=True):
        is_own = gift.donor in person_of and (person_of[gift.donor], gift.project) in own
        assert counted.coefficient_bps == (0 if is_own else BPS_ONE)
        givers = sorted(
            {
                other.donor
                for other in donations
                if person_of.get(other.donor, other.donor) == person_of.get(gift.donor, gift.donor)
            }
        )
        assert counted.donor == givers[0]


@given(tables())
def test_a_table_survives_being_written_and_read(table):
    assert read(coefficients_csv(table)) == table


def test_a_person_may_be_any_wallet_of_theirs_and_becomes_the_first():
    assert read(HEADER + b"bob,bob,10000,,linked\nann,bob,10000,,linked\n") == tuple(
        Coefficient(wallet, "ann", BPS_ONE, EVERYWHERE, "linked") for wallet in ("ann", "bob")
    )


@pytest.mark.parametrize(
    ("rows", "row", "column"),
    [
        (b",ann,1,,x\n", 2, "wallet"),
        (b"ann,,1,,x\n", 2, "person"),
        (b"ann,ann,1,,\n", 2, "reason"),
        (b"ann,ann,,,x\n", 2, "coefficient_bps"),
        (b"ann,ann,10001,,x\n", 2, "coefficient_bps"),
        (b"ann,ann,-1,,x\n", 2, "coefficient_bps"),
        (b"ann,ann,1.5,,x\n", 2, "coefficient_bps"),
        (b"ann,ann,1,,x\nann,ann,2,,x\n", 3, "wallet"),
        (b"ann,ann,1,wells,x\nann,ann,1,wells,x\n", 3, "wallet"),
        (b"bob,bob,1,,x\nann,ann,1,,x\nann,bob,1,wells,x\n", 4, "person"),
        (b"ann,bob,1,,x\n", 2, "person"),
        (b"ann,bob,1,,x\nbob,cy,1,,x\ncy,cy,1,,x\n", 2, "person"),
        (b"ann,ann,1,,x\n\n", 3, "wallet"),
        (b"ann,ann,1,wells\n", 2, "reason"),
        (b"ann,ann,1,,a\x07\n", 2, "reason"),
        (b"ann,ann,1,," + b"x" * 201 + b"\n", 2, "reason"),
    ],
)
def test_a_flaw_is_refused_with_its_place(rows, row, column):
    with pytest.raises(MalformedFile) as refusal:
        read(HEADER + rows)
    assert (refusal.value.row, refusal.value.column) == (row, column)


@pytest.mark.parametrize("header", [b"", b"wallet,person,coefficient_bps,project\n", HEADER[:-1] + b",extra\n"])
def test_exactly_the_five_columns_are_taken(header):
    with pytest.raises(MalformedFile):
        read(header)


def test_a_wallet_or_a_project_without_part_in_the_round_is_refused():
    table = read(HEADER + b"ann,ann,0,wells,own\n")
    check_part(table, {"ann"}, {"wells"}, "c.csv")
    with pytest.raises(MalformedFile, match="ann gave nothing"):
        check_part(table, {"Ann"}, {"wells"}, "c.csv")
    with pytest.raises(MalformedFile, match="wells is not in this round"):
        check_part(table, {"ann"}, {"clinics"}, "c.csv")
