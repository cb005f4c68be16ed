"""The month end: every account decremented by its peak, once per account and month, missed months in order."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import Coalesce

from tokenstock.audit.models import Record
from tokenstock.audit.services import record
from tokenstock.consumption.models import MonthClose
from tokenstock.kernel.months import Month
from tokenstock.stock import services as stock
from tokenstock.stock.models import Standing, Statement

__all__ = ["advance", "close_due_months", "close_month", "due_months", "refresh_peaks", "suspend_overdue"]

ACTOR, GRACE = "month close", "grace"
CHUNK = 500
"""Accounts closed in one transaction: their stocks are locked for some hundredths of a second."""


def due_months(*, now: datetime) -> list[Month]:
    """The months that are over at `now` and not yet closed for every account, earliest first."""
    earliest = Standing.objects.aggregate(month=Min("month"))["month"]
    running = Month.at(now, settings.TOKENSTOCK_TIME_ZONE)
    if earliest is None:
        return []
    first = Month.holding(earliest)
    return [first.plus(ahead) for ahead in range(running.index - first.index)]


def close_due_months(
    *, now: datetime, workers: int = 1, progress: Callable[[Month, int], None] | None = None
) -> list[Month]:
    """Close every month that is over, in order, and say which. `progress` hears each step: month, accounts done."""
    months = due_months(now=now)
    for month in months:
        close_month(month=month, now=now, workers=workers, progress=progress)
    return months


def close_month(
    *, month: Month, now: datetime, workers: int = 1, progress: Callable[[Month, int], None] | None = None
) -> int:
    """Close one month for all accounts that have it open, in short transactions; say how many they were.

    Can be broken off anywhere and called again, also by two at once: each account is closed once. With more than one
    of `workers`, each closes a range of the accounts on a database connection of its own.
    """
    boundary = month.end(settings.TOKENSTOCK_TIME_ZONE)
    assert boundary <= now, "a month is closed when it is over"
    # What nobody has noticed yet ends the time that is charged all the same.
    suspend_overdue(now=boundary)
    MonthClose.objects.get_or_create(month=month.first_day, defaults={"started_at": now})
    ranges = _ranges(workers)
    if len(ranges) == 1:
        done = sum(_close_range(month, now, ranges[0], progress))
    else:
        with ThreadPoolExecutor(len(ranges)) as pool:
            done = sum(pool.map(lambda ids: _close_range_apart(month, now, ids, progress), ranges))
    _finish(month, now)
    return done


def _ranges(workers: int) -> list[tuple[int, int]]:
    """The account ids in as many ranges (after, up to)."""
    last = Standing.objects.aggregate(last=Max("account_id"))["last"] or 0
    edges = [last * edge // workers for edge in range(workers + 1)]
    return list(pairwise(edges))


def _close_range(
    month: Month, now: datetime, ids: tuple[int, int], progress: Callable[[Month, int], None] | None
) -> Iterator[int]:
    after, upto = ids
    while True:
        with transaction.atomic(durable=True):
            chunk = stock.close_chunk(
                month=month, after_account_id=after, upto_account_id=upto, size=CHUNK, actor=ACTOR, now=now
            )
        if chunk.last_account_id is None:
            return
        after = chunk.last_account_id
        yield chunk.closed
        if progress:
            progress(month, chunk.closed)


def _close_range_apart(
    month: Month, now: datetime, ids: tuple[int, int], progress: Callable[[Month, int], None] | None
) -> int:
    try:
        return sum(_close_range(month, now, ids, progress))
    finally:
        connection.close()


def _finish(month: Month, now: datetime) -> None:
    with transaction.atomic(durable=True):
        finished = MonthClose.objects.filter(month=month.first_day, finished_at=None).update(finished_at=now)
        if finished:
            taken = Statement.objects.filter(month=month.first_day, closed_at__isnull=False).aggregate(
                accounts=Count("*"), tokens=Coalesce(Sum("consumed"), 0)
            )
            MonthClose.objects.filter(month=month.first_day).update(**taken, suspended=_suspended_by(month))
            record(at=now, actor=ACTOR, action="month.closed", subject=str(month), accounts=taken["accounts"])


def _suspended_by(month: Month) -> int:
    """How many accounts were suspended at the month's boundary, as it is recorded: by its close, or as grace ended."""
    boundary = month.end(settings.TOKENSTOCK_TIME_ZONE)
    return Record.objects.filter(action="account.suspended", at=boundary, actor__in=[ACTOR, GRACE]).count()


@transaction.atomic(durable=True)
def suspend_overdue(*, now: datetime) -> int:
    """Suspend the accounts whose days of grace are over at `now`; say how many. Locks their stocks."""
    overdue_since = now - timedelta(days=settings.TOKENSTOCK_GRACE_DAYS)
    overdue = Standing.objects.filter(short_since__lte=overdue_since, lapsed=False, consumes=True)
    account_ids = list(overdue.order_by("account_id").values_list("account_id", flat=True))
    if not account_ids:
        return 0
    # A judgement that waits for the standing of an account would go by the balance from before its wait.
    stock.lock(account_ids=account_ids)
    return len(stock.judge(account_ids=account_ids, now=now, actor=GRACE))


def refresh_peaks(*, now: datetime) -> int:
    """Recompute every account's peak so far from the history of activations, chunk by chunk; say how many."""
    done, after = 0, 0
    while True:
        with transaction.atomic(durable=True):
            ids = list(
                Standing.objects.filter(account_id__gt=after)
                .order_by("account_id")
                .values_list("account_id", flat=True)[:CHUNK]
            )
            if not ids:
                return done
            stock.lock(account_ids=ids)
            stock.meter(account_ids=ids, now=now)
        done, after = done + len(ids), ids[-1]


def advance(*, now: datetime) -> None:
    """Do all that falls due up to `now`, each at its own instant: month closes and suspensions after the days of grace.

    For a clock that jumps: a replay, a rehearsal. The running programme calls the parts as they fall due.
    """
    while (instant := _next_due(now)) is not None:
        suspend_overdue(now=instant)
        close_due_months(now=instant)


def _next_due(now: datetime) -> datetime | None:
    """The next instant up to `now` at which something falls due."""
    zone = settings.TOKENSTOCK_TIME_ZONE
    grace = timedelta(days=settings.TOKENSTOCK_GRACE_DAYS)
    dues: list[datetime] = []
    earliest: date | None = Standing.objects.aggregate(month=Min("month"))["month"]
    if earliest is not None:
        dues.append(Month.holding(earliest).end(zone))
    if grace:
        short: datetime | None = Standing.objects.filter(short_since__isnull=False, lapsed=False).aggregate(
            since=Min("short_since")
        )["since"]
        if short is not None:
            dues.append(short + grace)
    return min((due for due in dues if due <= now), default=None)


def last_closed() -> Month | None:
    """The latest month that is closed for every account."""
    month = MonthClose.objects.filter(finished_at__isnull=False).aggregate(month=Max("month"))["month"]
    return Month.holding(month) if month else None
