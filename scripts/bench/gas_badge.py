"""The gas of badges, ours next to OpenZeppelin, Solady and EAS: python3 scripts/bench/gas_badge.py [--write].

Every figure is what receipts of transactions say, on one Anvil in one run. --write also makes the ledger anew.
"""

import argparse
import os
import sys
from pathlib import Path

PYTHON = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        sys.exit("Nothing is set up here.\nRun `python3 scripts/setup` first.")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])  # noqa: S606

from gas_ground import metered_chain  # noqa: E402 - imports what only the environment has
from gas_ledger import LEDGER, write  # noqa: E402
from gas_ours import GUARDIAN, rows_of_ours  # noqa: E402
from gas_peers import peer_rows  # noqa: E402
from gas_rows import REACH, Rows  # noqa: E402

from quadrille.chain.build import ROOT, compile_contracts  # noqa: E402
from quadrille.types import Address  # noqa: E402

METHOD = """
Gas per badge, by receipts: a mean of 12 transactions, or of 3 batches, one after the other, each in a second of its
own, by contracts that are in use; "dearest" is the dearest of them. Changes of votes in one second share checkpoints
and so cost less, everybody's. Governance revokes ours, the issuer the others'.
"Votes active": OpenZeppelin implicit counts own badges without delegation; explicit adds the holder's `delegate`.
Solady and EAS have no votes. getPastVotes is a transaction that calls it, less 21,000 and its calldata.
The ERC-721 peers take the messages that ours takes and log the evidence; they know no kinds and no limits, keep neither
issuer nor date, and forget a number with its badge. Ours always counts the weight that an issuer gives in a week.
"""


def table(ours: Rows, peers: dict[str, Rows]) -> list[list[str]]:
    """A line for each row of ours, under a heading."""
    lines = [["operation", "reach", "ours", "dearest", *peers]]
    for row, cost in ours.items():
        reach = f"{REACH[row]:,}" if row in REACH else ""
        others = [f"{rows[row].mean:,}" if row in rows else "" for rows in peers.values()]
        lines.append([row, reach, f"{cost.mean:,}", f"{cost.dearest:,}", *others])
    return lines


def tell(lines: list[list[str]]) -> None:
    """Print a table, words to the left and figures to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        first, *rest = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join([first, *rest]).rstrip())


def main() -> None:
    """Measure everybody, ours first so that the peers change nothing for it."""
    parser = argparse.ArgumentParser(description="Measure the gas of badges.")
    parser.add_argument("--write", action="store_true", help="make the ledger anew, that a test compares")
    wanted = parser.parse_args()
    compile_contracts()
    with metered_chain(Address(GUARDIAN.address)) as meter:
        ours = rows_of_ours(meter)
        peers = peer_rows(meter)
    tell(table(ours, peers))
    print(METHOD)
    missed = [row for row, most in REACH.items() if ours[row].mean > most]
    print(f"Not reached: {'; '.join(missed) or 'nothing'}")
    if wanted.write:
        write(ours, peers)
        print(f"Written: {LEDGER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
