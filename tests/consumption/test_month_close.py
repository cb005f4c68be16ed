"""The month end: every account is decremented by its peak, once, whatever crashes, restarts or runs twice."""

from datetime import timedelta

import pytest

from tests.support.cast import (
    APRIL,
    MARCH,
    NOW,
    activate,
    boundary,
    by,
    deactivate,
    enter,
    found,
    give,
    just_before,
    pass_time,
    sell,
    standing_of,
    statement_of,
    stock_of,
    supply,
)
from tests.support.proofs import everything, unchanged
from tokenstock.accounts.models import AccountType, OfferClass
from tokenstock.audit.models import Record
from tokenstock.consumption import services as consumption
from tokenstock.consumption.models import MonthClose
from tokenstock.kernel.months import Month
from tokenstock.ledger.models import Entry, Transaction
from tokenstock.ledger.selectors import total
from tokenstock.lifecycle.services import convert_account
from tokenstock.stock import services as stock
from tokenstock.stock.models import Standing, Statement
from tokenstock.stock.services import Document, Heading, Source

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAY = Month(2026, 5)
JUNE = Month(2026, 6)


def test_every_account_is_decremented_by_its_peak() -> None:
    cast = enter()
    for account, systems in ((cast.customer, 3), (cast.sister, 1), (cast.trial, 5)):
        give(account, 10)
        activate(account, systems)

    closed = consumption.close_month(month=MARCH, now=boundary(MARCH))

    assert closed == 8
    assert [stock_of(account) for account in (cast.customer, cast.sister, cast.trial)] == [7, 9, 10]
    assert total(account_id=Source.CONSUMED) == 4


def test_a_peak_of_nothing_is_a_statement_and_no_entry() -> None:
    cast = enter()

    pass_time(boundary(MARCH))

    statement = statement_of(cast.customer)
    assert (statement.consumed, statement.peak, statement.closed_at) == (0, 0, boundary(MARCH))
    assert not Transaction.objects.exists()


def test_the_entry_of_the_close_counts_in_the_month_that_it_closes() -> None:
    cast = enter()
    activate(cast.customer, 2)

    consumption.close_due_months(now=boundary(MARCH) + HOUR)

    charge = Transaction.objects.get(kind=Document.CONSUMPTION)
    assert (charge.period, charge.posted_at, charge.actor) == (MARCH.first_day, boundary(MARCH) + HOUR, "month close")
    entries = Entry.objects.filter(transaction_id=charge.id).order_by("leg")
    assert list(entries.values_list("account_id", "heading", "amount")) == [
        (cast.customer.id, Heading.CONSUMED, -2),
        (Source.CONSUMED, Heading.OUTSIDE, 2),
    ]


def test_a_month_that_is_not_over_is_not_closed() -> None:
    enter()

    assert consumption.due_months(now=just_before(MARCH)) == []
    assert consumption.close_due_months(now=just_before(MARCH)) == []
    with pytest.raises(AssertionError):
        consumption.close_month(month=MARCH, now=just_before(MARCH))
    assert consumption.due_months(now=boundary(MARCH)) == [MARCH]


def test_without_accounts_nothing_is_due() -> None:
    assert consumption.due_months(now=NOW) == []


def test_closing_again_does_nothing_at_all() -> None:
    cast = enter()
    activate(cast.customer, 2)
    consumption.close_due_months(now=boundary(MARCH))

    with unchanged():
        assert consumption.close_month(month=MARCH, now=boundary(MARCH) + HOUR) == 0
        assert consumption.close_due_months(now=boundary(MARCH) + HOUR) == []


