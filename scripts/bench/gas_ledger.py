"""Ledgers of gas: what ours and the peers cost, kept in the repository and compared with what ours cost now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gas_cost import Cost, Rows

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "contracts"


@dataclass(frozen=True)
class Ledger:
    """A file of rows, and how it is made anew.

    name    of the file, and of the script that makes it
    about   a sentence on what is measured
    reach   the most that a row of ours is meant to cost
    """

    name: str
    about: str
    reach: Mapping[str, int]
    folder: Path = FOLDER

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.folder / f"{self.name}.json"

    @property
    def remedy(self) -> str:
        """The command that makes it anew."""
        return f"python3 scripts/bench/{self.name}.py --write"

    def write(self, ours: Rows, peers: dict[str, Rows]) -> None:
        """Make it anew, a line for each row."""
        lines = [f"    {json.dumps(row)}: {json.dumps(self._line(row, cost, peers))}" for row, cost in ours.items()]
        about = (
            f"{self.about} 'ours' is exact: all gas of the row, its items, the mean rounded up, and the dearest "
            f"transaction. Peers are means. 'reach' is the most that ours is meant to cost. Made by: {self.remedy}"
        )
        rows = ",\n".join(lines)
        content = f'{{\n  "about": {json.dumps(about)},\n  "rows": {{\n{rows}\n  }}\n}}\n'
        self.path.write_text(content, encoding="utf-8")

    def kept(self) -> dict[str, dict[str, int]]:
        """The rows of ours in it."""
        rows: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))["rows"]
        return {row: line["ours"] for row, line in rows.items()}

    def differences(self, measured: Rows) -> list[str]:
        """A sentence for each row that it has not, has in vain, or has with other gas."""
        kept, found = self.kept(), {row: entry(cost) for row, cost in measured.items()}
        return [
            f"{row}: the ledger says {kept.get(row, 'nothing')}, measured was {found.get(row, 'nothing')}"
            for row in {**kept, **found}
            if kept.get(row) != found.get(row)
        ]

    def missed(self, measured: Rows) -> list[str]:
        """The rows that cost more than they are meant to."""
        return [row for row, most in self.reach.items() if measured[row].mean > most]

    def _line(self, row: str, cost: Cost, peers: dict[str, Rows]) -> dict[str, Any]:
        others = {name: rows[row].mean if row in rows else None for name, rows in peers.items()}
        return {"reach": self.reach.get(row), "ours": entry(cost), **others}


def entry(cost: Cost) -> dict[str, int]:
    """A row of ours as a ledger has it."""
    return {"mean": cost.mean, "dearest": cost.dearest, "total": cost.total, "items": cost.items}
