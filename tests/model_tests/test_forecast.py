"""The run-out table of the rules, and what is asked before the formulas."""

import pytest

from tests.model.forecast import run_out_and_suspension
from tests.model.months import Month
from tests.model_tests.story import Story

MARCH = Month(2026, 3)


@pytest.mark.parametrize(
    ("stock", "previous", "peak", "expected", "run_out", "suspension"),
    [
        (120, 10, 12, 108, "2027-02-28", "2027-02-28"),
        (12, None, 1, 11, "2027-02-28", "2027-03-31"),
        (30, 10, 10, 20, "2026-05-31", "2026-06-30"),
        (5, 10, 10, -5, "2026-03-31", "2026-03-31"),
        (40, 10, 0, 40, "2026-07-31", "2026-08-31"),
    ],
)
def test_table_of_the_rules(
    stock: int, previous: int | None, peak: int, expected: int, run_out: str, suspension: str
) -> None:
    story = Story("2026-02-10T08:00:00Z")
    if previous is not None:
        story.create("c")
        story.give("c", 1000)
        february = story.activate("c", previous, "feb")
        story.at = "2026-02-28T12:00:00Z"
        story.off(*february)
        story.at = "2026-03-01T08:00:00Z"
        for serial in february[:peak]:
            story.on(serial)
        story.activate("c", max(0, peak - previous), "mar")
    else:
        story.at = "2026-03-01T08:00:00Z"
        story.create("c")
        story.give("c", 1000)
        story.activate("c", peak, "mar")
    story.give("c", stock - story.stock("c"))

    found = story.account("c", "2026-03-09T10:00:00Z")

    assert (found["stock"], found["previous_peak"], found["peak"]) == (stock, previous, peak)
    assert (found["expected_end_of_month"], found["run_out"], found["suspension_expected"]) == (
        expected, run_out, suspension,
    )  # fmt: skip
    assert found["provisional"] is (previous is None)


@pytest.mark.parametrize(
    ("stock", "previous", "peak", "run_out", "suspension"),
    [
        (-1, 0, 0, "now", "now"),  # below zero comes before "no consumption predicted"
        (0, 0, 0, None, None),  # no consumption predicted comes before stock 0
        (0, None, 0, None, None),
        (500, 0, 0, None, None),
        (0, 0, 3, "now", "2026-03-31"),  # E0 = -3
        (0, 4, 0, "now", "2026-04-30"),  # E0 = 0, E1 = -4
        (10, 0, 5, "2026-04-30", "2026-05-31"),  # a previous peak of 0: this month's is the rate
        (5, 5, 5, "2026-03-31", "2026-04-30"),  # E0 = 0 is fully consumed, not yet below
        (120, 1, 0, "2036-03-31", None),  # k = 120 is still looked at; below zero would be k = 121
        (119, 1, 0, "2036-02-29", "2036-03-31"),
        (121, 1, 0, None, None),
        (1_000_000, 1, 1, None, None),
    ],
)
def test_edges(stock: int, previous: int | None, peak: int, run_out: str | None, suspension: str | None) -> None:
    found = run_out_and_suspension(consumes=True, stock=stock, peak=peak, previous_peak=previous, month=MARCH)
    assert found == (run_out, suspension)


def test_not_applicable_where_nothing_is_consumed() -> None:
    assert run_out_and_suspension(consumes=False, stock=-5, peak=3, previous_peak=9, month=MARCH) == (None, None)


def test_leap_year_and_year_end() -> None:
    found = run_out_and_suspension(consumes=True, stock=5, peak=0, previous_peak=1, month=Month(2027, 9))
    assert found == ("2028-02-29", "2028-03-31")
    found = run_out_and_suspension(consumes=True, stock=1, peak=1, previous_peak=1, month=Month(2026, 12))
    assert found == ("2026-12-31", "2027-01-31")


def test_provisional_only_where_tokens_are_consumed() -> None:
    story = Story()
    story.create("P", "partner")
    story.create("t", offer_class="free_tier")
    story.create("c")
    assert [story.account(uid)["provisional"] for uid in ("P", "t", "c")] == [False, False, True]
    found = story.account("c", "2026-02-03T00:00:00Z")
    assert (found["previous_peak"], found["provisional"]) == (0, True)
    assert story.account("P")["previous_peak"] is None


def test_expected_end_of_month_is_stock_less_peak_everywhere() -> None:
    story = Story()
    story.create("P", "partner")
    story.give("P", 30)
    story.activate("P", 2)
    found = story.account("P")
    assert (found["activated"], found["peak"], found["expected_end_of_month"]) == (2, 0, 30)
    story.customer_with("c", 10, active=3)
    story.at = "2026-01-20T00:00:00Z"
    story.ok("account.convert", account="c", offer_class="transition")
    found = story.account("c")
    assert (found["peak"], found["expected_end_of_month"], found["run_out"]) == (3, 7, None)
