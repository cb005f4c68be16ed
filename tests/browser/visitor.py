"""Somebody at a browser: signs in, looks at pages, and notes whatever the browser complains of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.browser.site import Site
from tests.browser.world import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

WIDE, PHONE = (1440, 900), (390, 844)

ASKED_FOR = re.compile(r"Failed to load resource: the server responded with a status of (403|404|422)")
"""What a browser notes about every answer that is no success, a form that comes back with its faults among them."""


@dataclass
class Visitor:
    """One page of one person's browser. `complaints`: errors and warnings of its console, the CSP's among them."""

    site: Site
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> "Visitor":
        """Open a page."""
        self.page.goto(self.site.service.address() + path)
        return self

    def open_popup(self, link: str) -> Locator:
        """Press a link that opens a popup; the popup."""
        self.page.get_by_role("link", name=link, exact=True).first.click()
        expect(self.popup).to_be_visible()
        return self.popup

    @property
    def popup(self) -> Locator:
        """The popup, open or not."""
        return self.page.locator("dialog#popup")

    @property
    def updates(self) -> Locator:
        """The rows of the list of stock updates."""
        return self.page.locator("#updates tbody tr")

    def update(self, words: str) -> Locator:
        """The one row with these words."""
        return self.updates.filter(has_text=words)

    def tile(self, name: str) -> Locator:
        """What the summary says under this name."""
        return self.page.locator("dl.tiles .tile").filter(has=self.page.locator("dt", has_text=name))

    def confirm(self, words: str) -> None:
        """Press the popup's button."""
        self.popup.get_by_role("button", name=words).click()

    def close(self, receipt: str) -> None:
        """Read the receipt, by its heading, and close the popup."""
        expect(self.popup.get_by_role("heading", name=receipt)).to_be_visible()
        self.popup.locator(".panel-foot").get_by_role("link", name="Close").click()
        expect(self.popup).to_be_hidden()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return max(0, wider)

    def barriers(self, *rules: str) -> list[str]:
        """What axe finds that is serious or critical, by these of its rules or by all."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text())
        options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
        found: dict[str, Any] = self.page.evaluate("(options) => axe.run(options)", options)
        return [
            f"{self.page.url}: {rule['id']}, {node['target']}: {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
            if node["impact"] in ("serious", "critical")
        ]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ASKED_FOR.match(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")


@dataclass
class Visitors:
    """Opens browsers for people, each signed in once."""

    site: Site
    browser: Browser
    _signed_in: dict[str, Any] = field(default_factory=dict)
    _open: list[BrowserContext] = field(default_factory=list)
    _visitors: list[Visitor] = field(default_factory=list)

    def __call__(
        self,
        person: str = "",
        *,
        size: tuple[int, int] = WIDE,
        scheme: Literal["light", "dark"] = "light",
        javascript: bool = True,
    ) -> Visitor:
        """A browser of this person, or of nobody."""
        if person and person not in self._signed_in:
            context = self.browser.new_context()
            page = context.new_page()
            page.goto(f"{self.site.service.address()}/accounts/login/")
            page.get_by_label("E-mail address").fill(person)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("heading", name="Sign in")).to_have_count(0)
            self._signed_in[person] = context.storage_state()
            context.close()
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            storage_state=self._signed_in.get(person),
        )
        context.set_default_timeout(10_000)
        self._open.append(context)
        visitor = Visitor(self.site, context.new_page())
        self._visitors.append(visitor)
        return visitor

    def leave(self) -> Iterable[str]:
        """Close all browsers; what they complained of."""
        for context in self._open:
            context.close()
        complaints = [complaint for visitor in self._visitors for complaint in visitor.complaints]
        self._open.clear()
        self._visitors.clear()
        return complaints
