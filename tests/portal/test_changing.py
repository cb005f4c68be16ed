"""Editing and deleting an order while its month is open, and what is offered afterwards."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse

from tests.portal.conftest import AtBrowser, SetClock, plainly
from tests.support.browser import Browser, sides, user_of
from tests.support.cast import APRIL, MARCH, Cast, deliver, give, just_before, sell, standing_of, stock_of, supply
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Membership
from tokenstock.orders.models import Adjustment, Order, OrderRevision

CARGO = "Cargo Lines"
PRISMA = "Prisma Partners"


def path_of(view: str, order: Order) -> str:
    return reverse(f"portal:{view}", args=[order.buyer.uid, order.id])


def sold(cast: Cast, packs: int = 4, *, supplied: int = 10) -> Order:
    supply(cast.partner, supplied)
    return sell(cast.partner, cast.customer, packs, po_number="A-7").order


def test_every_field_stands_in_the_form_and_can_be_changed(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast)
    popup = at_browser(cast.partner).open(path_of("amend_order", order))
    stood = dict(popup.fields)

    with unchanged():
        shown = sides(popup.look(packs="6", po_number="A-8", ordered_on="2026-02-27", note="two more"))
    popup.confirm()
    popup.receipt()

    assert (stood["packs"], stood["po_number"], stood["ordered_on"], stood["note"]) == ("4", "A-7", "2026-03-09", "")
    assert (shown[PRISMA].tokens, shown[CARGO].tokens) == ("−24 tokens", "+24 tokens")
    order.refresh_from_db()
    assert (order.packs, order.po_number, str(order.ordered_on), order.note) == (6, "A-8", "2026-02-27", "two more")
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (48, 72)


def test_a_change_that_moves_no_tokens_says_so(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast)
    popup = at_browser(cast.partner).open(path_of("amend_order", order))

    shown = sides(popup.look(note="only words"))
    popup.confirm()
    popup.receipt()

    assert (shown[CARGO].tokens, shown[CARGO].before, shown[CARGO].after) == ("0 tokens", "48 tokens", "48 tokens")
    order.refresh_from_db()
    assert (order.note, order.version) == ("only words", 2)


def test_only_the_difference_has_to_be_there(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast, 4, supplied=5)
    popup = at_browser(cast.partner).open(path_of("amend_order", order))

    with unchanged():
        popup.look(packs="6")
        refused = popup.confirm()
    assert refused.status == 422
    assert refused.faults["Service Packs"].startswith("The stock holds 12 tokens and 24 are needed: 12 short.")

    popup.look(packs="5")
    popup.confirm()
    popup.receipt()
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (0, 60)


def test_an_order_is_deleted_after_a_look(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast)
    popup = at_browser(cast.partner).open(path_of("delete_order", order))

    assert (sides(popup.page)[PRISMA].tokens, sides(popup.page)[CARGO].after) == ("+48 tokens", "0 tokens")
    popup.confirm(reason="entered twice")
    popup.receipt()

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (120, 0)
    (row,) = popup.browser.get(reverse("portal:account", args=[cast.customer.uid])).main.one(id="updates").rows()
    assert "Deleted" in row["What"]
    assert OrderRevision.objects.get(order=order, version=2).reason == "entered twice"


def test_who_comes_second_is_told_keeps_what_was_typed_and_can_go_on(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast)
    first = at_browser(cast.partner).open(path_of("amend_order", order))
    second = at_browser(cast.partner).open(path_of("amend_order", order))
    first.look(packs="6")
    first.confirm()
    first.receipt()

    with unchanged():
        second.look(packs="3", note="mine")
        refused = second.confirm()

    assert refused.status == 422
    assert any("version 2, you saw 1" in note for note in refused.notes)
    assert (second.fields["packs"], second.fields["note"], second.fields["version"]) == ("3", "mine", "2")
    assert sides(second.look())[CARGO].before == "72 tokens"
    second.confirm()
    second.receipt()
    assert stock_of(cast.customer) == 36


def test_who_deletes_what_was_deleted_already_hears_that_it_is_gone(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast)
    first = at_browser(cast.partner).open(path_of("delete_order", order))
    second = at_browser(cast.partner).open(path_of("delete_order", order))
    first.confirm()
    first.receipt()

    with unchanged():
        refused = second.confirm()

    assert refused.status == 422
    assert any("it may have been deleted" in note for note in refused.notes)
    assert second.browser.get(path_of("delete_order", order)).status == 404
    assert second.browser.get(path_of("amend_order", order)).status == 404


def test_a_confirmed_deletion_sent_again_is_told_as_done(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast)
    popup = at_browser(cast.partner).open(path_of("delete_order", order))
    form = dict(popup.fields)
    popup.confirm()

    with unchanged():
        popup.fields = form
        popup.confirm()

    assert "nothing was done twice" in popup.receipt().text


def test_below_zero_is_named_with_what_follows_and_has_to_be_confirmed(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast, 4)
    give(cast.customer, -40)
    popup = at_browser(cast.partner).open(path_of("amend_order", order))

    with unchanged():
        shown = popup.look(packs="2")
        unticked = popup.confirm()

    assert (sides(shown)[CARGO].before, sides(shown)[CARGO].after) == ("8 tokens", "−16 tokens")
    assert "Will be suspended" in sides(shown)[CARGO].words
    assert "it will be suspended at once" in shown.body.one("label", having="agree").text
    assert unticked.status == 422
    assert "Tick this to go on, or enter less." in unticked.text
    popup.confirm(confirm_negative="on")
    popup.receipt()
    assert standing_of(cast.customer).suspended
    assert stock_of(cast.customer) == -16


def test_a_deletion_that_leaves_the_customer_below_zero_asks_at_once(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast, 4)
    give(cast.customer, -40)
    popup = at_browser(cast.partner).open(path_of("delete_order", order))

    assert "it will be suspended at once" in popup.page.body.one("label", having="agree").text
    with unchanged():
        assert popup.confirm().status == 422
    popup.confirm(confirm_negative="on")
    popup.receipt()
    assert stock_of(cast.customer) == -40


def test_after_the_month_an_adjustment_is_offered_filled_in(at_browser: AtBrowser, cast: Cast, come: SetClock) -> None:
    order = sold(cast)
    come(datetime(2026, 4, 2, 9, tzinfo=UTC))
    browser = at_browser(cast.partner)

    redirected = browser.get(path_of("delete_order", order))
    popup = browser.open(redirected.location)

    assert redirected.status == 302
    assert (popup.fields["tokens"], popup.fields["direction"]) == ("48", "debit")
    assert popup.fields["reason"] == "Corrects the order of PO A-7, 9 Mar 2026, 4 packs"
    assert "its month is closed" in popup.page.text
    popup.look(tokens="12")
    popup.confirm()
    popup.receipt()
    note = Adjustment.objects.get()
    assert (note.corrects, note.tokens, note.period) == (order, -12, APRIL.first_day)
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (84, 36)


def test_an_edit_after_the_month_leads_to_an_adjustment_too(at_browser: AtBrowser, cast: Cast, come: SetClock) -> None:
    order = sold(cast)
    come(datetime(2026, 4, 1, tzinfo=UTC))
    browser = at_browser(cast.partner)

    redirected = browser.get(path_of("amend_order", order))

    assert redirected.location == f"{reverse('portal:adjust_stock', args=[cast.customer.uid])}?corrects={order.id}"
    assert browser.open(redirected.location).fields["corrects"] == str(order.id)


def test_an_edit_confirmed_after_midnight_is_told_that_the_month_closed_and_where_to_go(
    at_browser: AtBrowser, cast: Cast, come: SetClock
) -> None:
    order = sold(cast)
    come(just_before(MARCH) - timedelta(minutes=5, seconds=30))
    popup = at_browser(cast.partner).open(path_of("amend_order", order))
    assert "Editable until 31 Mar 2026 23:59:59 UTC (5 minutes left)." in popup.page.notes[0]
    popup.look(packs="3")
    come(datetime(2026, 4, 1, 0, 1, tzinfo=UTC))

    with unchanged():
        refused = popup.confirm()

    assert refused.status == 422
    assert any("closed at 2026-04-01 00:00 UTC" in note for note in refused.notes)
    link = refused.body.one("a", says="Adjust the stock instead")
    assert popup.browser.open(link.attributes["href"]).fields["corrects"] == str(order.id)
    assert popup.fields["packs"] == "3"


def test_the_history_shows_every_wording_to_all_whom_the_order_concerns(at_browser: AtBrowser, cast: Cast) -> None:
    order = sold(cast)
    popup = at_browser(cast.partner).open(path_of("amend_order", order))
    popup.look(packs="6", note="two <more>", discount="5")
    popup.confirm()
    deletion = popup.browser.open(path_of("delete_order", order))
    deletion.confirm(reason="a mistake")

    for account in (cast.partner, cast.customer):
        of = reverse("portal:order_history", args=[account.uid, order.id])
        page = at_browser(account).get(of, part="popup-body" if popup.browser.scripts else "")
        first, second, third = page.body.one("ol", having="wordings").every("li")
        assert "Entered 4 packs of 9010177, at 20.00 a pack, PO A-7, ordered 2026-03-09" in first.text
        assert "Changed 6 packs of 9010177, at 20.00 a pack less 5.00 %, PO A-7, ordered 2026-03-09" in second.text
        assert "note: two <more>" in second.text
        assert ("Deleted" in third.text, "Reason: a mistake" in third.text) == (True, True)


def test_a_customer_does_not_see_what_its_partner_paid_for_a_delegated_order(cast: Cast) -> None:
    order = deliver(cast.partner, cast.customer, 4)
    histories = {
        account.name: plainly(account).get(reverse("portal:order_history", args=[account.uid, order.id])).main.text
        for account in (cast.partner, cast.customer)
    }

    assert "at 20.00 a pack" in histories[PRISMA]
    assert "4 packs of 9010177, PO" in histories[CARGO]


def test_the_vendor_changes_a_delegated_order_and_the_partner_does_not(at_browser: AtBrowser, cast: Cast) -> None:
    order = deliver(cast.partner, cast.customer, 4)
    assert plainly(cast.partner).get(path_of("amend_order", order)).status == 403

    popup = at_browser(cast.vendor).open(path_of("amend_order", order))
    shown = sides(popup.look(packs="2"))
    popup.confirm()
    popup.receipt()

    assert (shown[PRISMA].before, shown[PRISMA].after, shown[CARGO].after) == ("0 tokens", "0 tokens", "24 tokens")
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (0, 24)


def test_a_reseller_that_passed_tokens_on_is_taken_below_zero_by_force_alone(at_browser: AtBrowser, cast: Cast) -> None:
    order = supply(cast.partner, 4)
    sell(cast.partner, cast.customer, 3)
    popup = at_browser(cast.vendor).open(path_of("amend_order", order))

    with unchanged():
        shown = popup.look(packs="2")
        refused = popup.confirm()
        without_reason = popup.confirm(force="on")

    assert "the reseller has passed the tokens on" in shown.text
    for answer in (refused, without_reason):
        assert answer.status == 422
        assert "Tick this and give a reason to go on, or enter less." in answer.text
    popup.confirm(force="on", force_reason="never paid")
    popup.receipt()
    assert stock_of(cast.partner) == -12
    assert OrderRevision.objects.get(order=order, version=2).forced


def test_another_admin_of_the_seller_may_change_the_order_too(cast: Cast) -> None:
    order = sold(cast)
    colleague = Browser(user_of(cast.partner, Membership.Role.ADMIN))

    popup = colleague.open(path_of("amend_order", order))
    popup.look(packs="1")
    popup.confirm()
    popup.receipt()

    assert OrderRevision.objects.get(order=order, version=2).actor.startswith("admin@")
