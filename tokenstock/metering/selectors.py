"""Reading when systems were activated, and what late reports would have made of closed months."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from tokenstock.kernel.months import Month
from tokenstock.metering.models import Activation, LateReport

__all__ = ["Supposed", "activated_since", "activations_of", "peak_day", "suppose", "was_kept"]


@dataclass(frozen=True)
class Supposed:
    """A month's peak as it follows from what was known at its close, and with one late report in it."""

    known: int
    supposed: int

    @property
    def difference(self) -> int:
        """What the report would add to the peak (positive) or take from it."""
        return self.supposed - self.known


def activations_of(*, system_id: int) -> list[Activation]:
    """Every known activation of a system, earliest first."""
    return list(Activation.objects.filter(system_id=system_id).order_by("from_at", "id"))


def activated_since(*, system_ids: Collection[int]) -> dict[int, datetime]:
    """Since when each of these systems is activated, without those that are not. One query."""
    running = Activation.objects.filter(system_id__in=system_ids, until_at__isnull=True)
    return dict(running.values_list("system_id", "from_at"))


def peak_day(*, account_id: int, month: Month, upto: date, peak: int) -> date | None:
    """The first day of `month` up to `upto` by whose end the account had this peak; None without one. One query.

    The function that charges is asked for each day in turn, so both peak rules are served, and nothing is counted by
    another way.
    """
    zone = settings.TOKENSTOCK_TIME_ZONE
    days = [month.first_day + timedelta(days=passed) for passed in range(min(upto, month.last_day).day)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.day FROM unnest(%s::date[]) AS d(day), LATERAL metering_peaks("
            "ARRAY[%s::bigint], %s, (d.day + 1)::timestamp AT TIME ZONE %s, %s) AS m"
            " WHERE m.peak >= %s ORDER BY d.day LIMIT 1",
            [days, account_id, month.start(zone), zone, settings.TOKENSTOCK_PEAK_RULE, peak],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def was_kept(*, system_id: int, activated: bool, at: datetime) -> bool:
    """Whether this very report was kept before."""
    return LateReport.objects.filter(system_id=system_id, activated=activated, at=at).exists()


def suppose(*, reports: Sequence[LateReport]) -> dict[int, Supposed]:
    """What each report by itself would make of the peak of its month, by its number. Nothing is kept or charged.

    The months are written as they would be, counted by the function that charges, and rolled back: one call a month,
    however many reports there are.
    """
    by_month: dict[date, list[LateReport]] = defaultdict(list)
    for report in reports:
        by_month[report.month].append(report)
    zone = settings.TOKENSTOCK_TIME_ZONE
    found: dict[int, Supposed] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        windows = {day: (Month.holding(day).start(zone), Month.holding(day).end(zone)) for day in by_month}
        cursor.execute(
            "SELECT metering_suppose(%s::bigint[], %s::timestamptz[], %s::timestamptz[])",
            [
                [report.id for report in reports],
                [windows[report.month][0] for report in reports],
                [windows[report.month][1] for report in reports],
            ],
        )
        for day, those in by_month.items():
            numbers = {report.account_id for report in those} | {-report.id for report in those}
            cursor.execute(
                "SELECT account_id, coalesce(peak, 0) FROM metering_peaks(%s::bigint[], %s, %s, %s)",
                [sorted(numbers), *windows[day], settings.TOKENSTOCK_PEAK_RULE],
            )
            peaks = dict(cursor.fetchall())
            found |= {
                report.id: Supposed(known=peaks.get(report.account_id, 0), supposed=peaks.get(-report.id, 0))
                for report in those
            }
        transaction.set_rollback(True)
    return found
