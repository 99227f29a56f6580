"""How far reviewers agree, beyond what chance would give: Krippendorff's alpha for nominal data, with an interval.

    alpha = 1 - (N - 1) * sum over items of D(item) / (N^2 - sum over values of n(value)^2)
    D(item) = (m^2 - sum over values of m(value)^2) / (m - 1)

with m answers on an item, N of them on all items that have at least two. Source: K. Krippendorff, Computing
Krippendorff's Alpha-Reliability (2011), section C. Where nobody ever disagrees because nothing but one value occurs,
nothing is known of reliability, and alpha is 0.

The interval draws items again with replacement (Efron 1979; by item, since answers on one item hang together), from a
counter-based generator of its own, so that the same answers give the same interval in whatever order they come.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quadrille.screening.judging.chance import Chance

RESAMPLES, LEAST_RESAMPLES, DRAWS = 1_000, 40, 200_000
"""Efron and Tibshirani (1993) ask for a thousand for a percentile interval; where the items are thousands themselves,
fewer, since the interval is narrow then."""

INTERVAL_BPS = 9_500

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha, and the interval that holds it with INTERVAL_BPS of certainty."""

    alpha: float
    low: float
    high: float


def agreement(items: Iterable[Counts]) -> Agreement:
    """Alpha over all items.

    items   for each, how often each value was answered; items with one answer say nothing about agreement
    """
    # Equal items are counted together: thousands of items then draw as fast as dozens.
    kinds: dict[tuple[tuple[str, int], ...], int] = {}
    for counts in items:
        if sum(counts.values()) > 1:
            key = tuple(sorted((value, count) for value, count in counts.items() if count))
            kinds[key] = kinds.get(key, 0) + 1
    shapes = sorted(kinds)
    times = [kinds[shape] for shape in shapes]
    alpha = _alpha(shapes, times)
    drawn = sorted(_alpha(shapes, again) for again in _resampled(times)) or [alpha]
    tail = (10_000 - INTERVAL_BPS) * len(drawn) // 20_000
    return Agreement(alpha, min(alpha, drawn[tail]), max(alpha, drawn[-1 - tail]))


def _alpha(shapes: Sequence[tuple[tuple[str, int], ...]], times: Sequence[int]) -> float:
    totals: dict[str, int] = {}
    disagreement = 0.0
    for shape, often in zip(shapes, times, strict=True):
        size = sum(count for _, count in shape)
        disagreement += often * (size * size - sum(count * count for _, count in shape)) / (size - 1)
        for value, count in shape:
            totals[value] = totals.get(value, 0) + often * count
    answers = sum(totals.values())
    by_chance = answers * answers - sum(total * total for total in totals.values())
    return 1 - (answers - 1) * disagreement / by_chance if by_chance else 0.0


def _resampled(times: Sequence[int]) -> Iterable[list[int]]:
    items = sum(times)
    resamples = max(LEAST_RESAMPLES, min(RESAMPLES, DRAWS // items)) if items else 0
    ends = [sum(times[: place + 1]) for place in range(len(times))]
    chance = Chance(items)
    for _ in range(resamples):
        again = [0] * len(times)
        for _ in range(items):
            again[bisect_left(ends, chance.below(items) + 1)] += 1
        yield again
