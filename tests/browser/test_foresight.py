"""Switching systems, trying out more of them, and composing a renewal, as a person does it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.site import Site
from tests.browser.visitor import PHONE, WIDE, Visitor, Visitors
from tests.browser.world import CARGO, CUSTOMER, FOR_KEYS, PARTNER, SHORT

Do = Callable[[Visitor], None]


def systems_chosen(visitor: Visitor) -> None:
    visitor.page.locator("[data-choose-all]").check()
    expect(visitor.page.locator("[data-chosen-number]")).to_have_text("2")
    visitor.page.get_by_role("button", name="Deactivate", exact=True).click()
    expect(visitor.popup.get_by_text("stays for March")).to_be_visible()


def tried_out(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="What if").click()
    visitor.popup.get_by_label("Systems to activate now").fill("30")
    expect(visitor.popup.get_by_text("adds 30 tokens to March")).to_be_visible()


def nothing(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    ("company", "rest", "do"),
    [
        (CARGO, "systems/", nothing),
        (CARGO, "systems/?text=nothing", nothing),
        (FOR_KEYS, "systems/", systems_chosen),
        (CARGO, "systems/activate/", nothing),
        (CARGO, "what-if/?systems=3", nothing),
        (CARGO, "renewal/?discount=10", nothing),
        (CARGO, "", tried_out),
    ],
)
def test_these_pages_fit_and_everybody_can_read_them(
    visit: Visitors, site: Site, company: str, rest: str, do: Do
) -> None:
    visitor = visit(PARTNER).go(site.path(company, rest))
    do(visitor)
    found = visitor.barriers()
    for size, scheme in ((WIDE, "dark"), (PHONE, "dark"), (PHONE, "light")):
        visitor.page.set_viewport_size(ViewportSize(width=size[0], height=size[1]))
        visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += visitor.barriers()
        assert visitor.overflow() == 0, (rest, size)

    assert found == []


def test_a_partner_switches_systems_off_and_on_again_knowing_what_it_costs(visit: Visitors, site: Site) -> None:
    visitor = visit(PARTNER).go(site.path(FOR_KEYS, "systems/"))
    systems_chosen(visitor)
    visitor.confirm("Deactivate")
    visitor.close("Systems deactivated")
    expect(visitor.page.locator("tbody").get_by_text("Deactivated")).to_have_count(2)

    visitor.page.locator("[data-choose-all]").check()
    visitor.page.get_by_role("button", name="Activate", exact=True).click()
    expect(
        visitor.popup.get_by_text("This adds nothing to March: the peak of 2 was reached on 1 March")
    ).to_be_visible()
    visitor.confirm("Activate")
    visitor.close("Systems activated")
    expect(visitor.page.locator("tbody").get_by_text("Activated", exact=True)).to_have_count(2)


def test_a_renewal_follows_what_is_entered_and_goes_on_to_the_order(visit: Visitors, site: Site) -> None:
    visitor = visit(PARTNER).go(site.path(SHORT, "renewal/"))
    page = visitor.page
    page.get_by_label("PO number").fill("CG-9")
    expect(page.locator("pre")).to_contain_text("PO number: CG-9")
    page.get_by_label("Systems a month").select_option("Another number")
    page.get_by_label("Other number").fill("12")
    expect(page.get_by_text("Service Packs to order").first).to_be_visible()
    packs = page.locator("td[data-name=Packs]").inner_text()

    page.get_by_role("link", name="Order from my stock").click()

    expect(visitor.popup.get_by_label("Service Packs")).to_have_value(packs)


def test_a_customer_switches_without_scripts(visit: Visitors) -> None:
    visitor = visit(CUSTOMER, javascript=False).go("/stock/")
    page = visitor.page
    page.get_by_role("link", name="Systems", exact=True).click()
    page.locator("[name=serial]").first.check()
    page.get_by_role("button", name="Deactivate", exact=True).click()
    expect(page.get_by_text("stays for March")).to_be_visible()
    page.get_by_role("button", name="Deactivate").click()

    expect(page.get_by_text("Systems deactivated: Cargo Lines.")).to_be_visible()
