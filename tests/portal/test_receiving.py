"""The vendor receives a purchase order, and sees what each line became."""

from typing import Any

import pytest
from django.urls import reverse

from tests.portal.conftest import plainly
from tests.support.browser import Browser, Page
from tests.support.cast import Cast, stock_of
from tests.support.proofs import unchanged
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.orders.models import Order

RECEIVE = reverse("portal:receive")
FOREIGN = "The account found is not a subaccount of the buyer."
INCOMPLETE = "Name the end customer by uid, or by exact company name and an Admin's e-mail together."


def receive(browser: Browser, *lines: dict[str, Any], **head: str) -> Page:
    """Fill in the form, with as many lines as are needed, and send it."""
    page = browser.get(RECEIVE)
    while len(page.main.every("fieldset")) < len(lines):
        page = browser.submit(page, {"intent": "more"}, says="Buyer")
    entered = {f"lines-{place}-{name}": value for place, line in enumerate(lines) for name, value in line.items()}
    return browser.submit(page, {"po_number": "V-1", "buyer": "Prisma Partners", **head, **entered}, says="Buyer")


def test_each_line_says_what_it_became_and_why_one_waits(cast: Cast) -> None:
    page = receive(
        plainly(cast.vendor),
        {"packs": "10"},
        {"packs": "2", "uid": cast.customer.uid},
        {"packs": "3", "name": "Coast Guard", "admin_email": "coast@example.com", "number": "7"},
        {"packs": "4", "uid": cast.stranger.uid},
        {"packs": "5", "name": "Cargo Lines"},
    )

    assert page.status == 200
    became = page.main.every("table")[0]
    assert [(row["Line"], row["Became"], row["For"], row["Packs"], row["Tokens"]) for row in became_rows(page)] == [
        ("1", "Wholesale: to the buyer's own stock", "Prisma Partners", "10", "+120"),
        ("2", "Delegated: passed through to the customer", "Cargo Lines", "2", "+24"),
        ("7", "Delegated: passed through to the customer", "Coast Guard", "3", "+36"),
        ("4", f"Needs identification{FOREIGN}", "", "", ""),
        ("5", f"Needs identification{INCOMPLETE}", "", "", ""),
    ]
    assert "2 of 5 lines wait for identification" in page.main.text
    assert len(became.every("a")) == 3
    assert [stock_of(account) for account in (cast.partner, cast.customer, cast.sister)] == [120, 24, 36]
    waiting = [row for row in page.main.every("section")[1].rows() if "Buyer" in row]
    assert [(row["Buyer"], row["PO number"], row["Line"], row["Packs"]) for row in waiting] == [
        ("Prisma Partners", "V-1", "5", "5"),
        ("Prisma Partners", "V-1", "4", "4"),
    ]
    assert waiting[1]["End customer given"] == cast.stranger.uid


def became_rows(page: Page) -> list[dict[str, str]]:
    return page.main.one("section", role="status").rows()


def test_the_same_purchase_order_again_moves_nothing_and_says_so(cast: Cast) -> None:
    browser = plainly(cast.vendor)
    receive(browser, {"packs": "10"}, {"packs": "2", "uid": cast.customer.uid})
    orders = Order.objects.count()

    page = receive(browser, {"packs": "10"}, {"packs": "2", "uid": cast.customer.uid})

    assert all("Received before, nothing done again" in row["Became"] for row in became_rows(page))
    assert Order.objects.count() == orders
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (120, 24)


def test_a_line_that_contradicts_what_was_received_refuses_the_whole(cast: Cast) -> None:
    browser = plainly(cast.vendor)
    receive(browser, {"packs": "10"})

    with unchanged():
        page = receive(browser, {"packs": "11"}, {"packs": "2", "uid": cast.customer.uid})

    assert page.status == 422
    assert any("was used before with other content" in note for note in page.notes)
    assert page.main.one(id="id_lines-0-packs").attributes["value"] == "11"
    assert page.main.one(id="id_lines-1-uid").attributes["value"] == cast.customer.uid


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_received(cast: Cast) -> None:
    browser = plainly(cast.vendor)

    with unchanged():
        page = receive(
            browser,
            {"packs": "1_000"},
            {"name": "Cargo Lines"},
            {"packs": "0", "discount": "ten"},
            po_number="",
            ordered_on="2026-13-45",
        )

    assert page.status == 422
    assert page.faults["PO number"] == "This field is required."
    assert page.faults["Order date"] == "Enter a date, written as 2026-03-31."
    lines = [
        [fault.text for fault in line.every(having="fault")] for line in page.main.every("fieldset", having="po-line")
    ]
    assert lines[0] == ["Enter a whole number in plain digits, such as 12."]
    assert lines[1] == ["How many Service Packs?"]
    assert lines[2] == [
        "Enter a number from 1 to 100,000.",
        "Enter a number with at most two decimals, such as 20 or 17.50.",
    ]
    assert page.main.one(id="id_lines-0-packs").attributes["value"] == "1_000"


