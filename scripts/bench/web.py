"""What every page weighs on the wire and when it first shows on a slow phone: python3 scripts/bench/web.py.

Each stands beside its limit. A slow phone: 390 px, 400 kbit/s, 400 ms to the server and back, a CPU four times slower
than this one. Chromium is told by QUADRILLE_CHROMIUM, or found on PATH. Exit code 1 when something is over its limit.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        sys.exit("Nothing is set up here.\nRun `python3 scripts/setup --dev` first.")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])  # noqa: S606

sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, CDPSession, Page  # noqa: E402 - found from here on

from browser.conftest import launched  # noqa: E402
from browser.look.combinations import LANGUAGES, Look  # noqa: E402
from browser.look.examples import EXAMPLES, Example, page_routes  # noqa: E402
from browser.look.looking import Looking  # noqa: E402
from browser.look.measures import SCRIPT_BYTES, most_bytes  # noqa: E402
from browser.look.populated import Populated, populated_site  # noqa: E402

PAINT_MS = 2_000
BYTES_PER_SECOND = 400_000 // 8
LATENCY_MS = 400
TIMES_SLOWER = 4
TIMES = 3

PAINTED = """() => new Promise((tell) => new PerformanceObserver((list, watch) => {
  for (const entry of list.getEntriesByName("first-contentful-paint")) { watch.disconnect(); tell(entry.startTime); }
}).observe({ type: "paint", buffered: true }))"""


class Row(NamedTuple):
    """One page in one language."""

    path: str
    language: str
    all_bytes: int
    script_bytes: int
    paint_ms: float

    @property
    def is_over(self) -> bool:
        """Whether a limit is passed."""
        heavy = self.all_bytes > most_bytes(self.language) or self.script_bytes > SCRIPT_BYTES
        return heavy or self.paint_ms > PAINT_MS

    def told(self) -> str:
        """A line of the table."""
        weights = f"{self.all_bytes:>8,} {self.script_bytes:>8,} {self.paint_ms:>8,.0f}"
        return f"{self.path[:60]:<60} {self.language:<4} {weights}{'  OVER' if self.is_over else ''}"


def slow(page: Page) -> CDPSession:
    """Make a page's phone and network slow."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    rates = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **rates})
    session.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    return session


def measured(browser: Browser, made: Populated, example: Example, language: str) -> Row:
    """One page; of one that seems too slow, the middle of three times: this machine has moments of its own."""
    first = opened_once(browser, made, example, language)
    if first.paint_ms <= PAINT_MS:
        return first
    again = [opened_once(browser, made, example, language) for _ in range(TIMES - 1)]
    return sorted([first, *again], key=lambda row: row.paint_ms)[TIMES // 2]


def opened_once(browser: Browser, made: Populated, example: Example, language: str) -> Row:
    """One page, opened by somebody who was never there."""
    # A slow page goes on keeping a core busy until it is closed: each is alone.
    looking = Looking(browser, made)
    look = Look("light", 390, language, has_scripts=True)
    with looking.opened(example, look, before=slow) as (page, scales, _):
        row = Row(example.path, language, scales.all_bytes, scales.script_bytes, page.evaluate(PAINTED))
    looking.close()
    return row


def rows() -> Iterator[Row]:
    """Every example in every language."""
    with launched() as browser, populated_site() as made:
        for route in page_routes():
            for example in EXAMPLES.get(route, ()):
                yield from (measured(browser, made, example, language) for language in LANGUAGES)


def main() -> None:
    """Print the table, each row as it comes."""
    print(f"{'page':<60} lang    bytes  scripts paint ms")
    limits = f"{most_bytes('en'):>8,} {SCRIPT_BYTES:>8,} {PAINT_MS:>8,}"
    print(f"{'limits (Arabic: ' + format(most_bytes('ar'), ',') + ' bytes)':<60}      {limits}", flush=True)
    over = 0
    for row in rows():
        over += row.is_over
        print(row.told(), flush=True)
    print(f"\n{over} over their limits")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
