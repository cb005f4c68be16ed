"""Reading what was reported about systems."""

from dataclasses import dataclass
from datetime import date, datetime

from tokenstock.accounts.access import Actor
from tokenstock.accounts.models import Account
from tokenstock.devices.models import System
from tokenstock.kernel.months import Month
from tokenstock.metering.models import LateReport
from tokenstock.metering.selectors import suppose

__all__ = ["LateLine", "late_reports"]


@dataclass(frozen=True)
class LateLine:
    """A report that came after the close of a month: it is not charged, and `difference` is what it would change.

    `at` is the instant that was reported, `peak` the month's peak without the report.
    """

    account_uid: str
    account_name: str
    serial: str
    activated: bool
    at: datetime
    month: date
    received_at: datetime
    received_by: str
    peak: int
    difference: int

    @property
    def month_name(self) -> str:
        """The month as 2026-03."""
        return str(Month.holding(self.month))


def late_reports(*, actor: Actor, limit: int) -> list[LateLine]:
    """The late reports of the actor's own account and its subaccounts, for the vendor of all; the latest first.

    Each report by itself is held against the month as it was closed. Four queries and one more a month.
    """
    reports = LateReport.objects.order_by("-id")
    if not actor.is_vendor:
        below = Account.objects.filter(parent_id=actor.account_id).values("id")
        reports = reports.filter(account_id__in=below) | reports.filter(account_id=actor.account_id)
    found = list(reports[:limit])
    supposed = suppose(reports=found)
    accounts = Account.objects.in_bulk({report.account_id for report in found})
    serials = dict(System.objects.filter(id__in={report.system_id for report in found}).values_list("id", "serial"))
    return [
        LateLine(
            account_uid=accounts[report.account_id].uid,
            account_name=accounts[report.account_id].name,
            serial=serials[report.system_id],
            activated=report.activated,
            at=report.at,
            month=report.month,
            received_at=report.received_at,
            received_by=report.received_by,
            peak=supposed[report.id].known,
            difference=supposed[report.id].difference,
        )
        for report in found
    ]
