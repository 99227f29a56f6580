"""What is measured of rounds, what each row is meant to cost, and what others were found to cost elsewhere."""

from gas_cost import Cost, Rows
from gas_ledger import Ledger

OPEN = "open a round, 3 reviewers, 330 bytes of rules"
APPLY = "application"
REVIEW = "review, not the deciding one"
DECIDE = "review, the deciding one"
ONE = "one donation, ERC-20, published"
CART = "cart of 10, ERC-20, published"
ONE_NATIVE = "one donation, native, published"
ONE_PLAIN = "one donation, ERC-20, plain"
FIRST_PLAIN = "cart of 10, ERC-20, plain, per item, first"
LATER_PLAIN = "cart of 10, ERC-20, plain, per item, later"
BY_LIST = ", by list"
"""Added to the rows of plain mode; without it donors are matched because they hold a badge."""
ENROL = "enrolment, once per donor, by list of 1,000"
PUBLISH = "publish a result"
CLAIM = "claim, ERC-20, 1,000 leaves, new holder"
FIRST_CLAIM = "claim, the very first of the round"
PUSH_NEW = "push of 100, per payee, ERC-20, new holders"
PUSH_HELD = "push of 100, per payee, ERC-20, existing holders"
PUSH_NATIVE = "push of 100, per payee, native, existing accounts"
REFUSED, BURNED = ", one refuses", ", one burns its gas"
PLAIN_RESULT = "finalise a plain round, per project of 100"
REFUND = "refund of an unclaimed cart of 10, ERC-20"
REFUND_NATIVE = "refund of one unclaimed donation, native"

REACH = {
    OPEN: 300_000,
    ONE: 96_000,
    CART: 155_000,
    ONE_PLAIN: 110_000,
    FIRST_PLAIN: 68_000,
    LATER_PLAIN: 50_000,
    ONE_PLAIN + BY_LIST: 110_000,
    FIRST_PLAIN + BY_LIST: 68_000,
    LATER_PLAIN + BY_LIST: 50_000,
    CLAIM: 86_000,
    FIRST_CLAIM: 86_000,
    PUSH_NEW: 31_000,
    PUSH_HELD: 14_000,
    PUSH_NATIVE: 15_000,
    PUSH_NEW + REFUSED: 31_000,
    PUSH_HELD + REFUSED: 14_000,
    PUSH_NATIVE + REFUSED: 15_000,
}
"""The most that a row of ours is meant to cost."""

LEDGER = Ledger("gas_round", "Gas of rounds. Peers marked 'told' were not measured here.", REACH)


def told() -> dict[str, Rows]:
    """What the survey of peers found by receipts, each built with its own settings; not measured here.

    source   the survey of performance, part 2: allo-contracts 76a6d19, allo-v2 d262e7e1, clr.fund f0073b10,
             merkle-distributor 25a79e8, on Anvil. Its carts are of ten donations; totals are ten times its mean
    """
    found = {
        "Allo v1 (told)": {
            OPEN: 929_000,
            ONE: 68_619,
            CART: 223_180,
            ONE_NATIVE: 65_321,
            PUSH_NEW: 39_514,
            PUSH_NATIVE: 22_190,
        },
        "Allo v2 (told)": {
            OPEN: 490_000,
            ONE: 75_191,
            CART: 308_750,
            ONE_NATIVE: 73_236,
            PUSH_NEW: 47_873,
            PUSH_NATIVE: 31_708,
        },
        "Allo v2 vault (told)": {ONE_NATIVE: 78_752},
        "clr.fund with its vote (told)": {ONE_PLAIN: 340_577 + 355_036},
        "Uniswap distributor (told)": {CLAIM: 72_474},
    }
    return {name: {row: Cost(gas, 1, gas) for row, gas in rows.items()} for name, rows in found.items()}
