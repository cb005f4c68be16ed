"""The list of stock updates: kinds, filters, pages, and what each row offers."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from tests.portal.conftest import SetClock, plainly
from tests.support.browser import Page
from tests.support.cast import NOW, Cast, activate, by, deliver, give, receive, sell, supply, terms
from tests.support.html import Element
from tokenstock.accounts.models import Account
from tokenstock.catalogue.models import Product
from tokenstock.orders import services as orders
from tokenstock.registration.services import claim_device

STOCK = reverse("portal:stock")
LATER = NOW.replace(minute=30)


def listed(account: Account, looker: Account | None = None, **query: Any) -> Element:
    path = STOCK if looker is None else reverse("portal:account", args=[account.uid])
    page: Page = plainly(looker or account).get(path, query)
    assert page.status == 200
    return page.main.one(id="updates")


def numbers(found: Element) -> list[str]:
    return [row["PO number"] for row in found.rows()]


def test_every_kind_of_line_has_its_name_its_sign_and_the_other_side(cast: Cast, come: SetClock) -> None:
    supply(cast.partner, 10)
    sell(cast.partner, cast.customer, 2, po_number="A-1")
    deliver(cast.partner, cast.customer, 3)
    give(cast.customer, 4, giver=cast.partner)
    give(cast.customer, -1)
    claim_device(account=cast.customer, serial="SN-1", model="RV55", actor="cargo@example.com", now=NOW)
    activate(cast.customer, 2)
    come(datetime(2026, 4, 1, 1, tzinfo=UTC))

    of_customer = [(row["What"], row["Packs"], row["Tokens"]) for row in listed(cast.customer).rows()]
    of_partner = {row["What"]: (row["Packs"], row["Tokens"]) for row in listed(cast.partner).rows()}

    assert of_customer[0] == ("Consumption peak 2", "", "−2")
    assert sorted(of_customer[1:]) == [
        ("Credit note Prisma Partners so that the test can begin", "", "+4"),
        ("Debit note the vendor so that the test can begin", "", "−1"),
        ("Order received Prisma Partners", "2", "+24"),
        ("Order received Prisma Partners", "3", "+36"),
        ("Registration bonus RV55 SN-1", "", "+12"),
    ]
    assert of_partner == {
        "Order received the vendor": ("10", "+120"),
        "Order passed on Cargo Lines": ("2", "−24"),
        "Delegated order, passed through Cargo Lines In and out Received from the vendor+36 Passed on to Cargo"
        " Lines−36": ("3", "0"),
        "Debit note Cargo Lines so that the test can begin": ("", "−4"),
    }


CHOSEN: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["C-%", "b_3", "A-12", "A-1"]),
    ({"po_number": "A-1"}, ["A-12", "A-1"]),
    ({"po_number": "a-12"}, ["A-12"]),
    ({"po_number": "%"}, ["C-%"]),
    ({"po_number": "_"}, ["b_3"]),
    ({"po_number": "\\"}, []),
    ({"ordered_from": "2026-03-01"}, ["C-%", "b_3", "A-12"]),
    ({"ordered_to": "2026-03-01"}, ["A-12", "A-1"]),
    ({"ordered_from": "2026-03-01", "ordered_to": "2026-03-01"}, ["A-12"]),
    ({"ordered_from": "2026-03-05", "ordered_to": "2026-03-01"}, []),
    ({"packs": "2"}, ["A-12"]),
    ({"packs": "002"}, ["A-12"]),
    ({"sku": "OTHER"}, ["C-%"]),
    ({"sku": "other"}, []),
    ({"kind": "received"}, ["C-%", "b_3", "A-12", "A-1"]),
    ({"kind": "sent"}, []),
    ({"kind": "nonsense", "packs": "2"}, ["A-12"]),
    ({"kind": "adjusted", "packs": "2"}, []),
    ({"po_number": "A-1", "packs": "1", "sku": "9010177", "kind": "received"}, ["A-1"]),
]


def test_the_filters_choose_together(cast: Cast) -> None:
    Product.objects.create(sku="OTHER", name="Another pack", tokens_per_pack=1, list_price=1, currency="USD")
    supply(cast.partner, 100)
    for place, (po_number, packs, on, sku) in enumerate(
        [
            ("A-1", 1, "2026-02-15", "9010177"),
            ("A-12", 2, "2026-03-01", "9010177"),
            ("b_3", 3, "2026-03-05", "9010177"),
            ("C-%", 4, "2026-03-09", "OTHER"),
        ]
    ):
        order = terms(packs, po_number=po_number, ordered_on=datetime.fromisoformat(on).date(), sku=sku)
        at = NOW.replace(minute=place)
        orders.place_order(
            actor=by(cast.partner), seller=cast.partner, buyer=cast.customer, terms=order, ref=f"R-{place}", now=at
        )

    for query, found in CHOSEN:
        assert numbers(listed(cast.customer, **query)) == found, query
        assert numbers(listed(cast.customer, cast.partner, **query)) == found, query


def test_what_is_not_an_order_is_left_out_where_only_an_order_can_match(cast: Cast) -> None:
    give(cast.customer, 5)

    nothing = listed(cast.customer, packs="5")

    assert len(listed(cast.customer).rows()) == 1
    assert "No stock update fits all of these filters together" in nothing.text
    assert "Filtered" in nothing.one("details", having="fold").one("summary").text


def test_an_empty_list_says_what_will_come(cast: Cast) -> None:
    assert "No stock updates yet" in listed(cast.customer).text


def test_a_delegated_order_is_one_row_on_both_sides(cast: Cast) -> None:
    deliver(cast.partner, cast.customer, 5)

    (of_partner,) = listed(cast.partner).rows()
    (of_customer,) = listed(cast.customer).rows()

    assert (of_partner["Packs"], of_partner["Tokens"]) == ("5", "0")
    assert "Received from the vendor+60" in of_partner["What"]
    assert "Passed on to Cargo Lines−60" in of_partner["What"]
    assert (of_customer["Packs"], of_customer["Tokens"]) == ("5", "+60")
    assert "In and out" not in of_customer["What"]


def test_an_edited_row_says_so_and_a_deleted_one_stays_struck_out(cast: Cast) -> None:
    supply(cast.partner, 10)
    edited = sell(cast.partner, cast.customer, 2, po_number="A-1").order
    deleted = sell(cast.partner, cast.customer, 3, po_number="A-2", now=LATER).order
    changes = orders.Changes.checked(now=LATER, packs=1)
    orders.amend_order(actor=by(cast.partner), ref=edited.ref, changes=changes, now=LATER)
    orders.delete_order(actor=by(cast.partner), ref=deleted.ref, now=LATER)

    table = listed(cast.customer, cast.partner)

    gone, changed = table.rows()
    assert "Deleted History" in gone["What"]
    assert "Edited History" in changed["What"]
    assert (gone["Packs"], gone["Tokens"], changed["Packs"], changed["Tokens"]) == ("3", "+36", "1", "+12")
    rows = table.every("tbody")[0].every("tr")
    assert ["gone" in row.classes for row in rows] == [True, False]
    assert [link.text for link in rows[0].every("a", having="btn")] == []
    assert [link.text for link in rows[1].every("a", having="btn")] == ["Edit", "Delete"]


def test_what_can_still_be_edited_counts_down(cast: Cast, come: SetClock) -> None:
    supply(cast.partner, 10)
    sell(cast.partner, cast.customer, 2)

    assert listed(cast.customer, cast.partner).one(having="left").text == "22 days left"
    come(datetime(2026, 3, 31, 23, 58, 30, tzinfo=UTC))
    assert listed(cast.customer, cast.partner).one(having="left").text == "1 minute left"
    come(datetime(2026, 4, 1, 0, 0, 1, tzinfo=UTC))
    after = listed(cast.customer, cast.partner)
    assert after.every(having="left") == []
    assert [link.text for link in after.every("a", having="btn-row")] == ["Correct"]


def test_the_list_has_pages_of_fifty_with_the_latest_first(cast: Cast) -> None:
    receive(cast.partner, *[(packs, None) for packs in range(1, 104)])

    pages = [listed(cast.partner, page=str(page)) for page in (1, 2, 3)]
    packs = [[int(row["Packs"]) for row in page.rows()] for page in pages]

    assert [len(rows) for rows in packs] == [50, 50, 3]
    assert sum(packs, []) == list(range(103, 0, -1))  # noqa: RUF017 -- three short lists
    links = [[(link.text, link.attributes["href"]) for link in page.every("a", having="btn-sm")] for page in pages]
    assert links == [
        [("Older", "?page=2")],
        [("Newer", "?"), ("Older", "?page=3")],
        [("Newer", "?page=2")],
    ]
    assert [page.one("summary", says="Filter").text for page in pages] == ["Filter"] * 3


def test_beyond_the_last_page_one_is_led_back_to_the_first(cast: Cast) -> None:
    supply(cast.partner, 1)

    page = listed(cast.partner, page="4", kind="received")

    assert "There is no page 4" in page.text
    assert page.one("a", says="To the first page").attributes["href"] == "?kind=received"


def test_pages_keep_the_filters(cast: Cast) -> None:
    receive(cast.partner, *[(1, None) for _ in range(60)], po_number="A 1&2")

    page = listed(cast.partner, po_number="A 1&2", kind="received")

    (older,) = page.every("a", having="btn-sm")
    assert older.attributes["href"] == "?kind=received&po_number=A+1%262&page=2"
    follow = plainly(cast.partner).get(STOCK + older.attributes["href"]).main.one(id="updates")
    assert len(follow.rows()) == 10


def test_htmx_is_given_the_list_alone(cast: Cast) -> None:
    supply(cast.partner, 1)

    part = plainly(cast.partner).get(STOCK, {"kind": "received"}, part="updates")

    assert part.text.lstrip().startswith('<section class="card" id="updates"')
    assert len(part.body.rows()) == 1


def test_twelve_complete_months_and_the_running_one_are_listed_and_drawn(cast: Cast, come: SetClock) -> None:
    supply(cast.partner, 100)
    activate(cast.customer, 1)
    for month in range(15):
        at = datetime(2026 + (month + 2) // 12, (month + 2) % 12 + 1, 15, tzinfo=UTC)
        come(at)
        sell(cast.partner, cast.customer, 1, po_number=f"{at:%Y-%m}", now=at)

    page = plainly(cast.customer).get(STOCK).main

    listed_months = [row["PO number"] for row in page.one(id="updates").rows() if row["PO number"]]
    assert (len(listed_months), listed_months[0], listed_months[-1]) == (13, "2027-05", "2026-05")
    assert "Since 1 May 2026" in page.one(id="updates").text
    months = [row["Month"] for row in page.one("details", having="fold", says="The numbers behind").rows()]
    assert (len(months), months[0], months[-1]) == (13, "May 2027 so far", "May 2026")
    consumed = [row for row in page.one(id="updates").rows() if row["What"].startswith("Consumption")]
    assert len(consumed) == 12
