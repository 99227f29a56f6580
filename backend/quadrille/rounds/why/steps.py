"""From what was given to a project to what it is paid, in steps: a name, a sum, and words that say how. Pure."""

from typing import NamedTuple

from quadrille.languages.words import Said, marked, said, said_many
from quadrille.rounds.lab.alarm import why_zero
from quadrille.rounds.lab.alarm_words import BECAUSE
from quadrille.rounds.lab.given import given
from quadrille.rounds.matching.gitcoin_linear import IgnoreSaturation
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS, Saturation
from quadrille.rounds.why.why import ProjectWhy
from quadrille.types import BPS_ONE

RULES = {
    "qf": said(
        "the roots of what counts, added and squared, less each root's own square: what every pair of people makes"
    ),
    "pairwise": said("the root of what the two of every pair gave, less the more both give to the same projects"),
    "cocm": said("the root of what every two groups among its donors gave, as far as they are strange to each other"),
    "gitcoin-linear": said("the whole roots of what counts, added and squared, less each root's own square"),
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
    rule = RULES.get(rules.mechanism, said("by the rule of that name"))
    params = ", ".join(f"{name}={value}" for name, value in matching.params.items())
    return [
        Step(said("given"), row.given_units, _given_words(why)),
        Step(said("counts"), sum(gift.counted_units for gift in why.gifts), _counted_words(why)),
        Step(
            said("full match"),
            shares.full_units,
            said(
                "{mechanism}, version {version} ({params}): {rule}; raw {raw} / 2^64",
                mechanism=rules.mechanism,
                version=rules.mechanism_version,
                params=params,
                rule=rule,
                raw=raw,
            ),
        ),
        Step(
            said("part of the pool"),
            shares.part_units,
            said("{sum}, by all full matches", sum=f"{matching.pool_units} * {raw} // {all_raw}"),
        ),
        Step(said("saturation"), shares.saturated_units, _saturation_words(matching, all_raw)),
        Step(said("cap"), row.match_units, _cap_words(matching, row, shares)),
        Step(said("paid"), row.match_units, why_nothing(why) or said("as in result.csv")),
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
        return said("nothing, because nobody gave to it")
    if row.raw == 0:
        reason = why_zero(given(why.calculation.counted()), matching, row)
        if reason is None:
            return said("nothing, because what it adds up to is less than can be counted")
        return said("nothing, because {reason}", reason=BECAUSE[reason])
    return _nothing_of_the_pool(matching)


def _nothing_of_the_pool(matching: Matching) -> Said:
    if matching.pool_units == 0:
        return said("nothing, because the pool is empty")
    if matching.cap_units == 0:
        return said("nothing, because the cap is less than a unit")
    return said("nothing, because its part is less than a unit")


def _given_words(why: ProjectWhy) -> Said:
    donations = sum(len(gift.amounts) for gift in why.gifts)
    wallets = sum(len(gift.wallets) for gift in why.gifts)
    return said(
        "{donations} by {wallets} of {people}; it is the project's in any case",
        donations=said_many("{number} donation", "{number} donations", donations, number=f"{donations:,}"),
        wallets=said_many("{number} wallet", "{number} wallets", wallets, number=f"{wallets:,}"),
        people=said_many("{number} person", "{number} people", len(why.gifts), number=f"{len(why.gifts):,}"),
    )


def _counted_words(why: ProjectWhy) -> Said:
    linked = sum(len(gift.wallets) > 1 for gift in why.gifts)
    nothing = sum(gift.counted_units == 0 for gift in why.gifts)
    less = sum(gift.counted_units > 0 and gift.coefficient_bps < BPS_ONE for gift in why.gifts)
    words = said_many("{number} counts", "{number} count", why.row.donors, number=f"{why.row.donors:,}")
    for number, more in (
        (linked, marked("{before}, {number} with several wallets, each summed as one")),
        (less, marked("{before}, {number} in part")),
        (nothing, marked("{before}, {number} with nothing")),
    ):
        words = said(more, before=words, number=f"{number:,}") if number else words
    return words


def _saturation_words(matching: Matching, all_raw: int) -> str:
    total = said(
        "all full matches together are {all}, the pool is {pool}",
        all=all_raw >> RAW_FRACTION_BITS,
        pool=matching.pool_units,
    )
    if matching.params.get("saturation") == Saturation.KEEP:
        return said("{total}; keep: the smaller of full match and part", total=total)
    if matching.params.get("saturation") == Saturation.SCALE:
        return said("{total}; scale: the part, however large", total=total)
    if _is_unsaturated_linear(matching, all_raw):
        return said("{total}, which is more: the full match", total=total)
    return said("{total}: the part", total=total)


def _cap_words(matching: Matching, row: ProjectMatch, shares: Shares) -> str:
    cap = said("at most {units} for one project", units=matching.cap_units)
    if row.match_units == shares.saturated_units:
        return said("{cap}, which changes nothing here", cap=cap)
    if shares.saturated_units > matching.cap_units:
        return said("{cap}: cut to that", cap=cap)
    if row.match_units == matching.cap_units:
        return said("{cap}: raised to that by what is cut from others", cap=cap)
    if shares.capped:
        return said_many(
            "{cap}: {count} project held at that, the rest share {sum}",
            "{cap}: {count} projects held at that, the rest share {sum}",
            shares.capped,
            cap=cap,
            sum=f"{shares.open_units} * {row.raw} // {shares.open_raw}",
        )
    return said("{cap}: what is cut from others is passed on", cap=cap)


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
