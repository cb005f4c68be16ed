"""Add token order, as a person goes through it: look, confirm, read the receipt."""

from django.urls import reverse

from tests.portal.conftest import AtBrowser, plainly
from tests.support.browser import Popup, Side, sides
from tests.support.cast import MARCH, NOW, Cast, activate, by, give, sell, standing_of, statement_of, stock_of, supply
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account
from tokenstock.lifecycle.services import move_account
from tokenstock.orders.models import Order

CARGO = "Cargo Lines"
PRISMA = "Prisma Partners"


def order_popup(at_browser: AtBrowser, seller: Account, buyer: Account) -> Popup:
    return at_browser(seller).open(reverse("portal:place_order", args=[buyer.uid]))


def test_a_partner_looks_confirms_and_reads_the_receipt(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)

    with unchanged():
        shown = sides(popup.look(packs="4", po_number="PO 7", note="for the spring"))
    popup.confirm()
    receipt = popup.receipt()

    assert (shown[PRISMA].before, shown[PRISMA].tokens, shown[PRISMA].after) == (
        "120 tokens",
        "−48 tokens",
        "72 tokens",
    )
    assert (shown[CARGO].before, shown[CARGO].tokens, shown[CARGO].after) == ("0 tokens", "+48 tokens", "48 tokens")
    if popup.browser.scripts:
        assert sides(receipt) == shown
        assert receipt.notes == ["Done. The tokens have moved, and the line is in the list of stock updates."]
    else:
        assert receipt.notes == [f"Order confirmed: {CARGO}."]
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (72, 48)
    order = Order.objects.get(buyer=cast.customer)
    assert (order.packs, order.po_number, order.note, order.kind) == (4, "PO 7", "for the spring", "token")
    assert order.entered_by == "prisma@example.com"


def test_the_figures_of_both_pages_follow(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)

    popup.look(packs="4", po_number="PO 7")
    popup.confirm()

    of_customer = popup.browser.get(reverse("portal:account", args=[cast.customer.uid])).main
    assert of_customer.every("dd", having="figure")[0].text == "48 tokens"
    (row,) = of_customer.one(id="updates").rows()
    assert (row["PO number"], row["Packs"], row["Tokens"]) == ("PO 7", "4", "+48")
    (sent, received) = popup.browser.get(reverse("portal:stock")).main.one(id="updates").rows()
    assert (sent["What"].split(" ")[:3], sent["Tokens"]) == (["Order", "passed", "on"], "−48")
    assert received["Tokens"] == "+120"
    assert statement_of(cast.customer, MARCH).received == 48


def test_all_that_was_entered_is_in_the_order(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)

    popup.look(
        packs="1", po_number=" PO 8 ", ordered_on="2026-02-27", list_price="18.50", discount="12.5", note="two\nlines"
    )
    popup.confirm()

    order = Order.objects.get(buyer=cast.customer)
    assert (order.po_number, str(order.ordered_on)) == ("PO 8", "2026-02-27")
    assert (str(order.list_price), str(order.discount)) == ("18.50", "12.50")
    assert order.note.splitlines() == ["two", "lines"]


def test_too_little_stock_is_told_beside_the_field_and_everything_typed_stays(
    at_browser: AtBrowser, cast: Cast
) -> None:
    supply(cast.partner, 2)
    popup = order_popup(at_browser, cast.partner, cast.customer)
    entered = {"packs": "5", "po_number": "PO <9>", "ordered_on": "2026-03-02", "note": 'a "note" & more'}

    with unchanged():
        popup.fields |= entered
        answer = popup.confirm()

    assert answer.status == 422
    assert answer.faults["Service Packs"].startswith("The stock holds 24 tokens and 60 are needed: 36 short.")
    assert {name: popup.fields[name] for name in entered} == entered

    popup.look(packs="2")
    popup.confirm()
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (0, 24)


def test_a_look_at_too_much_says_why_not_and_moves_nothing(cast: Cast) -> None:
    supply(cast.partner, 2)
    browser = plainly(cast.partner)
    browser.scripts = True
    popup = browser.open(reverse("portal:place_order", args=[cast.customer.uid]))

    with unchanged():
        page = popup.look(packs="5")

    assert page.notes[0].startswith("The stock holds 24 tokens and 60 are needed: 36 short.")
    assert popup.fields["seen"] == ""


def test_the_same_form_sent_twice_moves_tokens_once(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)
    popup.look(packs="4")
    form = dict(popup.fields)
    popup.confirm()
    popup.receipt()

    with unchanged():
        popup.fields = form
        popup.confirm()

    assert "It had been confirmed already" in popup.receipt().text or "nothing was done twice" in popup.page.text
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (72, 48)


