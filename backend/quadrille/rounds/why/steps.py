"""From what was given to a project to what it is paid, in steps: a name, a sum, and words that say how. Pure."""

from typing import NamedTuple

from quadrille.rounds.lab.alarm import why_zero
from quadrille.rounds.lab.alarm_words import BECAUSE
from quadrille.rounds.lab.given import given
from quadrille.rounds.lab.plain import counted
from quadrille.rounds.matching.gitcoin_linear import IgnoreSaturation
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS, Saturation
from quadrille.rounds.why.why import ProjectWhy
from quadrille.types import BPS_ONE

RULES = {
    "qf": "the roots of what counts, added and squared, less each root's own square: what every pair of people makes",
    "pairwise": "the root of what the two of every pair gave, less the more both give to the same projects",
    "cocm": "the root of what every two groups among its donors gave, as far as they are strange to each other",
    "gitcoin-linear": "the whole roots of what counts, added and squared, less each root's own square",
}
"""How the full match is made; in full, the first lines of the mechanism's own file."""


class Step(NamedTuple):
    """One step: what the sum is after it, in base units, and how it came about."""

    name: str
    units: int
    words: str


class Shares(NamedTuple):
    """The sums that lie between a full match and what is paid, in the order of the calculation.

    capped, open_units, open_raw   projects that `scale` holds at the cap, what of the pool the others share, and their
                                   full matches together
    """

    full_units: int
    part_units: int
    saturated_units: int
    capped: int
    open_units: int
    open_raw: int


def steps_of(why: ProjectWhy) -> list[Step]:
    """The way of one project; the first sum is what was given, the last what is paid."""
    row, matching = why.row, why.calculation.matching
    rules, shares = why.calculation.rules, shares_of(matching, row)
    raw, all_raw = row.raw, sum(one.raw for one in matching.projects)
    rule = RULES.get(rules.mechanism, "by the rule of that name")
    params = ", ".join(f"{name}={value}" for name, value in matching.params.items())
    return [
        Step("given", row.given_units, _given_words(why)),
        Step("counts", sum(gift.counted_units for gift in why.gifts), _counted_words(why)),
        Step(
            "full match",
            shares.full_units,
            f"{rules.mechanism}, version {rules.mechanism_version} ({params}): {rule}; raw {raw} / 2^64",
        ),
        Step("part of the pool", shares.part_units, f"{matching.pool_units} * {raw} // {all_raw}, by all full matches"),
        Step("saturation", shares.saturated_units, _saturation_words(matching, all_raw)),
        Step("cap", row.match_units, _cap_words(matching, row, shares)),
        Step("paid", row.match_units, why_nothing(why) or "as in result.csv"),
    ]


def shares_of(matching: Matching, row: ProjectMatch) -> Shares:
    """What the pool's share-out makes of a project: see `sharing.py`, and `gitcoin_linear.py` for its own."""
    all_raw = sum(one.raw for one in matching.projects)
    part_units = matching.pool_units * row.raw // all_raw if all_raw else 0
    full_units = row.raw >> RAW_FRACTION_BITS
    saturated_units, opened = part_units, (0, matching.pool_units, all_raw)
    if matching.params.get("saturation") == Saturation.KEEP:
        saturated_units = min(full_units, part_units)
    elif matching.params.get("saturation") == Saturation.SCALE:
        opened = _capped(matching)
    elif _is_unsaturated_linear(matching, all_raw):
        saturated_units = full_units
    return Shares(full_units, part_units, saturated_units, *opened)


def why_nothing(why: ProjectWhy) -> str:
    """Why a project is paid nothing; empty when it is paid something."""
    row, matching = why.row, why.calculation.matching
    if row.match_units:
        return ""
    if not why.gifts:
        return "nothing, because nobody gave to it"
    if row.raw == 0:
        reason = why_zero(given(why.calculation.counted()), matching, row)
        return f"nothing, because {BECAUSE[reason] if reason else 'what it adds up to is less than can be counted'}"
    if matching.pool_units == 0:
        return "nothing, because the pool is empty"
    if matching.cap_units == 0:
        return "nothing, because the cap is less than a unit"
    return "nothing, because its part is less than a unit"


def _given_words(why: ProjectWhy) -> str:
    donations = sum(len(gift.amounts) for gift in why.gifts)
    wallets = sum(len(gift.wallets) for gift in why.gifts)
    people = counted(len(why.gifts), "person") if len(why.gifts) == 1 else f"{len(why.gifts):,} people"
    return (
        f"{counted(donations, 'donation')} by {counted(wallets, 'wallet')} of {people}; it is the project's in any case"
    )


def _counted_words(why: ProjectWhy) -> str:
    linked = sum(len(gift.wallets) > 1 for gift in why.gifts)
    nothing = sum(gift.counted_units == 0 for gift in why.gifts)
    less = sum(gift.counted_units > 0 and gift.coefficient_bps < BPS_ONE for gift in why.gifts)
    parts = [
        f"{why.row.donors:,} {'counts' if why.row.donors == 1 else 'count'}",
        *([f"{linked:,} with several wallets, each summed as one"] if linked else []),
        *([f"{less:,} in part"] if less else []),
        *([f"{nothing:,} with nothing"] if nothing else []),
    ]
    return ", ".join(parts)


def _saturation_words(matching: Matching, all_raw: int) -> str:
    total = f"all full matches together are {all_raw >> RAW_FRACTION_BITS}, the pool is {matching.pool_units}"
    if matching.params.get("saturation") == Saturation.KEEP:
        return f"{total}; keep: the smaller of full match and part"
    if matching.params.get("saturation") == Saturation.SCALE:
        return f"{total}; scale: the part, however large"
    if _is_unsaturated_linear(matching, all_raw):
        return f"{total}, which is more: the full match"
    return f"{total}: the part"


def _cap_words(matching: Matching, row: ProjectMatch, shares: Shares) -> str:
    cap = f"at most {matching.cap_units} for one project"
    if row.match_units == shares.saturated_units:
        return f"{cap}, which changes nothing here"
    if shares.saturated_units > matching.cap_units:
        return f"{cap}: cut to that"
    if row.match_units == matching.cap_units:
        return f"{cap}: raised to that by what is cut from others"
    if shares.capped:
        held = counted(shares.capped, "project")
        return f"{cap}: {held} held at that, the rest share {shares.open_units} * {row.raw} // {shares.open_raw}"
    return f"{cap}: what is cut from others is passed on"


def _is_unsaturated_linear(matching: Matching, all_raw: int) -> bool:
    is_kept = matching.params.get("ignore_saturation") == IgnoreSaturation.FALSE
    return is_kept and all_raw >> RAW_FRACTION_BITS < matching.pool_units


def _capped(matching: Matching) -> tuple[int, int, int]:
    """How many projects `scale` holds at the cap, and what of the pool and of the full matches is then left."""
    open_units, open_raw, capped = matching.pool_units, sum(row.raw for row in matching.projects), 0
    for raw in sorted((row.raw for row in matching.projects), reverse=True):
        if open_raw == 0 or open_units * raw // open_raw <= matching.cap_units:
            break
        open_units, open_raw, capped = open_units - matching.cap_units, open_raw - raw, capped + 1
    return capped, open_units, open_raw
