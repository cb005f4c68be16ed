"""The month end: the running month, the last closes, the rehearsal of the next, whom to call, and what came late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tokenstock.consumption.selectors import SUSPENDED, Call, CallPage, Overdue, Rehearsal, Rehearsed, RehearsedPage
from tokenstock.devices.selectors import LateLine
from tokenstock.kernel.months import Month, local_date
from tokenstock.lifecycle.selectors import Hold
from tokenstock.portal.forms.month_end import PageForm
from tokenstock.portal.pages.exporting import Export, export_of
from tokenstock.registration.selectors import OVERDUE, RenewalDue

if TYPE_CHECKING:
    from tokenstock.consumption.models import MonthClose
    from tokenstock.portal.request import PortalRequest

QUIET_FOR = timedelta(minutes=2)
"""A worker that showed no sign of life for so long is said to be gone."""


@dataclass(frozen=True)
class Tab:
    """A place under Month end."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Pages:
    """Where a list goes on; empty addresses where it does not."""

    page: int
    newer_url: str
    older_url: str
    first_url: str


@dataclass(frozen=True)
class Line:
    """An account that the close would leave below zero. `on`: the day on which it is suspended."""

    uid: str
    name: str
    partner: str
    stock: int
    peak: int
    after: int
    short: int
    outcome: str
    on: date | None


@dataclass(frozen=True)
class CallLine:
    """An account to call, and what helps. `order_url`: where its tokens are ordered, in a popup where `order_pops`."""

    line: Line
    admins: tuple[str, ...]
    packs: int
    packs_for_a_year: int
    order_url: str
    order_pops: bool


@dataclass(frozen=True)
class Close:
    """A month that was closed."""

    month: date
    started_at: datetime
    finished_at: datetime
    seconds: int
    accounts: int
    tokens: int | None
    suspended: int | None


@dataclass(frozen=True)
class Programme:
    """What the vendor alone is told: the last closes, one that is overdue, whether a worker lives, who is held."""

    closes: tuple[Close, ...]
    overdue: Overdue | None
    worker_seconds: int | None
    holds: tuple[Hold, ...]
    held: int
    all_held_url: str

    @property
    def worker_lives(self) -> bool:
        """Whether a worker gave a sign of life lately."""
        return self.worker_seconds is not None and self.worker_seconds <= QUIET_FOR.total_seconds()


@dataclass(frozen=True)
class MonthEnd:
    """The page. `programme` is None for a reseller."""

    tabs: tuple[Tab, ...]
    month: date
    opened: datetime
    closes: datetime
    days_left: int
    rehearsal: Rehearsal
    lines: tuple[Line, ...]
    pages: Pages
    programme: Programme | None

    @property
    def overdue(self) -> bool:
        """Whether the rehearsal is of a month that is over already."""
        return self.rehearsal.month.first_day != self.month


@dataclass(frozen=True)
class Calls:
    """The call list."""

    tabs: tuple[Tab, ...]
    month_end: date
    lines: tuple[CallLine, ...]
    total: int
    pages: Pages
    by_vendor: bool
    export: Export


@dataclass(frozen=True)
class LateReports:
    """What was reported when its month was closed."""

    tabs: tuple[Tab, ...]
    lines: tuple[LateLine, ...]
    pages: Pages


@dataclass(frozen=True)
class RenewalLine:
    """A device whose first year ends. `tone` as of dates that fall due; `order_url` as in the call list."""

    renewal: RenewalDue
    tone: str
    order_url: str
    order_pops: bool

    @property
    def days_over(self) -> int:
        """Days past its day."""
        return -self.renewal.days_left


@dataclass(frozen=True)
class Renewals:
    """What is due."""

    tabs: tuple[Tab, ...]
    lines: tuple[RenewalLine, ...]
    pages: Pages
    by_vendor: bool


def tabs(request: "PortalRequest") -> tuple[Tab, ...]:
    """The places under Month end, and where one is."""
    places = (
        (_("Overview"), "month_end"),
        (_("Call list"), "call_list"),
        (_("Late reports"), "late_reports"),
        (_("Renewals"), "renewals_due"),
    )
    urls = [(name, reverse(f"portal:{view}")) for name, view in places]
    return tuple(Tab(name, url, current=url == request.path) for name, url in urls)


def pages_of(form: PageForm, *, has_next: bool) -> Pages:
    """Where a list goes on from the page that `form` names."""
    page = form.number
    return Pages(
        page=page,
        newer_url=form.address(page=page - 1) if page > 1 else "",
        older_url=form.address(page=page + 1) if has_next else "",
        first_url=form.address(page=None),
    )


