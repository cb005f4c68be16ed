"""The whole life of an order in a browser that runs no scripts."""

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visitor import Visitors
from tests.browser.world import FOR_PAPER, PARTNER


def test_an_order_is_entered_edited_and_deleted_without_javascript(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER, javascript=False).go("/accounts/")
    page = partner.page
    page.get_by_label("Name or uid").fill("paper")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=FOR_PAPER).click()

    page.get_by_role("link", name="Add token order").click()
    page.get_by_label("Service Packs").fill("2")
    page.get_by_label("PO number").fill("PM-1")
    page.get_by_role("button", name="Confirm order").click()
    expect(page.get_by_text("This is what will happen. Confirm it to go on.")).to_be_visible()
    expect(page.get_by_role("row", name="After 58 tokens")).to_be_visible()
    assert site.orders("PM-1") == []
    page.get_by_role("button", name="Confirm order").click()
    expect(page.get_by_text(f"Order confirmed: {FOR_PAPER}.")).to_be_visible()
    expect(partner.update("PM-1")).to_contain_text("+24")

    partner.update("PM-1").get_by_role("link", name="Edit").click()
    page.get_by_label("Service Packs").fill("1")
    page.get_by_role("button", name="Confirm changes").click()
    page.get_by_role("button", name="Confirm changes").click()
    expect(partner.update("PM-1")).to_contain_text("+12")

    partner.update("PM-1").get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete order").click()
    expect(partner.update("PM-1")).to_contain_text("Deleted")
    partner.update("PM-1").get_by_role("link", name="History").click()
    expect(page.locator(".wordings li")).to_have_count(3)
    assert site.orders("PM-1") == [(1, True)]


def test_a_fault_comes_back_beside_its_field_without_javascript(visit: Visitors, site: Site) -> None:
    page = visit(PARTNER, javascript=False).go(site.path(FOR_PAPER, "orders/new/")).page
    page.get_by_label("Service Packs").fill("0")
    page.get_by_label("PO number").fill("PM-KEPT")

    page.get_by_role("button", name="Confirm order").click()

    expect(page.get_by_label("Service Packs")).to_have_accessible_description("Enter a number from 1 to 100,000.")
    expect(page.get_by_label("PO number")).to_have_value("PM-KEPT")
    assert site.orders("PM-KEPT") == []
