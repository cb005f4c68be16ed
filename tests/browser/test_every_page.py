"""Every page and popup, wide and on a phone, light and dark: it fits, and everybody can read it."""

from collections.abc import Callable, Iterator

from playwright.sync_api import ViewportSize, expect

from tests.browser.site import Site
from tests.browser.visitor import PHONE, WIDE, Visitor, Visitors
from tests.browser.world import (
    ARABIC,
    CARGO,
    CUSTOMER,
    DISTRIBUTOR,
    EDITED,
    EDITED_PO,
    HEBREW,
    JAPANESE,
    LARGE,
    LONG,
    NEW,
    OTHER_PARTNER,
    PARTNER,
    READER,
    SHORT,
    VENDOR,
)

WIDE_SIZE = ViewportSize(width=WIDE[0], height=WIDE[1])
PHONE_SIZE = ViewportSize(width=PHONE[0], height=PHONE[1])
SMALL_PHONE = (320, 640)

CONTRAST, TARGETS = "color-contrast", "target-size"
"""The rules of axe that another theme or size can break."""

NOBODY = ""
NOWHERE = f"/accounts/{'f' * 32}/"


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Who looks, and at what."""
    yield NOBODY, "/accounts/login/"
    yield NOBODY, "/accounts/password/reset/"
    yield READER, "/"
    yield CUSTOMER, "/stock/"
    yield CUSTOMER, "/stock/?po_number=nothing"
    yield CUSTOMER, "/accounts/logout/"
    yield OTHER_PARTNER, "/stock/"
    yield OTHER_PARTNER, "/accounts/"
    yield DISTRIBUTOR, "/stock/"
    yield DISTRIBUTOR, "/accounts/"
    yield PARTNER, "/stock/"
    yield PARTNER, "/accounts/"
    yield PARTNER, "/accounts/?text=nothing&below=x"
    yield PARTNER, NOWHERE
    for company in (SHORT, LONG, NEW, EDITED):
        yield PARTNER, site.path(company)
    yield PARTNER, site.path(CARGO, "orders/new/")
    yield PARTNER, "/administration/"
    yield PARTNER, "/administration/contact/"
    yield PARTNER, "/administration/signup-address/"
    yield CUSTOMER, "/administration/"
    yield VENDOR, "/administration/"
    yield VENDOR, "/accounts/?shown=all"
    yield VENDOR, site.path(CARGO)
    yield VENDOR, "/receive/"
    yield VENDOR, site.waiting_line()
    for place in ("", "call-list/", "late-reports/", "renewals/"):
        yield VENDOR, f"/month-end/{place}"
        yield PARTNER, f"/month-end/{place}"
    yield VENDOR, site.path(CARGO, "close/")


def order_filled_in(visitor: Visitor) -> None:
    popup = visitor.open_popup("Add token order")
    popup.get_by_text("Price, discount and note").click()
    popup.get_by_label("PO number").fill("CL-2026-01")
    popup.get_by_label("Service Packs").fill("5")
    expect(popup.locator(".note-soon")).to_be_visible()


def order_refused(visitor: Visitor) -> None:
    popup = visitor.open_popup("Add token order")
    popup.get_by_label("Service Packs").fill("90000")
    expect(popup.get_by_text("Nothing was moved.")).to_be_visible()
    visitor.confirm("Confirm order")
    expect(popup.get_by_label("Service Packs")).to_have_attribute("aria-invalid", "true")


def note_filled_in(visitor: Visitor) -> None:
    popup = visitor.open_popup("Adjust stock")
    popup.get_by_label("Debit").check()
    popup.get_by_label("Tokens", exact=True).fill("7")
    expect(popup.get_by_text("After")).to_have_count(2)


def below_zero(visitor: Visitor) -> None:
    popup = visitor.open_popup("Adjust stock")
    popup.get_by_label("Debit").check()
    popup.get_by_label("Reason").fill("Paid by nobody")
    popup.get_by_label("Tokens", exact=True).fill("700")
    expect(popup.get_by_text("Will be suspended", exact=True)).to_be_visible()
    visitor.confirm("Confirm adjust stock")
    expect(popup.get_by_text("Tick this to go on, or enter less.")).to_be_visible()


def of_order(name: str) -> Callable[[Visitor], None]:
    def open_popup(visitor: Visitor) -> None:
        visitor.update(EDITED_PO).get_by_role("link", name=name).click()
        expect(visitor.popup).to_be_visible()

    return open_popup


def menu(visitor: Visitor) -> None:
    visitor.page.locator(".top .menu summary").click()


def numbers(visitor: Visitor) -> None:
    visitor.page.get_by_text("The numbers behind the graph", exact=True).click()


POPUPS: tuple[tuple[str, str, Callable[[Visitor], None]], ...] = (
    (PARTNER, CARGO, order_filled_in),
    (PARTNER, CARGO, order_refused),
    (PARTNER, LONG, note_filled_in),
    (VENDOR, CARGO, below_zero),
    (PARTNER, EDITED, of_order("Edit")),
    (PARTNER, EDITED, of_order("Delete")),
    (PARTNER, EDITED, of_order("History")),
    (PARTNER, CARGO, menu),
    (PARTNER, LARGE, numbers),
)


def test_every_page_fits_its_window_and_everybody_can_read_it(visit: Visitors, site: Site) -> None:
    visitors = {person: visit(person) for person, _ in pages(site)}

    assert [fault for person, path in pages(site) for fault in faults(visitors[person].go(path))] == []


def test_every_popup_fits_its_window_and_everybody_can_read_it(visit: Visitors, site: Site) -> None:
    visitors = {person: visit(person) for person, _, _ in POPUPS}
    found: list[str] = []

    for person, company, open_popup in POPUPS:
        visitor = visitors[person].go(site.path(company))
        open_popup(visitor)
        found += faults(visitor)

    assert found == []


def test_names_of_any_length_and_script_and_large_figures_fit_a_phone(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER, size=SMALL_PHONE)

    for company in (LONG, ARABIC, HEBREW, JAPANESE, LARGE, SHORT):
        partner.go(site.path(company))
        assert partner.overflow() == 0, company
        partner.open_popup("Adjust stock")
        assert partner.overflow() == 0, company


def faults(visitor: Visitor) -> list[str]:
    """What is wrong with the page as it stands, wide and light, then on a phone and dark. It is left as it was."""
    page = visitor.page
    found = visitor.barriers() + too_wide(visitor)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE_SIZE)
    found += [f"dark, on a phone: {barrier}" for barrier in visitor.barriers(CONTRAST, TARGETS)]
    found += too_wide(visitor)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE_SIZE)
    return found


def too_wide(visitor: Visitor) -> list[str]:
    """What does not fit: the page, or the popup or its button."""
    found = [f"{visitor.page.url} is {visitor.overflow()} pixels too wide"] if visitor.overflow() else []
    button = visitor.popup.locator("[data-confirm]")
    if visitor.popup.is_visible() and button.count():
        box, window = button.bounding_box(), visitor.page.viewport_size
        assert box is not None
        assert window is not None
        if box["y"] + box["height"] > window["height"] or box["x"] + box["width"] > window["width"]:
            found.append(f"{visitor.page.url}: the popup's button is out of sight")
    return found