def test_missed_months_are_closed_in_order() -> None:
    cast = enter()
    give(cast.customer, 100)
    activate(cast.customer, 3)
    heard: list[tuple[Month, int]] = []

    closed = consumption.close_due_months(
        now=boundary(JUNE) + DAY, progress=lambda month, done: heard.append((month, done))
    )

    assert closed == [MARCH, APRIL, MAY, JUNE]
    assert heard == [(month, 8) for month in closed]
    statements = Statement.objects.filter(account=cast.customer, closed_at__isnull=False).order_by("month")
    assert list(statements.values_list("opening", "consumed", "closing")) == [
        (0, 3, 97),
        (97, 3, 94),
        (94, 3, 91),
        (91, 3, 88),
    ]


def test_the_first_missed_month_that_takes_the_stock_below_zero_is_the_last_that_is_charged() -> None:
    cast = enter()
    give(cast.customer, 5)
    activate(cast.customer, 3)

    consumption.close_due_months(now=boundary(JUNE) + DAY)

    consumed = Statement.objects.filter(account=cast.customer).order_by("month").values_list("consumed", flat=True)
    assert list(consumed) == [3, 3, 0, 0, 0]
    assert (stock_of(cast.customer), standing_of(cast.customer).suspended) == (-1, True)


@pytest.mark.parametrize("size", [1, 3])
def test_a_close_that_broke_off_is_resumed_where_it_was(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumption, "CHUNK", size)
    cast = enter()
    accounts = [cast.customer, cast.sister, cast.stranger, cast.direct]
    for account in accounts:
        activate(account, 2)

    def break_off(month: Month, done: int) -> None:
        raise ConnectionError

    for _ in range(2):
        with pytest.raises(ConnectionError):
            consumption.close_month(month=MARCH, now=boundary(MARCH), progress=break_off)
    half_way = (Standing.objects.filter(month=APRIL.first_day).count(), MonthClose.objects.get().finished_at)
    rest = consumption.close_month(month=MARCH, now=boundary(MARCH) + HOUR)

    assert half_way == (2 * size, None)
    assert rest == 8 - 2 * size
    assert [stock_of(account) for account in accounts] == [-2] * 4
    assert Transaction.objects.filter(kind=Document.CONSUMPTION).count() == 4


