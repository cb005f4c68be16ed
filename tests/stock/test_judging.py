"""Judged after every posting: below zero an account that consumes is suspended, at zero it comes back."""

from datetime import timedelta

import pytest

from tests.support.cast import (
    MARCH,
    NOW,
    activate,
    boundary,
    deliver,
    enter,
    found,
    give,
    pass_time,
    sell,
    standing_of,
    statement_of,
    supply,
)
from tests.support.policies import SetPolicies
from tokenstock.accounts.models import AccountType, OfferClass
from tokenstock.audit.models import Record
from tokenstock.consumption.services import suspend_overdue
from tokenstock.metering.models import Chargeable

pytestmark = pytest.mark.usefixtures("db")

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(("tokens", "suspended"), [(-1, True), (0, False), (1, False)])
def test_below_zero_is_suspended_and_zero_is_not(tokens: int, suspended: bool) -> None:
    cast = enter()
    give(cast.customer, 10)

    give(cast.customer, tokens - 10)

    assert standing_of(cast.customer).suspended == suspended


@pytest.mark.parametrize("way", ["credit by the vendor", "credit by the partner", "token order", "delegated", "direct"])
def test_whichever_posting_reaches_zero_reactivates(way: str) -> None:
    cast = enter()
    customer = cast.direct if way == "direct" else cast.customer
    supply(cast.partner, 5)
    give(customer, -12)
    assert standing_of(customer).status == "suspended"

    match way:
        case "credit by the vendor":
            give(customer, 12)
        case "credit by the partner":
            give(customer, 12, giver=cast.partner)
        case "token order":
            sell(cast.partner, customer, 1)
        case "delegated":
            deliver(cast.partner, customer, 1)
        case _:
            supply(customer, 1)

    assert (standing_of(customer).status, standing_of(customer).stock) == ("active", 0)


def test_a_token_short_of_zero_stays_suspended() -> None:
    cast = enter()
    give(cast.customer, -12)

    give(cast.customer, 11)

    assert standing_of(cast.customer).suspended


def test_accounts_that_do_not_consume_are_not_suspended_for_their_stock() -> None:
    cast = enter()

    give(cast.trial, -5)
    give(cast.partner, -5)

    assert not standing_of(cast.trial).suspended
    assert not standing_of(cast.partner).suspended


def test_a_consuming_reseller_is_suspended_like_a_customer() -> None:
    cast = enter()
    reseller = found("Consuming Resale", AccountType.PARTNER, cast.vendor, offer_class=OfferClass.COMMERCIAL)
    activate(reseller, 3)

    pass_time(boundary(MARCH))

    assert (standing_of(reseller).stock, standing_of(reseller).suspended) == (-3, True)


def test_chargeable_time_follows_the_status() -> None:
    cast = enter()

    give(cast.customer, -1, now=NOW + DAY)
    give(cast.customer, 1, now=NOW + 2 * DAY)

    times = Chargeable.objects.filter(account_id=cast.customer.id).order_by("from_at", "id")
    assert list(times.values_list("from_at", "until_at")) == [(NOW, NOW + DAY), (NOW + 2 * DAY, None)]


@pytest.mark.parametrize(("waited", "suspended"), [(3 * DAY - INSTANT, False), (3 * DAY, True)])
def test_days_of_grace_end_at_their_very_instant(waited: timedelta, suspended: bool, policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()

    give(cast.customer, -1)
    pass_time(NOW + waited)

    assert standing_of(cast.customer).suspended == suspended


def test_the_days_of_grace_are_over_for_whoever_looks_at_their_very_end(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -2)

    give(cast.customer, 1, now=NOW + 3 * DAY - INSTANT)
    before = standing_of(cast.customer).suspended
    give(cast.customer, -1, now=NOW + 3 * DAY)

    assert (before, standing_of(cast.customer).suspended) == (False, True)


def test_within_the_days_of_grace_systems_work_and_are_charged(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -1)

    activate(cast.customer, 2, now=NOW + DAY)
    pass_time(boundary(MARCH))

    assert statement_of(cast.customer).consumed == 2
    assert standing_of(cast.customer).suspended


def test_what_is_paid_within_the_days_of_grace_is_never_suspended(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -1)

    give(cast.customer, 1, now=NOW + DAY)
    give(cast.customer, -1, now=NOW + 2 * DAY)
    pass_time(NOW + 4 * DAY)
    before = standing_of(cast.customer).suspended
    pass_time(NOW + 5 * DAY)

    assert (before, standing_of(cast.customer).suspended) == (False, True)


def test_a_further_debit_does_not_begin_the_days_of_grace_anew(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -1)

    give(cast.customer, -1, now=NOW + 2 * DAY)
    pass_time(NOW + 3 * DAY)

    assert standing_of(cast.customer).suspended


def test_a_suspension_noticed_late_counts_from_the_end_of_the_grace(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -1)

    changed = suspend_overdue(now=NOW + 10 * DAY)

    assert changed == 1
    assert Chargeable.objects.get(account_id=cast.customer.id).until_at == NOW + 3 * DAY
    assert suspend_overdue(now=NOW + 11 * DAY) == 0


def test_after_the_grace_one_more_judgement_does_not_suspend_again(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, -2)
    pass_time(NOW + 3 * DAY)

    give(cast.customer, 1, now=NOW + 4 * DAY)

    assert standing_of(cast.customer).suspended
    assert Record.objects.filter(action="account.suspended", account_id=cast.customer.id).count() == 1


def test_grace_may_end_in_the_same_instant_as_the_month(policies: SetPolicies) -> None:
    policies(grace_days=3)
    cast = enter()
    give(cast.customer, 5)
    activate(cast.customer, 2)
    give(cast.customer, -6, now=boundary(MARCH) - 3 * DAY)

    pass_time(boundary(MARCH))

    assert statement_of(cast.customer).consumed == 2
    assert (standing_of(cast.customer).suspended, standing_of(cast.customer).peak) == (True, 0)
