"""Adjust stock: credit and debit notes by a partner and by the vendor."""

import pytest
from django.urls import reverse

from tests.portal.conftest import AtBrowser, plainly
from tests.support.browser import Popup, sides
from tests.support.cast import Cast, give, sell, standing_of, stock_of, supply
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account
from tokenstock.orders.models import Adjustment

CARGO = "Cargo Lines"
PRISMA = "Prisma Partners"


def adjust_popup(at_browser: AtBrowser, actor: Account, account: Account) -> Popup:
    return at_browser(actor).open(reverse("portal:adjust_stock", args=[account.uid]))


def test_a_partners_credit_comes_from_its_own_stock(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 1)
    popup = adjust_popup(at_browser, cast.partner, cast.customer)

    with unchanged():
        shown = sides(popup.look(direction="credit", tokens="5", reason="goodwill"))
    popup.confirm()
    popup.receipt()

    assert (shown[PRISMA].tokens, shown[PRISMA].after) == ("−5 tokens", "7 tokens")
    assert (shown[CARGO].tokens, shown[CARGO].after) == ("+5 tokens", "5 tokens")
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (7, 5)
    note = Adjustment.objects.get()
    assert (note.tokens, note.reason, note.counterparty) == (5, "goodwill", cast.partner)
    (row,) = popup.browser.get(reverse("portal:account", args=[cast.customer.uid])).main.one(id="updates").rows()
    assert (row["What"], row["Tokens"]) == ("Credit note Prisma Partners goodwill", "+5")


def test_a_partners_debit_returns_tokens_to_its_stock(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 1)
    sell(cast.partner, cast.customer, 1)
    popup = adjust_popup(at_browser, cast.partner, cast.customer)

    shown = sides(popup.look(direction="debit", tokens="12", reason="sent back"))
    popup.confirm()
    popup.receipt()

    assert (shown[PRISMA].after, shown[CARGO].after) == ("12 tokens", "0 tokens")
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (12, 0)


def test_a_debit_beyond_what_the_customer_holds_is_refused_with_what_it_holds(
    at_browser: AtBrowser, cast: Cast
) -> None:
    give(cast.customer, 7)
    popup = adjust_popup(at_browser, cast.partner, cast.customer)
    entered = {"direction": "debit", "tokens": "8", "reason": "too much"}

    with unchanged():
        popup.fields |= entered
        refused = popup.confirm()

    assert refused.status == 422
    assert refused.faults["Tokens"].startswith("The account still holds 7 tokens, and 8 would be taken back.")
    assert {name: popup.fields[name] for name in entered} == entered


def test_a_credit_beyond_the_partners_stock_is_refused_with_what_is_short(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 1)
    popup = adjust_popup(at_browser, cast.partner, cast.customer)

    with unchanged():
        popup.look(direction="credit", tokens="13", reason="too much")
        refused = popup.confirm()

    assert refused.status == 422
    assert refused.faults["Tokens"].startswith("The stock holds 12 tokens and 13 are needed: 1 short.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_note_without_a_reason_is_refused_beside_the_field(at_browser: AtBrowser, cast: Cast, reason: str) -> None:
    supply(cast.partner, 1)
    popup = adjust_popup(at_browser, cast.partner, cast.customer)

    with unchanged():
        popup.fields |= {"tokens": "1", "reason": reason}
        refused = popup.confirm()

    assert refused.status == 422
    assert set(refused.faults) == {"Reason"}
    assert popup.fields["tokens"] == "1"


def test_the_same_note_sent_twice_moves_tokens_once(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 1)
    popup = adjust_popup(at_browser, cast.partner, cast.customer)
    popup.look(direction="credit", tokens="5", reason="goodwill")
    form = dict(popup.fields)
    popup.confirm()

    with unchanged():
        popup.fields = form
        popup.confirm()
        popup.receipt()

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (7, 5)


def test_the_vendor_gives_complimentary_tokens_to_anybody(at_browser: AtBrowser, cast: Cast) -> None:
    for account in (cast.customer, cast.partner, cast.direct):
        popup = adjust_popup(at_browser, cast.vendor, account)

        shown = sides(popup.look(direction="credit", tokens="3", reason="with our compliments"))
        popup.confirm()
        popup.receipt()

        assert list(shown) == [account.name]
        assert stock_of(account) == 3


def test_the_vendor_goes_below_zero_only_where_that_is_confirmed(at_browser: AtBrowser, cast: Cast) -> None:
    give(cast.customer, 5)
    popup = adjust_popup(at_browser, cast.vendor, cast.customer)

    with unchanged():
        shown = popup.look(direction="debit", tokens="9", reason="counted wrong")
        refused = popup.confirm()

    assert "it will be suspended at once" in shown.body.one("label", having="agree").text
    assert "Will be suspended" in sides(shown)[CARGO].words
    assert refused.status == 422
    assert "Tick this to go on, or enter less." in refused.text

    popup.confirm(confirm_negative="on")
    popup.receipt()
    assert stock_of(cast.customer) == -4
    assert standing_of(cast.customer).suspended


def test_a_debit_of_the_vendor_that_stays_above_zero_asks_nothing(at_browser: AtBrowser, cast: Cast) -> None:
    give(cast.customer, 5)
    popup = adjust_popup(at_browser, cast.vendor, cast.customer)

    shown = popup.look(direction="debit", tokens="5", reason="counted wrong")
    popup.confirm()
    popup.receipt()

    assert shown.body.every("label", having="agree") == []
    assert stock_of(cast.customer) == 0


def test_a_credit_that_brings_the_account_back_says_so(at_browser: AtBrowser, cast: Cast) -> None:
    supply(cast.partner, 1)
    give(cast.customer, -5)
    popup = adjust_popup(at_browser, cast.partner, cast.customer)

    shown = popup.look(direction="credit", tokens="5", reason="back")
    popup.confirm()
    popup.receipt()

    assert "Reactivated" in sides(shown)[CARGO].words
    assert not standing_of(cast.customer).suspended


def test_what_a_link_proposes_stands_in_the_form_if_it_is_anything(cast: Cast) -> None:
    path = reverse("portal:adjust_stock", args=[cast.customer.uid])
    browser = plainly(cast.partner)

    proposed = browser.get(path, {"tokens": "24", "direction": "debit"}).body.one("form", having="panel").fields()
    nonsense = browser.get(path, {"tokens": "9" * 500, "direction": "up"}).body.one("form", having="panel").fields()

    assert (proposed["tokens"], proposed["direction"]) == ("24", "debit")
    assert (len(nonsense["tokens"]), nonsense["direction"]) == (10, "credit")