def month_end(
    request: "PortalRequest",
    *,
    rehearsal: Rehearsal,
    found: RehearsedPage,
    form: PageForm,
    programme: Programme | None,
) -> MonthEnd:
    """The page from what was read."""
    zone = settings.TOKENSTOCK_TIME_ZONE
    running = Month.at(request.now, zone)
    return MonthEnd(
        tabs=tabs(request),
        month=running.first_day,
        opened=running.start(zone),
        closes=running.end(zone),
        days_left=(running.last_day - local_date(request.now, zone)).days,
        rehearsal=rehearsal,
        lines=tuple(line_of(row) for row in found.rows),
        pages=pages_of(form, has_next=found.has_next),
        programme=programme,
    )


def programme(
    *,
    closes: "Sequence[MonthClose]",
    overdue: Overdue | None,
    seen: timedelta | None,
    holds: Sequence[Hold],
    held: int,
) -> Programme:
    """What the vendor is told, from what was read."""
    return Programme(
        closes=tuple(_close(close) for close in closes),
        overdue=overdue,
        worker_seconds=None if seen is None else int(seen.total_seconds()),
        holds=tuple(holds),
        held=held,
        all_held_url=f"{reverse('portal:accounts')}?status=held&shown=all",
    )


def line_of(row: Rehearsed) -> Line:
    """One account of the rehearsal."""
    standing = row.standing
    account = standing.account
    return Line(
        uid=account.uid,
        name=account.name,
        partner=account.partner_name,
        stock=standing.stock,
        peak=standing.peak,
        after=standing.expected,
        short=row.short,
        outcome=row.outcome,
        on=_suspended_on(row),
    )


def _suspended_on(row: Rehearsed) -> date | None:
    """The day of the suspension; where that is the month's boundary, the month end, as everywhere."""
    if row.suspension_at is None:
        return None
    zone = settings.TOKENSTOCK_TIME_ZONE
    month = Month.holding(row.standing.month)
    if row.outcome == SUSPENDED and row.suspension_at == month.end(zone):
        return month.last_day
    return local_date(row.suspension_at, zone)


def calls(request: "PortalRequest", *, month: Month, found: CallPage, form: PageForm) -> Calls:
    """The call list from what was read."""
    return Calls(
        tabs=tabs(request),
        month_end=month.last_day,
        lines=tuple(_call_line(request, call) for call in found.rows),
        total=found.total,
        pages=pages_of(form, has_next=found.has_next),
        by_vendor=request.actor.is_vendor,
        export=export_of(form, "call_list_file"),
    )


def _call_line(request: "PortalRequest", call: Call) -> CallLine:
    standing = call.rehearsed.standing
    partner = standing.account.partner_of_record
    return CallLine(
        line=line_of(call.rehearsed),
        admins=call.admins,
        packs=call.packs,
        packs_for_a_year=call.packs_for_a_year,
        order_url=_order_url(request, standing.account.uid, partner.uid if partner else "", call.packs),
        order_pops=not request.actor.is_vendor,
    )


def _order_url(request: "PortalRequest", uid: str, partner_uid: str, packs: int | None = None) -> str:
    """Where tokens for this account are ordered: by its partner, or for the vendor by a purchase order received."""
    if request.actor.is_vendor:
        return f"{reverse('portal:receive')}?{urlencode({'buyer': partner_uid or uid})}"
    order = reverse("portal:place_order", args=[uid])
    return order if packs is None else f"{order}?{urlencode({'packs': packs})}"


def late_reports(request: "PortalRequest", *, found: Sequence[LateLine], size: int, form: PageForm) -> LateReports:
    """The late reports; `found` has one more than `size` where there is another page."""
    return LateReports(tabs(request), tuple(found[:size]), pages_of(form, has_next=len(found) > size))


def renewals(request: "PortalRequest", *, found: Sequence[RenewalDue], size: int, form: PageForm) -> Renewals:
    """The renewals; `found` has one more than `size` where there is another page."""
    return Renewals(
        tabs(request),
        tuple(_renewal(request, renewal) for renewal in found[:size]),
        pages_of(form, has_next=len(found) > size),
        by_vendor=request.actor.is_vendor,
    )


def _renewal(request: "PortalRequest", renewal: RenewalDue) -> RenewalLine:
    from_vendor = renewal.brought_to_uid == request.account.uid
    return RenewalLine(
        renewal=renewal,
        tone={OVERDUE: "stop", "7": "stop", "30": "soon"}.get(renewal.stage, "none"),
        order_url=_order_url(request, renewal.customer_uid, "" if from_vendor else renewal.brought_to_uid),
        order_pops=not request.actor.is_vendor,
    )


def _close(close: "MonthClose") -> Close:
    assert close.finished_at is not None, "only closes that came to their end are listed"
    return Close(
        month=close.month,
        started_at=close.started_at,
        finished_at=close.finished_at,
        seconds=int((close.finished_at - close.started_at).total_seconds()),
        accounts=close.accounts,
        tokens=close.tokens,
        suspended=close.suspended,
    )
