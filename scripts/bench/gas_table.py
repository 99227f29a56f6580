"""Printing what was measured."""

from gas_cost import Rows
from gas_ledger import Ledger

from quadrille.chain.build import ROOT


def report(
    ledger: Ledger, ours: Rows, peers: dict[str, Rows], lines: list[list[str]], method: str, *, is_kept: bool
) -> None:
    """Print a table, how it was measured and what was not reached; with `is_kept` make the ledger anew."""
    tell(lines)
    print(method)
    print(f"Not reached: {'; '.join(ledger.missed(ours)) or 'nothing'}")
    if is_kept:
        ledger.write(ours, peers)
        print(f"Written: {ledger.path.relative_to(ROOT)}")


def heads(ledger: Ledger, ours: Rows) -> list[list[str]]:
    """A line for each row of ours, under a heading: reach, mean, dearest."""
    lines = [["operation", "reach", "ours", "dearest"]]
    for row, cost in ours.items():
        reach = f"{ledger.reach[row]:,}" if row in ledger.reach else ""
        lines.append([row, reach, f"{cost.mean:,}", f"{cost.dearest:,}"])
    return lines


def in_columns(ledger: Ledger, ours: Rows, peers: dict[str, Rows]) -> list[list[str]]:
    """The lines of ours with a column for each peer."""
    first, *lines = heads(ledger, ours)
    found = [[f"{rows[row].mean:,}" if row in rows else "" for rows in peers.values()] for row in ours]
    return [[*first, *peers], *([*line, *others] for line, others in zip(lines, found, strict=True))]


def by_name(ledger: Ledger, ours: Rows, peers: dict[str, Rows]) -> list[list[str]]:
    """The lines of ours, each followed by the peers that do the like: for many peers of few rows."""
    first, *lines = heads(ledger, ours)
    found = [[f"{name} {rows[row].mean:,}" for name, rows in peers.items() if row in rows] for row in ours]
    return [[*first, "  others"], *([*line, "  " + ", ".join(told)] for line, told in zip(lines, found, strict=True))]


def tell(lines: list[list[str]]) -> None:
    """Print a table, words to the left and figures to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.ljust(width) if place == 0 or cell.startswith("  ") else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
