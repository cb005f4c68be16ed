"""Dates for stocks that might be: the forecast functions of the database, asked about figures that stand nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tokenstock.kernel.months import Month
from tokenstock.stock.models import NOW

__all__ = ["Dates", "Supposed", "dates"]


@dataclass(frozen=True)
class Supposed:
    """Figures to forecast from. `rate` stands for the previous month's peak; where it is None or 0, `peak` does."""

    consumes: bool
    month: date
    stock: int
    peak: int
    rate: int | None


@dataclass(frozen=True)
class Dates:
    """Run-out and suspension: the last day of a month, "now", or None."""

    run_out: date | str | None
    suspension: date | str | None


def dates(*, of: Sequence[Supposed]) -> list[Dates]:
    """The dates for each of these, in their order. One query, which reads no table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stock_run_out_months(s.consumes, s.stock, s.peak, s.rate),"
            " stock_suspension_months(s.consumes, s.stock, s.peak, s.rate)"
            " FROM unnest(%s::boolean[], %s::bigint[], %s::integer[], %s::integer[])"
            " WITH ORDINALITY AS s(consumes, stock, peak, rate, place) ORDER BY s.place",
            [
                [one.consumes for one in of],
                [one.stock for one in of],
                [one.peak for one in of],
                [one.rate for one in of],
            ],
        )
        found = cursor.fetchall()
    return [
        Dates(_date(one.month, run_out), _date(one.month, suspension))
        for one, (run_out, suspension) in zip(of, found, strict=True)
    ]


def _date(month: date, months: int | None) -> date | str | None:
    if months is None:
        return None
    return "now" if months == NOW else Month.holding(month).plus(months).last_day
