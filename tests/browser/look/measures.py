"""What is measured of a page in a browser: each function tells what is wrong, and nothing when all is well."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from browser.look.combinations import Look

AXE = Path(__file__).parents[2] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

KIB = 1_024
FIRST_VIEW_KIB = {"ar": 100}
MOST_KIB = 60
SCRIPT_BYTES = 15_000
HIGHEST_PIXELS = 60_000
"""A page on a small phone; whatever is longer was blown up by somebody's words."""

FEWEST_CHARACTERS = 20

FACTS = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const name = (one) => one.outerHTML.slice(0, 120);
  const { scrollWidth, clientWidth, scrollHeight } = document.scrollingElement;
  const wide = scrollWidth <= clientWidth ? [] : [...document.body.querySelectorAll("*")]
    .filter((one) => !one.closest(".scroll, pre, .unseen, .skip") && seen(one))
    .filter(({ getBoundingClientRect: box }, at, all) => {
      const { left, right } = all[at].getBoundingClientRect();
      return left < -1 || right > clientWidth + 1;
    }).slice(0, 3).map(name);
  const pressed = [...document.querySelectorAll(
    "button, .go, summary, select, textarea, input:not([type=checkbox], [type=radio], [type=hidden])")];
  return {
    lang: document.documentElement.lang, dir: document.documentElement.dir, title: document.title,
    h1: [...document.querySelectorAll("h1")].filter(seen).length,
    text: document.querySelector("main")?.innerText.trim().length ?? 0,
    overflow: scrollWidth - clientWidth, wide, height: scrollHeight,
    small: pressed.filter(seen).filter((one) => one.getBoundingClientRect().height < 43.5).map(name),
    turned: [...document.querySelectorAll("pre, code")]
      .filter((one) => getComputedStyle(one).direction !== "ltr").map(name),
    statuses: document.querySelectorAll("[role=status], [aria-live], [role=alert]").length,
    intents: [...document.querySelectorAll("form.intent")].filter((one) => !one.querySelector("[role=status]")).length,
    marks: [...document.querySelectorAll(".mark, .steps li, .vote-bar span")]
      .filter((one) => seen(one) && !one.innerText.trim()).map(name),
    moving: document.getAnimations().filter((one) => one.playState === "running").length,
    harmed: Boolean(window.harmed), links: [...document.querySelectorAll('[href^="javascript:" i]')].map(name),
  };
}"""


def most_bytes(language: str) -> int:
    """How much a first view may weigh; letters of another script weigh something too."""
    return FIRST_VIEW_KIB.get(language, MOST_KIB) * KIB


@cache
def axe_source() -> str:
    """The rules of axe-core."""
    return AXE.read_text(encoding="utf-8")


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds: WCAG 2.2 AA and what it calls best practice, targets of 24 px included."""
    page.evaluate(f"() => {{ {axe_source()} }}")
    options = {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"axe {one['id']}: {one['help']} {_nodes(one)}" for one in found]


def _nodes(finding: dict[str, Any]) -> str:
    return "; ".join(f"{node['target'][0]}: {node['html'][:150]}" for node in finding["nodes"][:3])


def page_flaws(page: Page, look: Look, is_framed: bool) -> Iterator[str]:
    """Language, headings, width, height, targets: what every page has to keep."""
    found = page.evaluate(FACTS)
    yield from _frame_flaws(found, look) if is_framed else ()
    if found["h1"] != 1:
        yield f"has {found['h1']} headings of the first level"
    if found["overflow"] > 0:
        yield f"is {found['overflow']} px too wide: {found['wide']}"
    if found["height"] > HIGHEST_PIXELS:
        yield f"is {found['height']} px high"
    for flaw, words in {
        "small": "less than 44 px high", "turned": "code that does not read from left to right",
        "marks": "a state in no words", "links": "leads to a script",
    }.items():  # fmt: skip
        yield from (f"{words}: {one}" for one in found[flaw])
    if found["moving"]:
        yield f"{found['moving']} things move though less motion is preferred"
    if found["harmed"]:
        yield "ran a script that stands in somebody's words"


