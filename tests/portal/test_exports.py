"""Exports of the list of stock updates and of the grid: what the pages list, all of it, and nothing else."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.conftest import OwnDatabase
from tests.portal.conftest import SetClock, plainly
from tests.portal.test_same_view import APRIL_2, a_busy_spring
from tests.portal.test_sheets import DANGEROUS, HARMLESS
from tests.support.browser import Page
from tests.support.cast import NOW, Cast, by, enter, found, give, new_ref, sell, supply, terms
from tests.support.crowd import crowd
from tests.support.html import Element
from tokenstock.accounts.models import Account, AccountType
from tokenstock.lifecycle.services import close_account
from tokenstock.orders import services as orders
from tokenstock.portal import sheets
from tokenstock.reporting.updates import Updates, all_updates
from tokenstock.stock.models import Standing
from tokenstock.stock.selectors import SORTS, Grid, grid_rows

type Row = dict[str, Any]

LONG_AGO = date(2020, 1, 1)


def updates_path(account: Account, kind: str = "csv") -> str:
    return reverse("portal:export_updates", args=[account.uid, kind])


def grid_path(kind: str = "csv") -> str:
    return reverse("portal:export_accounts", args=[kind])


def file_of(looker: Account, path: str, query: str = "") -> Page:
    page = plainly(looker).get(path + query)
    assert page.status == 200
    return page


def rows_of(looker: Account, path: str, query: str = "") -> list[Row]:
    """The rows of the CSV, by head; those of the XLSX have to say the same."""
    head, *rows = csv.reader(io.StringIO(file_of(looker, path, query).content.decode("utf-8-sig"), newline=""))
    head_of_book, *rows_of_book = cells(looker, path.replace(".csv", ".xlsx"), query)
    assert head_of_book == head
    pairs = zip(rows_of_book, rows, strict=True)
    together = [both for book, plain in pairs for both in zip(book, plain, strict=True)]
    assert [(cell, text) for cell, text in together if not agrees(cell, text)] == []
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(looker: Account, path: str, query: str = "") -> list[list[Any]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(file_of(looker, path, query).content))
        .get_sheet_by_index(0)
        .to_python()
    )


def agrees(cell: object, text: str) -> bool:
    """Whether a cell of a book says what the CSV says."""
    match cell:
        case datetime():
            return cell.replace(tzinfo=UTC).isoformat(timespec="seconds") == text
        case date():
            # Midnight is read as a day.
            return cell.isoformat() == text.removesuffix("T00:00:00+00:00")
        case float():
            return cell == float(text)
    return cell == text


def shown(looker: Account, path: str, part: str, query: dict[str, str]) -> Iterator[Element]:
    """The rows of every page that the browser can turn to."""
    page = 1
    while True:
        answer = plainly(looker).get(path, {**query, "page": str(page)})
        assert answer.status == 200
        body = answer.main.one(id=part)
        yield from [row for table in body.every("table") for row in table.one("tbody").every("tr")]
        if not body.every("a", says="Older") and not body.every("a", says="Next"):
            return
        page += 1


def number(text: str) -> str:
    """A number of a page as CSV has it."""
    return text.replace("−", "-").replace("+", "").replace(",", "")


UPDATE_FILTERS: list[dict[str, str]] = [
    {},
    *({"kind": kind} for kind in ("received", "sent", "passed_through", "adjusted", "bonus", "consumed")),
    {"po_number": "a-1"},
    {"packs": "1"},
    {"sku": "9010177", "kind": "sent"},
    {"ordered_from": "2026-04-01"},
    {"ordered_to": "2026-03-31", "kind": "received"},
    {"kind": "adjusted", "packs": "5"},
    {"packs": "many"},
]


def test_the_export_of_a_list_is_what_all_its_pages_list(cast: Cast, come: SetClock) -> None:
    supply(cast.partner, 100)
    a_busy_spring(cast, come)
    for turn in range(60):
        sell(cast.partner, cast.customer, 1, po_number=f"B-{turn}", now=APRIL_2)
    path = reverse("portal:account", args=[cast.customer.uid])
    rows_listed = 0

    for account, page in ((cast.partner, "/stock/"), (cast.customer, path)):
        for query in UPDATE_FILTERS:
            listed = [[cell.text for cell in row.every("td")] for row in shown(cast.partner, page, "updates", query)]
            exported = rows_of(cast.partner, updates_path(account), f"?{urlencode(query)}")
            # Entered, PO number, order date, product and packs are cells, what it is heads the row.
            assert [row["PO number"] for row in exported] == [row[1] for row in listed], query
            assert [row["Packs"] for row in exported] == [number(row[4]) for row in listed], query
            rows_listed += len(listed)

    assert rows_listed > 300


def test_a_list_says_what_came_in_went_out_was_edited_and_deleted(cast: Cast, come: SetClock) -> None:
    a_busy_spring(cast, come)

    rows = rows_of(cast.partner, updates_path(cast.partner))
    passed = next(row for row in rows if row["What"] == "Delegated order, passed through")
    edited = next(row for row in rows if row["Edited or deleted"] == "edited")
    deleted = next(row for row in rows if row["Edited or deleted"] == "deleted")

    facts = ("Other company", "Tokens", "Change of stock", "Passed in", "Passed out")
    assert [passed[fact] for fact in facts] == ["Cargo Lines", "24", "0", "24", "-24"]
    assert [edited[fact] for fact in facts] == ["Cargo Lines", "60", "-60", "", ""]
    assert [deleted[fact] for fact in facts] == ["Cargo Lines", "12", "0", "", ""]
    assert sum(int(row["Change of stock"]) for row in rows) == Standing.objects.get(account=cast.partner).stock


def test_no_export_tells_a_customer_what_its_partner_paid(cast: Cast) -> None:
    supply(cast.partner, 10)
    wanted = orders.Terms.checked(
        po_number="A-1", ordered_on=NOW.date(), packs=1, list_price="19.37", discount="3.5", now=NOW
    )
    orders.place_order(
        actor=by(cast.partner), seller=cast.partner, buyer=cast.customer, terms=wanted, ref=new_ref(), now=NOW
    )

    text = file_of(cast.customer, updates_path(cast.customer)).text

    assert "A-1" in text
    assert "19.37" not in text
    assert "rice" not in text.splitlines()[0]


def grid_queries() -> list[str]:
    filters = ["", "text=e", "status=active", "status=suspended", "status=closed", "within=90", "by=2026-06-30"]
    filters += ["below=40", "shown=others", "shown=all", "text=e&status=active&below=100", "below=few"]
    return filters + [f"shown=all&sort={sign}{sort}" for sort in SORTS for sign in ("", "-")]


def test_the_export_of_the_grid_is_what_all_its_pages_list_in_their_order(cast: Cast) -> None:
    crowd(cast.partner, 70)
    give(cast.customer, -5)
    close_account(actor=by(cast.vendor), account=cast.sister, reason="gone", now=NOW, freeze=True)

    for looker, queries in ((cast.partner, grid_queries()), (cast.vendor, ["", "shown=all&sort=-name"])):
        for query in queries:
            asked = dict(pair.split("=") for pair in query.split("&") if pair)
            listed = [row.one("a", having="name").text for row in shown(looker, "/accounts/", "grid", asked)]
            exported = rows_of(looker, grid_path(), f"?{query}")
            assert [row["Account"] for row in exported] == listed, query


def test_the_vendor_exports_below_one_reseller(cast: Cast) -> None:
    under = rows_of(cast.vendor, grid_path(), f"?under={cast.partner.uid}&shown=all&sort=name")

    assert [row["Account"] for row in under] == ["Cargo Lines", "Coast Guard", "Trial Taxi"]
    assert plainly(cast.vendor).get(f"{grid_path()}?under={'f' * 32}").status == 404


def test_the_grid_has_what_the_page_has_no_room_for(cast: Cast, come: SetClock) -> None:
    a_busy_spring(cast, come)

    rows = {row["Account"]: row for row in rows_of(cast.distributor, grid_path(), "?shown=all")}
    below = {row["Account"]: row for row in rows_of(cast.partner, grid_path(), "?shown=all")}

    assert rows["Prisma Partners"]["Partner of record"] == "Dorval Distribution"
    assert rows["Prisma Partners"]["Forecast"] == "does not consume tokens"
    cargo = below["Cargo Lines"]
    standing = Standing.objects.get(account=cast.customer)
    assert cargo["uid"] == cast.customer.uid
    assert (cargo["Account type"], cargo["Offer class"], cargo["Status"]) == ("Customer", "Commercial", "Suspended")
    assert cargo["Stock"] == str(standing.stock)
    assert cargo["Expected at month end"] == str(standing.expected)
    assert cargo["Buy more by"] == str(standing.run_out)
    assert (cargo["Packs for a year"], cargo["Last order"]) == ("0", "2026-04-02")
    assert below["Coast Guard"]["Buy more by"] == "now"
    assert below["Trial Taxi"]["Buy more by"] == below["Trial Taxi"]["Months covered"] == ""


def test_numbers_days_and_moments_are_what_they_are_in_a_spreadsheet(cast: Cast, come: SetClock) -> None:
    a_busy_spring(cast, come)

    head, *rows = cells(cast.partner, updates_path(cast.partner, "xlsx"))
    types = {name: {type(row[place]) for row in rows if row[place] != ""} for place, name in enumerate(head)}
    head, *rows = cells(cast.partner, grid_path("xlsx"), "?shown=all")
    types |= {name: {type(row[place]) for row in rows if row[place] != ""} for place, name in enumerate(head)}

    assert {name for name, found_types in types.items() if found_types == {float}} == {
        "Packs",
        "Tokens",
        "Change of stock",
        "Passed in",
        "Passed out",
        "Stock",
        "Activated now",
        "Peak",
        "Expected at month end",
        "Months covered",
        "Packs for a year",
    }
    assert types["Entered (UTC)"] == {datetime}
    assert types["Order date"] == types["Last order"] == {date}
    assert types["Buy more by"] == {date, str}
    assert types["PO number"] == {str}


def test_chosen_accounts_alone_are_exported_and_foreign_ones_are_not_in_it(cast: Cast) -> None:
    chosen = [cast.trial, cast.customer, cast.stranger, cast.partner]
    query = "?" + "&".join(f"uid={account.uid}" for account in chosen) + "&uid=nonsense"

    exported = {row["Account"] for row in rows_of(cast.partner, grid_path(), query + "&status=suspended")}

    assert exported == {"Trial Taxi", "Cargo Lines"}
    assert rows_of(cast.partner, grid_path(), "?uid=nonsense") == []
    assert rows_of(cast.partner, grid_path(), f"?uid={cast.stranger.uid}") == []


def test_a_thousand_can_be_chosen_and_no_more(cast: Cast) -> None:
    def query(many: int) -> str:
        return "?" + "&".join(f"uid={place:032x}" for place in range(many))

    assert rows_of(cast.partner, grid_path(), query(1000)) == []
    assert plainly(cast.partner).get(grid_path() + query(1001)).status == 400


def test_an_export_of_nothing_is_a_file_with_its_head(cast: Cast) -> None:
    assert file_of(cast.rival, grid_path(), "?text=nobody").text.count("\r\n") == 1
    assert len(cells(cast.rival, grid_path("xlsx"), "?text=nobody")) == 1
    assert len(cells(cast.rival, updates_path(cast.rival, "xlsx"), "?kind=adjusted&packs=5")) == 1


def test_texts_of_people_are_never_calculated(cast: Cast) -> None:
    texts = [text.replace("\x00", "").replace("\ud800", "")[:90] for text in DANGEROUS + HARMLESS]
    texts = [text for text in texts if text.strip()]
    supply(cast.partner, 1000)
    for place, text in enumerate(texts):
        wanted = terms(1, po_number=text.strip(), note=text)
        buyer = found(f"{text} {place}", AccountType.CUSTOMER, cast.partner)
        orders.place_order(
            actor=by(cast.partner), seller=cast.partner, buyer=buyer, terms=wanted, ref=new_ref(), now=NOW
        )

    of_list = cells(cast.partner, updates_path(cast.partner, "xlsx"), "?kind=sent")[1:]
    of_grid = cells(cast.partner, grid_path("xlsx"))[1:]
    plain = rows_of_csv(cast.partner, updates_path(cast.partner), "?kind=sent") + rows_of_csv(cast.partner, grid_path())

    written = [cell for row in of_list + of_grid + plain for cell in row if isinstance(cell, str)]
    assert [cell for cell in written if cell.lstrip()[:1] in ("=", "+", "@") or cell[:1] in "\t\r\n"] == [
        ""
    ] * written.count("")
    assert len(of_list) == len(texts)
    assert any(cell.startswith("'=HYPERLINK") for cell in written)
    assert any("شركة" in cell for cell in written)


def rows_of_csv(looker: Account, path: str, query: str = "") -> list[list[str]]:
    text = file_of(looker, path, query).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def test_the_links_carry_the_filters_of_the_page(cast: Cast) -> None:
    sell_something(cast)

    for path, part in (("/stock/?kind=sent&packs=2", "updates"), ("/accounts/?text=c&sort=-name&page=1", "grid")):
        for asked in ("", part):
            menu = plainly(cast.partner).get(path, part=asked).body.one("details", having="menu-small")
            links = {link.text[:4]: link.attributes["href"] for link in menu.every("a")}
            assert {address.partition("?")[2] for address in links.values()} == {
                path.partition("?")[2].removesuffix("&page=1")
            }
            assert len(rows_of(cast.partner, links["CSVP"])) == 1 + (part == "grid")


def sell_something(cast: Cast) -> None:
    supply(cast.partner, 10)
    sell(cast.partner, cast.customer, 2)
    sell(cast.partner, cast.sister, 1)


def test_the_file_is_named_after_what_it_is_and_whose(cast: Cast) -> None:
    names = [
        file_of(cast.partner, path).response["Content-Disposition"].partition(";")[2].partition(";")[0].strip()
        for path in (updates_path(cast.customer, "xlsx"), grid_path())
    ]

    assert names == [
        'filename="tokenstock-updates-Cargo-Lines-2026-03-09.xlsx"',
        'filename="tokenstock-accounts-Prisma-Partners-2026-03-09.csv"',
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_error_while_reading_is_an_error_page_and_leaves_no_cursor(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    sell_something(cast)

    def broken(*arguments: object) -> object:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(sheets, "_plain", broken)
    browser = plainly(cast.partner)
    browser.client.raise_request_exception = False

    for path in (updates_path(cast.partner, kind), grid_path(kind)):
        assert browser.get(path).status == 500
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_cursors WHERE name <> ''")
            assert cursor.fetchone() == (0,)


def test_no_transaction_stays_open_while_rows_are_read(own_database: OwnDatabase) -> None:
    cast = enter()
    sell_something(cast)
    updates = Updates(account_id=cast.partner.id, since=LONG_AGO)

    for rows in (grid_rows(grid=Grid(partner_id=cast.partner.id), today=NOW.date()), all_updates(updates=updates)):
        assert next(iter(rows)) is not None
        state = own_database.connect(role=None).execute(
            "SELECT state FROM pg_stat_activity WHERE pid = %s", [connection.connection.info.backend_pid]
        )
        assert state.fetchone() == ("idle",)
        rows.close()
