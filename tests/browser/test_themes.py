"""Light and dark: as the device has it, unless a person chose."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor, Visitors
from tests.browser.world import CUSTOMER


def is_dark(visitor: Visitor) -> bool:
    """Whether the page's ground is darker than its ink, and its graph drawn for that."""
    visitor.page.wait_for_load_state()
    ground, ink, graph = visitor.page.evaluate(
        """() => {
            const style = getComputedStyle(document.body);
            const light = (colour) => {
                const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part);
            };
            return [light(style.backgroundColor), light(style.color), document.querySelector(".graph img").currentSrc];
        }"""
    )
    dark = bool(ground < ink)
    assert re.search("-dark.svg" if dark else "-light.svg", graph)
    return dark


def test_a_page_is_as_light_or_dark_as_the_device(visit: Visitors) -> None:
    assert not is_dark(visit(CUSTOMER, scheme="light").go("/stock/"))
    assert is_dark(visit(CUSTOMER, scheme="dark").go("/stock/"))


def test_who_chose_a_theme_has_it_on_every_page_until_the_device_is_chosen_again(visit: Visitors) -> None:
    customer = visit(CUSTOMER, scheme="light").go("/stock/?kind=consumed")
    page, menu = customer.page, customer.page.locator(".top .menu summary")

    menu.click()
    page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page).to_have_url(re.compile(r"/stock/\?kind=consumed$"))
    assert is_dark(customer)
    assert is_dark(customer.go("/stock/"))
    menu.click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="As device").click()
    expect(page.locator("html")).not_to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("heading", name="My Token Stock")).to_be_visible()
    assert not is_dark(customer)


def test_the_menu_closes_by_escape_and_by_a_press_beside_it(visit: Visitors) -> None:
    page = visit(CUSTOMER).go("/stock/").page
    menu, sheet = page.locator(".top .menu summary"), page.locator(".top .menu .sheet")

    menu.click()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(menu).to_be_focused()

    menu.click()
    page.get_by_role("heading", name="My Token Stock").click()
    expect(sheet).to_be_hidden()
