"""Reading stocks: the standing of one account or of many, and the statements of its months."""

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, FloatField, OrderBy, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf

from tokenstock.kernel.ids import name_key
from tokenstock.kernel.months import Month
from tokenstock.stock.models import NOW, Standing, Statement

__all__ = [
    "PAGE_SIZE",
    "SORTS",
    "Attention",
    "Grid",
    "GridPage",
    "attention",
    "grid_page",
    "grid_rows",
    "recent_statements",
    "standing_of",
    "standings_of",
]

PAGE_SIZE = 50
READ_AT_ONCE = 2000
"""Rows of all pages together that are in memory at one time."""

HORIZON = 120
"""Months ahead that the forecast looks."""

COUNTED_TO = 10_000
"""An exact count of more rows than this is not worth its time; "more than 10,000" is said instead."""

_RATE = Coalesce(NullIf(F("previous_peak"), 0), F("peak"))
"""Tokens a month, as the forecast takes them."""

SORTS: dict[str, F | Case] = {
    "run_out": F("run_out_months"),
    "suspension": F("suspension_months"),
    "name": F("account__name_key"),
    "uid": F("account__uid"),
    "status": F("suspended"),
    "stock": F("stock"),
    "activated": F("activated"),
    "peak": F("peak"),
    "expected": F("expected"),
    "covered": Case(
        When(consumes=True, then=Cast(Greatest(F("stock"), 0), FloatField()) / NullIf(_RATE, 0)),
        output_field=FloatField(),
    ),
    "last_order": F("last_order_at"),
}
"""What a grid can be sorted by, and what the database goes by then."""

STATUSES = {
    "active": Q(closed=False, suspended=False),
    "suspended": Q(closed=False, suspended=True),
    "held": Q(closed=False, held=True),
    "closed": Q(closed=True),
}
"""What a grid can be narrowed to by status."""


@dataclass(frozen=True)
class Grid:
    """Which accounts a grid shows and how. `partner_id` None: all accounts, for the vendor.

    `commercial`: those that consume, the others, or (None) both. `text` is looked for in name and uid. Of several
    dates for the run-out the nearest counts. `uids`: only accounts with one of these.
    """

    partner_id: int | None
    commercial: bool | None = True
    text: str = ""
    status: str = ""
    run_out_within_days: int | None = None
    run_out_by: date | None = None
    stock_below: int | None = None
    uids: Collection[str] | None = None
    sort: str = "run_out"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True)
class GridPage:
    """One page of a grid: standings with their accounts, whether there is another, and how many rows there are.

    `total` is exact up to 10,000; `total_capped` says that there are more.
    """

    rows: Sequence[Standing]
    page: int
    has_next: bool
    total: int
    total_capped: bool


@dataclass(frozen=True)
class Attention:
    """What a partner must see first: numbers of consuming accounts, and the tokens that they lack.

    `within` counts by days ahead who runs out by then. `tokens_needed` covers each account to the end of the month
    and one more at its rate.
    """

    accounts: int
    suspended: int
    within: dict[int, int]
    tokens_needed: int


def standing_of(*, account_id: int) -> Standing:
    """The standing of one account, with the account and its partner of record."""
    return Standing.objects.select_related("account", "account__parent").get(account_id=account_id)


def standings_of(*, uids: Collection[str]) -> list[Standing]:
    """The standings of the accounts with these uids, with their accounts, by name. One query."""
    standings = Standing.objects.filter(account__uid__in=uids).select_related("account", "account__parent")
    return list(standings.order_by("account__name_key"))


def recent_statements(*, account_id: int, months: int = 13) -> list[Statement]:
    """The statements of the running month and the complete ones before it, earliest first."""
    latest = Statement.objects.filter(account_id=account_id).order_by("-month")[:months]
    return list(reversed(latest))


def grid_page(*, grid: Grid, today: date) -> GridPage:
    """One page of accounts. One query for the rows, one for their number, however many there are."""
    rows = _chosen(grid, today)
    order = _order(grid)
    first = (grid.page - 1) * PAGE_SIZE
    # Chosen first and joined to their accounts then: what is sorted stays narrow enough for memory.
    chosen = rows.order_by(*order).values("account_id")[first : first + PAGE_SIZE + 1]
    shown = Standing.objects.filter(account_id__in=chosen).select_related("account", "account__parent")
    found = list(shown.order_by(*order))
    total = rows.order_by()[: COUNTED_TO + 1].count()
    return GridPage(
        rows=found[:PAGE_SIZE],
        page=grid.page,
        has_next=len(found) > PAGE_SIZE,
        total=min(total, COUNTED_TO),
        total_capped=total > COUNTED_TO,
    )


def grid_rows(*, grid: Grid, today: date) -> Generator[Standing, None, None]:
    """The accounts of all pages of a grid, one by one, in one query that no transaction stays open for.

    Whoever does not read to the end closes it, and the cursor with it.
    """
    rows = _chosen(grid, today).select_related("account", "account__parent").order_by(*_order(grid))
    yield from rows.iterator(chunk_size=READ_AT_ONCE)


def attention(*, partner_id: int | None, today: date, horizons: Sequence[int] = (30, 60, 90)) -> Attention:
    """Who among the consuming subaccounts needs tokens. One query."""
    standings = Standing.objects.filter(consumes=True)
    if partner_id is not None:
        standings = standings.filter(partner_id=partner_id)
    counts = standings.aggregate(
        accounts=Count("account_id"),
        suspended=Count("account_id", filter=Q(suspended=True)),
        tokens_needed=Coalesce(Sum(Greatest(_RATE - F("expected"), 0)), 0),
        **{
            f"within_{days}": Count("account_id", filter=_runs_out_by(today + timedelta(days=days), today))
            for days in horizons
        },
    )
    return Attention(
        accounts=counts["accounts"],
        suspended=counts["suspended"],
        within={days: counts[f"within_{days}"] for days in horizons},
        tokens_needed=counts["tokens_needed"],
    )


def _chosen(grid: Grid, today: date) -> QuerySet[Standing]:
    rows = Standing.objects.all()
    if grid.partner_id is not None:
        rows = rows.filter(partner_id=grid.partner_id)
    if grid.uids is not None:
        rows = rows.filter(account__uid__in=grid.uids)
    if grid.commercial is not None:
        rows = rows.filter(consumes=grid.commercial)
    if grid.text.strip():
        rows = rows.filter(
            Q(account__name_key__contains=name_key(grid.text)) | Q(account__uid__startswith=grid.text.strip().lower())
        )
    if grid.status:
        rows = rows.filter(STATUSES[grid.status])
    if grid.run_out_within_days is not None:
        rows = rows.filter(_runs_out_by(today + timedelta(days=grid.run_out_within_days), today))
    if grid.run_out_by is not None:
        rows = rows.filter(_runs_out_by(grid.run_out_by, today))
    if grid.stock_below is not None:
        rows = rows.filter(stock__lt=grid.stock_below)
    return rows


def _order(grid: Grid) -> tuple[OrderBy, OrderBy]:
    column = SORTS[grid.sort]
    if grid.descending:
        return column.desc(nulls_last=True), F("account_id").desc()
    return column.asc(nulls_last=True), F("account_id").asc()


def _runs_out_by(last: date, today: date) -> Q:
    """Run-out on a month end up to `last`, or now already."""
    running, ending = Month.holding(today), Month.holding(last)
    # The month that `last` lies in counts only where it ends then.
    months = ending.index - running.index - (ending.last_day != last)
    return Q(run_out_months__lte=min(max(months, NOW), HORIZON))
