"""The vendor suspends an account by hand, lifts that, and closes accounts: with a reason, and after a look."""

import pytest

from tests.portal.conftest import AtBrowser, plainly
from tests.support.cast import NOW, activate, again, by, enter, give, standing_of, stock_of
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account
from tokenstock.lifecycle.services import hold_account

pytestmark = pytest.mark.usefixtures("db")


def path_of(account: Account, what: str) -> str:
    return f"/accounts/{account.uid}/{what}/"


HOLD, RELEASE, CLOSE = "suspension/new", "suspension/lift", "close"


def test_an_account_is_suspended_with_a_reason_and_says_so(at_browser: AtBrowser) -> None:
    cast = enter()
    give(cast.customer, 10)
    activate(cast.customer, 3)
    browser = at_browser(cast.vendor)

    with unchanged():
        popup = browser.open(path_of(cast.customer, HOLD))
    assert "costs its peak so far, 3 tokens" in popup.page.text
    popup.confirm(reason="Invoice 17 is unpaid")

    assert "Account suspended" in popup.receipt().text
    assert (standing_of(cast.customer).held, standing_of(cast.customer).hold_reason) == (True, "Invoice 17 is unpaid")
    seen = plainly(cast.customer).get("/stock/")
    assert "Suspended by the vendor: Invoice 17 is unpaid." in seen.notes[0]


def test_a_suspension_by_hand_is_lifted_with_a_reason(at_browser: AtBrowser) -> None:
    cast = enter()
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)
    browser = at_browser(cast.vendor)

    popup = browser.open(path_of(cast.customer, RELEASE))
    assert "You suspended it for this reason: unpaid" in popup.page.text
    popup.confirm(reason="paid")

    assert "Suspension lifted" in popup.receipt().text
    assert not standing_of(cast.customer).suspended


def test_whoever_is_below_zero_is_told_to_stay_suspended_when_the_hold_is_lifted() -> None:
    cast = enter()
    give(cast.customer, -1)
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)
    browser = plainly(cast.vendor)

    popup = browser.open(path_of(cast.customer, RELEASE))
    popup.confirm(reason="paid")

    assert standing_of(cast.customer).suspended
    assert not standing_of(cast.customer).held


@pytest.mark.parametrize("what", [HOLD, CLOSE])
def test_without_a_reason_nothing_is_done(at_browser: AtBrowser, what: str) -> None:
    cast = enter()
    popup = at_browser(cast.vendor).open(path_of(cast.customer, what))

    with unchanged():
        page = popup.confirm(reason="  ")

    assert page.status == 422
    assert page.faults == {"Reason": "Say why; it stays in the record."}


def test_what_is_held_already_is_told_in_words(at_browser: AtBrowser) -> None:
    cast = enter()
    popup = at_browser(cast.vendor).open(path_of(cast.customer, HOLD))
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)

    with unchanged():
        page = popup.confirm(reason="unpaid too")

    assert page.status == 422
    assert page.notes


def test_the_grid_shows_those_held_by_the_vendor() -> None:
    cast = enter()
    give(cast.sister, -1)
    hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)

    for account in (cast.vendor, cast.partner):
        rows = plainly(account).get("/accounts/?status=held").main.one(id="grid").rows()
        assert [row["Status"] for row in rows] == ["Suspended"]
        assert rows[0]["Account"].startswith(cast.customer.name)


def test_an_account_is_closed_when_its_tokens_are_frozen(at_browser: AtBrowser) -> None:
    cast = enter()
    give(cast.customer, 40)
    browser = at_browser(cast.vendor)
    popup = browser.open(path_of(cast.customer, CLOSE))
    assert "40 tokens would be left." in popup.page.text

    with unchanged():
        refused = popup.confirm(reason="gave up")
    assert refused.status == 422
    popup.confirm(reason="gave up", freeze="on")

    assert "Account closed" in popup.receipt().text
    assert again(cast.customer).closed_at is not None
    assert stock_of(cast.customer) == 40


def test_tokens_are_taken_back_before_closing_by_a_note_that_is_filled_in() -> None:
    cast = enter()
    give(cast.customer, 40)
    browser = plainly(cast.vendor)
    link = browser.get(path_of(cast.customer, CLOSE)).body.one("a", says="Take them back first").attributes["href"]

    note = browser.open(link)
    assert note.fields["tokens"] == "40"
    note.fields["direction"] = "debit"
    note.look(reason="returned")
    note.confirm()
    browser.open(path_of(cast.customer, CLOSE)).confirm(reason="gave up")

    assert again(cast.customer).closed_at is not None
    assert stock_of(cast.customer) == 0


def test_what_stands_in_the_way_is_said_before_and_refused_after() -> None:
    cast = enter()
    activate(cast.customer, 2)
    browser = plainly(cast.vendor)

    busy, above = (browser.open(path_of(account, CLOSE)) for account in (cast.customer, cast.partner))
    assert "2 systems are activated. Have them deactivated first." in busy.page.notes
    assert "3 accounts below it are open. Close or move them first." in above.page.notes
    with unchanged():
        assert [popup.confirm(reason="gave up").status for popup in (busy, above)] == [422, 422]


def test_only_the_vendor_is_offered_these_deeds() -> None:
    cast = enter()
    page = path_of(cast.customer, "").replace("//", "/")

    vendor, partner = (plainly(account).get(page).main for account in (cast.vendor, cast.partner))

    assert [len(vendor.every("a", says=words)) for words in ("Suspend", "Close account")] == [1, 1]
    assert [len(partner.every("a", says=words)) for words in ("Suspend", "Close account")] == [0, 0]
