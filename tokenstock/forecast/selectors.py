"""Reading the forecast: dates, coverage, and how many packs would be enough."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from tokenstock.stock.models import Standing

__all__ = ["Outlook", "coverage", "outlook", "rate_of"]


@dataclass(frozen=True)
class Outlook:
    """What lies ahead of one account.

    `applicable` is false for an account that does not consume. `rate` in tokens a month. `coverage_months` is how long
    the stock lasts at that rate, with one decimal; None without a rate. `packs_for_a_year` would cover this month and
    twelve more, given `tokens_per_pack`.
    """

    applicable: bool
    provisional: bool
    expected: int
    rate: int
    run_out: date | str | None
    suspension: date | str | None
    coverage_months: Decimal | None
    packs_for_a_year: int


def outlook(*, standing: Standing, tokens_per_pack: int) -> Outlook:
    """The outlook of an account from its standing; no query."""
    rate = rate_of(standing=standing)
    short = max(0, 12 * rate - standing.expected)
    return Outlook(
        applicable=standing.consumes,
        provisional=standing.provisional,
        expected=standing.expected,
        rate=rate,
        run_out=standing.run_out,
        suspension=standing.suspension_expected,
        coverage_months=coverage(standing=standing),
        packs_for_a_year=-(-short // tokens_per_pack) if rate else 0,
    )


def coverage(*, standing: Standing) -> Decimal | None:
    """How many months the stock lasts at the rate, with one decimal rounded down; None without a rate. No query."""
    rate = rate_of(standing=standing)
    if not rate:
        return None
    return (Decimal(max(standing.stock, 0)) / rate).quantize(Decimal("0.1"), rounding=ROUND_DOWN)


def rate_of(*, standing: Standing) -> int:
    """Tokens a month: the previous month's peak or, where that is 0 or there was none, this month's; 0 without any."""
    return (standing.previous_peak or standing.peak) if standing.consumes else 0
