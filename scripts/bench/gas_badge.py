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
from gas_ours import GUARDIAN, rows_of_ours  # noqa: E402
from gas_peers import peer_rows  # noqa: E402
from gas_rows import LEDGER  # noqa: E402
from gas_table import in_columns, report  # noqa: E402

from quadrille.chain.build import compile_contracts  # noqa: E402
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


def main() -> None:
    """Measure everybody, ours first so that the peers change nothing for it."""
    parser = argparse.ArgumentParser(description="Measure the gas of badges.")
    parser.add_argument("--write", action="store_true", help="make the ledger anew, that a test compares")
    wanted = parser.parse_args()
    compile_contracts()
    with metered_chain(Address(GUARDIAN.address)) as meter:
        ours = rows_of_ours(meter)
        peers = peer_rows(meter)
    report(LEDGER, ours, peers, in_columns(LEDGER, ours, peers), METHOD, is_kept=wanted.write)


if __name__ == "__main__":
    main()
