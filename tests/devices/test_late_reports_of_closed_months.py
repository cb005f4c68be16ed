"""Reports for a month that is closed are kept, listed with the difference that they would make, and not charged."""

from datetime import datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.devices.reports import DAY, HOUR, LATER, intervals, off, on, state_of
from tests.support.books import as_owner, run
from tests.support.cast import (
    APRIL,
    FOUNDED,
    MARCH,
    NOW,
    Cast,
    activate,
    boundary,
    by,
    day,
    enter,
    give,
    pass_time,
    register,
    standing_of,
    statement_of,
    stock_of,
)
from tests.support.policies import SetPolicies
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.models import Account
from tokenstock.audit.models import Record
from tokenstock.consumption.services import refresh_peaks
from tokenstock.devices.selectors import LateLine, late_reports
from tokenstock.devices.services import (
    WrongState,
)
from tokenstock.metering.models import LateReport

pytestmark = pytest.mark.usefixtures("db")

MAY_5 = datetime.fromisoformat("2026-05-05T12:00:00Z")
BOTH = pytest.mark.parametrize("rule", ["concurrent_max", "unique_in_month"])


def founded_in_february() -> tuple[Cast, list[str]]:
    """Three systems registered in February, one of them activated, plenty of tokens."""
    cast = enter(FOUNDED)
    give(cast.customer, 100, now=FOUNDED)
    return cast, [*activate(cast.customer, 1, now=FOUNDED + DAY), *register(cast.customer, 2, now=FOUNDED)]


def lines(account: Account, limit: int = 50) -> list[LateLine]:
    return late_reports(actor=by(account), limit=limit)


