"""Look at examples in a browser: one context for each way of looking, one page for each example."""

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
class Looking:
    """A browser at a populated site."""

    browser: Browser
    made: Populated
    contexts: dict[Look, BrowserContext] = field(default_factory=dict)

    def context(self, look: Look) -> BrowserContext:
        """A browser that looks this way; kept, for to start one takes longer than to look."""
        if look not in self.contexts:
            self.contexts[look] = self.browser.new_context(
                viewport={"width": look.width, "height": HEIGHT},
                color_scheme="dark" if look.theme == "dark" else "light",
                locale=look.language,
                java_script_enabled=look.has_scripts,
                reduced_motion="reduce",
            )
        return self.contexts[look]

    @contextmanager
    def opened(
        self, example: Example, look: Look, before: Callable[[Page], object] = lambda _: None
    ) -> Iterator[tuple[Page, Scales, list[str]]]:
        """The page of an example, its weight, and what went wrong while it was opened; before: done to it first."""
        context = self.context(look)
        context.clear_cookies()
        context.add_cookies(self.made.cookies(example.face))  # type: ignore[arg-type]
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(f"a script failed: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"a dialog: {dialog.message}") or dialog.dismiss())
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        scales = Scales.under(page)
        before(page)
        answer = page.goto(self.made.site + example.address(self.made.known), wait_until="load")
        assert answer is not None
        # For what is not there, an icon of a page without one too, a browser complains by itself.
        is_whole = example.status == HTTPStatus.OK and example.is_framed
        wrong[:] = [words for words in wrong if is_whole or "Failed to load resource" not in words]
        if answer.status != example.status:
            wrong.append(f"answers {answer.status}")
        yield page, scales, wrong
        page.close()

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
        for context in self.contexts.values():
            context.close()
