"""The speed of the matching: python3 scripts/bench/matching.py [--sizes s m l xl] [--only PART ...].

Every figure stands beside what simpler or faster programs take for the same round in the same run, and beside its
target; results are compared before anything is timed. Of several runs the fastest counts.
"""

import argparse
import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isqrt
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        sys.exit("Nothing is set up here.\nRun `python3 scripts/setup` first.")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])  # noqa: S606

import numpy as np  # noqa: E402 - found from here on
from made_rounds import SIZES, made_round, write_csv  # noqa: E402

from quadrille.rounds.matching.columns import Columns  # noqa: E402
from quadrille.rounds.matching.donation import Donation  # noqa: E402
from quadrille.rounds.matching.estimate import RunningMatch  # noqa: E402
from quadrille.rounds.matching.mechanisms import MECHANISMS, match_donations  # noqa: E402
from quadrille.rounds.matching.qf import QfParameters, match_qf  # noqa: E402
from quadrille.rounds.matching.qf_columns import match_qf_fast, weigh_columns  # noqa: E402

POOL_UNITS = 350_000 * 10**18
ARRAYS = ("donor", "project", "high", "low")

ENGINE_TARGET, PROCESS_TARGET, MEMORY_GIB = 4, 2.5, 2.5
"""How many times faster than the dictionary loop, than the plain program; memory with ten million donations."""

LIMIT_SECONDS = {("pairwise", "m"): 3, ("pairwise", "l"): 60, ("cocm", "m"): 3, ("cocm", "l"): 30}

PARAMETERS = {"pairwise": {"m_units": str(10**16)}, "cocm": {}}

ESTIMATE_LIMIT_MS = 1.0

PARTS = ("engine", "memory", "process", "mechanisms", "estimate")


def main(sizes: list[str], parts: list[str]) -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            columns = made_round(SIZES[size])
            many = SIZES[size]
            print(f"\n{size}: {many.donations:,} donations, {many.donors:,} donors, {many.projects:,} projects")
            if "engine" in parts:
                _print_engine(columns, Path(folder))
            if "memory" in parts:
                _print_memory(columns, size, Path(folder))
            if "process" in parts:
                _print_process(columns, size, Path(folder))
            if "mechanisms" in parts:
                _print_mechanisms(columns, size)
            if "estimate" in parts:
                _print_estimate(columns)


def _print_engine(columns: Columns, folder: Path) -> None:
    """`qf` in memory, its input as each program likes it best."""
    lists = _as_lists(columns)
    assert weigh_columns(columns, 0) == (expected := dict(_dictionary_loop(*lists)))
    ours = _fastest(lambda: match_qf_fast(columns, POOL_UNITS, QfParameters()))
    loop = _fastest(lambda: dict(_dictionary_loop(*lists)), runs=2)
    stream = _fastest(lambda: [getattr(columns, name).sum() for name in ARRAYS])
    rough = _fastest(lambda: _in_floats(columns))
    print(f"  engine            ours {ours * 1e3:9.1f} ms")
    print(f"    dictionary loop      {loop * 1e3:9.1f} ms   {loop / ours:6.1f} x; target {ENGINE_TARGET} x")
    print(f"    NumPy, floats        {rough * 1e3:9.1f} ms   {rough / ours:6.1f} x; inexact")
    print(f"    reading the bytes    {stream * 1e3:9.1f} ms   ours takes {ours / stream:.0f} times as long")
    with _compiled_c(folder) as kernel:
        if kernel is None:
            print("    C                    no compiler here")
            return
        assert _by_c(kernel, columns) == expected
        fast = _fastest(lambda: _by_c(kernel, columns))
        print(f"    C, one thread        {fast * 1e3:9.1f} ms   ours takes {ours / fast:.2f} times as long")


def _as_lists(columns: Columns) -> tuple[list[int], list[int], list[int], list[str]]:
    amounts = [(high << 64) + low for high, low in zip(columns.high.tolist(), columns.low.tolist(), strict=True)]
    return columns.donor.tolist(), columns.project.tolist(), amounts, list(columns.projects)


