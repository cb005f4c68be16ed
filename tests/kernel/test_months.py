"""Months are half open, in the programme's time zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokenstock.kernel.months import InvalidDate, Month, iso_date, local_date

ZONES = ["UTC", "America/Los_Angeles", "Europe/Paris", "Asia/Kathmandu", "Pacific/Kiritimati"]

instants = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
months = st.builds(Month, st.integers(1990, 2200), st.integers(1, 12))


@given(instants, st.sampled_from(ZONES))
def test_every_instant_lies_in_exactly_one_month(instant: datetime, zone: str) -> None:
    month = Month.at(instant, zone)

    assert month.start(zone) <= instant < month.end(zone)
    assert month.plus(-1).end(zone) == month.start(zone)


@pytest.mark.parametrize("zone", ZONES)
def test_the_first_instant_belongs_to_the_month_and_the_last_does_not(zone: str) -> None:
    march = Month(2026, 3)

    assert Month.at(march.start(zone), zone) == march
    assert Month.at(march.start(zone) - timedelta(microseconds=1), zone) == Month(2026, 2)
    assert Month.at(march.end(zone), zone) == Month(2026, 4)


def test_a_month_in_which_the_clocks_change_is_an_hour_shorter_or_longer() -> None:
    march, october, june = Month(2026, 3), Month(2026, 10), Month(2026, 6)

    def hours(month: Month) -> float:
        return (month.end("Europe/Paris") - month.start("Europe/Paris")) / timedelta(hours=1)

    assert (hours(march), hours(october), hours(june)) == (31 * 24 - 1, 31 * 24 + 1, 30 * 24)


@given(months, st.integers(-500, 500))
def test_counting_months_forth_and_back_leads_home(month: Month, ahead: int) -> None:
    later = month.plus(ahead)

    assert later.index - month.index == ahead
    assert later.plus(-ahead) == month
    assert (later > month) == (ahead > 0)


def test_the_last_day_knows_leap_years() -> None:
    assert Month(2024, 2).last_day == date(2024, 2, 29)
    assert Month(2100, 2).last_day == date(2100, 2, 28)
    assert str(Month(987, 2)) == "0987-02"


def test_the_date_on_the_wall_depends_on_the_zone() -> None:
    instant = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)

    assert local_date(instant, "Europe/Paris") == date(2026, 4, 1)
    assert local_date(instant, "America/Los_Angeles") == date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-13-01",
        "20260301",
        "2026-W10-1",
        "2026-3-1",
        "01/03/2026",
        "2026-03-01T00:00",
        "",
        "\u0662026-03-01",
    ],
)
def test_only_a_calendar_date_in_one_form_is_a_date(text: str) -> None:
    with pytest.raises(InvalidDate) as refusal:
        iso_date(text, field="order_date")

    assert refusal.value.field == "order_date"


@pytest.mark.parametrize("value", [None, 20260301, date(2026, 3, 1), ["2026-03-01"]])
def test_a_date_is_written_as_text(value: object) -> None:
    with pytest.raises(InvalidDate):
        iso_date(value, field="order_date")


def test_a_leap_day_is_a_date() -> None:
    assert iso_date("2024-02-29", field="order_date") == date(2024, 2, 29)
