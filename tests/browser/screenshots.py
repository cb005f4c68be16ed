"""Takes the pictures of `docs/screenshots/` from the sample year, always at the moment in which that ends."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.chromium import QUIET, chromium
from tests.operations.programs import Serving
from tests.operations.servers import own_home

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screenshots"

VENDOR, DISTRIBUTOR = "admin@vendor.example.com", "stock@nordlicht.example.com"
HARBOURLINE, BAYWATER = "desk@harbourline.example.org", "operations@baywater.example.com"
LAKESHORE = "lakeshore-bus@example.com"

WIDE, PHONE = (1440, 1024), (390, 844)
type Scheme = Literal["light", "dark"]


@dataclass
class Photographer:
    """Looks at the demonstration in everybody's name."""

    address: str
    password: str
    browser: Browser
    _pages: dict[tuple[str, tuple[int, int], Scheme], Page] = field(default_factory=dict)

    def at(self, person: str, path: str, size: tuple[int, int] = WIDE, scheme: Scheme = "light") -> Page:
        """A page as this person sees it."""
        seat = (person, size, scheme)
        if seat not in self._pages:
            self._pages[seat] = self._sit_down(*seat)
        page = self._pages[seat]
        page.goto(self.address + path)
        return page

    def account(self, person: str, name: str, size: tuple[int, int] = WIDE, scheme: Scheme = "light") -> Page:
        """The page of an account that this person manages."""
        page = self.at(person, f"/accounts/?shown=all&text={name}", size, scheme)
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        return page

    def _sit_down(self, person: str, size: tuple[int, int], scheme: Scheme) -> Page:
        width, height = size
        page = self.browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
        )
        if person:
            page.goto(f"{self.address}/accounts/login/")
            page.get_by_label("E-mail address").fill(person)
            page.get_by_label("Password", exact=True).fill(self.password)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("heading", name="Sign in")).to_have_count(0)
        return page


def keep(seen: Page | Locator, name: str) -> None:
    """One picture, once all that is in it has come. No caret blinks in it: the CSP would keep that rule out."""
    page = seen if isinstance(seen, Page) else seen.page
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    seen.screenshot(path=TARGET / f"{name}.png", animations="disabled")


def pages(photographer: Photographer) -> None:
    """Pages on which nothing is changed."""
    at, account = photographer.at, photographer.account
    keep(at("", "/accounts/login/"), "sign-in")
    keep(at(LAKESHORE, "/stock/"), "my-token-stock")
    keep(at(LAKESHORE, "/stock/", WIDE, "dark"), "my-token-stock-dark")
    keep(at(LAKESHORE, "/stock/", PHONE), "my-token-stock-phone")
    keep(at(BAYWATER, "/stock/"), "my-token-stock-partner")
    keep(at(BAYWATER, "/accounts/"), "subaccounts")
    keep(at(BAYWATER, "/accounts/?within=90", PHONE, "dark"), "subaccounts-phone-dark")
    keep(at(VENDOR, "/accounts/?shown=all", WIDE, "dark"), "accounts-vendor-dark")
    keep(account(BAYWATER, "Sundial Solar"), "suspended")
    keep(account(BAYWATER, "Quail Hollow", PHONE), "details-phone")
    page = account(BAYWATER, "Quail Hollow")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Packs").fill("4")
    page.locator("#updates").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("packs=4"))
    keep(page.locator("#updates"), "stock-updates-filtered")


def further(photographer: Photographer) -> None:
    """Administration, month end, reminders, renewals and systems."""
    at = photographer.at
    page = at(BAYWATER, "/administration/contact/")
    page.locator('#contact [name="phone"]').fill("+1 555 0100")
    page.locator('#contact [name="email"]').fill("support@baywater.example.com")
    page.get_by_role("button", name="Save").click()
    keep(at(BAYWATER, "/administration/"), "administration")
    keep(at(LAKESHORE, "/administration/", PHONE, "dark"), "administration-phone-dark")
    keep(at(VENDOR, "/month-end/"), "month-end")
    keep(at(BAYWATER, "/month-end/call-list/", PHONE), "call-list-phone")
    page = at(BAYWATER, "/accounts/")
    page.get_by_label("Choose Lakeshore").check()
    page.get_by_label("Choose Pinyon").check()
    page.get_by_role("button", name="Remind").click()
    expect(page.locator("#popup .told li")).to_have_count(2)
    keep(page, "remind")
    page.locator("#popup").get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Compose renewal").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keep(page, "renewal-of-several")
    page = at(LAKESHORE, "/stock/")
    page.get_by_role("link", name="Systems", exact=True).click()
    expect(page.locator("#systems-list")).to_be_visible()
    keep(page, "systems-of-an-account")


