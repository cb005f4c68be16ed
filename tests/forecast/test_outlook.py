"""What the projection means for buying: rate, coverage, packs for a year."""

from decimal import Decimal

import pytest

from tests.support.cast import enter, standing_of
from tokenstock.forecast.selectors import Outlook, outlook
from tokenstock.stock.models import Standing

TOKENS = 12


def looked(stock: int, previous: int | None, peak: int, *, consumes: bool = True) -> Outlook:
    """The outlook of a standing as the database would have it; nothing is saved."""
    standing = Standing(consumes=consumes, stock=stock, peak=peak, previous_peak=previous)
    standing.expected = stock - (peak if consumes else 0)
    standing.provisional = consumes and not previous
    standing.run_out_months = standing.suspension_months = None
    return outlook(standing=standing, tokens_per_pack=TOKENS)


@pytest.mark.parametrize(
    ("stock", "previous", "peak", "rate", "coverage", "packs"),
    [
        (120, 10, 12, 10, "12.0", 1),
        (12, None, 1, 1, "12.0", 1),
        (12, 0, 1, 1, "12.0", 1),
        (30, 10, 10, 10, "3.0", 9),
        (5, 10, 10, 10, "0.5", 11),
        (-7, 10, 10, 10, "0.0", 12),
        (40, 10, 0, 10, "4.0", 7),
        (1000, 10, 10, 10, "100.0", 0),
        (130, 10, 10, 10, "13.0", 0),
        (129, 10, 10, 10, "12.9", 1),
        (19, 3, 3, 3, "6.3", 2),
    ],
)
def test_packs_for_a_year_cover_this_month_and_twelve_more(
    stock: int, previous: int | None, peak: int, rate: int, coverage: str, packs: int
) -> None:
    seen = looked(stock, previous, peak)

    assert (seen.rate, seen.coverage_months, seen.packs_for_a_year) == (rate, Decimal(coverage), packs)
    assert stock - peak + packs * TOKENS >= 12 * rate
    assert packs == 0 or stock - peak + (packs - 1) * TOKENS < 12 * rate


@pytest.mark.parametrize(("previous", "peak"), [(None, 0), (0, 0)])
def test_without_a_rate_there_is_nothing_to_cover_and_nothing_to_buy(previous: int | None, peak: int) -> None:
    seen = looked(-5, previous, peak)

    assert (seen.rate, seen.coverage_months, seen.packs_for_a_year) == (0, None, 0)


def test_an_account_that_does_not_consume_needs_nothing() -> None:
    seen = looked(7, 10, 10, consumes=False)

    assert (seen.applicable, seen.rate, seen.coverage_months, seen.packs_for_a_year) == (False, 0, None, 0)


@pytest.mark.django_db
def test_the_dates_are_those_of_the_standing() -> None:
    standing = standing_of(enter().customer)

    seen = outlook(standing=standing, tokens_per_pack=TOKENS)

    assert (seen.run_out, seen.suspension) == (standing.run_out, standing.suspension_expected)
    assert (seen.expected, seen.provisional) == (standing.expected, standing.provisional)
