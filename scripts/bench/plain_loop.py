"""The plainest exact program for a file of donations: csv, int, a dictionary, isqrt. python plain_loop.py FILE POOL."""

import csv
import json
import sys
from collections.abc import Iterable
from math import isqrt
from pathlib import Path


def weigh(rows: Iterable[list[str]]) -> dict[str, tuple[int, int, int]]:
    """Donors, sum given and raw of each project."""
    sums: dict[tuple[str, str], int] = {}
    for donor, project, amount in rows:
        key = donor, project
        sums[key] = sums.get(key, 0) + int(amount)
    donors: dict[str, int] = {}
    given: dict[str, int] = {}
    roots: dict[str, int] = {}
    squares: dict[str, int] = {}
    for (_, project), units in sums.items():
        root = isqrt(units << 64)
        donors[project] = donors.get(project, 0) + (root > 0)
        given[project] = given.get(project, 0) + units
        roots[project] = roots.get(project, 0) + root
        squares[project] = squares.get(project, 0) + root * root
    return {project: (donors[project], given[project], roots[project] ** 2 - squares[project]) for project in donors}


def share(weights: dict[str, tuple[int, int, int]], pool: int) -> list[dict[str, str]]:
    """Every project's match, kept at the full match."""
    total = sum(raw for _, _, raw in weights.values())
    return [
        {
            "project": project,
            "donors": str(donors),
            "given": str(given),
            "raw": str(raw),
            "match": str(min(raw >> 64, pool * raw // total) if total else 0),
        }
        for project, (donors, given, raw) in sorted(weights.items())
    ]


def main(path: str, pool: int) -> None:
    """Read, calculate, print."""
    with Path(path).open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        projects = share(weigh(rows), pool)
    print(json.dumps({"projects": projects}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