def test_the_same_form_with_other_content_is_another_order_and_has_to_be_confirmed(
    at_browser: AtBrowser, cast: Cast
) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)
    popup.look(packs="4")
    form = dict(popup.fields)
    popup.confirm()

    with unchanged():
        popup.fields = form
        refused = popup.confirm(packs="3")

    assert refused.status == 422
    assert any("This form was confirmed before with other content" in note for note in refused.notes)
    assert popup.fields["packs"] == "3"
    assert popup.fields["key"] != form["key"]
    popup.look()
    popup.confirm()
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (36, 84)


def test_an_outcome_that_changed_meanwhile_is_shown_again_and_asked_again(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)
    popup.look(packs="4")
    sell(cast.partner, cast.sister, 1)

    with unchanged():
        again = popup.confirm()

    assert again.status == 200
    assert again.notes[0] == "The outcome has changed since you last saw it. Look again before you confirm."
    assert sides(again)[PRISMA] == Side("108 tokens", "−48 tokens", "60 tokens", "")
    popup.confirm()
    popup.receipt()
    assert stock_of(cast.customer) == 48


def test_nothing_is_done_that_was_never_looked_at(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)

    with unchanged():
        shown = popup.confirm(packs="4")

    assert shown.status == 200
    assert set(sides(shown)) == {PRISMA, CARGO}
    assert "The outcome has changed" not in shown.text


def test_a_po_number_used_before_is_warned_of_with_the_earlier_lines_and_allowed(
    at_browser: AtBrowser, cast: Cast
) -> None:
    supply(cast.partner, 10)
    sell(cast.partner, cast.customer, 2, po_number="PO 7")
    sell(cast.partner, cast.sister, 1, po_number="PO 7")
    popup = order_popup(at_browser, cast.partner, cast.customer)

    shown = popup.look(packs="1", po_number="PO 7")

    assert (
        "PO number PO 7 was used before between the two: 2 packs of 2026-03-09. Partial deliveries are fine."
        in shown.notes
    )
    popup.confirm()
    popup.receipt()
    assert stock_of(cast.customer) == 36


def test_an_order_far_above_need_is_warned_of_and_allowed(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 100)
    give(cast.customer, 12)
    activate(cast.customer, 1)
    popup = order_popup(at_browser, cast.partner, cast.customer)

    fine = popup.look(packs="10")
    much = popup.look(packs="11")

    assert not any("far above need" in note for note in fine.notes)
    assert "132 tokens are far above need: ten years at the present peak take 120." in much.notes
    popup.confirm()
    popup.receipt()
    assert stock_of(cast.customer) == 144


def test_an_order_that_brings_an_account_back_says_so_before_and_after(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    activate(cast.customer, 3)
    give(cast.customer, -5)
    assert standing_of(cast.customer).suspended
    popup = order_popup(at_browser, cast.partner, cast.customer)

    assert "Suspended" in popup.page.body.one(id="preview").text
    shown = popup.look(packs="1")
    popup.confirm()
    receipt = popup.receipt()

    assert "Reactivated" in sides(shown)[CARGO].words
    assert "Buy more by now becomes" in sides(shown)[CARGO].words
    if popup.browser.scripts:
        assert "Reactivated" in sides(receipt)[CARGO].words
    assert not standing_of(cast.customer).suspended


def test_an_order_that_does_not_reach_zero_says_that_the_account_stays_suspended(
    at_browser: AtBrowser, cast: Cast
) -> None:
    supply(cast.partner, 10)
    give(cast.customer, -15)
    popup = order_popup(at_browser, cast.partner, cast.customer)

    shown = popup.look(packs="1")

    assert "Stays suspended" in sides(shown)[CARGO].words


def test_a_distributor_sells_to_its_partner_but_not_to_the_partners_customer(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.distributor, 10)
    popup = order_popup(at_browser, cast.distributor, cast.partner)

    popup.look(packs="3")
    popup.confirm()
    popup.receipt()

    assert (stock_of(cast.distributor), stock_of(cast.partner)) == (84, 36)
    assert popup.browser.get(reverse("portal:place_order", args=[cast.customer.uid])).status == 404


def test_the_vendor_sells_by_purchase_order_alone(cast: Cast) -> None:
    path = reverse("portal:place_order", args=[cast.customer.uid])
    browser = plainly(cast.vendor)

    refused = browser.get(path)

    assert refused.status == 403
    assert "You may not do this" in refused.text


def test_a_customer_that_was_moved_to_another_partner_meanwhile_is_not_found(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)
    popup.look(packs="4")
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    with unchanged():
        gone = popup.confirm()

    assert gone.status == 404


def test_a_price_out_of_range_is_told_beside_its_own_field(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 10)
    popup = order_popup(at_browser, cast.partner, cast.customer)

    with unchanged():
        popup.fields |= {"packs": "1", "list_price": "1000000.01", "discount": "100.01"}
        refused = popup.confirm()

    assert refused.faults == {
        "List price for a pack": "Enter a number from 0 to 1,000,000.",
        "Discount in percent": "Enter a number from 0 to 100.",
    }
