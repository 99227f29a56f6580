"""The lot over reviewers: whoever may and can is as likely as any other, nobody else is ever drawn."""

from dataclasses import replace

import pytest
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.screening.panels.assignment import (
    KNOWS_NOT,
    KNOWS_SECTOR,
    Candidate,
    Task,
    conflict,
    lot,
    owner_of,
    owners_of,
    pool,
    pool_digest,
    rank,
    shares_language,
)
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules

SEED = "0x" + "5c" * 32
WELLS = Task(
    screening=7,
    project="wells",
    organisations=frozenset({"Acme Ltd"}),
    accounts=frozenset({"github.com/acme"}),
    languages=frozenset({"fr"}),
    sectors=frozenset({"Water"}),
)
ANN = Candidate(1, languages=frozenset({"fr-CA"}), sectors=frozenset({"water"}), minutes_per_week=60)

NAMES = st.sampled_from(["wells", "clinic", "Acme Ltd", "acme  ltd", "Other", "water", "health"])
CANDIDATES = st.builds(
    Candidate,
    person=st.integers(1, 2**31 - 1),
    languages=st.frozensets(st.sampled_from(["fr", "fr-CA", "en", "zh-Hant"]), max_size=3),
    sectors=st.frozensets(NAMES, max_size=3),
    minutes_per_week=st.integers(0, 60),
    accounts=st.frozensets(st.sampled_from(["github.com/acme", "github.com/ann"]), max_size=2),
    projects=st.frozensets(NAMES, max_size=2),
    organisations=st.frozensets(NAMES, max_size=2),
    open_seats=st.integers(0, 2),
    is_available=st.booleans(),
    is_erased=st.booleans(),
)
CROWDS = st.lists(CANDIDATES, max_size=20, unique_by=lambda one: one.person)
SEEDS = st.binary(min_size=32, max_size=32).map(lambda seed: "0x" + seed.hex())


def seed_of(number: int) -> str:
    return "0x" + keccak(number.to_bytes(32)).hex()


@given(CROWDS, SEEDS, st.randoms())
def test_the_order_in_which_candidates_come_changes_nothing(crowd, seed, random):
    shuffled = random.sample(crowd, len(crowd))
    assert pool(WELLS, shuffled) == pool(WELLS, crowd)
    assert rank(seed, 7, reversed(pool(WELLS, crowd))) == rank(seed, 7, pool(WELLS, crowd))
    assert pool_digest(7, reversed(pool(WELLS, crowd))) == pool_digest(7, pool(WELLS, crowd))


@given(CROWDS, SEEDS)
def test_nobody_with_a_part_in_the_nominee_is_ever_ranked(crowd, seed):
    ranked = {one.person for one in rank(seed, 7, pool(WELLS, crowd))}
    for one in crowd:
        has_part = "wells" in one.projects or {"Acme Ltd", "acme  ltd"} & one.organisations
        if has_part or "github.com/acme" in one.accounts or one.is_erased:
            assert one.person not in ranked
            assert conflict(WELLS, one)


@given(CROWDS, SEEDS)
def test_everybody_is_ranked_once_or_left_out_for_a_reason(crowd, seed):
    pooled = pool(WELLS, crowd)
    assert [one.person for one in pooled] == sorted(one.person for one in crowd)
    ranked = rank(seed, 7, pooled)
    assert sorted(one.person for one in ranked) == [one.person for one in pooled if not one.reason]
    assert [one.tier for one in ranked] == sorted(one.tier for one in ranked)
    assert all(one.lot == lot(seed, 7, one.person) for one in ranked)


def test_the_first_is_drawn_as_often_as_chance_has_it():
    """Ten candidates and 4 000 seeds: chi-square with 9 degrees of freedom, whose 99.9 % point is 27.9."""
    pooled = pool(WELLS, [replace(ANN, person=number) for number in range(1, 11)])
    for place in (0, 4, 9):
        counts = dict.fromkeys(range(1, 11), 0)
        for number in range(4_000):
            counts[rank(seed_of(number), 7, pooled)[place].person] += 1
        assert sum((count - 400) ** 2 / 400 for count in counts.values()) < 27.9


