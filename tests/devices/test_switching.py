"""Several systems are switched together: all or none, by those who may, and what it does is told beforehand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.cast import (
    APRIL,
    FOUNDED,
    MARCH,
    NOW,
    Cast,
    activate,
    boundary,
    by,
    deactivate,
    enter,
    give,
    pass_time,
    register,
    standing_of,
)
from tests.support.policies import SetPolicies
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import NotAllowed, actor_for
from tokenstock.accounts.models import Account
from tokenstock.audit.models import Record
from tokenstock.devices.models import System
from tokenstock.devices.selectors import all_are, system_page
from tokenstock.devices.services import (
    AT_ONCE,
    NoSystemChosen,
    Switched,
    SystemsNotReady,
    TooManySystems,
    UnknownSystem,
    activate_systems,
    deactivate_systems,
    preview_activation,
    preview_deactivation,
    retire_system,
)
from tokenstock.lifecycle import services as lifecycle
from tokenstock.stock.services import AccountClosed, AccountSuspended

pytestmark = pytest.mark.usefixtures("db")

LATER = NOW + timedelta(days=1)


def switch_on(account: Account, serials: list[str], *, who: Account | None = None, now: datetime = NOW) -> Switched:
    return activate_systems(actor=by(who or account), account=account, serials=serials, now=now)


def states(account: Account) -> list[str]:
    return list(System.objects.filter(account=account).order_by("id").values_list("state", flat=True))


def test_systems_are_switched_on_and_off_together_and_each_is_recorded() -> None:
    customer = enter().customer
    give(customer, 100)
    serials = register(customer, 3)

    on = switch_on(customer, serials)
    off = deactivate_systems(actor=by(customer), account=customer, serials=serials[:2], now=LATER)

    assert states(customer) == ["SUSPENDED", "SUSPENDED", "ACTIVE"]
    assert (on.rise, on.before.peak, on.after.peak, on.after.expected) == (3, 0, 3, 97)
    assert (off.rise, off.before.activated, off.after.activated, off.after.peak) == (0, 3, 1, 3)
    lines = Record.objects.filter(action__in=["system.activated", "system.deactivated"]).order_by("id")
    assert [(line.action, line.subject, line.actor) for line in lines] == [
        *(("system.activated", serial, customer.name) for serial in serials),
        *(("system.deactivated", serial, customer.name) for serial in serials[:2]),
    ]


@pytest.mark.parametrize("who", ["customer", "partner", "vendor"])
def test_the_account_its_partner_and_the_vendor_may_switch(who: str) -> None:
    cast = enter()
    serials = register(cast.customer, 2)

    switch_on(cast.customer, serials, who=getattr(cast, who))

    assert states(cast.customer) == ["ACTIVE", "ACTIVE"]


@pytest.mark.parametrize("who", ["distributor", "sister", "rival", "stranger"])
def test_nobody_else_may(who: str) -> None:
    cast = enter()
    serials = register(cast.customer, 1)

    with refused(NotAllowed):
        switch_on(cast.customer, serials, who=getattr(cast, who))


def test_a_user_who_is_no_admin_may_not() -> None:
    cast = enter()
    serials = register(cast.customer, 1)
    reader = actor_for(cast.customer, label="reader")

    with refused(NotAllowed):
        activate_systems(
            actor=type(reader)("reader", cast.customer.id, cast.customer.type, is_admin=False),
            account=cast.customer,
            serials=serials,
            now=NOW,
        )


def test_a_partner_that_has_lost_the_customer_meanwhile_may_not() -> None:
    cast = enter()
    serials = register(cast.customer, 1)
    as_it_was = Account.objects.get(id=cast.customer.id)
    lifecycle.move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    with refused(NotAllowed):
        switch_on(as_it_was, serials, who=cast.partner)


def test_one_that_is_active_already_keeps_all_others_off_and_is_named() -> None:
    customer = enter().customer
    (active,) = activate(customer, 1)
    ready = register(customer, 2)

    with refused(SystemsNotReady) as refusal:
        switch_on(customer, [*ready, active])
    assert refusal.value.serials == active
    with refused(SystemsNotReady) as refusal:
        deactivate_systems(actor=by(customer), account=customer, serials=[active, *ready], now=NOW)
    assert refusal.value.serials == ", ".join(sorted(ready))


def test_many_that_are_not_ready_are_named_up_to_ten() -> None:
    customer = enter().customer
    serials = activate(customer, 12)

    with refused(SystemsNotReady) as refusal:
        switch_on(customer, serials)

    assert refusal.value.serials == ", ".join(sorted(serials)[:10]) + " (+2)"


def test_a_system_of_another_account_or_a_retired_one_is_unknown() -> None:
    cast = enter()
    (foreign,) = register(cast.stranger, 1)
    retired, mine = register(cast.customer, 2)
    retire_system(serial=retired, actor="test", now=NOW)

    for serial in (foreign, retired, "NOSUCH"):
        with refused(UnknownSystem) as refusal:
            switch_on(cast.customer, [mine, serial])
        assert refusal.value.serial == serial


def test_none_or_too_many_are_refused_and_serial_numbers_are_compared_as_everywhere() -> None:
    customer = enter().customer
    (serial,) = register(customer, 1)

    with refused(NoSystemChosen):
        switch_on(customer, [])
    with refused(TooManySystems) as refusal:
        switch_on(customer, [f"X{number}" for number in range(AT_ONCE + 1)])
    assert (refusal.value.limit, refusal.value.chosen) == (AT_ONCE, AT_ONCE + 1)
    assert switch_on(customer, [f" {serial.lower()} ", serial]).systems == 1


def test_while_suspended_systems_go_off_but_not_on() -> None:
    customer = enter().customer
    active, ready = activate(customer, 1), register(customer, 1)
    give(customer, -1)

    with refused(AccountSuspended):
        switch_on(customer, ready)
    deactivate_systems(actor=by(customer), account=customer, serials=active, now=LATER)

    assert states(customer) == ["SUSPENDED", "READY"]


def test_in_a_closed_account_nothing_is_switched() -> None:
    cast = enter()
    serials = register(cast.customer, 1)
    lifecycle.close_account(actor=by(cast.vendor), account=cast.customer, reason="gone", now=NOW)

    with refused(AccountClosed):
        switch_on(cast.customer, serials, who=cast.vendor)


def test_a_preview_tells_what_is_done_and_writes_nothing() -> None:
    customer = enter().customer
    give(customer, 30)
    activate(customer, 2)
    serials = register(customer, 3)

    with unchanged():
        seen = preview_activation(actor=by(customer), account=customer, serials=serials, now=LATER)

    assert switch_on(customer, serials, now=LATER) == seen
    assert (seen.before.peak, seen.after.peak, seen.rise) == (2, 5, 3)
    assert (seen.before.run_out, seen.after.run_out) == (date(2027, 5, 31), date(2026, 8, 31))
    with unchanged():
        off = preview_deactivation(actor=by(customer), account=customer, serials=serials, now=LATER)
    assert deactivate_systems(actor=by(customer), account=customer, serials=serials, now=LATER) == off


@pytest.mark.parametrize("rule", ["concurrent_max", "unique_in_month"])
def test_a_peak_that_was_reached_already_does_not_rise_and_its_day_is_told(rule: str, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    customer = enter(FOUNDED).customer
    third = datetime(2026, 3, 3, 12, tzinfo=UTC)
    pass_time(third)
    serials = activate(customer, 4, now=third)
    deactivate(serials, now=third + timedelta(hours=1))
    pass_time(NOW)

    seen = preview_activation(actor=by(customer), account=customer, serials=serials[:3], now=NOW)

    assert (seen.rise, seen.after.peak, seen.peak_day) == (0, 4, date(2026, 3, 3))


def test_what_costs_a_token_now_costs_the_old_month_nothing_on_the_first() -> None:
    customer = enter().customer
    give(customer, 10)
    serials = register(customer, 2)
    pass_time(boundary(MARCH))

    seen = switch_on(customer, serials, now=boundary(MARCH))

    assert (seen.month, seen.rise) == (APRIL.first_day, 2)
    assert Account.objects.get(id=customer.id).statements.get(month=MARCH.first_day).consumed == 0


def test_an_account_that_does_not_consume_pays_nothing() -> None:
    trial = enter().trial

    seen = switch_on(trial, register(trial, 2))

    assert (seen.consumes, seen.rise, seen.after.activated, seen.peak_day) == (False, 0, 2, None)


def test_five_hundred_are_switched_with_as_many_queries_as_two() -> None:
    customer = enter().customer
    few, many = register(customer, 2), register(customer, 60)

    counts = []
    for serials in (few, many):
        with CaptureQueriesContext(connection) as queries:
            switch_on(customer, serials)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert standing_of(customer).activated == 62


# The list


def listed(cast: Cast, **query: object) -> list[str]:
    return [row.serial for row in system_page(account_id=cast.customer.id, **query).rows]  # type: ignore[arg-type]


def test_the_list_shows_what_is_registered_and_the_retired_only_when_asked() -> None:
    cast = enter()
    active, ready, retired = sorted(register(cast.customer, 3))
    register(cast.stranger, 1)
    switch_on(cast.customer, [active])
    retire_system(serial=retired, actor="test", now=NOW)

    page = system_page(account_id=cast.customer.id)

    assert [(row.serial, row.state, row.activated_since) for row in page.rows] == [
        (active, "ACTIVE", NOW),
        (ready, "READY", None),
    ]
    assert listed(cast, state="RETIRED") == [retired]
    assert listed(cast, state="ACTIVE") == [active]
    assert listed(cast, text=f" {ready[-4:].lower()}") == [ready]


def test_the_list_has_pages_of_fifty() -> None:
    cast = enter()
    serials = sorted(register(cast.customer, 51))

    first, second = (system_page(account_id=cast.customer.id, page=number) for number in (1, 2))

    assert ([row.serial for row in first.rows], first.has_next, first.total) == (serials[:50], True, 51)
    assert ([row.serial for row in second.rows], second.has_next) == (serials[50:], False)


def test_all_are_says_whether_each_of_them_is_switched_that_way() -> None:
    cast = enter()
    active, ready = activate(cast.customer, 2), register(cast.customer, 1)

    def answer(serials: list[str], *, activated: bool) -> bool:
        return all_are(account_id=cast.customer.id, serials=serials, activated=activated)

    assert answer(active, activated=True)
    assert not answer([*active, *ready], activated=True)
    assert not answer(active, activated=False)
    assert not answer(ready, activated=False)
    assert not all_are(account_id=cast.stranger.id, serials=active, activated=True)
