"""Month end in the portal: the rehearsal, the call list, late reports and renewals, to each seller its own."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.portal.conftest import SetClock, plainly
from tests.support.browser import Browser, Page
from tests.support.cast import (
    MARCH,
    NOW,
    Cast,
    activate,
    boundary,
    by,
    enter,
    found,
    give,
    pass_time,
    register,
    sell,
    supply,
)
from tests.support.proofs import unchanged
from tokenstock.accounts.models import AccountType
from tokenstock.consumption.models import MonthClose
from tokenstock.devices.services import activate_system
from tokenstock.lifecycle.services import hold_account
from tokenstock.registration.services import claim_device

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
MONTH_END, CALLS, LATE, RENEWALS = (
    "/month-end/",
    "/month-end/call-list/",
    "/month-end/late-reports/",
    "/month-end/renewals/",
)
FILE = "/month-end/call-list"


def short_of_tokens() -> Cast:
    cast = enter()
    for account, systems in ((cast.customer, 13), (cast.sister, 2), (cast.stranger, 5)):
        give(account, 1)
        activate(account, systems)
    return cast


def tiles(page: Page) -> dict[str, str]:
    return {tile.one("dt").text: tile.one(having="figure").text for tile in page.main.every(having="tile")}


def shown(page: Page, title: str) -> list[dict[str, str]]:
    return page.main.one("section", aria_labelledby=title).rows()


def test_the_vendor_sees_what_the_close_would_do_in_sums_and_by_account() -> None:
    cast = short_of_tokens()

    browser = plainly(cast.vendor)
    with unchanged():
        page = browser.get(MONTH_END)

    assert tiles(page) == {
        "Tokens taken": "20",
        "Below zero then": "3 accounts",
        "Tokens short": "17",
        "Newly suspended": "3 accounts",
    }
    assert [list(row.values()) for row in shown(page, "rehearsal-title")] == [
        ["Cargo LinesPrisma Partners", "1", "13", "−12", "Suspended on 31 Mar 2026"],
        ["Stranger RailRival Resale", "1", "5", "−4", "Suspended on 31 Mar 2026"],
        ["Coast GuardPrisma Partners", "1", "2", "−1", "Suspended on 31 Mar 2026"],
    ]
    assert "If March 2026 closed as things stand" in page.main.text
    assert "22 days left" in page.main.text


def test_a_partner_sees_its_own_customers_and_nothing_of_the_programme() -> None:
    cast = short_of_tokens()
    hold_account(actor=by(cast.vendor), account=cast.trial, reason="unpaid", now=NOW)

    page = plainly(cast.partner).get(MONTH_END)

    assert [row["Account"] for row in shown(page, "rehearsal-title")] == ["Cargo Lines", "Coast Guard"]
    assert tiles(page)["Tokens short"] == "13"
    for of_the_vendor in ("Months closed", "Held by hand", "orker", "Stranger"):
        assert of_the_vendor not in page.main.text


def test_where_all_is_well_each_page_says_so() -> None:
    cast = enter()
    browser = plainly(cast.partner)

    words = {path: browser.get(path).main.one(having="empty").text for path in (MONTH_END, CALLS, LATE, RENEWALS)}

    assert words[MONTH_END].startswith("Nobody goes below zero")
    assert words[CALLS].startswith("Nobody has to be called")
    assert words[LATE].startswith("Nothing came late")
    assert words[RENEWALS].startswith("No renewal is due")
    for path in (MONTH_END, CALLS, LATE, RENEWALS):
        assert browser.get(f"{path}?page=7").main.one(having="empty").text.startswith("There is no page 7")


def test_closes_are_listed_with_what_they_took_and_holds_with_why_who_and_since_when() -> None:
    cast = short_of_tokens()
    pass_time(boundary(MARCH) + HOUR)
    hold_account(actor=by(cast.vendor), account=cast.sister, reason="misused", now=boundary(MARCH) + HOUR)

    page = plainly(cast.vendor).get(MONTH_END)

    (close,) = shown(page, "closes-title")
    assert (close["Month"], close["Accounts"], close["Tokens taken"], close["Suspended by it"]) == (
        "March 2026",
        "8",
        "20",
        "3",
    )
    (hold,) = shown(page, "holds-title")
    assert (hold["Account"], hold["Reason"], hold["By"]) == (
        "Coast GuardPrisma Partners",
        "misused",
        by(cast.vendor).label,
    )
    assert hold["Since"] == "1 Apr 2026, 01:00"


def test_a_close_that_is_overdue_shows_how_far_it_is_and_what_to_do(set_clock: SetClock) -> None:
    cast = short_of_tokens()
    set_clock(boundary(MARCH) + HOUR)
    browser = plainly(cast.vendor)

    waits = browser.get(MONTH_END).notes
    MonthClose.objects.create(month=MARCH.first_day, started_at=boundary(MARCH))
    begun = browser.get(MONTH_END)
    _live_worker()
    lives = browser.get(MONTH_END).notes

    assert waits[0].startswith("March 2026 is over and not closed yet. 0 of 8 accounts are done.")
    assert "No worker is running, so nobody closes it." in waits[0]
    assert begun.notes[0].startswith("March 2026 is being closed.")
    assert begun.body.one("progress").attributes["max"] == "8"
    assert "If March 2026 closed as things stand" in begun.main.text
    assert "nothing has to be done" in lives[0]


def test_without_a_worker_the_vendor_is_told_before_the_month_ends() -> None:
    cast = enter()
    browser = plainly(cast.vendor)

    assert browser.get(MONTH_END).notes[0].startswith("No worker is running.")
    _live_worker()
    page = browser.get(MONTH_END)
    assert page.notes == []
    assert "Worker seen 0 s ago" in page.main.text
    assert plainly(cast.partner).get(MONTH_END).notes == []


def _live_worker() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def test_the_call_list_says_whom_to_write_to_and_how_many_packs_help() -> None:
    cast = short_of_tokens()

    vendor, partner = plainly(cast.vendor).get(CALLS), plainly(cast.partner).get(CALLS)

    assert [list(row.values())[:6] for row in partner.main.rows()] == [
        ["Cargo Lines", "cargo@example.com", "12", "1", "14", "Suspended on 31 Mar 2026"],
        ["Coast Guard", "coast@example.com", "1", "1", "3", "Suspended on 31 Mar 2026"],
    ]
    assert [row["Account"] for row in vendor.main.rows()] == [
        "Cargo LinesPrisma Partners",
        "Stranger RailRival Resale",
        "Coast GuardPrisma Partners",
    ]
    assert partner.main.every("a", says="Order")[0].attributes["href"] == (
        f"/accounts/{cast.customer.uid}/orders/new/?packs=1"
    )
    first = vendor.main.every("a", says="Purchase order")[0]
    assert first.attributes["href"] == f"/receive/?buyer={cast.partner.uid}"


def test_the_order_that_the_call_list_leads_to_is_filled_in_and_takes_the_account_off_the_list() -> None:
    cast = short_of_tokens()
    supply(cast.partner, 5)
    browser = plainly(cast.partner)
    link = browser.get(CALLS).main.every("a", says="Order")[0].attributes["href"]

    popup = browser.open(link)

    assert popup.fields["packs"] == "1"
    popup.look()
    popup.confirm()
    assert [row["Account"] for row in browser.get(CALLS).main.rows()] == ["Coast Guard"]


def test_the_file_has_every_line_of_the_call_list_in_both_kinds() -> None:
    cast = short_of_tokens()
    for number in range(51):
        give(found(f"Crowd {number}", AccountType.CUSTOMER, cast.partner), -number - 100)
    hold_account(actor=by(cast.vendor), account=cast.sister, reason="unpaid", now=NOW + HOUR / 2)
    browser = plainly(cast.partner)

    answer = browser.get(f"{FILE}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"{FILE}.xlsx").content)).get_sheet_by_index(0)

    assert len(rows) == 53
    assert "call-list-2026-03-Prisma-Partners" in answer.response["Content-Disposition"]
    cargo = next(row for row in rows if row["Account"] == "Cargo Lines")
    assert list(cargo.values()) == [
        *["Cargo Lines", cast.customer.uid, "Prisma Partners", "cargo@example.com"],
        *["1", "13", "-12", "12", "1", "14", "2026-03-31"],
    ]
    assert next(row for row in rows if row["Account"] == "Coast Guard")["Suspension expected"] == "suspended already"
    assert len(book.to_python()) == 54
    assert browser.get(f"{FILE}.exe").status == 404


def test_a_late_report_shows_what_it_would_have_made_of_its_month_to_those_it_concerns(set_clock: SetClock) -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)
    pass_time(boundary(MARCH) + HOUR)
    set_clock(boundary(MARCH) + 2 * HOUR)
    activate_system(serial=serial, actor="device service", at=NOW + HOUR, now=boundary(MARCH) + HOUR)

    browser = plainly(cast.partner)
    with unchanged():
        page = browser.get(LATE)

    (row,) = page.main.rows()
    assert list(row.values()) == [
        *["Cargo Lines", serial, "Activated 9 Mar 2026, 11:00", "Mar 2026", "0", "+1"],
        "1 Apr 2026, 01:00device service",
    ]
    assert plainly(cast.vendor).get(LATE).main.rows() == [row]
    assert plainly(cast.rival).get(LATE).main.rows() == []


def test_renewals_show_the_days_left_and_lead_to_an_order(set_clock: SetClock) -> None:
    cast = enter()
    for account, serial, days in ((cast.customer, "C1", 0), (cast.stranger, "C2", 40), (cast.sister, "C3", -10)):
        claim_device(account=account, serial=serial, model="RV55", actor="test", now=NOW + timedelta(days=days))
    set_clock(NOW + timedelta(days=365 - 7))

    partner, vendor = plainly(cast.partner).get(RENEWALS), plainly(cast.vendor).get(RENEWALS)

    assert [(row["Customer"], row["Days left"]) for row in partner.main.rows()] == [
        ("Coast Guard", "3 days over"),
        ("Cargo Lines", "7 days left"),
    ]
    assert [(row["Customer"], row["Brought to"]) for row in vendor.main.rows()] == [
        ("Coast Guard", "Prisma Partners"),
        ("Cargo Lines", "Prisma Partners"),
        ("Stranger Rail", "Rival Resale"),
    ]
    (order, _) = partner.main.every("a", says="Order")
    assert order.attributes["href"] == f"/accounts/{cast.sister.uid}/orders/new/"
    assert plainly(cast.partner).get(order.attributes["href"]).status == 200
    purchase = vendor.main.every("a", says="Purchase order")[2].attributes["href"]
    assert purchase == f"/receive/?buyer={cast.rival.uid}"


def asked(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status == 200
    return len(queries)


def _short(cast: Cast, number: int) -> None:
    account = found(f"Short {number}", AccountType.CUSTOMER, cast.rival)
    give(account, -1)
    hold_account(actor=by(cast.vendor), account=account, reason="unpaid", now=NOW)
    claim_device(account=account, serial=f"X{number}", model="RV55", actor="test", now=NOW - timedelta(days=300))


def test_no_page_asks_once_more_for_each_row() -> None:
    cast = enter()
    browser = plainly(cast.vendor)
    paths = (MONTH_END, CALLS, f"{FILE}.csv", RENEWALS)
    _short(cast, 0)
    one = [asked(browser, path) for path in paths]
    for number in range(1, 12):
        _short(cast, number)

    assert [asked(browser, path) for path in paths] == one


def test_the_navigation_leads_to_month_end_for_those_who_have_it() -> None:
    cast = enter()
    supply(cast.partner, 1)
    sell(cast.partner, cast.customer, 1)

    areas = {name: plainly(getattr(cast, name)).get("/stock/").text for name in ("partner", "customer")}

    assert MONTH_END in areas["partner"]
    assert MONTH_END not in areas["customer"]
    assert MONTH_END in plainly(cast.vendor).get("/accounts/").text