def popups(photographer: Photographer) -> None:
    """Popups that are filled in, but not confirmed."""
    account = photographer.account
    page = photographer.at(VENDOR, "/receive/")
    page.get_by_text("Say whom line").first.click()
    page.get_by_role("radio", name="Tidewater Port Operations").check()
    page.get_by_role("button", name="See what follows").first.click()
    expect(page.locator(".sum")).to_have_count(2)
    keep(page.locator(".page-panel"), "identify-line")
    page = photographer.at(BAYWATER, "/stock/?po_number=BA-2025-0013")
    page.get_by_role("link", name="History").click()
    expect(page.locator("#popup .wordings li")).to_have_count(2)
    keep(page.locator("#popup"), "order-history")
    page = account(BAYWATER, "Sundial Solar")
    order(page, "2", "SS-2026-11")
    keep(page, "add-token-order")
    page = account(BAYWATER, "Sundial Solar", PHONE)
    order(page, "2", "SS-2026-11")
    keep(page, "add-token-order-phone")
    page = account(HARBOURLINE, "Brandweer", WIDE, "dark")
    order(page, "40", "BN-40")
    keep(page.locator("#popup"), "add-token-order-refused-dark")
    for size, scheme, name in ((WIDE, "light", "adjust-stock"), (PHONE, "dark", "adjust-stock-phone-dark")):
        page = account(BAYWATER, "Quail Hollow", size, "dark" if scheme == "dark" else "light")
        page.get_by_role("link", name="Adjust stock").click()
        page.get_by_label("Debit").check()
        page.get_by_label("Tokens", exact=True).fill("9")
        page.get_by_label("Reason").fill("Three systems activated by mistake")
        expect(page.locator("#popup .sum")).to_have_count(2)
        keep(page.locator("#popup") if size == WIDE else page, name)


def deeds(photographer: Photographer) -> None:
    """What is left to see once something was confirmed."""
    page = photographer.account(HARBOURLINE, "Brandweer")
    popup, row = page.locator("#popup"), page.locator("#updates tr").filter(has_text="BN-2026-4")
    order(page, "4", "BN-2026-4")
    confirm(page, "Confirm order", "Order confirmed")
    keep(popup, "order-confirmed")
    popup.get_by_role("link", name="Close").last.click()
    row.get_by_role("link", name="Edit").click()
    popup.get_by_label("Service Packs").fill("3")
    expect(popup.locator(".sum")).to_have_count(2)
    keep(popup, "edit-order")
    confirm(page, "Confirm changes", "Order changed")
    popup.get_by_role("link", name="Close").last.click()
    row.get_by_role("link", name="Delete").click()
    expect(popup.locator(".sum")).to_have_count(2)
    keep(popup, "delete-order")
    received(photographer.at(VENDOR, "/receive/"))


def received(page: Page) -> None:
    """A purchase order of three lines, of which one waits."""
    page.get_by_role("button", name="More lines").click()
    page.get_by_label("PO number", exact=True).fill("BA-2026-0039")
    page.get_by_label("Buyer", exact=True).fill("Baywater Wireless, Inc.")
    lines = page.locator("fieldset.po-line")
    for line, packs in enumerate(("20", "6", "3")):
        lines.nth(line).get_by_label("Service Packs").fill(packs)
    lines.nth(1).get_by_label("End customer's exact name").fill("Blue Heron Ferry Lines")
    lines.nth(1).get_by_label("Its Admin's e-mail").fill("blue-heron@example.com")
    lines.nth(2).get_by_label("End customer's exact name").fill("Blue Heron")
    page.get_by_role("button", name="Receive purchase order").click()
    expect(page.get_by_role("heading", name="PO BA-2026-0039 received")).to_be_visible()
    keep(page, "receive-purchase-order")


def order(page: Page, packs: str, po_number: str) -> None:
    """Fill in Add token order, until its outcome is shown."""
    popup = page.locator("#popup")
    page.get_by_role("link", name="Add token order").click()
    popup.get_by_label("PO number").fill(po_number)
    with page.expect_response("**/orders/new/"):
        popup.get_by_label("Service Packs").fill(packs)
    expect(popup.locator(".sum, #preview .note-stop").first).to_be_visible()


def confirm(page: Page, words: str, done: str) -> None:
    """Press the button and wait for the receipt."""
    page.locator("#popup").get_by_role("button", name=words).click()
    expect(page.locator("#popup").get_by_role("heading", name=done)).to_be_visible()


@contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """The demonstration, made anew: its address and everybody's password."""
    with own_home() as home, Serving(home, "demo") as serving:
        serving.wait_for("Ctrl-C")
        found = re.search(r"demo-[0-9a-f]+", serving.said)
        assert found is not None
        yield serving.address, found[0]


def main() -> None:
    """Take them all."""
    program = chromium()
    if program is None:
        sys.exit("There is no Chromium here. Debian: apt-get install chromium fonts-noto-core fonts-noto-cjk")
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        demonstration() as (address, password),
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=QUIET) as browser,
    ):
        photographer = Photographer(address, password, browser)
        pages(photographer)
        further(photographer)
        popups(photographer)
        deeds(photographer)


if __name__ == "__main__":
    main()