def _frame_flaws(found: dict[str, Any], look: Look) -> Iterator[str]:
    direction = "rtl" if look.language == "ar" else "ltr"
    if (found["lang"], found["dir"]) != (look.language, direction):
        yield f"is in {found['lang']} {found['dir']}"
    if not found["title"].endswith(" · Quadrille") or len(found["title"]) < len(" · Quadrille") + 2:
        yield f"has the title {found['title']!r}"
    if found["text"] < FEWEST_CHARACTERS:
        yield "has nothing to read"
    if found["intents"] or not found["statuses"]:
        yield "has no live region for what happens"


@dataclass
class Scales:
    """What a page weighs on the wire; the browser's cache is off."""

    session: CDPSession
    kinds: dict[str, str] = field(default_factory=dict)
    bytes_of: dict[str, int] = field(default_factory=dict)

    @classmethod
    def under(cls, page: Page) -> "Scales":
        """Scales under a page, before it is opened."""
        scales = cls(page.context.new_cdp_session(page))
        scales.session.send("Network.enable")
        scales.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        scales.session.on("Network.responseReceived", lambda it: scales.kinds.update({it["requestId"]: it["type"]}))
        scales.session.on("Network.loadingFinished", scales._add)
        return scales

    def _add(self, finished: dict[str, Any]) -> None:
        self.bytes_of[finished["requestId"]] = int(finished["encodedDataLength"])

    def clear(self) -> None:
        """Nothing lies on them."""
        self.bytes_of.clear()
        self.kinds.clear()

    @property
    def all_bytes(self) -> int:
        """The first view, headers and all."""
        return sum(self.bytes_of.values())

    @property
    def script_bytes(self) -> int:
        """Of it, scripts."""
        return sum(size for request, size in self.bytes_of.items() if self.kinds.get(request) == "Script")

    def flaws(self, language: str) -> Iterator[str]:
        """What is too heavy."""
        most = most_bytes(language)
        if self.all_bytes > most:
            yield f"weighs {self.all_bytes} bytes, more than {most}"
        if self.script_bytes > SCRIPT_BYTES:
            yield f"has {self.script_bytes} bytes of scripts, more than {SCRIPT_BYTES}"


TABBED = """() => {
  window.tabbed = [];
  const told = (one) => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const inside = box.right > 0 && box.left < innerWidth && box.width > 0;
    return { name: one.outerHTML.slice(0, 100), outlined, inside,
      place: [...document.querySelectorAll("*")].indexOf(one) };
  };
  document.addEventListener("focusin", (event) => window.tabbed.push(told(event.target)));
}"""

STOPS = """() => {
  const names = new Set(), all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
  return all.filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true })).filter((one) => {
    if (one.type !== "radio") return true;
    // One stop for each group.
    const first = !names.has(one.name); names.add(one.name); return first;
  }).length;
}"""
FIELDS_OF_A_DATE = 6
"""Tab stays inside a date and time: day, month, year, hour, minute, and its calendar."""

MOST_STOPS = 120


def keyboard_flaws(page: Page) -> Iterator[str]:
    """Press Tab through the page: everything is reached in the order of reading, is seen, and lets go again."""
    page.evaluate(TABBED)
    stops = min(page.evaluate(STOPS), MOST_STOPS)
    for _ in range(stops * FIELDS_OF_A_DATE):
        page.keyboard.press("Tab")
        if page.evaluate("() => window.tabbed.length") >= stops:
            break
    found = page.evaluate("() => window.tabbed")
    yield from (f"focus is not seen: {one['name']}" for one in found if not (one["outlined"] and one["inside"]))
    places = [one["place"] for one in found]
    if places != sorted(places):
        yield f"the order of the keyboard is not that of the page: {[one['name'] for one in found]}"
    if len(set(places)) < stops:
        yield f"{len(set(places))} of {stops} stops are reached: the last was {found[-1:]}"