@pytest.mark.parametrize(
    ("lines", "head", "told"),
    [
        ([{}], {}, "Enter one line at least."),
        ([{"packs": "1", "number": "1"}, {"packs": "2", "number": "1"}], {}, "Two lines have the same number."),
        ([{"packs": "1", "sku": "nothing"}], {}, "There is no product nothing. Choose one of the catalogue."),
        ([{"packs": "1"}], {"buyer": "Nobody"}, "There is no account Nobody. Check the uid."),
        ([{"packs": "1"}], {"buyer": "Cargo Lines"}, "This is not yours to change"),
        ([{"packs": "1"}], {"ordered_on": "2026-03-10"}, "The order date 2026-03-10 lies after today, 2026-03-09."),
        ([{"packs": "1", "discount": "100.01"}], {}, "Enter a number from 0 to 100."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    cast: Cast, lines: list[dict[str, Any]], head: dict[str, str], told: str
) -> None:
    browser = plainly(cast.vendor)

    with unchanged():
        page = receive(browser, *lines, **head)

    assert page.status == 422
    assert told in page.main.text


def test_more_lines_keep_what_was_typed(cast: Cast) -> None:
    browser = plainly(cast.vendor)
    page = browser.get(RECEIVE)
    entered = {"po_number": "V-2", "buyer": "Prisma Partners", "lines-1-packs": "x7", "intent": "more"}

    page = browser.submit(page, entered, says="Buyer")

    assert len(page.main.every("fieldset", having="po-line")) == 5
    assert page.main.one(id="id_po_number").attributes["value"] == "V-2"
    assert page.main.one(id="id_lines-1-packs").attributes["value"] == "x7"


def test_there_are_a_hundred_lines_at_most(cast: Cast) -> None:
    browser = plainly(cast.vendor)
    page = browser.get(RECEIVE)

    page = browser.submit(page, {"intent": "more", "lines-TOTAL_FORMS": "99999"}, says="Buyer")

    assert len(page.main.every("fieldset", having="po-line")) == 100


@pytest.mark.parametrize("total", ["", "-1", "x", "1_0", "9" * 400, "101", "\x00"])
def test_a_damaged_form_is_refused(cast: Cast, total: str) -> None:
    browser = plainly(cast.vendor)
    page = browser.get(RECEIVE)

    with unchanged():
        answers = [
            browser.submit(page, {"lines-TOTAL_FORMS": total, "intent": intent, "po_number": "V-1"}, says="Buyer")
            for intent in ("receive", "more")
        ]

    assert [answer.status for answer in answers] == [422, 200]


def test_a_customer_without_a_partner_buys_directly(cast: Cast) -> None:
    page = receive(plainly(cast.vendor), {"packs": "1"}, buyer=cast.direct.uid)

    assert became_rows(page)[0]["Became"] == "Direct: to the customer that bought"
    assert stock_of(cast.direct) == 12


def test_what_waits_is_there_when_the_page_is_opened_again(cast: Cast) -> None:
    browser = plainly(cast.vendor)
    assert "Nothing waits" in browser.get(RECEIVE).main.text
    receive(browser, {"packs": "4", "uid": "f" * 32})

    page = browser.get(RECEIVE, {"buyer": "Rival Resale"})

    assert page.main.rows()[0]["Why it waits"] == "No account has this uid or name."
    assert page.main.one(id="id_buyer").attributes["value"] == "Rival Resale"
    assert PurchaseOrderLine.objects.get().order is None
