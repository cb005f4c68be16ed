"""Finding accounts in the grid, and lines in the list of stock updates: what is chosen stays in the address."""

import re

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visitor import Visitors
from tests.browser.world import CARGO, CUSTOMER, OTHER_PARTNER, PARTNER, SHORT


def test_what_is_found_and_sorted_stays_in_the_address_and_the_way_back_leads_through_it(visit: Visitors) -> None:
    partner = visit(PARTNER).go("/accounts/")
    page, rows = partner.page, partner.page.locator("#grid tbody tr")
    everybody = rows.count()

    page.get_by_label("Name or uid").press_sequentially("coast")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/accounts/\?text=coast$"))
    page.reload()
    expect(rows).to_have_count(1)
    expect(page.get_by_label("Name or uid")).to_have_value("coast")

    page.go_back()
    expect(page).to_have_url(re.compile(r"/accounts/$"))
    expect(rows).to_have_count(everybody)
    page.get_by_role("link", name="Stock", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?sort=-stock$"))
    expect(page.get_by_role("columnheader", name="Stock")).to_have_attribute("aria-sort", "descending")
    expect(rows.first).to_contain_text("87,654,355")

    page.get_by_label("Status").select_option("Active")
    expect(page).to_have_url(re.compile(r"status=active&sort=-stock$"))
    page.get_by_role("link", name=CARGO).click()
    page.wait_for_url("**/accounts/4*/")
    page.go_back()
    expect(page).to_have_url(re.compile(r"status=active&sort=-stock$"))
    expect(page.get_by_label("Status")).to_have_value("active")
    expect(rows.first).to_contain_text("87,654,355")


def test_sorting_by_keyboard_leaves_the_focus_where_it_was(visit: Visitors) -> None:
    page = visit(PARTNER).go("/accounts/").page
    head = page.get_by_role("columnheader", name="Peak")

    head.get_by_role("link").press("Enter")

    expect(head).to_have_attribute("aria-sort", "descending")
    expect(head.get_by_role("link")).to_be_focused()


def test_a_row_takes_an_order_without_leaving_the_grid(visit: Visitors) -> None:
    partner = visit(PARTNER).go("/accounts/?text=coast")
    row = partner.page.locator("#grid tbody tr")
    stock = row.locator('td[data-name="Stock"]')
    before = int(stock.inner_text().replace("−", "-"))

    row.get_by_role("link", name="Order").click()
    partner.popup.get_by_label("Service Packs").fill("1")
    expect(partner.popup.get_by_text("Reactivated")).to_be_visible()
    partner.confirm("Confirm order")
    partner.close("Order confirmed")

    expect(row).to_have_count(1)
    expect(row).to_contain_text(SHORT)
    expect(stock).to_have_text(str(before + 12).replace("-", "−"))


def test_the_list_is_filtered_by_order_date_po_number_packs_and_product(visit: Visitors) -> None:
    customer = visit(CUSTOMER).go("/stock/")
    page, filters = customer.page, customer.page.locator("#updates form")
    page.get_by_text("Filter", exact=True).click()

    for label, entered, parameter in (
        ("PO number", "CL-2026-01", "po_number=CL-2026-01"),
        ("Packs", "11", "packs=11"),
        ("Product", "9010177", "sku=9010177"),
        ("Ordered to", "2026-02-28", "ordered_to=2026-02-28"),
    ):
        filters.get_by_label(label).fill(entered)
        filters.get_by_role("button", name="Show").click()
        expect(page).to_have_url(re.compile(parameter))
        expect(customer.update("CL-2026-01")).to_have_count(1)
    filters.get_by_label("Packs").fill("12")
    filters.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()

    filters.get_by_role("link", name="Reset").click()
    expect(page).to_have_url(re.compile(r"/stock/\??$"))
    assert customer.updates.count() > 3


def test_whoever_has_no_accounts_yet_is_told_what_will_stand_there(visit: Visitors) -> None:
    page = visit(OTHER_PARTNER).go("/accounts/").page

    expect(page.get_by_role("heading", name="No accounts yet")).to_be_visible()


def test_a_popup_over_the_list_has_no_id_in_common_with_it(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(CARGO))
    partner.open_popup("Add token order")

    ids = partner.page.evaluate("[...document.querySelectorAll('[id]')].map((found) => found.id)")

    assert sorted(ids) == sorted(set(ids))


def test_chosen_accounts_are_reminded_without_leaving_the_grid(visit: Visitors) -> None:
    partner = visit(PARTNER).go("/accounts/?text=c")
    page = partner.page
    rows = page.locator("#grid tbody tr").count()

    expect(page.get_by_role("button", name="Export chosen")).to_be_hidden()
    page.get_by_label(f"Choose {CARGO}").check()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    with page.expect_download() as exported:
        page.get_by_role("button", name="Export chosen").click()
    assert exported.value.suggested_filename.endswith(".xlsx")
    page.get_by_label("Choose all accounts of this page").check()
    expect(page.get_by_text(f"{rows} chosen")).to_be_visible()
    page.get_by_label("Choose all accounts of this page").uncheck()
    page.get_by_label(f"Choose {CARGO}").check()
    page.get_by_role("button", name="Remind").click()

    expect(partner.popup.get_by_text("1 account is written to")).to_be_visible()
    expect(partner.popup.locator(".told li")).to_have_text(re.compile(f"{CARGO}.*{CUSTOMER}"))
    partner.popup.get_by_role("button", name="Send reminders").click()
    expect(partner.popup.get_by_role("heading", name="Reminders on their way")).to_be_visible()
    partner.popup.get_by_role("link", name="Close").last.click()
    page.get_by_role("button", name="Remind").click()
    expect(partner.popup.get_by_text("it was reminded already")).to_be_visible()


def test_a_slash_leads_to_the_search_and_arrows_from_row_to_row(visit: Visitors) -> None:
    page = visit(PARTNER).go("/accounts/").page
    links = page.locator("#grid tbody a.name")

    page.keyboard.press("/")
    expect(page.get_by_label("Name or uid")).to_be_focused()
    expect(page.get_by_label("Name or uid")).to_have_value("")
    page.keyboard.type("/")
    expect(page.get_by_label("Name or uid")).to_have_value("/")
    page.get_by_label("Name or uid").fill("")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.first).to_be_focused()
