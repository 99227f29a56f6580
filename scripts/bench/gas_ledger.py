"""The ledger of gas: what everybody's badges cost, kept in the repository and compared with what ours cost now."""

import json
from pathlib import Path
from typing import Any

from gas_rows import REACH, Cost, Rows

LEDGER = Path(__file__).resolve().parents[2] / "tests" / "contracts" / "gas_badge.json"

REMEDY = "python3 scripts/bench/gas_badge.py --write"

ABOUT = (
    "Gas per badge. 'ours' is exact: all gas of the row, its badges, the mean rounded up, and the dearest transaction. "
    f"Peers are means. 'reach' is the most that ours is meant to cost. Made by: {REMEDY}"
)


def entry(cost: Cost) -> dict[str, int]:
    """A row of ours as the ledger has it."""
    return {"mean": cost.mean, "dearest": cost.dearest, "total": cost.total, "badges": cost.badges}


def write(ours: Rows, peers: dict[str, Rows], path: Path = LEDGER) -> None:
    """Make the ledger anew, a line for each row."""
    lines = [f"    {json.dumps(row)}: {json.dumps(line)}" for row, line in _lines(ours, peers)]
    content = ",\n".join(lines)
    path.write_text(f'{{\n  "about": {json.dumps(ABOUT)},\n  "rows": {{\n{content}\n  }}\n}}\n', encoding="utf-8")


def kept(path: Path = LEDGER) -> dict[str, dict[str, int]]:
    """The rows of ours in the ledger."""
    rows: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return {row: line["ours"] for row, line in rows.items()}


def differences(ledger: dict[str, dict[str, int]], measured: Rows) -> list[str]:
    """A sentence for each row that the ledger has not, has in vain, or has with other gas."""
    found = {row: entry(cost) for row, cost in measured.items()}
    return [
        f"{row}: the ledger says {ledger.get(row, 'nothing')}, measured was {found.get(row, 'nothing')}"
        for row in {**ledger, **found}
        if ledger.get(row) != found.get(row)
    ]


def _lines(ours: Rows, peers: dict[str, Rows]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            row,
            {"reach": REACH.get(row), "ours": entry(cost), **{name: _mean(rows, row) for name, rows in peers.items()}},
        )
        for row, cost in ours.items()
    ]


def _mean(rows: Rows, row: str) -> int | None:
    return rows[row].mean if row in rows else None
