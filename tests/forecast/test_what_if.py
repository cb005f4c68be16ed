"""What if more systems were activated: an estimate that agrees with the deed, and writes nothing."""

from datetime import timedelta

import pytest

from tests.support.cast import NOW, activate, by, deactivate, enter, give, register
from tests.support.policies import SetPolicies
from tests.support.proofs import refused, unchanged
from tokenstock.devices.services import Switched, activate_systems
from tokenstock.forecast.what_if import LimitPassed, what_if
from tokenstock.lifecycle.services import close_account
from tokenstock.stock.selectors import standing_of as read
from tokenstock.stock.services import AccountClosed, AccountSuspended

pytestmark = pytest.mark.usefixtures("db")

LATER = NOW + timedelta(days=1)


def supposed(account_id: int, systems: int) -> Switched:
    return what_if(standing=read(account_id=account_id), systems=systems)


@pytest.mark.parametrize("rule", ["concurrent_max", "unique_in_month"])
@pytest.mark.parametrize("systems", [1, 7, 40])
def test_the_estimate_is_what_activating_new_systems_then_does(rule: str, systems: int, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    customer = enter().customer
    give(customer, 60)
    activate(customer, 2)

    with unchanged():
        seen = supposed(customer.id, systems)
    done = activate_systems(actor=by(customer), account=customer, serials=register(customer, systems), now=LATER)

    assert (seen.before, seen.after, seen.rise) == (done.before, done.after, systems)


def test_below_the_peak_nothing_is_added() -> None:
    customer = enter().customer
    give(customer, 60)
    serials = activate(customer, 9)
    deactivate(serials[2:], now=LATER)

    seen = supposed(customer.id, 5)

    assert (seen.rise, seen.after.activated, seen.after.peak) == (0, 7, 9)


def test_what_could_not_be_done_is_not_estimated() -> None:
    cast = enter()
    register(cast.trial, 10)
    with refused(LimitPassed) as refusal:
        supposed(cast.trial.id, 6)
    assert (refusal.value.limit, refusal.value.registered, refusal.value.systems) == (15, 10, 6)
    assert not supposed(cast.trial.id, 5).rise

    give(cast.customer, -1)
    with refused(AccountSuspended):
        supposed(cast.customer.id, 1)
    close_account(actor=by(cast.vendor), account=cast.sister, reason="gone", now=NOW)
    with refused(AccountClosed):
        supposed(cast.sister.id, 1)
