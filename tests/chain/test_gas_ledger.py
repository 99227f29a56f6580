"""The gas of our badges, to the last unit: whoever changes it changes the ledger with it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

PEERS = ("OpenZeppelin implicit", "OpenZeppelin explicit", "Solady ERC721", "EAS")
BENCH = Path(__file__).parents[2] / "scripts" / "bench"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The measurement's modules, which lie outside the package."""
    monkeypatch.syspath_prepend(BENCH)
    import gas_ledger
    import gas_ours
    import gas_rows

    return gas_ledger, gas_ours, gas_rows


def test_badges_cost_what_the_ledger_says(bench):
    ledger, ours, _ = bench
    found = ledger.differences(ledger.kept(), ours.our_rows())
    assert not found, "\n".join([*found, f"If that is meant, write the ledger anew: {ledger.REMEDY}"])


def test_one_unit_of_gas_more_or_less_is_told(bench, tmp_path):
    ledger, _, rows = bench
    path = tmp_path / "ledger.json"
    measured = {"issue": rows.cost_of([100_001, 100_000])}
    ledger.write(measured, {}, path)
    assert ledger.differences(ledger.kept(path), measured) == []
    for gas in (-1, 1):
        other = replace(measured["issue"], total=measured["issue"].total + gas)
        assert "issue: the ledger says" in ledger.differences(ledger.kept(path), {"issue": other})[0]


def test_a_row_that_came_or_went_is_told(bench, tmp_path):
    ledger, _, rows = bench
    path = tmp_path / "ledger.json"
    burn, lapse = ({name: rows.cost_of([gas])} for name, gas in (("burn", 40_000), ("lapse", 50_000)))
    ledger.write(burn, {}, path)
    came, went = ledger.differences(ledger.kept(path), lapse), ledger.differences(ledger.kept(path), {})
    assert [line.split(":")[0] for line in came] == ["burn", "lapse"]
    assert went[0].endswith("measured was nothing")


def test_the_ledger_shows_peers_beside_ours(bench):
    ledger, _, rows = bench
    kept = ledger.kept()
    assert set(rows.REACH) <= set(kept)
    text = ledger.LEDGER.read_text(encoding="utf-8")
    assert all(text.count(f'"{peer}": ') == len(kept) for peer in PEERS)
