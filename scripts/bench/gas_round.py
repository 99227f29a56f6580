"""The gas of rounds, ours next to what others do: python3 scripts/bench/gas_round.py [--write].

Every figure is what receipts of transactions say, on one Anvil in one run, except those marked "told". --write also
makes the ledger anew.
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

from gas_cost import Rows  # noqa: E402 - imports what only the environment has
from gas_ground import metered_chain  # noqa: E402
from gas_round_ground import WATCH  # noqa: E402
from gas_round_ours import rows_of_ours  # noqa: E402
from gas_round_peers import peer_rows  # noqa: E402
from gas_round_rows import LEDGER, ONE, told  # noqa: E402
from gas_round_safety import costs_of_safety  # noqa: E402
from gas_table import by_name, report, tell  # noqa: E402

from quadrille.chain.build import compile_contracts  # noqa: E402

METHOD = """
Gas by receipts, of whole transactions: a mean of 12, of 3 openings or first carts, or of one push; "dearest" is the
dearest of them. Rounds are clones in use: projects already have donations (except "first"), donors have a limited
allowance and keep a balance. A push is not the last of its list, which would give 4,800 gas back. Proofs have 9 or 10
hashes. In plain mode donors hold our badge, which is a contract of its own, or enrolled on a list, once; each gives to
the project for the first time.
Measured here, by our compiler with our settings, with the same token, carts, payees and proofs:
  store-all   an array of all donations and two mappings; no result, no checks of projects or time
  log only    the transfer and a log; nothing by which to pay, return or check
  disperse    the sender's own money in a loop; one refusal undoes it all
  OpenZeppelin, Solady   claims from a distributor with a fixed root; no holds, no total, no end, no other payee
"told": by receipts in the survey of peers (performance, part 2), each with its own compiler settings, Allo v2 without
its proxy: allo-contracts 76a6d19, allo-v2 d262e7e1, clr.fund f0073b10, merkle-distributor 25a79e8. Neither Allo has a
refund for donors, or binds a result to the donations.
"""


def tell_safety(costs: dict[str, int], ours: Rows, peers: dict[str, Rows]) -> None:
    """Print what of one donation each safety is, down to what takes and logs it."""
    whole, least = ours[ONE].mean, peers["log only"][ONE].mean
    rest = whole - least - sum(costs.values())
    parts = {"transfer and log, without any of it": least, **costs, "books of round and project, times, states": rest}
    print(f"\nWhat safety costs in {ONE}, by leaving out one thing at a time:")
    tell([*([name, f"{gas:,}"] for name, gas in parts.items()), ["together", f"{whole:,}"]])


def main() -> None:
    """Measure everybody, ours first so that the peers change nothing for it."""
    parser = argparse.ArgumentParser(description="Measure the gas of rounds.")
    parser.add_argument("--write", action="store_true", help="make the ledger anew, that a test compares")
    wanted = parser.parse_args()
    compile_contracts()
    with metered_chain(WATCH) as meter:
        ours, rounds = rows_of_ours(meter)
        peers = peer_rows(rounds) | told()
    report(LEDGER, ours, peers, by_name(LEDGER, ours, peers), METHOD, is_kept=wanted.write)
    tell_safety(costs_of_safety(), ours, peers)


if __name__ == "__main__":
    main()
