"""Random rounds under every mechanism, in many orders, by compiled loops and by definition: what must not differ.

`scripts/soak matching` runs many of them; each failure is told with the number of its round.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

from quadrille.rounds.matching import cocm, pairwise
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.matching.outcome import Matching

TOKEN = 10**18


def failures(seed: int, orders: int) -> list[str]:
    """What is wrong with the round of this number; nothing when all is well."""
    lot = random.Random(seed)
    donations = _donations(lot)
    pool = lot.choice([lot.randrange(1_000), lot.randrange(10**24), lot.randrange(2**256)])
    return [
        f"round {seed}, {name} {params}: {wrong}"
        for name, params in _mechanisms(lot)
        for wrong in _judged(name, params, donations, pool, orders, lot)
    ]


def _judged(
    name: str, params: dict[str, str], donations: list[Donation], pool: int, orders: int, lot: random.Random
) -> Iterator[str]:
    first = match_donations(name, donations, pool, params)
    for _ in range(orders):
        if match_donations(name, lot.sample(donations, len(donations)), pool, params) != first:
            yield "another order gives another result"
    with _other_loops():
        if match_donations(name, donations, pool, params) != first:
            yield "the compiled loops and the definition differ"
    yield from _wrong_in(first, params)


def _wrong_in(matching: Matching, params: dict[str, str]) -> Iterator[str]:
    if matching.left_units < 0:
        yield f"{-matching.left_units} more than the pool is paid"
    if any(row.match_units > matching.cap_units for row in matching.projects):
        yield "a match is over the cap"
    is_shared_whole = params.get("saturation") == "scale" and params.get("cap_bps") == "10000"
    if is_shared_whole and any(row.raw for row in matching.projects) and matching.left_units >= len(matching.projects):
        yield f"{matching.left_units} are left"


@contextmanager
def _other_loops() -> Iterator[None]:
    kept = pairwise.MANY_PAIRS, cocm.MANY_PARTS
    pairwise.MANY_PAIRS, cocm.MANY_PARTS = 0, 0
    try:
        yield
    finally:
        pairwise.MANY_PAIRS, cocm.MANY_PARTS = kept


def _donations(lot: random.Random) -> list[Donation]:
    donors, projects = lot.randrange(1, 30), lot.randrange(1, 12)
    bps = {(d, p): lot.choice([10_000, 10_000, lot.randrange(10_001)]) for d in range(donors) for p in range(projects)}
    size = lot.choice([1, 10**6, TOKEN, 10**30, 2**200])
    found = []
    for _ in range(lot.randrange(120)):
        donor, project = lot.randrange(donors), lot.randrange(projects)
        amount = int(lot.lognormvariate(1, lot.choice([0.1, 1.5, 6])) * 1_000) * size // 1_000 + lot.randrange(3)
        found.append(Donation(f"d{donor}", f"p{project}", amount, bps[donor, project]))
    return found


def _mechanisms(lot: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    shared = {"saturation": lot.choice(["keep", "scale"]), "cap_bps": lot.choice(["10000", str(lot.randrange(10_001))])}
    yield "qf", {**shared, "minimum_units": str(lot.choice([0, lot.randrange(10 * TOKEN)]))}
    yield "pairwise", {**shared, "m_units": str(lot.choice([1, TOKEN // 100, 25 * TOKEN, 2**255]))}
    for variant in cocm.Variant:
        yield "cocm", {**shared, "variant": variant.value, "unit": str(lot.choice([1, 10**6, TOKEN]))}
    yield "gitcoin-linear", {"ignore_saturation": lot.choice(["true", "false"])}
