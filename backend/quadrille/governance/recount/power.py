"""Why somebody's badges count as much as they do: badge by badge, from their logs. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from quadrille.governance.recount.logs import BadgeChanged, Place
from quadrille.languages.moments import Moment
from quadrille.types import Address, ContributionNumber, KindId, Timestamp

COUNTS, STANDS_IN, TOO_YOUNG, ENDED = "counts", "stands in", "too young", "ended"
"""What is true of a badge's weight: it counts; it counts in the place of what is gone; not yet; no more."""


@dataclass(frozen=True, slots=True)
class Hold:
    """For how long a wallet has had a badge with its weight; `until` is None while it has.

    ended   how it ended: given up, revoked, lapsed or moved; empty while it lasts
    """

    number: ContributionNumber
    kind: KindId
    weight: int
    since: Place
    until: Place | None = None
    ended: str = ""

    def is_at(self, place: Place) -> bool:
        """Whether it was there before the log at this place."""
        return self.since < place and (self.until is None or place <= self.until)


@dataclass(frozen=True, slots=True)
class Part:
    """What one badge adds: `counted` of its weight, and what is true of it."""

    hold: Hold
    counted: int
    is_: str


def holds_of(holder: Address, changes: Iterable[BadgeChanged]) -> list[Hold]:
    """Every badge that a wallet has or had, in the order in which it got them. changes: oldest first."""
    found: dict[ContributionNumber, Hold] = {}
    over: list[Hold] = []
    for one in changes:
        had = found.pop(one.number, None)
        if had is not None:
            over.append(replace(had, until=one.place, ended=one.why))
        if one.holder == holder and one.weight:
            found[one.number] = Hold(one.number, one.kind, one.weight, one.place)
    return sorted([*over, *found.values()], key=lambda hold: hold.since)


def parts_of(holds: Iterable[Hold], snapshot: Place, now: Place) -> list[Part]:
    """What each badge adds to min(what they weighed at the snapshot, what they weigh now), the contract's rule.

    Badges that count both times add all they weigh. When others of the snapshot are gone, and new ones have come, the
    lesser of both sums is more than that: the new ones stand in for as much, the oldest first.
    """
    kept = list(holds)
    then = sum(one.weight for one in kept if one.is_at(snapshot))
    has = sum(one.weight for one in kept if one.is_at(now))
    both = sum(one.weight for one in kept if one.is_at(snapshot) and one.is_at(now))
    spare = min(then, has) - both
    parts = []
    for one in kept:
        if not one.is_at(now):
            parts.append(Part(one, 0, ENDED))
        elif one.is_at(snapshot):
            parts.append(Part(one, one.weight, COUNTS))
        else:
            counted = min(spare, one.weight)
            spare -= counted
            parts.append(Part(one, counted, STANDS_IN if counted else TOO_YOUNG))
    return parts


def words_of(part: Part, at: Callable[[int], Timestamp], maturity_seconds: int) -> str:
    """Why a badge counts or does not. at: when a block was made."""
    hold, since = part.hold, at(part.hold.since[0])
    ripe_at = Moment(since + maturity_seconds)
    if part.is_ == ENDED:
        assert hold.until is not None
        return f"{hold.ended} at {Moment(at(hold.until[0]))}"
    if part.is_ == TOO_YOUNG:
        return f"too young: it counts on proposals made from {ripe_at} on"
    if part.is_ == STANDS_IN:
        return f"too young until {ripe_at}, but as many votes of before are gone, and the lesser of both sums counts"
    return "counts"