def _dictionary_loop(
    donors: list[int], projects: list[int], amounts: list[int], names: list[str]
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The exact definition in plain Python: donors, sum given and raw of each project."""
    many, sums = len(names), {}
    for donor, project, units in zip(donors, projects, amounts, strict=True):
        key = donor * many + project
        sums[key] = sums.get(key, 0) + units
    counts, given, roots, squares = ([0] * many for _ in range(4))
    for key, units in sums.items():
        project, root = key % many, isqrt(units << 64)
        counts[project] += root > 0
        given[project] += units
        roots[project] += root
        squares[project] += root * root
    for project in sorted(set(projects), key=names.__getitem__):
        yield names[project], (counts[project], given[project], roots[project] ** 2 - squares[project])


def _in_floats(columns: Columns) -> Any:
    """The same in floats, by sorting: no two orders of the donations give the same."""
    units = columns.high * 2.0**64 + columns.low
    keys = columns.project.astype(np.uint64) * np.uint64(len(columns.donors)) + columns.donor
    order = np.argsort(keys)
    starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order[0]] + np.uint64(1)))
    sums, projects = np.add.reduceat(units[order], starts), columns.project[order[starts]]
    return np.bincount(projects, np.sqrt(sums)) ** 2 - np.bincount(projects, sums)


@contextmanager
def _compiled_c(folder: Path) -> Iterator[Any]:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    library = folder / "qf_kernel.so"
    if compiler and not library.exists():
        source = Path(__file__).with_name("qf_kernel.c")
        words = [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", library, source, "-lm"]
        subprocess.run(words, check=True)
    yield ctypes.CDLL(str(library)) if compiler else None


def _by_c(kernel: Any, columns: Columns) -> dict[str, tuple[int, int, int]]:
    sums = np.zeros((len(columns.projects), 7), np.uint64)
    arrays = [ctypes.c_void_p(getattr(columns, name).ctypes.data) for name in ARRAYS]
    lengths = [ctypes.c_long(len(each)) for each in (columns, columns.donors, columns.projects)]
    kernel.weigh(*arrays, *lengths, ctypes.c_void_p(sums.ctypes.data))
    weights = {}
    for name, (many, *limbs) in zip(columns.projects, sums.tolist(), strict=True):
        given, roots, lacks = (low + (high << 64) for low, high in zip(limbs[::2], limbs[1::2], strict=True))
        weights[name] = (many, given, roots**2 - (given << 64) + lacks)
    return dict(sorted(weights.items()))


def _print_memory(columns: Columns, size: str, folder: Path) -> None:
    """The most that a process of its own takes, from arrays in files to the matches."""
    for name in ARRAYS:
        np.save(folder / f"{size}-{name}.npy", getattr(columns, name))
    for way in ("ours", "loop"):
        words = [str(PYTHON), __file__, "--alone", way, str(folder / size)]
        found = int(subprocess.run(words, capture_output=True, check=True).stdout) / 2**20
        target = f"; limit {MEMORY_GIB} GiB" if (way, size) == ("ours", "xl") else ""
        print(f"  peak memory {way:5}  {found:9.2f} GiB{target}")
    for name in ARRAYS:
        (folder / f"{size}-{name}.npy").unlink()


def run_alone(way: str, start: str) -> None:
    """One program in this process; prints the most memory that it took, in KiB."""
    arrays = {name: np.load(f"{start}-{name}.npy") for name in ARRAYS}
    donors, projects = (["0x"] * (int(arrays[name].max()) + 1) for name in ("donor", "project"))
    names = [str(number) for number in range(len(projects))]
    columns = Columns(donors, names, **arrays, bps=np.empty(0, np.uint16))
    if way == "ours":
        match_qf_fast(columns, POOL_UNITS, QfParameters())
    else:
        dict(_dictionary_loop(*_as_lists(columns)))
    status = Path("/proc/self/status")
    if status.exists():
        # What `getrusage` says counts from before this program was loaded.
        print(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
    else:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _print_process(columns: Columns, size: str, folder: Path) -> None:
    """From the file to JSON, with everything that takes: starting, importing, reading, calculating, printing."""
    path = folder / f"{size}.csv"
    write_csv(columns, path, SIZES[size].sha256)
    command = [PYTHON.with_name("quadrille"), "match", path, "--pool", str(POOL_UNITS), "--json"]
    loop = [PYTHON, Path(__file__).with_name("plain_loop.py"), path, str(POOL_UNITS)]
    assert _projects(command) == _projects(loop)
    # In turn, so that whatever else the machine does weighs on both.
    times = [(_fastest(lambda: _projects(command), 1), _fastest(lambda: _projects(loop), 1)) for _ in range(3)]
    ours, theirs = (min(each) for each in zip(*times, strict=True))
    print(f"  file to JSON      ours {ours * 1e3:9.0f} ms")
    print(f"    plain program        {theirs * 1e3:9.0f} ms   {theirs / ours:6.1f} x; target {PROCESS_TARGET} x with l")
    path.unlink()


def _projects(command: list[str | Path]) -> Any:
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["projects"]


def _print_mechanisms(columns: Columns, size: str) -> None:
    """`pairwise` and `cocm`, from the columns to the matches, against what they may take."""
    for mechanism, params in PARAMETERS.items():
        if (mechanism, size) not in LIMIT_SECONDS:
            continue
        if mechanism not in MECHANISMS:
            print(f"  {mechanism:10}        not there yet")
            continue
        took = _fastest(lambda: match_donations(mechanism, columns, POOL_UNITS, params), runs=1)  # noqa: B023
        print(f"  {mechanism:10}        {took:14.2f} s    limit {LIMIT_SECONDS[mechanism, size]} s")


def _print_estimate(columns: Columns) -> None:
    """What a cart of ten gifts would add, right after another gift and again."""
    running = RunningMatch(POOL_UNITS)
    began = time.perf_counter()
    running.add(columns)
    took = time.perf_counter() - began
    first = next(iter(columns))
    cart = [Donation(first.donor, project, 10**18 + place) for place, project in enumerate(columns.projects[:10])]
    whole = {row.project: row.match_units for row in match_qf([*columns, *cart], POOL_UNITS).projects}
    assert {project: running.matches()[project] + more for project, more in running.added_by(cart).items()} == whole

    def after_a_gift() -> None:
        running.add([first._replace(amount_units=0)])
        running.added_by(cart)

    fresh, again = (1e3 * _fastest(way, 20) for way in (after_a_gift, lambda: running.added_by(cart)))
    print(
        f"  estimate of a cart   {fresh:9.2f} ms after another gift, {again:.2f} ms again; limit {ESTIMATE_LIMIT_MS} ms"
    )
    print(f"    taking a gift in     {1e6 * took / len(columns):9.2f} us each")


def _fastest(work: Callable[[], object], runs: int = 5) -> float:
    """Seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["s", "m", "l"])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.alone:
        run_alone(*chosen.alone)
    else:
        main(chosen.sizes, chosen.only)
