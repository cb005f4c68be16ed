"""When the tokens run out: the examples of the rules through the real services, and the arithmetic for any numbers."""

from datetime import date, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.model.forecast import run_out_and_suspension
from tests.model.months import Month as ModelMonth
from tests.support.cast import (
    FOUNDED,
    NOW,
    activate,
    by,
    deactivate,
    enter,
    give,
    pass_time,
    register,
    standing_of,
    stock_of,
)
from tokenstock.accounts.models import Account, OfferClass
from tokenstock.devices.services import activate_system
from tokenstock.kernel.months import Month
from tokenstock.lifecycle import services as lifecycle
from tokenstock.stock.models import Standing

pytestmark = pytest.mark.usefixtures("db")

FIRST_OF_MARCH = datetime.fromisoformat("2026-03-01T00:00:00Z")


def account_with(*, stock: int, previous_peak: int | None, peak: int) -> Account:
    """A customer as on 2026-03-09, led there by its own February and March."""
    if previous_peak is None:
        customer = enter(NOW).customer
        activate(customer, peak)
    else:
        customer = enter(FOUNDED).customer
        give(customer, 1000, now=FOUNDED)
        serials = activate(customer, previous_peak, now=FOUNDED)
        deactivate(serials[peak:], now=FOUNDED.replace(day=20))
        pass_time(FIRST_OF_MARCH)
        activate(customer, max(0, peak - previous_peak))
    if stock != stock_of(customer):
        give(customer, stock - stock_of(customer))
    standing = standing_of(customer)
    assert (standing.stock, standing.previous_peak, standing.peak) == (stock, previous_peak, peak)
    return customer


@pytest.mark.parametrize(
    ("stock", "previous_peak", "peak", "expected", "run_out", "suspension", "provisional"),
    [
        (120, 10, 12, 108, "2027-02-28", "2027-02-28", False),
        (12, None, 1, 11, "2027-02-28", "2027-03-31", True),
        (30, 10, 10, 20, "2026-05-31", "2026-06-30", False),
        (5, 10, 10, -5, "2026-03-31", "2026-03-31", False),
        (40, 10, 0, 40, "2026-07-31", "2026-08-31", False),
    ],
)
def test_the_examples_of_the_rules(
    stock: int,
    previous_peak: int | None,
    peak: int,
    expected: int,
    run_out: str,
    suspension: str,
    provisional: bool,
) -> None:
    standing = standing_of(account_with(stock=stock, previous_peak=previous_peak, peak=peak))

    assert standing.expected == expected
    assert standing.run_out == date.fromisoformat(run_out)
    assert standing.suspension_expected == date.fromisoformat(suspension)
    assert standing.provisional == provisional


@pytest.mark.parametrize(
    ("stock", "previous_peak", "peak", "run_out", "suspension"),
    [
        (0, 10, 0, "now", "2026-04-30"),
        (0, 10, 3, "now", "2026-03-31"),
        (0, None, 0, None, None),
        (50, None, 0, None, None),
        (10, 10, 10, "2026-03-31", "2026-04-30"),
        (11, 10, 10, "2026-04-30", "2026-04-30"),
        (121, 1, 1, "2036-03-31", None),
        (122, 1, 1, None, None),
        (120, 1, 1, "2036-02-29", "2036-03-31"),
    ],
)
def test_the_edges_of_the_forecast(
    stock: int, previous_peak: int | None, peak: int, run_out: str | None, suspension: str | None
) -> None:
    standing = standing_of(account_with(stock=stock, previous_peak=previous_peak, peak=peak))

    assert [written(standing.run_out), written(standing.suspension_expected)] == [run_out, suspension]


def test_below_zero_both_are_now_also_without_any_consumption() -> None:
    customer = enter().customer

    give(customer, -1)

    standing = standing_of(customer)
    assert (standing.run_out, standing.suspension_expected) == ("now", "now")


def test_what_does_not_consume_does_not_run_out() -> None:
    cast = enter()
    activate(cast.trial, 3)
    give(cast.trial, -1)

    standing = standing_of(cast.trial)

    assert (standing.run_out, standing.suspension_expected, standing.provisional) == (None, None, False)


def test_a_partner_does_not_run_out() -> None:
    cast = enter()
    give(cast.partner, 100)

    standing = standing_of(cast.partner)

    assert (standing.run_out, standing.suspension_expected, standing.expected) == (None, None, 100)


def test_an_account_whose_previous_peak_was_nothing_is_provisional() -> None:
    cast = enter(FOUNDED)

    pass_time(FIRST_OF_MARCH)
    activate(cast.customer, 2)

    standing = standing_of(cast.customer)
    assert (standing.previous_peak, standing.provisional) == (0, True)


def test_the_rate_is_the_previous_peak_also_where_the_account_was_charged_in_another_class() -> None:
    cast = enter()
    activate(cast.customer, 2)
    give(cast.customer, 50)

    lifecycle.convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=NOW)
    before = standing_of(cast.customer).run_out
    cast.customer.refresh_from_db()
    lifecycle.convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.COMMERCIAL, now=NOW)

    assert (before, standing_of(cast.customer).run_out) == (None, date(2028, 3, 31))


def test_every_posting_and_every_activation_moves_the_dates() -> None:
    cast = enter()
    serials = register(cast.customer, 2)
    give(cast.customer, 24)
    dates = [standing_of(cast.customer).run_out]

    for serial in serials:
        activate_system(serial=serial, actor="test", now=NOW)
        dates.append(standing_of(cast.customer).run_out)
    give(cast.customer, -12)
    dates.append(standing_of(cast.customer).run_out)

    assert dates == [None, date(2028, 2, 29), date(2027, 2, 28), date(2026, 8, 31)]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    consumes=st.booleans(),
    stock=st.one_of(st.integers(-30, 2000), st.sampled_from([2**62, -(2**62)])),
    peak=st.integers(0, 40),
    previous_peak=st.one_of(st.none(), st.integers(0, 40)),
)
@example(consumes=True, stock=2**31, peak=2**31 - 1, previous_peak=1)
def test_the_database_calculates_what_counting_month_by_month_gives(
    consumes: bool, stock: int, peak: int, previous_peak: int | None
) -> None:
    expected = run_out_and_suspension(
        consumes=consumes, stock=stock, peak=peak, previous_peak=previous_peak, month=ModelMonth(2026, 3)
    )

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stock_run_out_months(c, s, p, q), stock_suspension_months(c, s, p, q), stock_provisional(c, q)"
            " FROM (SELECT %s::boolean c, %s::bigint s, %s::integer p, %s::integer q) given",
            [consumes, stock, peak, previous_peak],
        )
        run_out, suspension, provisional = cursor.fetchone()

    standing = Standing(month=Month(2026, 3).first_day, run_out_months=run_out, suspension_months=suspension)
    assert (written(standing.run_out), written(standing.suspension_expected)) == expected
    assert provisional == (consumes and not previous_peak)


def written(day: date | str | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else day