def test_one_screening_s_ranking_says_nothing_about_another_s():
    pooled = pool(WELLS, [replace(ANN, person=number) for number in range(1, 11)])
    same = sum(rank(seed_of(n), 7, pooled)[0].person == rank(seed_of(n), 8, pooled)[0].person for n in range(2_000))
    # 200 are expected, with a standard deviation of 13.4.
    assert 146 < same < 254


def test_the_ranking_can_be_computed_from_what_is_told():
    """By hand: keccak256(seed || screening || person), 32 bytes each."""
    expected = keccak(bytes.fromhex("5c" * 32) + bytes(31) + b"\x07" + bytes(31) + b"\x02").hex()
    assert lot(SEED, 7, 2) == f"0x{expected}"


@given(CROWDS, CANDIDATES)
def test_the_digest_tells_every_change_of_who_can_be_drawn(crowd, another):
    before = [one for one in crowd if one.person != another.person]
    with_another = pool(WELLS, [*before, another])
    is_drawn_from = any(one.person == another.person and not one.reason for one in with_another)
    assert (pool_digest(7, with_another) != pool_digest(7, pool(WELLS, before))) == is_drawn_from
    assert pool_digest(8, with_another) != pool_digest(7, with_another)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_available": False}, "is not available"),
        ({"minutes_per_week": 5}, "has fewer than 6 minutes a week"),
        ({"languages": frozenset({"en"})}, "shares no language"),
        ({"open_seats": 1}, "was asked for another review already"),
        ({"is_erased": True}, "was erased"),
        ({"projects": frozenset({"wells"})}, "has a part in the project"),
        ({"organisations": frozenset({"ACME  ltd"})}, "has a part in an organisation behind the project"),
        ({"accounts": frozenset({"github.com/acme"})}, "owns a repository of the project"),
    ],
)
def test_whoever_is_left_out_is_left_out_for_a_reason_in_words(change, reason):
    (found,) = pool(WELLS, [replace(ANN, **change)])
    assert found.reason == reason


def test_who_knows_the_sector_comes_first_and_nobody_is_left_out_for_not_knowing_it():
    others = [replace(ANN, person=number, sectors=frozenset()) for number in range(2, 20)]
    for number in range(50):
        ranked = rank(seed_of(number), 7, pool(WELLS, [ANN, *others]))
        assert (ranked[0].person, ranked[0].tier) == (1, KNOWS_SECTOR)
        assert {one.tier for one in ranked[1:]} == {KNOWS_NOT}
        assert len(ranked) == 19


def test_a_nominee_without_languages_and_sectors_is_for_everybody():
    anything = Task(screening=7, project="wells")
    (found,) = pool(anything, [replace(ANN, languages=frozenset(), sectors=frozenset())])
    assert (found.reason, found.tier) == ("", KNOWS_SECTOR)


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("https://github.com/Acme/wells", "github.com/acme"),
        ("http://www.github.com/acme/wells.git", "github.com/acme"),
        ("git@github.com:acme/wells.git", "github.com/acme"),
        ("ssh://git@gitlab.example.org/acme/wells", "gitlab.example.org/acme"),
        ("github.com/acme", "github.com/acme"),
        ("https://example.org", ""),
        ("", ""),
    ],
)
def test_the_owner_of_a_repository_is_read_from_its_address(address, owner):
    assert owner_of(address) == owner


def test_addresses_without_an_owner_own_nothing():
    assert owners_of(["https://example.org", "https://github.com/acme/wells"]) == {"github.com/acme"}


def test_languages_are_shared_whatever_the_region():
    assert shares_language(["fr"], ["fr-CA"])
    assert shares_language(["zh-Hant"], ["ZH"])
    assert not shares_language(["fr"], ["frr"])


@pytest.mark.parametrize(
    "change", [{"blocks_ahead": 1}, {"audit_bps": 10_001}, {"seat_seconds": 0}, {"audit_bps": 0.5}]
)
def test_rules_by_which_a_seed_could_be_known_or_nothing_ends_are_refused(change):
    with pytest.raises(BadParameter):
        PanelRules(**change)
    assert PANEL_RULES.blocks_ahead >= 2
