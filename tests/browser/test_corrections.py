"""Adjusting a stock, and editing or deleting an order, in their popups."""

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visitor import Visitors
from tests.browser.world import FOR_EDITS, FOR_NOTES, LARGE, PARTNER, VENDOR


def test_a_note_moves_tokens_after_a_look_at_both_stocks(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(FOR_NOTES))
    popup = partner.open_popup("Adjust stock")
    popup.get_by_label("Debit").check()
    popup.get_by_label("Tokens", exact=True).fill("4")
    popup.get_by_label("Reason").fill("Two systems activated by mistake")

    customers = popup.locator(".side").nth(1)
    expect(customers.get_by_role("row", name="After 30 tokens")).to_be_visible()
    partner.confirm("Confirm adjust stock")

    expect(popup.get_by_role("heading", name="Stock adjusted")).to_be_visible()
    expect(partner.tile("Stock")).to_contain_text("30 tokens")
    expect(partner.update("Two systems activated by mistake")).to_contain_text("−4")


def test_an_order_is_edited_then_deleted_and_its_history_says_so(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(FOR_EDITS))
    popup = partner.open_popup("Add token order")
    popup.get_by_label("Service Packs").fill("3")
    popup.get_by_label("PO number").fill("EC-7")
    expect(popup.get_by_text("After")).to_have_count(2)
    partner.confirm("Confirm order")
    partner.close("Order confirmed")
    row = partner.update("EC-7")
    expect(row).to_contain_text("22 days left")

    row.get_by_role("link", name="Edit").click()
    expect(popup).to_contain_text("Editable until 31 Mar 2026 23:59:59 UTC")
    popup.get_by_label("Service Packs").fill("2")
    expect(popup.locator(".side").nth(1).get_by_role("row", name="After 58 tokens")).to_be_visible()
    partner.confirm("Confirm changes")
    partner.close("Order changed")
    expect(row).to_contain_text("+24")

    row.get_by_role("link", name="Delete").click()
    expect(popup).to_contain_text("22 days left")
    expect(popup.locator(".side").nth(1).get_by_role("row", name="After 34 tokens")).to_be_visible()
    popup.get_by_label("Why").fill("Ordered for another customer")
    partner.confirm("Delete order")
    partner.close("Order deleted")
    expect(row).to_contain_text("Deleted")
    expect(partner.tile("Stock")).to_contain_text("34 tokens")

    row.get_by_role("link", name="History").click()
    expect(popup.locator(".wordings li")).to_have_count(3)
    expect(popup).to_contain_text("Ordered for another customer")
    assert site.orders("EC-7") == [(2, True)]


def test_going_below_zero_is_asked_for_and_the_answer_is_not_lost_while_a_person_types(
    visit: Visitors, site: Site
) -> None:
    vendor = visit(VENDOR).go(site.path(FOR_NOTES))
    popup = vendor.open_popup("Adjust stock")
    popup.get_by_label("Debit").check()
    popup.get_by_label("Tokens", exact=True).fill("500")
    popup.get_by_label("Reason").fill("Paid by nobody")
    expect(popup.get_by_text("Will be suspended", exact=True)).to_be_visible()

    vendor.confirm("Confirm adjust stock")
    expect(popup.get_by_label("Debit")).to_be_checked()
    agreed = popup.get_by_label("Yes, take the account below zero")
    expect(agreed).to_have_accessible_description("Tick this to go on, or enter less.")
    agreed.check()
    popup.get_by_label("Reason").fill("Paid by nobody, as agreed")
    vendor.page.wait_for_timeout(500)

    expect(agreed).to_be_checked()


def test_figures_of_eight_digits_are_shown_whole(visit: Visitors, site: Site) -> None:
    vendor = visit(VENDOR).go(site.path(LARGE))

    expect(vendor.tile("Stock")).to_contain_text("87,654,355 tokens")
    expect(vendor.update("Credit note")).to_contain_text("+87,654,321")
