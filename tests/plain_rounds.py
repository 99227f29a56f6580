"""Made-up plain rounds, what the Python definition says of them, and whether the contract says the same to the unit.

`PlainRoundVectors.t.sol` replays them, each a sequence of gifts. A donor holds the badge from one gift of the sequence
on, so that what it gave to a project counts if any of its gifts there came then or later. A few stand in
`contracts/vectors/plain.jsonl`, for forge alone; `scripts/soak contracts` makes as many as are wanted.
"""

import json
import os
import random
import subprocess
from collections.abc import Iterable
from pathlib import Path

from quadrille.chain.anvil import find_tool
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.qf import QfParameters, match_qf
from quadrille.rounds.matching.sharing import Saturation

ROOT = Path(__file__).parents[1]
COMMITTED = ROOT / "tests" / "contracts" / "vectors" / "plain.jsonl"
FOLDER = ROOT / "build" / "plain-rounds"
"""The other place that `foundry.toml` lets tests read."""

MOST_UNITS = 2**112 - 1
MANY_DONORS = 10_000
MANY_FACTOR = 6364136223846793005
"""Makes the amounts of many donors out of their places, here and in Solidity."""

Gift = tuple[int, int, int, bool]
"""Donor, project, units, and whether the donor held the badge."""


def committed() -> str:
    """The text of the file that forge reads when nobody names another."""
    return text([*range(12)], many_seed=0)


def disagreement(seeds: Iterable[int], many_seed: int | None = None) -> str:
    """Have the contract repeat these rounds; what forge says when one differs, naming its seed, and else nothing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{os.getpid()}.jsonl"
    file.write_text(text([*seeds], many_seed), encoding="utf-8")
    try:
        ran = subprocess.run(
            [find_tool("forge"), "test", "--match-contract", "^PlainRoundVectors$"],
            cwd=ROOT,
            env={**os.environ, "QUADRILLE_PLAIN_ROUNDS": str(file.relative_to(ROOT))},
            capture_output=True,
            text=True,
        )
    finally:
        file.unlink()
    has_run = "2 tests passed, 0 failed, 0 skipped" in ran.stdout
    return "" if ran.returncode == 0 and has_run else ran.stdout + ran.stderr


def text(seeds: list[int], many_seed: int | None = None) -> str:
    """The rounds of these seeds, a line of JSON each, and the one of many donors; integers are decimal text."""
    rounds = [made(seed) for seed in seeds] + ([] if many_seed is None else [many(many_seed)])
    return "".join(json.dumps(_decimal(made_up)) + "\n" for made_up in rounds)


def made(seed: int) -> dict[str, object]:
    """One round of a few donors; every fourth with sums up to the most that a round takes."""
    rng = random.Random(seed)
    projects, donors, length = rng.randint(1, 6), rng.randint(2, 8), rng.randint(1, 32)
    is_large, is_scaled = seed % 4 == 0, rng.random() < 0.6
    largest_bits = 106 if is_large else rng.choice([4, 20, 64, 80])
    held_from = [rng.choice([0, 0, 0, length, rng.randrange(length)]) for _ in range(donors)]
    gifts: list[Gift] = []
    twins = rng.random() < 0.4
    for _ in range(length):
        donor, project, units = rng.randrange(donors), rng.randrange(projects), _units(rng, largest_bits)
        # Twins are given the same, so that they tie.
        for place in (0, projects - 1) if twins and project in {0, projects - 1} else (project,):
            gifts.append((donor, place, units, len(gifts) >= held_from[donor]))
    if is_large and rng.random() < 0.5:
        rest = MOST_UNITS - sum(gift[2] for gift in gifts)
        gifts.append((0, 0, rest, len(gifts) >= held_from[0]))
    pool = rng.choice([0, 1, MOST_UNITS, *(rng.randrange(1, 1 << largest_bits) for _ in range(8))])
    cap_bps = rng.choice([1, 500, 2500, 3333, 6000, 10_000])
    return {
        "seed": seed,
        "projects": projects,
        "pool": pool,
        "cap": cap_bps,
        "scale": int(is_scaled),
        "heldFrom": held_from,
        "donors": [gift[0] for gift in gifts],
        "to": [gift[1] for gift in gifts],
        "amounts": [gift[2] for gift in gifts],
        **_expected(gifts, pool, cap_bps, is_scaled, projects),
    }


def many(seed: int) -> dict[str, object]:
    """One round of ten thousand donors, whose gifts Solidity makes by the same rule."""
    rng = random.Random(seed)
    projects, start, pool = rng.randint(2, 9), rng.randrange(1 << 64), rng.randrange(1 << 100)
    cap_bps, is_scaled = rng.choice([900, 1428, 2500, 10_000]), bool(rng.getrandbits(1))
    gifts = [
        (place, place % projects, 1 + (start + place) * MANY_FACTOR % (1 << 90), True) for place in range(MANY_DONORS)
    ]
    return {
        "seed": seed,
        "many": MANY_DONORS,
        "projects": projects,
        "start": start,
        "pool": pool,
        "cap": cap_bps,
        "scale": int(is_scaled),
        **_expected(gifts, pool, cap_bps, is_scaled, projects),
    }


def _expected(gifts: list[Gift], pool: int, cap_bps: int, is_scaled: bool, projects: int) -> dict[str, object]:
    """The definition's word: every project's raw and match, and who is capped."""
    counts: dict[tuple[int, int], bool] = {}
    for donor, project, _, is_held in gifts:
        counts[donor, project] = counts.get((donor, project), False) or is_held
    donations = [
        Donation(str(donor), f"{project:04d}", units, 10_000 if counts[donor, project] else 0)
        for donor, project, units, _ in gifts
    ]
    donations += [Donation("nobody", f"{project:04d}", 0) for project in range(projects)]
    saturation = Saturation.SCALE if is_scaled else Saturation.KEEP
    matching = match_qf(donations, pool, QfParameters(saturation=saturation, cap_bps=cap_bps))
    raws = [project.raw for project in matching.projects]
    matches = [project.match_units for project in matching.projects]
    capped = _capped(raws, pool, matching.cap_units) if is_scaled else []
    return {"raws": raws, "matches": matches, "capped": capped}


def _capped(raws: list[int], pool: int, cap_units: int) -> list[int]:
    """The places of those that exceed the cap, the largest first, in an order that the contract takes."""
    open_units, open_raw, capped = pool, sum(raws), []
    for place in sorted(range(len(raws)), key=lambda place: -raws[place]):
        if open_raw == 0 or open_units * raws[place] // open_raw <= cap_units:
            break
        capped.append(place)
        open_units, open_raw = open_units - cap_units, open_raw - raws[place]
    return capped


def _units(rng: random.Random, largest_bits: int) -> int:
    """Any size from one unit on, small ones as often as large ones."""
    return rng.randrange(1, 1 << rng.randint(1, largest_bits))


def _decimal(value: object) -> object:
    if isinstance(value, dict):
        return {key: _decimal(inner) for key, inner in value.items()}
    return [str(inner) for inner in value] if isinstance(value, list) else str(value)
