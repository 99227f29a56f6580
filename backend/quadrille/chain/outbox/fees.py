"""What a transaction offers for gas, first and when it waits too long (EIP-1559). Pure."""

from dataclasses import dataclass

TIP_WEI = 10**9
"""1 gwei, the tip that wallets commonly suggest."""

BUMP_PERCENT = 10
"""Nodes take a replacement only when it raises both fees by a tenth (geth's `--txpool.pricebump` default)."""


@dataclass(frozen=True, slots=True)
class Fees:
    """Per unit of gas: the most that is paid, and what of it goes to the block's builder."""

    fee_wei: int
    tip_wei: int


def first_fees(base_fee_wei: int, ceiling_wei: int) -> Fees | None:
    """Fees for a new transaction; None while even the present base fee and the tip exceed the ceiling."""
    if base_fee_wei + TIP_WEI > ceiling_wei:
        return None
    # Twice the base fee outlasts six full blocks, each of which raises it by an eighth (EIP-1559).
    return Fees(min(2 * base_fee_wei + TIP_WEI, ceiling_wei), TIP_WEI)


def raised_fees(before: Fees, base_fee_wei: int, ceiling_wei: int) -> Fees | None:
    """Fees that replace `before`: both at least a tenth higher, and enough now; None when that exceeds the ceiling."""
    fee_wei = max(_raised(before.fee_wei), 2 * base_fee_wei + TIP_WEI)
    least_wei = max(_raised(before.fee_wei), base_fee_wei + _raised(before.tip_wei))
    if least_wei > ceiling_wei:
        return None
    return Fees(min(fee_wei, ceiling_wei), _raised(before.tip_wei))


def is_outbid(fees: Fees, base_fee_wei: int) -> bool:
    """Whether no builder can take these fees now, or only for less than their tip."""
    return fees.fee_wei < base_fee_wei + fees.tip_wei


def _raised(wei: int) -> int:
    return -(-wei * (100 + BUMP_PERCENT) // 100)
