"""Reading the month end: what the next close would do as things stand, whom to call before it, what the last ones did.

The rehearsal reads the standings and locks nothing. Their peaks are written by the function that the close counts with,
and decision 26 says what keeps the two together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tokenstock.accounts.selectors import admin_addresses
from tokenstock.consumption.models import MonthClose
from tokenstock.forecast.selectors import outlook
from tokenstock.kernel.months import Month
from tokenstock.stock.models import Standing

__all__ = [
    "ALREADY",
    "LATER",
    "NOT_CONSUMING",
    "PAGE_SIZE",
    "SUSPENDED",
    "Call",
    "CallPage",
    "Overdue",
    "Rehearsal",
    "Rehearsed",
    "RehearsedPage",
    "call_page",
    "calls",
    "month_to_close",
    "overdue_close",
    "recent_closes",
    "rehearsal",
    "rehearsed_page",
]

PAGE_SIZE = 50
AT_ONCE = 500
"""Accounts of a whole call list that are read at a time."""

SUSPENDED, LATER, ALREADY, NOT_CONSUMING = "suspended", "later", "already", "not_consuming"
"""What follows for an account that is below zero after the close: see `Rehearsed`."""


@dataclass(frozen=True)
class Rehearsal:
    """What the close of `month` would do as things stand, in sums.

    `charged` accounts would be decremented, by `tokens` together. `below_zero` would be below zero then, those that are
    already included, `short` tokens together; of the consuming ones `suspended` are newly suspended by then, and
    `later` only when their days of grace are over.
    """

    month: Month
    boundary: datetime
    charged: int
    tokens: int
    below_zero: int
    short: int
    suspended: int
    later: int


@dataclass(frozen=True)
class Rehearsed:
    """An account that the close would leave below zero, `short` tokens.

    `outcome`: `suspended` by the boundary; `later`, once its days of grace are over (`suspension_at`); `already`
    suspended, for its stock or by hand; or `not_consuming` any more, and so not suspended.
    """

    standing: Standing
    short: int
    outcome: str
    suspension_at: datetime | None


@dataclass(frozen=True)
class RehearsedPage:
    """One page of those that the close would leave below zero, the most tokens short first."""

    rows: Sequence[Rehearsed]
    page: int
    has_next: bool


@dataclass(frozen=True)
class Call:
    """Whom to call: the Admins' addresses of an account that lacks tokens, and how many packs help.

    `packs` bring it back to zero after the close, `packs_for_a_year` cover twelve more months.
    """

    rehearsed: Rehearsed
    admins: tuple[str, ...]
    packs: int
    packs_for_a_year: int


@dataclass(frozen=True)
class CallPage:
    """One page of the call list, the most tokens short first, and how many accounts are on it."""

    rows: Sequence[Call]
    page: int
    has_next: bool
    total: int


@dataclass(frozen=True)
class Overdue:
    """A month that is over and not closed yet for every account: `done` of `accounts` are.

    `started_at` is None where nobody has begun; `months` is how many are over, this one and those after it.
    """

    month: Month
    boundary: datetime
    started_at: datetime | None
    done: int
    accounts: int
    months: int


def month_to_close(*, now: datetime) -> Month:
    """The earliest month that some account still has open: the running one, or one whose close is overdue."""
    earliest = Standing.objects.aggregate(month=Min("month"))["month"]
    running = Month.at(now, settings.TOKENSTOCK_TIME_ZONE)
    return running if earliest is None else min(Month.holding(earliest), running)


def rehearsal(*, month: Month, partner_id: int | None) -> Rehearsal:
    """What the close of `month` would do to the subaccounts of a partner; for None to all accounts. One query."""
    boundary = month.end(settings.TOKENSTOCK_TIME_ZONE)
    falls = Q(expected__lt=0)
    newly = falls & Q(consumes=True, suspended=False)
    sums = _concerned(month, partner_id).aggregate(
        charged=Count("account_id", filter=Q(peak__gt=0)),
        tokens=Coalesce(Sum("peak"), 0),
        below_zero=Count("account_id", filter=falls),
        short=Coalesce(-Sum("expected", filter=falls), 0),
        all_newly=Count("account_id", filter=newly),
        by_boundary=Count("account_id", filter=newly & _grace_over_by(boundary)),
    )
    all_newly, by_boundary = sums.pop("all_newly"), sums.pop("by_boundary")
    return Rehearsal(month=month, boundary=boundary, suspended=by_boundary, later=all_newly - by_boundary, **sums)


def rehearsed_page(*, month: Month, partner_id: int | None, page: int = 1) -> RehearsedPage:
    """Those whom the close of `month` would leave below zero. One query."""
    rows = _falling(month, partner_id)
    found = _with_accounts(rows, page)
    return RehearsedPage(
        rows=[_rehearsed(standing, month) for standing in found[:PAGE_SIZE]],
        page=page,
        has_next=len(found) > PAGE_SIZE,
    )


def call_page(*, month: Month, partner_id: int | None, tokens_per_pack: int, page: int = 1) -> CallPage:
    """Those who need tokens before `month` is closed, with whom to call. Three queries."""
    rows = _falling(month, partner_id).filter(consumes=True)
    found = _with_accounts(rows, page)
    return CallPage(
        rows=_calls(found[:PAGE_SIZE], month, tokens_per_pack),
        page=page,
        has_next=len(found) > PAGE_SIZE,
        total=rows.order_by().count(),
    )


def calls(*, month: Month, partner_id: int | None, tokens_per_pack: int) -> Iterator[Call]:
    """The whole call list. Two queries for each `AT_ONCE` accounts, and one more."""
    ids = list(_falling(month, partner_id).filter(consumes=True).values_list("account_id", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        chosen = ids[first : first + AT_ONCE]
        found = Standing.objects.select_related("account", "account__parent").in_bulk(chosen)
        yield from _calls([found[account_id] for account_id in chosen], month, tokens_per_pack)


def overdue_close(*, month: Month, now: datetime) -> Overdue | None:
    """How far the close of `month`, the next one, has come if it is over at `now`; None else. Two queries, or none."""
    running = Month.at(now, settings.TOKENSTOCK_TIME_ZONE)
    if month == running:
        return None
    counts = Standing.objects.aggregate(
        done=Count("account_id", filter=Q(month__gt=month.first_day)), accounts=Count("account_id")
    )
    started_at = MonthClose.objects.filter(month=month.first_day).values_list("started_at", flat=True).first()
    return Overdue(
        month=month,
        boundary=month.end(settings.TOKENSTOCK_TIME_ZONE),
        started_at=started_at,
        months=running.index - month.index,
        **counts,
    )


def recent_closes(*, limit: int) -> list[MonthClose]:
    """The closes that came to their end, the latest month first."""
    return list(MonthClose.objects.filter(finished_at__isnull=False).order_by("-month")[:limit])


def _concerned(month: Month, partner_id: int | None) -> QuerySet[Standing]:
    standings = Standing.objects.filter(month=month.first_day, closed=False)
    return standings if partner_id is None else standings.filter(partner_id=partner_id)


def _falling(month: Month, partner_id: int | None) -> QuerySet[Standing]:
    return _concerned(month, partner_id).filter(expected__lt=0).order_by("expected", "account_id")


def _with_accounts(rows: QuerySet[Standing], page: int) -> list[Standing]:
    """A page of them and one more. Chosen first and joined then: what is sorted stays narrow."""
    first = (page - 1) * PAGE_SIZE
    chosen = rows.values("account_id")[first : first + PAGE_SIZE + 1]
    shown = Standing.objects.filter(account_id__in=chosen).select_related("account", "account__parent")
    return list(shown.order_by("expected", "account_id"))


def _grace_over_by(boundary: datetime) -> Q:
    """Whether whoever is below zero at `boundary`, the first time or longer, is suspended by then: as `stock_judge`."""
    days = settings.TOKENSTOCK_GRACE_DAYS
    return Q(short_since__lte=boundary - timedelta(days=days)) if days else Q()


def _rehearsed(standing: Standing, month: Month) -> Rehearsed:
    boundary = month.end(settings.TOKENSTOCK_TIME_ZONE)
    grace = timedelta(days=settings.TOKENSTOCK_GRACE_DAYS)
    suspension_at = None
    if not standing.consumes:
        outcome = NOT_CONSUMING
    elif standing.suspended:
        outcome = ALREADY
    else:
        suspension_at = (standing.short_since or boundary) + grace
        outcome = SUSPENDED if suspension_at <= boundary else LATER
    return Rehearsed(standing, -standing.expected, outcome, suspension_at)


def _calls(standings: Sequence[Standing], month: Month, tokens_per_pack: int) -> list[Call]:
    admins = admin_addresses(account_ids=[standing.account_id for standing in standings])
    return [_call(standing, month, tokens_per_pack, admins.get(standing.account_id, ())) for standing in standings]


def _call(standing: Standing, month: Month, tokens_per_pack: int, admins: Sequence[str]) -> Call:
    rehearsed = _rehearsed(standing, month)
    packs = -(-rehearsed.short // tokens_per_pack)
    for_a_year = outlook(standing=standing, tokens_per_pack=tokens_per_pack).packs_for_a_year
    return Call(rehearsed, tuple(admins), packs, max(packs, for_a_year))
