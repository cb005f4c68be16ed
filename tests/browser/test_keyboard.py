"""A popup by keyboard."""

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visitor import Visitors
from tests.browser.world import CARGO, FOR_KEYS, PARTNER


def test_a_popup_opens_with_the_focus_in_its_first_field_and_escape_leads_back(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(CARGO))
    link = partner.page.get_by_role("link", name="Add token order")

    link.press("Enter")
    expect(partner.popup.get_by_label("Service Packs")).to_be_focused()
    partner.page.keyboard.press("Escape")

    expect(partner.popup).to_be_hidden()
    expect(link).to_be_focused()


def test_the_focus_stays_in_the_popup_while_it_is_open(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(CARGO))
    partner.open_popup("Adjust stock")

    for _ in range(15):
        partner.page.keyboard.press("Tab")
        assert partner.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#popup')"
        )


def test_an_order_is_entered_by_keyboard_alone_and_the_focus_comes_back(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(FOR_KEYS))
    keyboard = partner.page.keyboard
    link = partner.page.get_by_role("link", name="Add token order")
    link.press("Enter")
    expect(partner.popup.get_by_label("Service Packs")).to_be_focused()

    keyboard.type("1")
    expect(partner.popup.get_by_text("After")).to_have_count(2)
    keyboard.press("Enter")
    expect(partner.popup.get_by_role("heading", name="Order confirmed")).to_be_visible()
    expect(partner.popup.get_by_role("link", name="Close").last).to_be_focused()
    keyboard.press("Enter")

    expect(partner.popup).to_be_hidden()
    expect(link).to_be_focused()


def test_the_first_tab_offers_to_skip_to_the_page(visit: Visitors) -> None:
    page = visit(PARTNER).go("/accounts/").page

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
