"""The gas of governance, ours next to OpenZeppelin's: python3 scripts/bench/gas_governance.py [--write].

Every figure is what receipts of transactions say, on Anvil. --write also makes the ledger anew.
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
from gas_governance_ours import our_rows  # noqa: E402
from gas_governance_peers import ON_OUR_BADGE, peer_rows  # noqa: E402
from gas_governance_rows import LEDGER  # noqa: E402
from gas_governance_safety import costs_of_safety  # noqa: E402
from gas_table import in_columns, report, tell  # noqa: E402

from quadrille.chain.build import compile_contracts  # noqa: E402

METHOD = """
Gas by receipts, of whole transactions: a mean of 12 (of 3 for queue, execute and the late vote, of 1 for batches and
proposals with a long text or many actions); "dearest" is the dearest of them. Each governor is on a chain of its own,
where badges were given out on each day of a year, by the parameters with which ours is deployed. A crowd is 50 voters:
with a badge each; with seven of seven days; with seven of which three are younger than the maturity, which only ours
asks for. A crowd votes for, against and abstains; its batch has the first votes on its proposal. A proposal pays coins
into a contract that logs them; all have the same words, and end with their proposer. "4 KB" is 4,096 bytes more.
Chambers: 300 seats of six chambers, which vote on a project; each is looked up in the registry of affiliations. Near
seats have numbers in a row, in one word of 128 or in two; far ones have a word each.
  OpenZeppelin   Settings, CountingSimple, VotesQuorumFraction, TimelockControl, Multicall, on ERC721Votes with implicit
                 delegation; "on our badge" the same on ours. One bad vote undoes its batch; a vote cannot be replaced
  extended       with Storage (queued and executed by number), PreventLateQuorum, ProposalGuardian, NoncesKeyed
"Voters' first" and "next": a sequential nonce is a slot that the first signed vote begins; a keyed nonce always does.
"""


def tell_safety(peers: dict[str, Rows]) -> None:
    """Print what each safety is of each step, what OpenZeppelin takes for it on the same badge, and the rest."""
    whole, costs = costs_of_safety()
    least = {step: peers[ON_OUR_BADGE][step].mean for step in whole}
    rest = {step: whole[step] - least[step] - sum(cost[step] for cost in costs.values()) for step in whole}
    parts = {"OpenZeppelin, on our badge": least, **costs, "the rest": rest, "together": whole}
    print("\nWhat safety costs, by leaving out one thing at a time:")
    tell([["", *whole], *([name, *(f"{gas:,}" for gas in part.values())] for name, part in parts.items())])


def main() -> None:
    """Measure everybody."""
    parser = argparse.ArgumentParser(description="Measure the gas of governance.")
    parser.add_argument("--write", action="store_true", help="make the ledger anew, that a test compares")
    wanted = parser.parse_args()
    compile_contracts()
    ours, peers = our_rows(), peer_rows()
    report(LEDGER, ours, peers, in_columns(LEDGER, ours, peers), METHOD, is_kept=wanted.write)
    tell_safety(peers)


if __name__ == "__main__":
    main()
