"""The month end under the policies of a deployment: days of grace, time zone and peak rule."""

from datetime import datetime, timedelta

import pytest

from tests.support.cast import (
    APRIL,
    FOUNDED,
    MARCH,
    NOW,
    activate,
    boundary,
    deactivate,
    enter,
    give,
    pass_time,
    standing_of,
    statement_of,
    stock_of,
)
from tests.support.policies import SetPolicies
from tokenstock.audit.models import Record
from tokenstock.consumption import services as consumption
from tokenstock.kernel.months import Month
from tokenstock.stock.models import Statement

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAY = Month(2026, 5)


def test_grace_that_ended_before_the_boundary_is_not_charged_beyond_its_end(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -1)
    serials = activate(cast.customer, 1, now=NOW + DAY)

    consumption.close_due_months(now=boundary(MARCH) + DAY)

    assert (statement_of(cast.customer).consumed, standing_of(cast.customer).suspended) == (1, True)
    deactivate(serials, now=boundary(MARCH) + DAY)


def test_a_close_that_ends_a_grace_noticed_late_charges_nothing_after_its_end(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -1)
    activate(cast.customer, 1, now=NOW + 4 * DAY)

    consumption.close_due_months(now=boundary(MARCH) + DAY)

    assert (statement_of(cast.customer).consumed, standing_of(cast.customer).suspended) == (0, True)


def test_the_days_of_grace_of_a_close_begin_at_its_boundary(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    activate(cast.customer, 1)

    consumption.close_due_months(now=boundary(MARCH) + HOUR)
    within = standing_of(cast.customer)
    consumption.suspend_overdue(now=boundary(MARCH) + 3 * DAY)

    assert (within.suspended, within.short_since) == (False, boundary(MARCH))
    assert standing_of(cast.customer).suspended


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("UTC", "2026-04-01T00:00Z"),
        ("Europe/Paris", "2026-03-31T22:00Z"),
        ("America/Los_Angeles", "2026-04-01T07:00Z"),
        ("Asia/Kolkata", "2026-03-31T18:30Z"),
    ],
)
def test_the_month_ends_in_the_time_zone_of_the_programme(zone: str, end: str, policies: SetPolicies) -> None:
    policies(time_zone=zone)
    cast = enter()
    give(cast.customer, 10)
    ends = datetime.fromisoformat(end)

    last = activate(cast.customer, 1, now=ends - HOUR)
    deactivate(last, now=ends - HOUR / 2)
    pass_time(ends - timedelta(microseconds=1))
    before = standing_of(cast.customer).month
    pass_time(ends)

    assert (before, standing_of(cast.customer).month) == (MARCH.first_day, APRIL.first_day)
    assert statement_of(cast.customer).consumed == 1


def test_months_in_which_the_clocks_change_are_closed_once_at_their_own_ends(policies: SetPolicies) -> None:
    policies(time_zone="Europe/Paris")
    cast = enter(FOUNDED)
    give(cast.customer, 100, now=FOUNDED)
    activate(cast.customer, 1, now=FOUNDED)

    pass_time(datetime.fromisoformat("2026-11-15T00:00Z"))

    closes = Statement.objects.filter(account=cast.customer, closed_at__isnull=False).order_by("month")
    assert [f"{close:%d %H:%M}" for close in closes.values_list("closed_at", flat=True)] == [
        "28 23:00",
        *(["31 22:00", "30 22:00"] * 2),
        "31 22:00",
        "31 22:00",
        "30 22:00",
        "31 23:00",
    ]
    assert stock_of(cast.customer) == 100 - 9


@pytest.mark.parametrize(("rule", "consumed"), [("concurrent_max", 2), ("unique_in_month", 3)])
def test_the_close_charges_by_the_rule_of_the_deployment(rule: str, consumed: int, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    cast = enter()
    give(cast.customer, 10)

    deactivate(activate(cast.customer, 1), now=NOW + HOUR)
    activate(cast.customer, 2, now=NOW + 2 * HOUR)
    pass_time(boundary(MARCH))

    assert statement_of(cast.customer).consumed == consumed


def test_the_clock_may_jump_and_everything_happens_at_its_own_instant(policies: SetPolicies) -> None:
    policies(grace_days=10)
    cast = enter()
    activate(cast.customer, 2)

    pass_time(boundary(MAY) + DAY)

    suspended = Record.objects.get(action="account.suspended", account_id=cast.customer.id)
    assert suspended.at == boundary(MARCH) + 10 * DAY
    consumed = Statement.objects.filter(account=cast.customer).order_by("month").values_list("consumed", flat=True)
    assert list(consumed) == [2, 2, 0, 0]
