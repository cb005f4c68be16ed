"""Reading an account's systems, and what was reported about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tokenstock.accounts.access import Actor
from tokenstock.accounts.models import Account
from tokenstock.devices.models import System
from tokenstock.kernel.ids import serial_key
from tokenstock.kernel.months import Month
from tokenstock.metering.models import LateReport
from tokenstock.metering.selectors import activated_since, suppose

__all__ = ["PAGE_SIZE", "LateLine", "SystemLine", "SystemPage", "all_are", "late_reports", "system_page"]

PAGE_SIZE = 50


@dataclass(frozen=True)
class SystemLine:
    """A system of an account; `activated_since` where it is activated."""

    serial: str
    model: str
    state: str
    registered_at: datetime
    activated_since: datetime | None


@dataclass(frozen=True)
class SystemPage:
    """One page of an account's systems, by serial number; `total` is how many there are on all pages."""

    rows: Sequence[SystemLine]
    page: int
    has_next: bool
    total: int


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


def system_page(*, account_id: int, text: str = "", state: str = "", page: int = 1) -> SystemPage:
    """An account's systems in one `state`; without one all that are not retired. `text` is looked for in the serial.

    Three queries, however many there are.
    """
    systems = System.objects.filter(account_id=account_id)
    systems = systems.filter(state=state) if state else systems.exclude(state=System.State.RETIRED)
    if text:
        systems = systems.filter(serial__contains=serial_key(text))
    first = (page - 1) * PAGE_SIZE
    found = list(systems.order_by("serial", "id")[first : first + PAGE_SIZE + 1])
    since = activated_since(system_ids=[system.id for system in found[:PAGE_SIZE]])
    return SystemPage(
        rows=[
            SystemLine(
                serial=system.serial,
                model=system.model,
                state=system.state,
                registered_at=system.registered_at,
                activated_since=since.get(system.id),
            )
            for system in found[:PAGE_SIZE]
        ],
        page=page,
        has_next=len(found) > PAGE_SIZE,
        total=systems.count(),
    )


def all_are(*, account_id: int, serials: Collection[str], activated: bool) -> bool:
    """Whether each of these is a system of the account and activated, or deactivated. One query."""
    wanted = {serial_key(serial) for serial in serials}
    state = System.State.ACTIVE if activated else System.State.SUSPENDED
    return System.objects.filter(account_id=account_id, serial__in=wanted, state=state).count() == len(wanted)


def late_reports(*, actor: Actor, limit: int, offset: int = 0) -> list[LateLine]:
    """The late reports of the actor's own account and its subaccounts, for the vendor of all; the latest first.

    `limit` of them, after the first `offset`.

    Each report by itself is held against the month as it was closed. Four queries and one more a month.
    """
    reports = LateReport.objects.order_by("-id")
    if not actor.is_vendor:
        below = Account.objects.filter(parent_id=actor.account_id).values("id")
        reports = reports.filter(account_id__in=below) | reports.filter(account_id=actor.account_id)
    found = list(reports[offset : offset + limit])
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
