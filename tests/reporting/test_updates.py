"""The SQL behind the list of stock updates, where a page would not show it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.cast import NOW, Cast, activate, by, enter, give, pass_time, receive, sell, supply
from tokenstock.accounts.models import Account
from tokenstock.consumption.services import close_due_months
from tokenstock.lifecycle.services import move_account
from tokenstock.reporting.updates import PAGE_SIZE, StockUpdate, Updates, update_page

pytestmark = pytest.mark.usefixtures("db")

LONG_AGO = date(2020, 1, 1)


def lines(account: Account, *, since: date = LONG_AGO, kind: str = "") -> list[StockUpdate]:
    """All lines, page after page."""
    found: list[StockUpdate] = []
    page = 1
    while True:
        listed = update_page(updates=Updates(account_id=account.id, since=since, kind=kind, page=page))
        found += listed.rows
        if not listed.has_next:
            return found
        assert len(listed.rows) == PAGE_SIZE
        page += 1


def test_no_line_is_lost_or_doubled_between_pages_where_all_are_of_one_instant() -> None:
    cast = enter()
    receive(cast.partner, *[(1, None) for _ in range(100)])
    for _ in range(60):
        give(cast.partner, 1)

    found = lines(cast.partner)

    assert len(found) == len({(line.kind, line.document_id) for line in found}) == 160
    assert found == sorted(found, key=lambda line: (line.at, line.document_id), reverse=True)


def test_months_closed_at_one_moment_are_listed_latest_first() -> None:
    cast = enter()
    give(cast.customer, 100)
    activate(cast.customer, 2)

    close_due_months(now=datetime(2026, 7, 2, tzinfo=UTC))

    consumed = lines(cast.customer, kind="consumed")
    assert [line.period.month for line in consumed] == [6, 5, 4, 3]
    assert [line.effect for line in consumed] == [-2, -2, -2, -2]


def test_the_effects_since_the_beginning_come_to_the_stock() -> None:
    cast = enter()
    busy(cast)

    for account in (cast.partner, cast.customer, cast.sister, cast.rival):
        effects = sum(line.effect for line in lines(account))
        account.refresh_from_db()
        assert effects == Account.objects.values_list("standing__stock", flat=True).get(id=account.id)


def busy(cast: Cast) -> None:
    supply(cast.partner, 20)
    sell(cast.partner, cast.customer, 3)
    sell(cast.partner, cast.sister, 2)
    give(cast.customer, 5, giver=cast.partner)
    give(cast.sister, -3, giver=cast.partner)
    activate(cast.customer, 4)
    pass_time(datetime(2026, 5, 1, tzinfo=UTC))


def test_a_month_without_consumption_is_no_line() -> None:
    cast = enter()

    pass_time(datetime(2026, 5, 1, tzinfo=UTC))

    assert lines(cast.customer) == []


def test_lines_before_the_first_month_are_left_out() -> None:
    cast = enter()
    busy(cast)

    assert lines(cast.customer, since=date(2026, 4, 1)) == lines(cast.customer, kind="consumed", since=date(2026, 4, 1))


def test_a_customer_that_was_moved_keeps_its_lines_and_the_old_partner_its_own() -> None:
    cast = enter()
    supply(cast.partner, 20)
    sell(cast.partner, cast.customer, 3)
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    assert [(line.kind, line.other_name) for line in lines(cast.customer)] == [("received", "Prisma Partners")]
    assert [(line.kind, line.other_name) for line in lines(cast.partner, kind="sent")] == [("sent", "Cargo Lines")]
    assert lines(cast.rival) == []


@pytest.mark.parametrize("orders", [1, 120])
def test_one_query_answers_whatever_the_length(orders: int) -> None:
    cast = enter()
    receive(cast.partner, *[(1, None) for _ in range(orders)])

    with CaptureQueriesContext(connection) as queries:
        update_page(updates=Updates(account_id=cast.partner.id, since=LONG_AGO))

    assert len(queries) == 1


def test_a_kind_that_no_filter_of_orders_can_meet_asks_nothing() -> None:
    cast = enter()

    with CaptureQueriesContext(connection) as queries:
        page = update_page(updates=Updates(account_id=cast.partner.id, since=LONG_AGO, kind="bonus", packs=1))

    assert (list(page.rows), page.has_next, len(queries)) == ([], False, 0)
