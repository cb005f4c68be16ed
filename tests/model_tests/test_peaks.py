"""Peaks and chargeable time: month boundaries, swaps, conversions, suspensions."""

from typing import Any

from tests.model_tests.story import Story


def peaks(story: Story, uid: str = "c") -> list[int]:
    return [statement["peak"] for statement in story.account(uid)["statements"]]


def test_one_minute_costs_one_token_for_the_month() -> None:
    story = Story()
    story.customer_with("c", 10)
    story.register("c", "S1")
    story.at = "2026-01-10T10:00:00Z"
    story.on("S1")
    story.at = "2026-01-10T10:01:00Z"
    story.off("S1")
    assert story.account("c", "2026-02-01T00:00:00Z")["stock"] == 9
    assert story.account("c", "2026-03-01T00:00:00Z")["stock"] == 9
    assert peaks(story) == [1, 0]


def test_the_peak_starts_with_what_is_active_at_midnight_and_only_rises() -> None:
    story = Story()
    story.customer_with("c", 100, active=4)
    assert story.account("c", "2026-02-01T00:00:00Z")["peak"] == 4
    story.at = "2026-02-10T00:00:00Z"
    story.off("C-1", "C-2", "C-3")
    assert story.account("c")["peak"] == 4
    assert story.account("c", "2026-03-01T00:00:00Z")["peak"] == 1
    story.state("2026-04-01T00:00:00Z")
    assert peaks(story) == [4, 4, 1]


def test_deactivated_at_the_boundary_counts_for_the_old_month_only() -> None:
    story = Story()
    story.customer_with("c", 100, active=2)
    story.at = "2026-02-01T00:00:00Z"
    story.off("C-1")
    assert (story.account("c")["peak"], story.account("c")["previous_peak"]) == (1, 2)
    story.at = "2026-02-28T23:59:59.999999Z"
    story.off("C-2")
    story.state("2026-04-01T00:00:00Z")
    assert peaks(story) == [2, 1, 0]


def test_activated_one_microsecond_before_the_boundary_counts_for_both_months() -> None:
    story = Story()
    story.customer_with("c", 100)
    story.register("c", "S1", "S2")
    story.at = "2026-01-31T23:59:59.999999Z"
    story.on("S1")
    story.at = "2026-02-01T00:00:00Z"
    story.on("S2")
    story.state("2026-03-01T00:00:00Z")
    assert peaks(story) == [1, 2]


def test_systems_swapped_at_one_instant_count_together() -> None:
    for first_on in (True, False):
        story = Story()
        story.customer_with("c", 100, active=1)
        story.register("c", "NEW")
        story.at = "2026-01-10T00:00:00Z"
        if first_on:
            story.on("NEW")
            story.off("C-1")
        else:
            story.off("C-1")
            story.on("NEW")
        assert story.account("c")["peak"] == 1


def test_on_and_off_at_one_instant_is_no_time() -> None:
    story = Story()
    story.customer_with("c", 100)
    story.register("c", "S1")
    story.at = "2026-01-10T00:00:00Z"
    story.on("S1")
    assert story.account("c")["peak"] == 1
    story.off("S1")
    assert story.account("c")["peak"] == 0
    story.on("S1")
    story.ok("system.retire", serial="S1")
    assert story.account("c", "2026-02-01T00:00:00Z")["stock"] == 100


def test_only_time_in_a_consuming_class_is_charged() -> None:
    story = Story()
    story.create("c", offer_class="free_tier")
    story.give("c", 100)
    story.activate("c", 5)
    story.at = "2026-01-10T00:00:00Z"
    story.off("C-1", "C-2")
    story.ok("account.convert", account="c", offer_class="commercial")
    assert story.account("c")["peak"] == 3
    story.at = "2026-01-20T00:00:00Z"
    story.ok("account.convert", account="c", offer_class="transition")
    story.on("C-1")
    story.on("C-2")
    assert story.account("c")["peak"] == 3
    found = story.account("c", "2026-03-01T00:00:00Z")
    assert (found["stock"], found["previous_peak"]) == (97, None)
    assert peaks(story) == [3, 0]


def test_converted_and_back_at_one_instant_is_no_chargeable_time() -> None:
    story = Story()
    story.create("c", offer_class="transition")
    story.activate("c", 5)
    story.at = "2026-01-10T00:00:00Z"
    story.ok("account.convert", account="c", offer_class="commercial")
    story.ok("account.convert", account="c", offer_class="transition")
    found = story.account("c", "2026-02-01T00:00:00Z")
    assert (found["stock"], found["previous_peak"]) == (0, None)


def test_suspended_time_is_not_charged_and_systems_count_again_afterwards() -> None:
    story = Story()
    story.customer_with("c", 100, active=4)
    story.at = "2026-01-31T20:00:00Z"
    story.ok("account.suspend", account="c", reason="unpaid")
    story.at = "2026-02-10T00:00:00Z"
    story.off("C-1")
    found = story.account("c")
    assert (found["status"], found["activated"], found["peak"], found["previous_peak"]) == ("suspended", 3, 0, 4)
    story.at = "2026-02-20T00:00:00Z"
    story.off("C-2")
    story.ok("account.resume", account="c", reason="paid")
    assert story.account("c")["peak"] == 2
    story.at = "2026-02-21T00:00:00Z"
    story.ok("account.suspend", account="c", reason="unpaid")
    story.state("2026-05-01T00:00:00Z")
    assert peaks(story) == [4, 2, 0, 0]
    assert story.account("c")["previous_peak"] is None


