"""Units and ids. Imports nothing of ours: every other file may import this one.

Amounts are integers in base units of the token until the last line shown to a person.
"""

from dataclasses import dataclass
from typing import NewType

Wei = NewType("Wei", int)
"""Base units of the native coin."""

Units = NewType("Units", int)
"""Base units of whatever token a calculation is about."""

Bps = NewType("Bps", int)
"""Basis points: 10 000 = 100 %."""

Address = NewType("Address", str)
"""An account, in EIP-55 mixed-case form."""

NOBODY = Address("0x" + "00" * 20)
"""As an account: there is none. As a token: the chain's own coin. Badges come from it and go to it (ERC-721)."""

Hash32 = NewType("Hash32", str)
"""32 bytes as 0x and 64 lower-case hex digits: a block, a transaction, a digest, a Merkle root."""

NO_HASH = Hash32("0x" + "00" * 32)
"""There is none: no root, nothing committed."""

BlockNumber = NewType("BlockNumber", int)
Timestamp = NewType("Timestamp", int)
"""Unix seconds."""

ContributionNumber = NewType("ContributionNumber", int)
"""The number of a verified contribution, and of the badge given for it; uint64, never used twice."""

KindId = NewType("KindId", int)
"""A kind of badge; uint16."""

ProjectIndex = NewType("ProjectIndex", int)
"""The place of a project in its round, from 0; also the index of its Merkle leaf."""

AMOUNT_BITS = 112
"""A word of a round is a project's index above an amount of so many bits; sums of amounts stay below 2**112."""

DIGITS = r"^(0|[1-9][0-9]{0,77})$"
"""How an API takes an amount: a decimal integer as text, since JSON numbers lose digits above 2**53."""

ADDRESS = "^0x[0-9a-fA-F]{40}$"
"""How an API takes an account. Whether mixed case is EIP-55's is asked afterwards: no pattern can say that."""

ROW_MAX = 2**31 - 1
"""The largest number of a row that we count ourselves: PostgreSQL keeps it in 32 bits, and fails for a larger one."""

BPS_ONE = Bps(10_000)
UINT256_MAX = 2**256 - 1


@dataclass(frozen=True, slots=True)
class BlockStamp:
    """The block at which something was read; reads that decide money share one."""

    number: BlockNumber
    hash: Hash32
    at: Timestamp
