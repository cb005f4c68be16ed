"""What a month's peak counts: activated systems, in chargeable time, at one instant or over the month."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import (
    APRIL,
    FOUNDED,
    MARCH,
    NOW,
    activate,
    boundary,
    by,
    deactivate,
    enter,
    give,
    just_before,
    pass_time,
    register,
    standing_of,
    statement_of,
)
from tests.support.policies import SetPolicies
from tokenstock.accounts.models import OfferClass
from tokenstock.consumption.services import refresh_peaks
from tokenstock.devices import services as devices
from tokenstock.lifecycle import services as lifecycle
from tokenstock.metering.models import Activation, Chargeable

pytestmark = pytest.mark.usefixtures("db")

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def test_the_peak_is_the_largest_number_at_one_instant() -> None:
    cast = enter()

    first = activate(cast.customer, 3)
    deactivate(first[:2], now=NOW + HOUR)
    activate(cast.customer, 1, now=NOW + 2 * HOUR)

    assert (standing_of(cast.customer).peak, standing_of(cast.customer).activated) == (3, 2)


def test_under_the_other_rule_every_system_of_the_month_counts_once(policies: SetPolicies) -> None:
    policies(peak_rule="unique_in_month")
    cast = enter()

    first = activate(cast.customer, 3)
    deactivate(first, now=NOW + HOUR)
    activate(cast.customer, 1, now=NOW + 2 * HOUR)
    devices.activate_system(serial=first[0], actor="test", now=NOW + 3 * HOUR)

    assert standing_of(cast.customer).peak == 4


def test_a_system_that_was_retired_and_registered_again_is_still_one_system(policies: SetPolicies) -> None:
    policies(peak_rule="unique_in_month")
    cast = enter()
    (serial,) = activate(cast.customer, 1)

    devices.retire_system(serial=serial, actor="test", now=NOW + HOUR)
    devices.register_system(account=cast.customer, serial=serial, model="LX60", actor="test", now=NOW + 2 * HOUR)
    devices.activate_system(serial=serial, actor="test", now=NOW + 3 * HOUR)

    standing = standing_of(cast.customer)
    assert (standing.peak, standing.registered, standing.activated) == (1, 1, 1)


def test_one_minute_of_activity_costs_one_token_for_the_month() -> None:
    cast = enter()
    give(cast.customer, 10)

    deactivate(activate(cast.customer, 1), now=NOW + MINUTE)
    pass_time(boundary(MARCH))

    assert statement_of(cast.customer).consumed == 1


def test_deactivating_lowers_the_peak_of_the_next_month_only() -> None:
    cast = enter()
    give(cast.customer, 10)
    serials = activate(cast.customer, 3)

    deactivate(serials[:1], now=NOW + HOUR)
    pass_time(boundary(MARCH))

    standing = standing_of(cast.customer)
    assert (standing.previous_peak, standing.peak) == (3, 2)


def test_the_peak_of_a_month_starts_at_what_is_active_at_its_first_instant() -> None:
    cast = enter(FOUNDED)
    give(cast.customer, 10, now=FOUNDED)
    activate(cast.customer, 4, now=FOUNDED)

    pass_time(datetime.fromisoformat("2026-03-01T00:00:00Z"))

    assert standing_of(cast.customer).peak == 4


@pytest.mark.parametrize(("at_the_boundary", "peak"), [(False, 1), (True, 0)])
def test_the_first_instant_of_a_month_is_the_new_month_s(at_the_boundary: bool, peak: int) -> None:
    cast = enter()
    give(cast.customer, 10)
    instant = boundary(MARCH) if at_the_boundary else just_before(MARCH)

    serials = activate(cast.customer, 1, now=NOW) if at_the_boundary else []
    deactivate(serials, now=NOW)
    if at_the_boundary:
        pass_time(boundary(MARCH))
    activate(cast.customer, 1, now=instant)
    pass_time(boundary(MARCH))

    assert statement_of(cast.customer).peak == peak


def test_a_system_put_out_at_the_boundary_was_active_to_the_end_and_is_not_in_the_new_month() -> None:
    cast = enter()
    give(cast.customer, 10)
    serials = activate(cast.customer, 1)

    pass_time(boundary(MARCH))
    deactivate(serials, now=boundary(MARCH))
    pass_time(boundary(APRIL))

    assert (statement_of(cast.customer, MARCH).peak, statement_of(cast.customer, APRIL).peak) == (1, 0)


@pytest.mark.parametrize("rule", ["concurrent_max", "unique_in_month"])
@pytest.mark.parametrize("on_first", [True, False])
def test_two_systems_swapped_at_one_instant_count_together(on_first: bool, rule: str, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    cast = enter()
    out = activate(cast.customer, 1, now=NOW)
    into = register(cast.customer, 1, now=NOW)

    if on_first:
        switch_on(into[0], NOW + HOUR)
    deactivate(out, now=NOW + HOUR)
    if not on_first:
        switch_on(into[0], NOW + HOUR)

    assert standing_of(cast.customer).peak == (1 if rule == "concurrent_max" else 2)


@pytest.mark.parametrize("rule", ["concurrent_max", "unique_in_month"])
def test_what_was_on_for_no_time_at_all_does_not_count(rule: str, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    cast = enter()

    deactivate(activate(cast.customer, 1), now=NOW)

    assert standing_of(cast.customer).peak == 0


@pytest.mark.parametrize("rule", ["concurrent_max", "unique_in_month"])
def test_suspended_time_is_not_charged(rule: str, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    cast = enter(FOUNDED)
    activate(cast.customer, 2, now=FOUNDED)
    pass_time(datetime.fromisoformat("2026-03-01T00:00:00Z"))
    assert standing_of(cast.customer).suspended

    pass_time(boundary(MARCH))

    march = statement_of(cast.customer, MARCH)
    assert (march.peak, march.consumed, march.closing) == (0, 0, -2)
    assert standing_of(cast.customer).previous_peak is None


def test_systems_count_again_from_the_reactivation_on() -> None:
    cast = enter(FOUNDED)
    serials = activate(cast.customer, 2, now=FOUNDED)
    pass_time(datetime.fromisoformat("2026-03-01T00:00:00Z"))
    deactivate(serials[:1], now=NOW)

    give(cast.customer, 100, now=NOW + HOUR)

    standing = standing_of(cast.customer)
    assert (standing.peak, standing.activated, standing.suspended) == (1, 1, False)


def test_a_system_put_out_at_the_instant_of_the_reactivation_does_not_count() -> None:
    cast = enter(FOUNDED)
    serials = activate(cast.customer, 2, now=FOUNDED)
    pass_time(datetime.fromisoformat("2026-03-01T00:00:00Z"))

    give(cast.customer, 100, now=NOW)
    deactivate(serials, now=NOW)

    assert standing_of(cast.customer).peak == 0


def test_only_time_in_a_consuming_class_is_charged() -> None:
    cast = enter()
    activate(cast.trial, 5)
    deactivate(activate(cast.trial, 3), now=NOW + HOUR)

    lifecycle.convert_account(
        actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.COMMERCIAL, now=NOW + 2 * HOUR
    )

    assert standing_of(cast.trial).peak == 5


def test_time_before_a_conversion_to_a_free_class_stays_charged() -> None:
    cast = enter()
    give(cast.customer, 10)
    activate(cast.customer, 2)

    lifecycle.convert_account(
        actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.TRANSITION, now=NOW + HOUR
    )
    activate(cast.customer, 5, now=NOW + 2 * HOUR)
    pass_time(boundary(APRIL))

    assert (statement_of(cast.customer, MARCH).peak, statement_of(cast.customer, APRIL).peak) == (2, 0)


def test_the_peak_says_as_of_when_it_is_and_is_refreshed_for_everybody() -> None:
    cast = enter()
    activate(cast.customer, 2)
    before = standing_of(cast.sister).peak_as_of

    accounts = refresh_peaks(now=NOW + HOUR)

    assert accounts == 8
    assert before == NOW
    assert {standing_of(account).peak_as_of for account in (cast.customer, cast.sister)} == {NOW + HOUR}
    assert standing_of(cast.customer).peak == 2


def test_a_late_report_for_the_open_month_is_taken_in() -> None:
    cast = enter()
    serials = activate(cast.customer, 1, now=NOW + HOUR)

    deactivate(serials, now=NOW + 2 * HOUR)
    Activation.objects.create(account_id=cast.customer.id, system_id=-5, from_at=NOW, until_at=NOW + 3 * HOUR)
    refresh_peaks(now=NOW + 4 * HOUR)

    assert standing_of(cast.customer).peak == 2


def test_a_late_report_for_a_closed_month_is_kept_and_not_charged() -> None:
    cast = enter()
    give(cast.customer, 10)
    activate(cast.customer, 1)
    pass_time(boundary(MARCH))

    Activation.objects.create(account_id=cast.customer.id, system_id=-5, from_at=NOW, until_at=NOW + HOUR)
    refresh_peaks(now=boundary(MARCH) + HOUR)
    pass_time(boundary(APRIL))

    assert [statement_of(cast.customer, month).consumed for month in (MARCH, APRIL)] == [1, 1]


def test_a_system_is_activated_once_at_a_time() -> None:
    Activation.objects.create(account_id=1, system_id=1, from_at=NOW)

    with pytest.raises(IntegrityError, match="activation_one_at_a_time"), transaction.atomic():
        Activation.objects.create(account_id=2, system_id=1, from_at=NOW)


def test_no_time_ends_before_it_begins() -> None:
    for kind, name in ((Activation, "activation_in_order"), (Chargeable, "chargeable_in_order")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            kind.objects.create(
                account_id=1, from_at=NOW, until_at=NOW - HOUR, **({"system_id": 1} if kind is Activation else {})
            )


def switch_on(serial: str, now: datetime) -> None:
    devices.activate_system(serial=serial, actor="test", now=now)
