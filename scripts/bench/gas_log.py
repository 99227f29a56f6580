"""The gas of a day's root in the review log, next to that of a bare root: python3 scripts/bench/gas_log.py.

By receipts of transactions, on one Anvil in one run. A bare root is 44 000 to 46 000 gas (the survey of badges): one
storage slot and one event, no right, no order, no count.
"""

import os
import sys
from itertools import islice
from pathlib import Path

PYTHON = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        sys.exit("Nothing is set up here.\nRun `python3 scripts/setup` first.")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])  # noqa: S606

from gas_ground import BEGINNING, Meter, accounts, evidence_hash, metered_chain  # noqa: E402 - as in gas_badge.py

from quadrille.chain.build import compile_contracts  # noqa: E402
from quadrille.chain.deployment import GovernanceParameters, deploy  # noqa: E402
from quadrille.chain.review_log import ReviewLogContract  # noqa: E402
from quadrille.chain.signers import KeySigner  # noqa: E402
from quadrille.types import Address, ContributionNumber  # noqa: E402

ADMIN, ISSUER, VOUCHER_SIGNER, GUARDIAN = islice(accounts("role"), 4)

REVIEWS = 205
"""Of the pilot, all in one day: what the survey put under one root."""

SURVEY = "44 000 to 46 000"

COINS = hex(10**18)


def costs(meter: Meter, days: int) -> list[int]:
    """Gas of the first days' roots, each published in the day after."""
    meter.anvil.rpc("anvil_setBalance", ADMIN.address, COINS)
    issuers = [Address(ISSUER.address), Address(VOUCHER_SIGNER.address)]
    made = deploy(meter.client, KeySigner(ADMIN), issuers, GovernanceParameters())
    log = ReviewLogContract(meter.client, made.review_log)
    first, gas = BEGINNING // 86_400, []
    for day in range(days):
        meter.begin_day(day + 1)
        call = log.publish(first + day, evidence_hash(ContributionNumber(day)), REVIEWS)
        gas.append(meter.cost(issuers[0], log.address, call.data))
    return gas


def main() -> None:
    """Measure, and print beside the survey."""
    compile_contracts()
    with metered_chain(Address(GUARDIAN.address)) as meter:
        first, *later = costs(meter, 4)
    print(f"first day's root   {first:>7,} gas")
    print(f"every later one    {max(later):>7,} gas, {max(later) / REVIEWS:,.0f} for each of {REVIEWS} reviews")
    print(f"a bare root        {SURVEY} gas (survey)")
    print("Ours keeps root and count to be read by other contracts (two slots), its publisher, and the order of days.")


if __name__ == "__main__":
    main()
