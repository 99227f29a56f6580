"""Familiarity of many donors with every project, compiled: equal to `familiarity.py`, digit for digit.

Memory: one number of 8 bytes for each donor and project, and no more than a bit for each donor and project besides.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quadrille.rounds.matching.familiarity import ONE, Way
from quadrille.rounds.matching.kernels.compiling import compiled
from quadrille.rounds.matching.kernels.sparse import Sparse, transposed
from quadrille.rounds.matching.kernels.wide import multiply_shift, ones

SHARES = 32
"""So many parts the work is cut in."""

WORD_BITS = 64


def familiarity_compiled(way: Way, parts: Sparse, shares: Sparse, projects: int) -> NDArray[np.int64]:
    """How familiar each donor is with each project, a row for each donor.

    parts, shares   W and U of `familiarity.py`, by the same places
    """
    familiar = np.zeros((len(parts.starts) - 1, projects), np.int64)
    fill = WAYS[way](parts, shares, projects)

    def work(share: int) -> None:
        fill(familiar, share)
        _know_own(parts.starts, parts.columns, familiar, share, SHARES)

    with ThreadPoolExecutor() as threads:
        list(threads.map(work, range(SHARES)))
    return familiar


Fill = Callable[[NDArray[np.int64], int], None]
"""Fills every SHARES-th row of a matrix, from this one on."""


def _markov(parts: Sparse, shares: Sparse, projects: int) -> Fill:
    steps = np.zeros((projects, projects), np.int64)
    _step(parts.starts, parts.columns, parts.values, shares.values, steps)
    return lambda familiar, share: _walk(*parts, steps, familiar, share, SHARES)


def _og(parts: Sparse, _: Sparse, projects: int) -> Fill:
    meets = np.zeros((projects, projects), np.bool_)
    _meet(parts.starts, parts.columns, meets)
    return lambda familiar, share: _reach(parts.starts, parts.columns, meets, familiar, share, SHARES)


def _pct_friends(parts: Sparse, _: Sparse, projects: int) -> Fill:
    by_project = transposed(parts, projects)
    donors = np.zeros((projects, (len(parts.starts) - 1) // WORD_BITS + 1), np.uint64)
    owners = np.repeat(np.arange(projects), np.diff(by_project.starts))
    bits = np.uint64(1) << (by_project.columns % WORD_BITS).astype(np.uint64)
    np.bitwise_or.at(donors, (owners, by_project.columns // WORD_BITS), bits)
    return lambda familiar, share: _befriend(parts.starts, parts.columns, donors, familiar, share, SHARES)


WAYS: Mapping[Way, Callable[[Sparse, Sparse, int], Fill]] = {
    Way.MARKOV: _markov,
    Way.OG: _og,
    Way.PCT_FRIENDS: _pct_friends,
}


@compiled
def _know_own(starts: Any, columns: Any, familiar: Any, first: int, step: int) -> None:
    for donor in range(first, len(familiar), step):
        for at in range(starts[donor], starts[donor + 1]):
            familiar[donor, columns[at]] = ONE


@compiled
def _step(starts: Any, columns: Any, parts: Any, shares: Any, steps: Any) -> None:
    for donor in range(len(starts) - 1):
        for one in range(starts[donor], starts[donor + 1]):
            for other in range(starts[donor], starts[donor + 1]):
                steps[columns[one], columns[other]] += multiply_shift(shares[one], parts[other], 60)


@compiled
def _walk(starts: Any, columns: Any, parts: Any, steps: Any, familiar: Any, first: int, step: int) -> None:
    for donor in range(first, len(familiar), step):
        row = familiar[donor]
        for at in range(starts[donor], starts[donor + 1]):
            part, reached = parts[at], steps[columns[at]]
            for other in range(len(row)):
                row[other] += multiply_shift(part, reached[other], 60)


@compiled
def _meet(starts: Any, columns: Any, meets: Any) -> None:
    for donor in range(len(starts) - 1):
        for one in range(starts[donor], starts[donor + 1]):
            for other in range(starts[donor], starts[donor + 1]):
                meets[columns[one], columns[other]] = True


@compiled
def _reach(starts: Any, columns: Any, meets: Any, familiar: Any, first: int, step: int) -> None:
    for donor in range(first, len(familiar), step):
        for at in range(starts[donor], starts[donor + 1]):
            reached = meets[columns[at]]
            for other in range(len(reached)):
                if reached[other]:
                    familiar[donor, other] = ONE


@compiled
def _befriend(starts: Any, columns: Any, donors: Any, familiar: Any, first: int, step: int) -> None:
    words = donors.shape[1]
    friends = np.zeros(words, np.uint64)
    for donor in range(first, len(familiar), step):
        friends[:] = 0
        for at in range(starts[donor], starts[donor + 1]):
            for word in range(words):
                friends[word] |= donors[columns[at], word]
        all_friends = 0
        for word in range(words):
            all_friends += ones(friends[word])
        # there * ONE // all, without a product beyond 64 bits.
        each, rest = ONE // all_friends, ONE % all_friends
        for other in range(donors.shape[0]):
            there = 0
            for word in range(words):
                there += ones(friends[word] & donors[other, word])
            familiar[donor, other] = there * each + there * rest // all_friends
