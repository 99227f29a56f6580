"""How much a relay pays for whom, so that nobody can drain it. Pure.

Only ballots that count are taken at all, so that each costs a mature badge; these bounds are for those who have one.
"""

from dataclasses import dataclass

from quadrille.errors import Refused, TooMany
from quadrille.languages.words import said
from quadrille.types import Address, Timestamp

DAY_SECONDS = 86_400

BALLOTS_ON_A_PROPOSAL = 5
"""Of one voter: who thinks again four times has had a fair hearing."""

BALLOTS_IN_A_DAY = 30
"""Of one voter, over all proposals: more are open on no busy day."""

KEY_GAS = 100_000
"""What a ballot signed by a key costs at the most, its part of the transaction included; some 55 000 in a batch."""

CONTRACT_GAS = 800_000
"""The same for a voter that is a contract: what the governor lets it use, and what counting takes."""

YOURSELF = "Or cast it yourself, at your own cost: `quadrille governance vote ... --direct`."


@dataclass(frozen=True, slots=True)
class Used:
    """What the relay has paid for so far.

    on_proposal          ballots of this voter on this proposal
    by_voter             ballots of this voter in the last day, and when the oldest of them came
    gas                  of everybody in the last day, and when the oldest of it was used
    """

    on_proposal: int
    by_voter: int
    oldest_by_voter_at: Timestamp
    gas: int
    oldest_gas_at: Timestamp


def require_room(used: Used, voter: Address, gas: int, gas_per_day: int, now: Timestamp) -> None:
    """Raise Refused or TooMany unless the relay pays for one more ballot of this voter that costs up to `gas`."""
    if used.on_proposal >= BALLOTS_ON_A_PROPOSAL:
        cause = (
            f"{voter} has handed in {used.on_proposal} ballots on it; {BALLOTS_ON_A_PROPOSAL} a proposal are paid for."
        )
        raise Refused(cause, "The last one counts. " + YOURSELF)
    if used.by_voter >= BALLOTS_IN_A_DAY:
        waits = _until_a_day_after(used.oldest_by_voter_at, now)
        raise TooMany(said("ballots of {voter}", voter=voter), BALLOTS_IN_A_DAY, DAY_SECONDS, waits, YOURSELF)
    if used.gas + gas > gas_per_day:
        waits = _until_a_day_after(used.oldest_gas_at, now)
        raise TooMany("units of gas for ballots", gas_per_day, DAY_SECONDS, waits, YOURSELF)


def _until_a_day_after(moment: Timestamp, now: Timestamp) -> int:
    return max(1, moment + DAY_SECONDS - now)