def test_a_month_end_that_goes_below_zero_suspends_from_the_boundary_on() -> None:
    story = Story()
    story.customer_with("c", 3, active=4)
    found = story.account("c", "2026-02-01T00:00:00Z")
    assert (found["stock"], found["status"], found["peak"], found["previous_peak"]) == (-1, "suspended", 0, 4)
    assert (found["run_out"], found["suspension_expected"]) == ("now", "now")
    story.give("c", 1)
    found = story.account("c")
    assert (found["stock"], found["status"], found["peak"]) == (0, "active", 4)
    assert (found["run_out"], found["suspension_expected"]) == ("now", "2026-02-28")


def test_the_last_token_may_be_spent() -> None:
    story = Story()
    story.customer_with("c", 4, active=4)
    found = story.account("c", "2026-02-01T00:00:00Z")
    assert (found["stock"], found["status"]) == (0, "active")


def test_suspended_for_its_stock_it_goes_no_further_below_zero() -> None:
    story = Story()
    story.customer_with("c", 1, active=4)
    assert story.account("c", "2026-06-01T00:00:00Z")["stock"] == -3
    assert peaks(story) == [4, 0, 0, 0, 0]
    assert story.account("c")["previous_peak"] is None


def test_previous_peak_is_zero_where_time_was_chargeable_but_nothing_active() -> None:
    story = Story("2026-01-31T23:59:59.999999Z")
    story.create("c")
    assert story.account("c")["previous_peak"] is None
    assert story.account("c", "2026-02-01T00:00:00Z")["previous_peak"] == 0


def test_registered_elsewhere_after_retirement_counts_in_each_account() -> None:
    story = Story()
    story.customer_with("a", 10)
    story.customer_with("b", 10)
    story.register("a", "s 1 ")
    story.on("S 1")
    story.at = "2026-01-10T00:00:00Z"
    story.ok("system.retire", serial="S 1")
    story.register("b", "S 1")
    story.on("S 1")
    story.state("2026-02-01T00:00:00Z")
    assert (peaks(story, "a"), peaks(story, "b")) == ([1], [1])
    assert [story.account(uid)["registered"] for uid in "ab"] == [0, 1]


def replaced(**policies: Any) -> Story:
    """Three systems, of which never more than two at once."""
    story = Story(**policies)
    story.customer_with("c", 100, active=2)
    story.register("c", "NEW")
    story.at = "2026-01-10T00:00:00Z"
    story.off("C-1")
    story.on("NEW")
    return story


def test_peak_rules() -> None:
    assert replaced().account("c")["peak"] == 2
    story = replaced(peak_rule="unique_in_month")
    assert story.account("c")["peak"] == 3
    assert story.account("c", "2026-02-01T00:00:00Z")["peak"] == 2
    assert peaks(story) == [3]


def test_unique_in_month_counts_chargeable_time_only_and_a_serial_once() -> None:
    story = Story(peak_rule="unique_in_month")
    story.create("c", offer_class="transition")
    story.activate("c", 2)
    story.at = "2026-01-10T00:00:00Z"
    story.off("C-1")
    story.ok("account.convert", account="c", offer_class="commercial")
    story.at = "2026-01-11T00:00:00Z"
    story.off("C-2")
    story.at = "2026-01-12T00:00:00Z"
    story.on("C-2")
    assert story.account("c")["peak"] == 1


def test_the_month_is_that_of_the_programmes_time_zone() -> None:
    story = Story("2026-01-05T09:00:00Z", time_zone="Europe/Paris")
    story.customer_with("c", 100, active=1)
    story.register("c", "S2")
    story.at = "2026-01-31T23:00:00Z"  # midnight in Paris
    story.on("S2")
    assert peaks(story) == [1]
    story.at = "2026-03-31T21:59:59Z"  # summer time: one second before midnight
    story.off("S2")
    assert peaks(story) == [1, 2]
    found = story.account("c", "2026-03-31T22:00:00Z")
    assert peaks(story) == [1, 2, 2]
    assert (found["peak"], found["stock"]) == (1, 95)


def test_grace_days_delay_the_suspension_and_its_time_is_charged() -> None:
    story = Story(grace_days=10)
    story.customer_with("c", 1, active=2)
    found = story.account("c", "2026-02-01T00:00:00Z")
    assert (found["stock"], found["status"], found["peak"]) == (-1, "active", 2)
    assert story.account("c", "2026-02-10T23:59:59Z")["status"] == "active"
    assert story.account("c", "2026-02-11T00:00:00Z")["status"] == "suspended"
    story.state("2026-04-01T00:00:00Z")
    assert peaks(story) == [2, 2, 0]
    assert story.stock("c") == -3


def test_missed_months_are_closed_in_order_each_once() -> None:
    story = Story("2027-11-20T00:00:00Z")
    story.customer_with("c", 7, active=2)
    statements = story.account("c", "2028-04-01T00:00:00Z")["statements"]
    assert [(row["month"], row["opening"], row["consumed"], row["closing"]) for row in statements] == [
        ("2027-11", 0, 2, 5), ("2027-12", 5, 2, 3), ("2028-01", 3, 2, 1), ("2028-02", 1, 2, -1), ("2028-03", -1, 0, -1),
    ]  # fmt: skip
    assert story.ledger() == {"sum": 0, "issued_by_order": 0, "complimentary": 7, "bonus": 0, "consumed": 8}
