"""The gas of our badges, rounds and votes, to the last unit: whoever changes it changes the ledger with it."""

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "scripts" / "bench"
BADGES = ("OpenZeppelin implicit", "OpenZeppelin explicit", "Solady ERC721", "EAS")
ROUNDS = ("store-all", "log only", "disperse", "OpenZeppelin BitMap", "Solady bitmap", "Allo v2 (told)")
GOVERNORS = ("OpenZeppelin", "on our badge", "extended, on our badge")
OURS = [
    ("gas_ours", "gas_rows"),
    ("gas_round_ours", "gas_round_rows"),
    ("gas_governance_ours", "gas_governance_rows"),
]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports one of the measurement's modules, which lie outside the package."""
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module


@pytest.fixture
def ledger(bench, tmp_path) -> Any:
    """A ledger of its own."""
    return bench("gas_ledger").Ledger("gas_of_a_test", "Gas of a test.", {"issue": 100_000}, tmp_path)


@pytest.mark.parametrize(("ours", "rows"), OURS)
def test_badges_rounds_and_votes_cost_what_their_ledger_says(bench, ours, rows):
    ledger = bench(rows).LEDGER
    found = ledger.differences(bench(ours).our_rows())
    assert not found, "\n".join([*found, f"If that is meant, write the ledger anew: {ledger.remedy}"])


def test_one_unit_of_gas_more_or_less_is_told(bench, ledger):
    measured = {"issue": bench("gas_cost").cost_of([100_001, 100_000])}
    ledger.write(measured, {})
    assert ledger.differences(measured) == []
    for gas in (-1, 1):
        other = replace(measured["issue"], total=measured["issue"].total + gas)
        assert "issue: the ledger says" in ledger.differences({"issue": other})[0]


def test_a_row_that_came_or_went_is_told(bench, ledger):
    burn, lapse = ({name: bench("gas_cost").cost_of([gas])} for name, gas in (("burn", 40_000), ("lapse", 50_000)))
    ledger.write(burn, {})
    came, went = ledger.differences(lapse), ledger.differences({})
    assert [line.split(":")[0] for line in came] == ["burn", "lapse"]
    assert went[0].endswith("measured was nothing")


def test_a_row_is_missed_by_its_mean_rounded_up(bench, ledger):
    cost_of = bench("gas_cost").cost_of
    assert ledger.missed({"issue": cost_of([100_001, 99_999])}) == []
    assert ledger.missed({"issue": cost_of([100_001, 100_000])}) == ["issue"]


@pytest.mark.parametrize(
    ("rows", "peers"), [("gas_rows", BADGES), ("gas_round_rows", ROUNDS), ("gas_governance_rows", GOVERNORS)]
)
def test_a_ledger_shows_peers_beside_ours(bench, rows, peers):
    ledger = bench(rows).LEDGER
    kept = ledger.kept()
    assert set(ledger.reach) <= set(kept)
    text = ledger.path.read_text(encoding="utf-8")
    assert all(text.count(f'"{peer}": ') == len(kept) for peer in peers)


def test_what_others_cost_elsewhere_is_marked_as_told(bench):
    assert all(name.endswith("(told)") for name in bench("gas_round_rows").told())
