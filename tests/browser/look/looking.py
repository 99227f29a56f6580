"""Look at examples in a browser: a page for each way of looking, which goes from example to example."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from playwright.sync_api import Browser, BrowserContext, Page

from browser.look.combinations import Look
from browser.look.examples import Example
from browser.look.measures import Scales, axe_findings, page_flaws
from browser.look.populated import Populated

HEIGHT = 800
PAPER = 1_280


@dataclass
class Watched:
    """A page with scales under it, and what went wrong on it since it was last opened."""

    page: Page
    scales: Scales
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def new(cls, context: BrowserContext) -> "Watched":
        """An empty page."""
        page = context.new_page()
        watched = cls(page, Scales.under(page))
        wrong = watched.wrong
        page.on("pageerror", lambda error: wrong.append(f"a script failed: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"a dialog: {dialog.message}") or dialog.dismiss())
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        return watched


@dataclass
class Looking:
    """A browser at a populated site: one context and one page for each way of looking."""

    browser: Browser
    made: Populated
    kept: dict[Look, Watched] = field(default_factory=dict)

    def watched(self, look: Look) -> Watched:
        """The page that is looked at this way; kept, for to begin one takes longer than to look."""
        if look not in self.kept:
            context = self.browser.new_context(
                viewport={"width": look.width, "height": HEIGHT},
                color_scheme="dark" if look.theme == "dark" else "light",
                locale=look.language,
                java_script_enabled=look.has_scripts,
                reduced_motion="reduce",
            )
            self.kept[look] = Watched.new(context)
        return self.kept[look]

    @contextmanager
    def opened(
        self, example: Example, look: Look, before: Callable[[Page], object] = lambda _: None
    ) -> Iterator[tuple[Page, Scales, list[str]]]:
        """The page of an example, its weight, and what went wrong while it was opened; before: done to it first."""
        one = self.watched(look)
        page, scales, wrong = one.page, one.scales, one.wrong
        # What the page before still does is not this one's.
        page.goto("about:blank")
        page.context.clear_cookies()
        page.context.add_cookies(self.made.cookies(example.face))  # type: ignore[arg-type]
        scales.clear()
        wrong.clear()
        before(page)
        answer = page.goto(self.made.site + example.address(self.made.known), wait_until="load")
        assert answer is not None
        if look.has_scripts:
            # A page is loaded before its letters are, which weigh most of it.
            page.evaluate("async () => void await document.fonts.ready")
        # For what is not there, an icon of a page without one too, a browser complains by itself.
        is_whole = example.status == HTTPStatus.OK and example.is_framed
        wrong[:] = [words for words in wrong if is_whole or "Failed to load resource" not in words]
        if answer.status != example.status:
            wrong.append(f"answers {answer.status}")
        yield page, scales, wrong

    def flaws(self, example: Example, look: Look) -> list[str]:
        """Everything that is wrong with a page when it is looked at like this."""
        if not example.is_framed:
            # What is made for paper has a width of its own, and its own tests.
            look = look._replace(width=PAPER)
        with self.opened(example, look) as (page, scales, wrong):
            found = [*wrong, *page_flaws(page, look, example.is_framed), *scales.flaws(look.language)]
            # Its rules are a script themselves.
            found += axe_findings(page) if look.has_scripts else []
        return [f"{example.path} as {example.face}, {look}: {flaw}" for flaw in found]

    def close(self) -> None:
        """Done."""
        for one in self.kept.values():
            one.page.context.close()