@pytest.mark.leaves_faults
def test_a_close_in_ranges_closes_everybody() -> None:
    cast = enter()
    for account in (cast.customer, cast.direct):
        activate(account, 2)
    last = Standing.objects.latest("account_id").account_id

    chunks = [
        stock.close_chunk(
            month=MARCH, after_account_id=after, upto_account_id=upto, size=100, actor="test", now=boundary(MARCH)
        )
        for after, upto in ((0, last // 2), (last // 2, last - 1), (last - 1, last), (0, last))
    ]

    assert sum(chunk.closed for chunk in chunks) == 8
    assert (chunks[-1].closed, chunks[-1].last_account_id) == (0, None)
    assert [stock_of(account) for account in (cast.customer, cast.direct)] == [-2, -2]


def test_a_close_is_remembered_with_how_many_it_closed() -> None:
    enter()

    consumption.close_due_months(now=boundary(MARCH) + HOUR)

    close = MonthClose.objects.get()
    assert (close.month, close.started_at, close.finished_at, close.accounts) == (
        MARCH.first_day,
        boundary(MARCH) + HOUR,
        boundary(MARCH) + HOUR,
        8,
    )
    assert Record.objects.get(action="month.closed").detail == {"accounts": 8}
    assert consumption.last_closed() == MARCH


@pytest.mark.leaves_faults
def test_a_month_that_is_not_closed_for_everybody_is_not_the_last_closed() -> None:
    enter()

    assert consumption.last_closed() is None
    stock.close_chunk(month=MARCH, after_account_id=0, upto_account_id=2**40, size=1, actor="test", now=boundary(MARCH))

    assert consumption.last_closed() is None


def test_an_account_made_between_the_boundary_and_the_close_begins_in_the_new_month() -> None:
    cast = enter()
    late = found("Late Comer", AccountType.CUSTOMER, cast.partner, boundary(MARCH))

    consumption.close_due_months(now=boundary(MARCH) + HOUR)

    assert list(Statement.objects.filter(account=late).values_list("month", flat=True)) == [APRIL.first_day]


def test_what_is_posted_after_the_boundary_belongs_to_the_new_month_however_late_the_close_is() -> None:
    cast = enter()
    supply(cast.partner, 5)
    give(cast.customer, 10)
    activate(cast.customer, 2)

    sell(cast.partner, cast.customer, 1, now=boundary(MARCH))
    give(cast.customer, -3, now=boundary(MARCH) + HOUR)
    consumption.close_due_months(now=boundary(MARCH) + 5 * DAY)

    march, april = statement_of(cast.customer, MARCH), statement_of(cast.customer, APRIL)
    assert (march.received, march.adjusted, march.consumed, march.closing) == (0, 10, 2, 8)
    assert (april.opening, april.received, april.adjusted) == (8, 12, -3)
    assert (stock_of(cast.customer), statement_of(cast.partner, APRIL).sent) == (17, 12)


def test_an_activation_after_the_boundary_costs_the_new_month_however_late_the_close_is() -> None:
    cast = enter()
    give(cast.customer, 100)
    activate(cast.customer, 1)

    activate(cast.customer, 4, now=boundary(MARCH))
    consumption.close_due_months(now=boundary(MARCH) + 5 * DAY)

    assert statement_of(cast.customer, MARCH).consumed == 1
    assert (standing_of(cast.customer).previous_peak, standing_of(cast.customer).peak) == (1, 5)


def test_a_deactivation_after_the_boundary_saves_the_new_month_nothing_and_the_next_its_token() -> None:
    cast = enter()
    give(cast.customer, 100)
    serials = activate(cast.customer, 3)

    deactivate(serials, now=boundary(MARCH) + HOUR)
    consumption.close_due_months(now=boundary(APRIL) + DAY)

    assert [statement_of(cast.customer, month).consumed for month in (MARCH, APRIL)] == [3, 3]
    assert (standing_of(cast.customer).previous_peak, standing_of(cast.customer).peak) == (3, 0)


def test_a_suspension_by_the_close_holds_from_the_boundary_on_however_late_the_close_is() -> None:
    cast = enter()
    give(cast.customer, 1)
    activate(cast.customer, 3)

    consumption.close_due_months(now=boundary(MARCH) + 5 * DAY)

    standing = standing_of(cast.customer)
    assert (standing.stock, standing.suspended, standing.peak, standing.previous_peak) == (-2, True, 0, 3)
    assert Record.objects.get(action="account.suspended", account_id=cast.customer.id).at == boundary(MARCH)


def test_a_conversion_after_the_boundary_changes_nothing_about_the_month_before() -> None:
    cast = enter()
    give(cast.customer, 10)
    activate(cast.customer, 3)

    convert_account(
        actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=boundary(MARCH) + HOUR
    )
    consumption.close_due_months(now=boundary(MARCH) + DAY)

    assert (stock_of(cast.customer), standing_of(cast.customer).peak) == (7, 3)


def test_an_account_converted_in_the_month_pays_for_the_part_in_which_it_consumed() -> None:
    cast = enter()
    activate(cast.trial, 2)
    give(cast.trial, 10)

    convert_account(
        actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.COMMERCIAL, now=just_before(MARCH)
    )
    pass_time(boundary(MARCH))

    assert statement_of(cast.trial).consumed == 2


def test_a_consuming_reseller_may_be_charged_below_its_floor_and_receives_up_to_it_again() -> None:
    cast = enter()
    reseller = found("Consuming Resale", AccountType.PARTNER, cast.vendor, offer_class=OfferClass.COMMERCIAL)
    activate(reseller, 14)

    pass_time(boundary(MARCH))
    supply(reseller, 1, now=boundary(MARCH))

    assert (stock_of(reseller), standing_of(reseller).suspended) == (-2, True)


def test_passing_no_time_changes_nothing() -> None:
    enter()
    pass_time(boundary(MARCH))
    before = everything()

    pass_time(boundary(MARCH))

    assert everything() == before
