"""The vendor before a month ends: whom to call, who is held, what an account's popups say; and a partner's own list."""

import re

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.test_every_page import faults
from tests.browser.visitor import Visitor, Visitors
from tests.browser.world import NEW, PARTNER, SHORT, VENDOR


def test_a_partner_finds_whom_to_call_and_orders_from_the_list(visit: Visitors) -> None:
    partner = visit(PARTNER).go("/month-end/")
    page = partner.page

    expect(page.get_by_role("heading", name="March 2026 closed as things stand")).to_be_visible()
    page.get_by_role("link", name="Whom to call").click()
    row = page.locator("#calls tbody tr").filter(has_text=SHORT)
    expect(row.get_by_role("link", name=re.compile("@"))).to_be_visible()
    row.get_by_role("link", name="Order").click()
    expect(partner.popup.get_by_label("Service Packs")).to_have_value(re.compile("[1-9]"))
    assert faults(partner) == []


def test_the_call_list_is_taken_along_as_a_spreadsheet(visit: Visitors) -> None:
    page = visit(VENDOR).go("/month-end/call-list/").page

    page.locator("main .menu summary").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="XLSX").click()

    assert downloading.value.suggested_filename.startswith("tokenstock-call-list-2026-03-")


def test_an_account_is_suspended_seen_among_the_held_and_released(visit: Visitors, site: Site) -> None:
    vendor = visit(VENDOR).go(site.path(NEW))
    page = vendor.page
    popup = vendor.open_popup("Suspend")
    expect(popup.get_by_label("Reason")).to_be_focused()
    assert faults(vendor) == []
    vendor.confirm("Suspend")
    expect(popup.get_by_text("Say why; it stays in the record.")).to_be_visible()
    assert faults(vendor) == []
    popup.get_by_label("Reason").fill("Invoice 17 is unpaid")
    vendor.confirm("Suspend")
    vendor.close("Account suspended")
    expect(page.get_by_text("Suspended by the vendor: Invoice 17 is unpaid")).to_be_visible()

    vendor.go("/month-end/")
    held = page.get_by_role("row").filter(has_text="Invoice 17 is unpaid")
    expect(held).to_contain_text(NEW)
    held.get_by_role("link", name="Lift suspension").click()
    vendor.popup.get_by_label("Reason").fill("Paid")
    vendor.confirm("Lift suspension")
    vendor.close("Suspension lifted")
    expect(held).to_have_count(0)


def test_closing_says_what_stands_in_the_way(visit: Visitors, site: Site) -> None:
    vendor = visit(VENDOR).go(site.path(SHORT))
    popup = vendor.open_popup("Close account")
    expect(popup.get_by_text("17 systems are activated.")).to_be_visible()
    assert faults(vendor) == []
    popup.get_by_label("Reason").fill("Gave up")
    vendor.confirm("Close for good")
    expect(popup.get_by_role("alert")).to_be_visible()
    _closes(vendor)


def _closes(visitor: Visitor) -> None:
    visitor.page.keyboard.press("Escape")
    expect(visitor.popup).to_be_hidden()
