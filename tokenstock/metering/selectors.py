"""Reading when systems were activated, and what late reports would have made of closed months."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction

from tokenstock.kernel.months import Month
from tokenstock.metering.models import Activation, LateReport

__all__ = ["Supposed", "activations_of", "suppose", "was_kept"]


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