@BOTH
def test_a_report_for_a_closed_month_is_kept_and_not_charged(rule: str, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    cast, (_, second, _) = founded_in_february()
    pass_time(NOW)
    charged = statement_of(cast.customer, MARCH.plus(-1))

    on(second, FOUNDED + 10 * DAY)
    refresh_peaks(now=LATER)
    pass_time(boundary(APRIL))

    assert statement_of(cast.customer, MARCH.plus(-1)) == charged
    assert [statement_of(cast.customer, month).consumed for month in (MARCH, APRIL)] == [2, 2]
    kept = LateReport.objects.get()
    assert (kept.month, kept.at, kept.activated) == (day("2026-02-01"), FOUNDED + 10 * DAY, True)
    assert (kept.received_at, kept.received_by) == (LATER, "device service")


def test_what_is_activated_since_a_closed_month_counts_from_the_first_instant_of_the_open_one() -> None:
    cast, (first, second, _) = founded_in_february()
    pass_time(NOW)
    off(first, NOW, NOW)

    on(second, FOUNDED + 10 * DAY)

    assert intervals(second) == [(datetime.fromisoformat("2026-03-01T00:00:00Z"), None)]
    assert (standing_of(cast.customer).peak, standing_of(cast.customer).activated) == (2, 1)


def test_what_began_in_a_closed_month_and_was_known_of_the_open_one_begins_with_it() -> None:
    cast, (_, second, _) = founded_in_february()
    pass_time(NOW)
    on(second, NOW, NOW)

    on(second, FOUNDED + 10 * DAY)

    assert intervals(second) == [(datetime.fromisoformat("2026-03-01T00:00:00Z"), None)]
    assert (LateReport.objects.get().until_at, state_of(second)) == (
        datetime.fromisoformat("2026-03-01T00:00:00Z"),
        "ACTIVE",
    )
    assert [line.difference for line in lines(cast.customer)] == [1]


@BOTH
def test_a_deactivation_in_a_closed_month_frees_the_open_one_and_is_listed_with_what_it_would_take_off(
    rule: str, policies: SetPolicies
) -> None:
    policies(peak_rule=rule)
    cast, (first, second, _) = founded_in_february()
    pass_time(datetime.fromisoformat("2026-03-01T00:00:00Z"))
    on(second, NOW, NOW)
    pass_time(boundary(MARCH))
    assert statement_of(cast.customer, MARCH).peak == 2

    off(first, FOUNDED + 10 * DAY, boundary(MARCH) + DAY)

    assert intervals(first) == [(FOUNDED + DAY, boundary(MARCH))]
    assert (standing_of(cast.customer).peak, state_of(first)) == (1, "SUSPENDED")
    # In February it was on for ten days all the same; in March it was off.
    assert [(line.month_name, line.peak, line.difference) for line in lines(cast.customer)] == [
        ("2026-03", 2, -1),
        ("2026-02", 1, 0),
    ]


def test_a_report_that_reaches_over_several_closed_months_is_kept_for_each() -> None:
    cast, (_, second, _) = founded_in_february()
    pass_time(MAY_5)

    on(second, FOUNDED + 10 * DAY, MAY_5)

    kept = LateReport.objects.order_by("month").values_list("month", "from_at", "until_at")
    bounds = [boundary(MARCH.plus(ahead)) for ahead in (-1, 0, 1)]
    assert list(kept) == [
        (day("2026-02-01"), FOUNDED + 10 * DAY, bounds[0]),
        (day("2026-03-01"), bounds[0], bounds[1]),
        (day("2026-04-01"), bounds[1], bounds[2]),
    ]
    assert intervals(second) == [(bounds[2], None)]
    assert [line.difference for line in lines(cast.customer)] == [1, 1, 1]


def test_a_deactivation_known_for_the_closed_month_that_happened_earlier_in_it_is_only_kept() -> None:
    cast, (first, _, _) = founded_in_february()
    off(first, FOUNDED + 5 * DAY, FOUNDED + 5 * DAY)
    pass_time(NOW)
    known = intervals(first)

    off(first, FOUNDED + DAY)

    assert intervals(first) == known
    assert [(line.peak, line.difference) for line in lines(cast.customer)] == [(1, -1)]
    assert Record.objects.latest("id").detail["kept_for"] == ["2026-02"]


@pytest.mark.parametrize("report", [on, off])
def test_the_same_report_for_a_closed_month_is_kept_once(report: type) -> None:
    _, (first, second, _) = founded_in_february()
    pass_time(NOW)
    serial = second if report is on else first
    report(serial, FOUNDED + 10 * DAY)

    with refused(WrongState):
        report(serial, FOUNDED + 10 * DAY)


@BOTH
def test_a_report_whose_whole_time_was_suspended_makes_no_difference(rule: str, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    cast, (first, second, _) = founded_in_february()
    on(second, FOUNDED + 7 * DAY, FOUNDED + 7 * DAY)
    off(second, FOUNDED + 8 * DAY, FOUNDED + 8 * DAY)
    off(first, FOUNDED + 9 * DAY, FOUNDED + 9 * DAY)
    give(cast.customer, -200, now=FOUNDED + 10 * DAY)
    pass_time(NOW)
    assert standing_of(cast.customer).suspended

    give(cast.customer, 300, now=NOW)
    on(first, FOUNDED + 11 * DAY)

    assert [(line.peak, line.difference) for line in lines(cast.customer)] == [(2, 0)]


def test_listing_writes_nothing_and_charges_nobody() -> None:
    cast, (_, second, _) = founded_in_february()
    pass_time(NOW)
    on(second, FOUNDED + 10 * DAY)

    with unchanged():
        assert len(lines(cast.vendor)) == 1

    assert stock_of(cast.customer) == 99


def test_the_vendor_sees_all_late_reports_a_company_its_own_and_those_of_its_subaccounts() -> None:
    cast, (_, second, _) = founded_in_february()
    pass_time(NOW)
    on(second, FOUNDED + 10 * DAY)

    seen = {
        name: [(line.account_name, line.serial) for line in lines(getattr(cast, name))]
        for name in ("vendor", "partner", "customer", "distributor", "rival", "sister")
    }

    assert {name for name, found in seen.items() if found} == {"vendor", "partner", "customer"}
    assert seen["partner"] == [("Cargo Lines", second)]


def test_however_many_reports_there_are_the_list_asks_a_few_questions() -> None:
    cast, serials = founded_in_february()
    serials += register(cast.customer, 10, now=FOUNDED)
    pass_time(NOW)
    for place, serial in enumerate(serials[1:]):
        on(serial, FOUNDED + (10 + place % 3) * DAY)

    queries: list[str] = []

    def count(execute: object, sql: str, parameters: object, many: bool, context: object) -> object:
        queries.append(sql)
        return execute(sql, parameters, many, context)  # type: ignore[operator]

    with connection.execute_wrapper(count):
        found = lines(cast.vendor)

    assert len(found) == 12
    assert len([sql for sql in queries if "SAVEPOINT" not in sql]) == 5


def test_what_was_kept_is_not_changed_or_removed() -> None:
    _, (_, second, _) = founded_in_february()
    pass_time(NOW)
    on(second, FOUNDED + 10 * DAY)

    for write in (LateReport.objects.all().delete, lambda: LateReport.objects.update(at=NOW)):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            write()
    with as_owner(), pytest.raises(IntegrityError, match="what is written there stays"):
        run("DELETE FROM metering_late_report")


@pytest.mark.leaves_faults
def test_the_database_keeps_a_late_report_once_and_in_order() -> None:
    columns = {"account_id": 1, "system_id": 1, "activated": True, "at": NOW, "month": NOW.date().replace(day=1)}
    columns |= {"received_at": NOW, "received_by": "test"}

    with pytest.raises(IntegrityError, match="late_report_in_order"), transaction.atomic():
        LateReport.objects.create(**columns, from_at=NOW, until_at=NOW)
    LateReport.objects.create(**columns, from_at=NOW, until_at=NOW + HOUR)
    with pytest.raises(IntegrityError, match="late_report_once"), transaction.atomic():
        LateReport.objects.create(**columns, from_at=NOW, until_at=NOW + HOUR)
