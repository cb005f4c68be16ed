"""Adding a token order in its popup."""

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visitor import Visitors
from tests.browser.world import CARGO, FOR_ORDERS, FOR_RACE, NEW, PARTNER


def test_an_order_is_previewed_while_it_is_typed_and_appears_in_place_once_it_is_confirmed(
    visit: Visitors, site: Site
) -> None:
    partner = visit(PARTNER).go(site.path(FOR_ORDERS))
    rows = partner.updates.count()
    expect(partner.tile("Stock")).to_contain_text("34 tokens")

    popup = partner.open_popup("Add token order")
    popup.get_by_label("Service Packs").fill("5")

    own, customers = popup.locator(".side").nth(0), popup.locator(".side").nth(1)
    expect(customers.get_by_role("row", name="After 94 tokens")).to_be_visible()
    expect(customers).to_contain_text("Buy more by")
    expect(own.get_by_role("row", name="Out −60 tokens")).to_be_visible()

    popup.get_by_label("PO number").fill("OF-1")
    partner.confirm("Confirm order")

    expect(popup.get_by_role("heading", name="Order confirmed")).to_be_visible()
    expect(customers.get_by_role("row", name="After 94 tokens")).to_be_visible()
    partner.close("Order confirmed")
    expect(partner.tile("Stock")).to_contain_text("94 tokens")
    expect(partner.updates).to_have_count(rows + 1)
    expect(partner.update("OF-1")).to_contain_text("+60")
    assert site.orders("OF-1") == [(5, False)]


def test_pressing_confirm_twice_enters_one_order(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(FOR_ORDERS))
    popup = partner.open_popup("Add token order")
    popup.get_by_label("Service Packs").fill("1")
    popup.get_by_label("PO number").fill("OF-TWICE")
    expect(popup.get_by_text("After")).to_have_count(2)

    popup.get_by_role("button", name="Confirm order").dblclick()

    expect(popup.get_by_role("heading", name="Order confirmed")).to_be_visible()
    assert site.orders("OF-TWICE") == [(1, False)]


def test_an_outcome_that_changed_meanwhile_is_shown_again_before_anything_is_done(visit: Visitors, site: Site) -> None:
    here, elsewhere = visit(PARTNER).go(site.path(FOR_RACE)), visit(PARTNER).go(site.path(NEW))
    popup = here.open_popup("Add token order")
    popup.get_by_label("Service Packs").fill("2")
    popup.get_by_label("PO number").fill("OF-LATE")
    expect(popup.get_by_text("After")).to_have_count(2)
    before = popup.locator(".side").first.inner_text()
    other = elsewhere.open_popup("Add token order")
    other.get_by_label("Service Packs").fill("1")
    expect(other.get_by_text("After")).to_have_count(2)
    elsewhere.confirm("Confirm order")
    expect(other.get_by_role("heading", name="Order confirmed")).to_be_visible()

    here.confirm("Confirm order")

    expect(popup.get_by_role("alert")).to_contain_text("The outcome has changed since you last saw it.")
    assert popup.locator(".side").first.inner_text() != before
    expect(popup.get_by_label("PO number")).to_have_value("OF-LATE")
    assert site.orders("OF-LATE") == []
    here.confirm("Confirm order")
    expect(popup.get_by_role("heading", name="Order confirmed")).to_be_visible()
    assert site.orders("OF-LATE") == [(2, False)]


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(visit: Visitors, site: Site) -> None:
    partner = visit(PARTNER).go(site.path(FOR_ORDERS))
    popup = partner.open_popup("Add token order")
    popup.get_by_label("PO number").fill("OF-KEPT")
    popup.get_by_text("Price, discount and note").click()
    popup.get_by_label("Discount in percent").fill("7.123")
    popup.get_by_label("Note").fill("für die Obstgärten")
    popup.get_by_label("Service Packs").fill("a dozen")

    partner.confirm("Confirm order")

    packs, discount = popup.get_by_label("Service Packs"), popup.get_by_label("Discount in percent")
    expect(packs).to_have_attribute("aria-invalid", "true")
    expect(packs).to_have_accessible_description("Enter a whole number in plain digits, such as 12.")
    expect(packs).to_be_focused()
    expect(discount).to_have_accessible_description("Enter a number with at most two decimals, such as 20 or 17.50.")
    for label, typed in (("Service Packs", "a dozen"), ("PO number", "OF-KEPT"), ("Note", "für die Obstgärten")):
        expect(popup.get_by_label(label)).to_have_value(typed)
    assert site.orders("OF-KEPT") == []


def test_more_than_the_stock_holds_is_refused_while_it_is_typed_and_where_it_is_confirmed(
    visit: Visitors, site: Site
) -> None:
    partner = visit(PARTNER).go(site.path(FOR_ORDERS))
    popup = partner.open_popup("Add token order")
    popup.get_by_label("PO number").fill("OF-MUCH")
    popup.get_by_label("Service Packs").fill("90000")

    expect(popup.get_by_text("Nothing was moved.")).to_be_visible()
    partner.confirm("Confirm order")

    expect(popup.get_by_label("Service Packs")).to_have_attribute("aria-invalid", "true")
    assert site.orders("OF-MUCH") == []


def test_a_po_number_used_before_is_warned_of(visit: Visitors, site: Site) -> None:
    popup = visit(PARTNER).go(site.path(CARGO)).open_popup("Add token order")
    popup.get_by_label("Service Packs").fill("1")
    popup.get_by_label("PO number").fill("CL-2026-01")

    expect(popup.locator(".note-soon")).to_contain_text("was used before between the two")
