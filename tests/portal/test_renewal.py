"""Composing a renewal: the packs, the purchase order's text, and the way to order them at once."""

import csv
import io

import pytest
from django.urls import reverse

from tests.portal.conftest import plainly
from tests.support.browser import Page
from tests.support.cast import SKU, Cast, activate, give, supply
from tests.support.proofs import unchanged
from tokenstock.accounts.models import Account

ORDER = """Purchase order

PO number: PO-7
Order date: 2026-03-09
Product: 9010177 Service Pack

Line 1
Customer uid: {uid}
Company name: Cargo Lines
Company Admin e-mail: cargo@example.com
Service Packs: 4
"""


def renewal(looker: Account, account: Account, part: str = "", **query: str) -> Page:
    browser = plainly(looker)
    with unchanged():
        page = browser.get(reverse("portal:renewal", args=[account.uid]), query, part=part)
    assert page.status == 200
    return page


def renewals(looker: Account, *accounts: Account, **query: str) -> Page:
    return plainly(looker).get(reverse("portal:renewals"), {"uid": [account.uid for account in accounts], **query})


def order_text(page: Page) -> str:
    return "".join(str(child) for child in page.body.one("pre").children)


def in_need(cast: Cast) -> None:
    """Cargo needs 4 packs for twelve complete months: 4 systems, 13 month ends, 8 tokens in stock."""
    give(cast.customer, 8)
    activate(cast.customer, 4)


@pytest.mark.parametrize("part", ["", "renewal"])
def test_a_partner_reads_what_covers_its_customer_and_what_to_order(cast: Cast, part: str) -> None:
    in_need(cast)

    page = renewal(cast.partner, cast.customer, part, po_number="PO-7")

    assert "4 Service Packs to order" in page.body.text
    assert "48 tokens, 80.00 USD at the list price" in page.body.text
    assert order_text(page) == ORDER.format(uid=cast.customer.uid)
    (copy,) = page.body.every("button", says="Copy")
    assert copy.attributes["data-copy"] == order_text(page)
    (row,) = page.body.rows()
    assert (row["Stock"], row["At month end"], row["Short by"], row["Packs"]) == ("8", "4", "44", "4")
    assert row["Buy more by"] == "30 Apr 2026 becomes 30 Apr 2027"


def test_another_month_rate_and_discount_change_the_packs_and_the_price(cast: Cast) -> None:
    in_need(cast)

    page = renewal(cast.partner, cast.customer, until="2026-05", rate="entered", entered="10", discount="12.5")

    assert "2 Service Packs to order" in page.body.text
    assert "40.00 USD at the list price, 35.00 USD with your discount" in page.body.text


@pytest.mark.parametrize("query", [{"until": "2031-01"}, {"rate": "nonsense"}, {"rate": "entered", "entered": "x"}])
def test_what_cannot_be_read_is_told_and_the_usual_is_shown(cast: Cast, query: dict[str, str]) -> None:
    in_need(cast)

    page = renewal(cast.partner, cast.customer, **query)

    assert "4 Service Packs to order" in page.body.text
    assert page.faults


def test_who_has_enough_is_told_so_and_no_order_is_written(cast: Cast) -> None:
    give(cast.customer, 500)
    activate(cast.customer, 4)

    page = renewal(cast.partner, cast.customer)

    assert "Nothing to order" in page.body.text
    assert not page.body.every("pre")


def test_the_order_comes_as_a_message_and_as_csv_too(cast: Cast) -> None:
    in_need(cast)
    Account.objects.filter(id=cast.customer.id).update(name="=Cargo")

    page = renewal(cast.partner, cast.customer, po_number="PO-7")
    mail = page.body.one("a", says="E-mail").attributes["href"]
    link = page.body.one("a", says="CSV").attributes["href"]
    sheet = plainly(cast.partner).get(reverse("portal:renewal", args=[cast.customer.uid]) + link)

    assert mail.startswith("mailto:?subject=Purchase%20order%20PO-7&body=Purchase%20order%0A")
    assert sheet.response["Content-Type"] == "text/csv; charset=utf-8"
    (line,) = csv.DictReader(io.StringIO(sheet.text.removeprefix("\ufeff")))
    assert (line["uid"], line["company_name"], line["admin_email"]) == (
        cast.customer.uid,
        "'=Cargo",
        "cargo@example.com",
    )
    assert (line["po_number"], line["order_date"], line["sku"], line["packs"]) == ("PO-7", "2026-03-09", SKU, "4")


def test_a_partner_with_enough_in_stock_goes_on_to_an_order_of_these_packs(cast: Cast) -> None:
    in_need(cast)
    assert not renewal(cast.partner, cast.customer).body.every("a", says="Order from my stock")
    supply(cast.partner, 4)

    link = renewal(cast.partner, cast.customer).body.one("a", says="Order from my stock").attributes["href"]
    popup = plainly(cast.partner).open(link)

    assert (popup.fields["packs"], popup.fields["sku"]) == ("4", SKU)
    popup.confirm()
    popup.confirm()
    assert "Nothing to order" in renewal(cast.partner, cast.customer).body.text


@pytest.mark.parametrize("packs", ["0", "-1", "x", "100001", "1.5"])
def test_packs_in_an_address_that_are_no_packs_are_passed_over(cast: Cast, packs: str) -> None:
    path = f"{reverse('portal:place_order', args=[cast.customer.uid])}?packs={packs}"

    assert plainly(cast.partner).open(path).fields["packs"] == ""


def test_a_customer_composes_its_own_and_is_offered_no_order(cast: Cast) -> None:
    in_need(cast)
    supply(cast.partner, 50)

    page = renewal(cast.customer, cast.customer)

    assert "Cargo Lines" in order_text(page)
    assert not page.body.every("a", says="Order from my stock")


def test_several_customers_are_one_order_with_a_line_each(cast: Cast) -> None:
    in_need(cast)
    give(cast.sister, 12)
    activate(cast.sister, 1)

    page = renewals(cast.partner, cast.customer, cast.sister, cast.trial)

    assert [row["Packs"] for row in page.body.rows()] == ["4", "1", "0"]
    text = order_text(page)
    assert [line for line in text.splitlines() if line.startswith("Company name")] == [
        "Company name: Cargo Lines",
        "Company name: Coast Guard",
    ]
    assert "Service Packs in all: 5" in text
    assert "Trial Taxi" not in text


def test_somebody_elses_customer_among_them_is_not_found(cast: Cast) -> None:
    assert renewals(cast.partner, cast.customer, cast.stranger).status == 404


def test_none_or_more_than_two_hundred_are_refused(cast: Cast) -> None:
    path = reverse("portal:renewals")
    many = plainly(cast.partner).get(path, {"uid": [f"{number:032x}" for number in range(201)]})

    assert (plainly(cast.partner).get(path).status, many.status) == (422, 422)
    assert any("At most 200" in note for note in many.notes)


def test_the_grid_leads_there_with_the_accounts_chosen(cast: Cast) -> None:
    grid = plainly(cast.partner).get("/accounts/").main

    assert grid.one("button", says="Compose renewal").attributes["formaction"] == reverse("portal:renewals")
