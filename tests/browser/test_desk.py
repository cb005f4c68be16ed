"""The vendor receives a purchase order."""

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visitor import Visitors
from tests.browser.world import CARGO, VENDOR, WAITING_PO


def test_lines_become_orders_or_wait_with_their_reason(visit: Visitors, site: Site) -> None:
    page = visit(VENDOR).go("/receive/").page
    page.get_by_role("button", name="More lines").click()
    page.get_by_label("PO number", exact=True).fill("PP-100")
    page.get_by_role("combobox", name="Buyer").fill("Prisma Partners")
    lines = page.locator("fieldset.po-line")
    assert lines.count() == 5
    for line, packs in enumerate(("10", "2", "7")):
        lines.nth(line).get_by_label("Service Packs").fill(packs)
    lines.nth(1).get_by_label("End customer's uid").fill(site.uids[CARGO])
    lines.nth(2).get_by_label("End customer's exact name").fill("Somebody Else")

    page.get_by_role("button", name="Receive purchase order").click()

    results = page.get_by_role("region", name="PO PP-100 received").or_(
        page.get_by_role("status").filter(has_text="PP-100")
    )
    expect(results).to_contain_text("Wholesale")
    expect(results).to_contain_text("Delegated")
    expect(results).to_contain_text("Needs identification")
    expect(page.locator("tr").filter(has_text="Somebody Else")).to_contain_text("PP-100")
    assert sorted(site.orders("PP-100")) == [(2, False), (10, False)]


def test_a_number_that_cannot_be_read_comes_back_beside_its_field(visit: Visitors) -> None:
    page = visit(VENDOR).go("/receive/").page
    page.get_by_label("PO number", exact=True).fill("PP-101")
    page.get_by_role("combobox", name="Buyer").fill("Nobody")
    line = page.locator("fieldset.po-line").first
    line.get_by_label("Service Packs").fill("1.5")

    page.get_by_role("button", name="Receive purchase order").click()

    expect(line.get_by_label("Service Packs")).to_have_accessible_description(
        "Enter a whole number in plain digits, such as 12."
    )
    expect(page.get_by_label("PO number", exact=True)).to_have_value("PP-101")


def test_a_line_that_waits_is_identified_after_a_look_at_what_follows(visit: Visitors, site: Site) -> None:
    page = visit(VENDOR).go("/receive/").page
    waiting = page.get_by_role("region", name="Needs identification")
    page.get_by_text(f"Say whom line 1 of PO {WAITING_PO} is for").click()
    waiting.get_by_role("radio", name=CARGO).first.check()
    waiting.get_by_role("button", name="See what follows").first.click()

    expect(page.get_by_role("row", name="In +48 tokens")).to_be_visible()
    expect(page.get_by_role("radio", name=CARGO)).to_be_checked()
    assert site.orders(WAITING_PO) == []
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("status").first).to_contain_text(WAITING_PO)
    expect(page.get_by_text(f"Say whom line 1 of PO {WAITING_PO} is for")).to_have_count(0)
    assert site.orders(WAITING_PO) == [(4, False)]
