"""The register of seats: which badges could be taken, which seats are dead, and both done at our cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from quadrille.chain.badge_kinds import CHAMBER_NAMES, SEATS, Chamber
from quadrille.chain.calls import Mined
from quadrille.chain.chamber_ballot import CHAMBERS, Seat
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.sending import send
from quadrille.errors import BadParameter, NotFound
from quadrille.types import Address, ContributionNumber, Timestamp

SEAT_KINDS = frozenset(kind.id for kind in SEATS)

MOST_AT_ONCE = 50
"""Seats in one transaction: to take one for the first time takes some 150 000 gas."""


@dataclass(frozen=True, slots=True)
class ChamberStanding:
    """One chamber as it stands. `is_house` is whether it would count in a ballot that is opened now."""

    chamber: Chamber
    name: str
    seats: int
    is_house: bool
    issuer: Address


@dataclass(frozen=True, slots=True)
class Waiting:
    """A badge of a seat's kind that nobody has taken as a seat, and from when it can be."""

    number: ContributionNumber
    holder: Address
    mature_at: Timestamp


def chamber_name(chamber: int) -> str:
    """What people call a chamber; its number where it has no name yet."""
    return CHAMBER_NAMES[Chamber(chamber)] if chamber in set(Chamber) else f"chamber {chamber}"


def chambers_in(mask: int) -> list[str]:
    """The chambers of a mask, one bit for each, by name."""
    return [chamber_name(chamber) for chamber in range(CHAMBERS) if mask >> chamber & 1]


def chambers(chain: Chain) -> list[ChamberStanding]:
    """Every chamber that has a name, in their order."""
    least, contract = chain.chamber_ballot.rules().least_seats, chain.chamber_ballot
    found = []
    for chamber, name in CHAMBER_NAMES.items():
        seats = contract.live_seats(chamber)
        found.append(ChamberStanding(chamber, name, seats, seats >= least, contract.seat_issuer(chamber)))
    return found


def seats(chain: Chain) -> list[Seat]:
    """Every badge that was ever taken as a seat, as it stands now, by number."""
    numbers = {event.args["seat"] for event in chain.chamber_ballot.events("SeatTaken")}
    return [chain.chamber_ballot.seat_of(ContributionNumber(number)) for number in sorted(numbers)]


def seats_after(chain: Chain, after: int, limit: int) -> list[Seat]:
    """The same behind number `after`, one more than `limit` where there is one."""
    numbers = sorted({event.args["seat"] for event in chain.chamber_ballot.events("SeatTaken")})
    page = [number for number in numbers if number > after][: limit + 1]
    return [chain.chamber_ballot.seat_of(ContributionNumber(number)) for number in page]


def dead_seats(chain: Chain) -> list[ContributionNumber]:
    """Seats that are counted and not live any more: their badge is gone, was moved, or its term is over."""
    return [number for number in taken_seats(chain) if not chain.chamber_ballot.seat_of(number).is_live]


def taken_seats(chain: Chain) -> list[ContributionNumber]:
    """Seats that are counted now, live or not: taken, and not let go since; by number."""
    events = [*chain.chamber_ballot.events("SeatTaken"), *chain.chamber_ballot.events("SeatLeft")]
    last: dict[int, str] = {}
    for event in sorted(events, key=lambda event: (event.block_number, event.log_index)):
        last[event.args["seat"]] = event.name
    return [ContributionNumber(number) for number in sorted(last) if last[number] == "SeatTaken"]


def waiting(chain: Chain) -> list[Waiting]:
    """Live badges of seats' kinds that were never taken by who holds them, by number.

    Who let a live seat go has said so: it is not taken for them again.
    """
    known = {(event.args["seat"], event.args["holder"]) for event in chain.chamber_ballot.events("SeatTaken")}
    maturity, found = chain.chamber_ballot.rules().maturity_seconds, []
    for event in chain.badge.issued():
        if event.args["kind"] not in SEAT_KINDS:
            continue
        try:
            badge = chain.badge.badge_of(ContributionNumber(event.args["number"]))
        except NotFound:
            continue
        if badge.weight and (badge.number, badge.holder) not in known:
            found.append(Waiting(badge.number, badge.holder, Timestamp(badge.held_since + maturity)))
    return sorted(found, key=lambda one: one.number)


def take(session: Session, chain: Chain, numbers: Sequence[ContributionNumber]) -> Mined:
    """Make mature badges seats, at the operator's cost; raises ContractReverted when one cannot be."""
    return _send(session, chain, "take", numbers)


def let_go(session: Session, chain: Chain, numbers: Sequence[ContributionNumber]) -> Mined:
    """Let seats go that are not live any more, at the operator's cost; raises ContractReverted for a live one."""
    return _send(session, chain, "leave", numbers)


def _send(session: Session, chain: Chain, step: str, numbers: Sequence[ContributionNumber]) -> Mined:
    if not 0 < len(numbers) <= MOST_AT_ONCE:
        raise BadParameter("seats", len(numbers), f"1 to {MOST_AT_ONCE} at once")
    contract = chain.chamber_ballot
    call = contract.take_seats(numbers) if step == "take" else contract.leave_seats(numbers)
    # A seat that comes and goes is taken more than once: how often tells one time from the other.
    times = len(contract.events("SeatTaken")) + len(contract.events("SeatLeft"))
    key = f"chambers {contract.address} {step} {','.join(map(str, sorted(numbers)))} after {times}"
    return send(session, chain, "operator", key, call)
