"""Packs that cover an account until a month's end: enough by the database's own forecast, and not one too many."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.cast import MARCH, enter, standing_of
from tokenstock.forecast.renewal import Aim, Cover, RateChoice, covers
from tokenstock.kernel.months import Month
from tokenstock.stock.models import Standing

pytestmark = pytest.mark.usefixtures("db")

TOKENS = 12
peaks = st.one_of(st.just(0), st.integers(1, 400))


def standing(stock: int, peak: int, previous: int | None, *, consumes: bool = True) -> Standing:
    """A standing as the database would have it; nothing is saved."""
    made = Standing(consumes=consumes, stock=stock, peak=peak, previous_peak=previous, month=MARCH.first_day)
    made.expected = stock - peak
    made.provisional = consumes and not previous
    return made


def aim(months: int, choice: str = "previous", entered: int = 0, tokens: int = TOKENS) -> Aim:
    return Aim(until=MARCH.plus(months), choice=RateChoice(choice), entered=entered, tokens_per_pack=tokens)


def covered(one: Standing, wanted: Aim) -> Cover:
    (found,) = covers(standings=[one], aim=wanted)
    return found


def after(end: date | str | None, last: Month) -> bool:
    """Whether this date of a forecast lies after the month; no date lies after all."""
    return end is None or (isinstance(end, date) and end > last.last_day)


def reaches(end: date | str | None, last: Month) -> bool:
    """Whether this date lies at the month's end or after it."""
    return end is None or (isinstance(end, date) and end >= last.last_day)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stock=st.integers(-300, 5_000),
    peak=peaks,
    previous=st.one_of(st.none(), peaks),
    months=st.integers(0, 36),
    choice=st.sampled_from(list(RateChoice)),
    entered=st.integers(1, 500),
    tokens=st.sampled_from([1, 12, 100]),
)
def test_exactly_these_packs_bring_the_suspension_behind_the_month_and_one_fewer_does_not(
    stock: int, peak: int, previous: int | None, months: int, choice: RateChoice, entered: int, tokens: int
) -> None:
    wanted = aim(months, choice, entered, tokens)
    one = standing(stock, peak, previous)

    found = covered(one, wanted)

    assert found.tokens == found.packs * tokens
    assert after(found.after.suspension, wanted.until)
    # A stock of nothing at all has run out, though nothing may be charged for months.
    empty = stock + found.tokens == 0
    assert not found.packs or not found.rate or empty or reaches(found.after.run_out, wanted.until)
    if found.packs:
        fewer = covered(standing(stock + (found.packs - 1) * tokens, peak, previous), wanted)
        assert fewer.packs == 1
        assert stock + (found.packs - 1) * tokens - peak - months * found.rate < 0
        # Without a rate and without a peak the forecast knows no date, but for what is below zero now.
        assert not after(fewer.before.suspension, wanted.until)


@pytest.mark.parametrize(
    ("stock", "peak", "previous", "choice", "rate", "packs", "until"),
    [
        (120, 12, 10, "previous", 10, 1, date(2027, 3, 31)),
        (120, 12, 10, "current", 12, 3, date(2027, 3, 31)),
        (120, 12, 10, "entered", 20, 11, date(2027, 3, 31)),
        (130, 10, 10, "previous", 10, 0, date(2027, 3, 31)),
        (129, 10, 10, "previous", 10, 1, date(2027, 5, 31)),
        (0, 0, None, "previous", 0, 0, None),
        (-7, 0, 0, "previous", 0, 1, None),
    ],
)
def test_twelve_complete_months_are_covered_at_the_rate_that_was_chosen(
    stock: int, peak: int, previous: int | None, choice: str, rate: int, packs: int, until: date | None
) -> None:
    found = covered(standing(stock, peak, previous), aim(12, choice, 20))

    assert (found.rate, found.packs, found.after.run_out) == (rate, packs, until)


def test_without_a_previous_peak_this_months_stands_for_it_and_that_is_said() -> None:
    assert covered(standing(0, 4, None), aim(2)).provisional
    assert covered(standing(0, 4, None), aim(2)).rate == 4
    assert not covered(standing(0, 4, None), aim(2, "current")).provisional
    assert not covered(standing(0, 4, 3), aim(2)).provisional


def test_a_month_that_is_over_asks_for_no_more_than_this_months_end() -> None:
    assert covered(standing(3, 10, 10), aim(-1)).short == 7


def test_who_does_not_consume_needs_nothing() -> None:
    found = covered(standing(-5, 10, 10, consumes=False), aim(12))

    assert (found.applicable, found.packs, found.after.run_out) == (False, 0, None)


def test_the_dates_before_are_those_of_the_standing() -> None:
    found = standing_of(enter().customer)

    cover = covered(found, aim(12))

    assert (cover.before.run_out, cover.before.suspension) == (found.run_out, found.suspension_expected)
