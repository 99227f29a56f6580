"""The gas of chambers: seats of six chambers that vote on a project, near numbers and far ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice
from typing import Any

from eth_abi.abi import encode
from eth_account.signers.local import LocalAccount
from gas_cost import Cost, Rows, cost_of
from gas_governance_ground import RELAY, SAYS, has_no_zero
from gas_governance_rows import (
    CHAMBER_ASTRIDE,
    CHAMBER_BAD,
    CHAMBER_CLOSE,
    CHAMBER_DENSE,
    CHAMBER_OPEN,
    CHAMBER_SINGLE,
    CHAMBER_SPARSE,
    CHAMBER_TRIM,
    TAKE_SEATS,
)
from gas_ground import Meter, Metered, accounts, evidence_hash, metered_chain
from gas_ours import GUARDIAN, ISSUER
from gas_ours import deployed as our_badges
from gas_round_ground import created, hash_bytes, undone
from gas_tokens import Tokens

from quadrille.chain.badge import Issue
from quadrille.chain.badge_kinds import SEATS as SEAT_KINDS
from quadrille.chain.states import Support
from quadrille.types import NOBODY, Address, ContributionNumber

DAY = 86_400
CHAMBERS, SEATS, TRIMMED = len(SEAT_KINDS), 100, 10
SIZES = (50, 100)

FIRST_DENSE = ContributionNumber(0x010200)
"""Of a hundred numbers in a row, which share a word of 128."""

FIRST_ASTRIDE = ContributionNumber(0x010400 - 25)
"""The same, but they share two words."""

APART = 0x0201
"""Between far numbers, each with a word of its own."""

TAKING_DAY = 40
"""When badges of the first day are mature."""

RULES = (5, 2, 2_000, 6_000, 1_700, 1_400, 1_100, 500, False, 31 * DAY, DAY, 30 * DAY)
PROJECT = hash_bytes(evidence_hash(ContributionNumber(1), 3))


@dataclass(frozen=True)
class Seats:
    """Seats by their numbers, in order, and who has them."""

    numbers: Sequence[ContributionNumber]
    holders: Sequence[LocalAccount]


@dataclass(frozen=True)
class Chambers(Metered):
    """ChamberBallot at work, with a registry of affiliations that it asks."""

    badges: Tokens
    dense: Seats
    astride: Seats
    sparse: Seats

    def open(self, salt: int) -> int:
        """Gas of a ballot on a project, by governance; its number is the count of all."""
        subject = hash_bytes(evidence_hash(ContributionNumber(2), salt))
        return self.cost(self.badges.authority, "open", subject, PROJECT, self.meter.now() + 7 * DAY)

    def sign_all(self, ballot: int, seats: Seats, how_many: int) -> list[tuple[Any, ...]]:
        """A signed vote of each of the first seats, who are not all of one opinion."""
        voters = islice(zip(seats.numbers, seats.holders, cycle(SAYS), strict=False), how_many)
        return [self.sign(ballot, *voter) for voter in voters]

    def sign(self, ballot: int, seat: ContributionNumber, holder: LocalAccount, support: Support) -> tuple[Any, ...]:
        """A signed vote as the contract takes it, without a zero byte in its signature."""
        for deadline in filter(has_no_zero, count(self.meter.now() + 3 * DAY)):
            digest = self.read("voteDigest", ballot, seat, int(support), deadline)
            signature = bytes(holder.unsafe_sign_hash(digest).signature)
            if 0 not in signature:
                return seat, int(support), deadline, signature
        raise AssertionError


def chamber_rows() -> Rows:
    """All rows, on a chain of their own."""
    with metered_chain(Address(GUARDIAN.address)) as meter:
        chambers = deployed(meter)
        meter.begin_day(TAKING_DAY)
        rows = taken(chambers)
        rows[CHAMBER_OPEN] = cost_of([chambers.open(salt) for salt in range(3)])
        measured = {
            CHAMBER_DENSE: chambers.dense,
            CHAMBER_ASTRIDE: chambers.astride,
            CHAMBER_SPARSE: chambers.sparse,
        }
        for name, seats in measured.items():
            rows |= {f"{size} {name}": batch(chambers, seats, size) for size in SIZES}
        return rows | bad_votes(chambers) | endings(chambers)


def deployed(meter: Meter) -> Chambers:
    """Chambers with three hundred holders of badges that can be seats."""
    badges = our_badges(meter)
    registry = created(meter, "AffiliationRegistry", encode(["address"], [badges.address]))
    widths = "(uint16,uint8,uint16,uint16,uint16,uint16,uint16,uint16,bool,uint32,uint32,uint32)"
    terms = encode(
        ["address", "address", "address", widths, "address[8]"],
        [badges.address, registry.address, NOBODY, RULES, [NOBODY] * 8],
    )
    contract = created(meter, "ChamberBallot", terms).contract
    holders = accounts("seat")
    rows = row(FIRST_DENSE, 1), row(FIRST_ASTRIDE, 1), row(ContributionNumber(0x020101), APART)
    groups = [Seats(list(islice(numbers, SEATS)), list(islice(holders, SEATS))) for numbers in rows]
    for seats in groups:
        give(badges, seats)
    return Chambers(meter, contract, badges, *groups)


def row(first: ContributionNumber, apart: int) -> Iterator[ContributionNumber]:
    """Numbers so far apart from each other."""
    return (ContributionNumber(number) for number in count(first, apart))


def give(badges: Tokens, seats: Seats) -> None:
    """The badges of these numbers, one chamber after the other."""
    entries = [
        Issue(number, Address(holder.address), kind.id, evidence_hash(number)).as_tuple()
        for number, holder, kind in zip(seats.numbers, seats.holders, cycle(SEAT_KINDS), strict=False)
    ]
    badges.cost(Address(ISSUER.address), "issueBatch", entries)


def taken(chambers: Chambers) -> Rows:
    """Badges become seats, in tens."""
    gas = []
    for seats in (chambers.dense, chambers.astride, chambers.sparse):
        gas += [chambers.cost(RELAY, "takeSeats", seats.numbers[at : at + 10]) for at in range(0, SEATS, 10)]
    return {TAKE_SEATS: cost_of(gas[1:], 10)}


def batch(chambers: Chambers, seats: Seats, size: int) -> Cost:
    """So many signed votes, the first on their ballot."""
    with undone(chambers.meter):
        gas = chambers.cost(RELAY, "castBallots", 1, chambers.sign_all(1, seats, size))
        require_counted(chambers, seats, size)
    return cost_of([gas], size)


def require_counted(chambers: Chambers, seats: Seats, counted: int) -> None:
    """Whoever counted less than was asked would look cheap."""
    assert sum(chambers.read("voteOf", 1, seat) != 0 for seat in seats.numbers) == counted


def bad_votes(chambers: Chambers) -> Rows:
    """A batch with five votes that do not count; the cost is that of those that do."""
    seats, size = chambers.dense, SIZES[0]
    with undone(chambers.meter):
        chambers.cost(Address(seats.holders[0].address), "cast", 1, seats.numbers[0], 1)
        votes = chambers.sign_all(1, seats, size + 1)[1:]
        repeated, forged, late, nobody, odd = (5, 15, 25, 35, 45)
        votes[repeated] = chambers.sign(1, seats.numbers[0], seats.holders[0], Support.FOR)
        votes[forged] = (*votes[forged][:-1], votes[0][-1])
        votes[late] = (*votes[late][:2], chambers.meter.now() - DAY, votes[late][-1])
        votes[nobody] = (ContributionNumber(0x010101), *votes[nobody][1:])
        votes[odd] = (votes[odd][0], 3, *votes[odd][2:])
        gas = chambers.cost(RELAY, "castBallots", 1, votes)
        require_counted(chambers, seats, 1 + size - 5)
    return {CHAMBER_BAD: cost_of([gas], size - 5)}


def endings(chambers: Chambers) -> Rows:
    """Votes that their voters send, seats that are lost since, and the end."""
    seats = chambers.dense
    gas = [
        chambers.cost(Address(holder.address), "cast", 1, seat, int(Support.FOR))
        for seat, holder in zip(seats.numbers, seats.holders, strict=True)
    ]
    for seat in seats.numbers[:TRIMMED]:
        chambers.badges.cost(chambers.badges.authority, "revoke", seat, 1)
    trimmed = chambers.cost(RELAY, "trim", 1, seats.numbers[:TRIMMED])
    chambers.meter.begin_day(TAKING_DAY + 8)
    closed = chambers.cost(RELAY, "close", 1)
    return {
        CHAMBER_SINGLE: cost_of(gas[CHAMBERS:]),
        CHAMBER_TRIM: cost_of([trimmed], TRIMMED),
        CHAMBER_CLOSE: cost_of([closed]),
    }
