"""Reports that come late for the open month are taken in; what contradicts what is known is refused in words."""

from datetime import datetime

import pytest

from tests.devices.reports import HOUR, LATER, MINUTE, intervals, off, on, state_of
from tests.support.cast import (
    MARCH,
    NOW,
    activate,
    boundary,
    by,
    enter,
    give,
    pass_time,
    register,
    standing_of,
    statement_of,
)
from tests.support.proofs import refused
from tokenstock.audit.models import Record
from tokenstock.devices.services import (
    ActivatedThen,
    BeforeRegistration,
    FutureInstant,
    NotActivatedThen,
    UnknownSystem,
    deactivate_system,
    retire_system,
)
from tokenstock.lifecycle import services as lifecycle
from tokenstock.metering.models import LateReport
from tokenstock.stock.services import AccountClosed, AccountSuspended

pytestmark = pytest.mark.usefixtures("db")


# The open month


def test_an_activation_reported_late_counts_from_its_own_instant() -> None:
    cast = enter()
    (first,) = activate(cast.customer, 1)
    (second,) = register(cast.customer, 1)
    deactivate_system(serial=first, actor="test", now=NOW + 2 * HOUR)

    on(second, NOW + HOUR)

    assert intervals(second) == [(NOW + HOUR, None)]
    assert (standing_of(cast.customer).peak, standing_of(cast.customer).activated) == (2, 1)
    assert state_of(second) == "ACTIVE"
    assert not LateReport.objects.exists()


def test_an_activation_that_began_earlier_is_put_right() -> None:
    cast = enter()
    (first, second) = register(cast.customer, 2)
    on(first, NOW + HOUR, NOW + HOUR)
    off(first, NOW + 2 * HOUR, NOW + 2 * HOUR)
    on(second, NOW + 3 * HOUR, NOW + 3 * HOUR)
    assert standing_of(cast.customer).peak == 1

    on(second, NOW + HOUR + MINUTE)

    assert intervals(second) == [(NOW + HOUR + MINUTE, None)]
    assert standing_of(cast.customer).peak == 2
    assert (state_of(second), Record.objects.latest("id").action) == ("ACTIVE", "system.reported_late")


def test_of_several_activations_the_next_one_began_earlier() -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)
    for hours in (1, 3):
        on(serial, NOW + hours * HOUR, NOW + hours * HOUR)
        off(serial, NOW + (hours + 1) * HOUR, NOW + (hours + 1) * HOUR)

    on(serial, NOW + 2 * HOUR + MINUTE)

    assert intervals(serial) == [(NOW + HOUR, NOW + 2 * HOUR), (NOW + 2 * HOUR + MINUTE, NOW + 4 * HOUR)]
    assert state_of(serial) == "SUSPENDED"


def test_a_deactivation_that_happened_earlier_takes_the_peak_back() -> None:
    cast = enter()
    (first,) = activate(cast.customer, 1)
    (second,) = activate(cast.customer, 1, now=NOW + 2 * HOUR)
    assert standing_of(cast.customer).peak == 2

    off(first, NOW + HOUR)

    assert intervals(first) == [(NOW, NOW + HOUR)]
    assert (standing_of(cast.customer).peak, standing_of(cast.customer).activated) == (1, 1)
    assert (state_of(first), state_of(second)) == ("SUSPENDED", "ACTIVE")


def test_a_deactivation_that_is_known_can_have_happened_earlier() -> None:
    cast = enter()
    (serial,) = activate(cast.customer, 1)
    off(serial, NOW + 3 * HOUR, NOW + 3 * HOUR)

    off(serial, NOW + HOUR)

    assert intervals(serial) == [(NOW, NOW + HOUR)]
    assert state_of(serial) == "SUSPENDED"


def test_a_system_put_out_at_the_instant_of_its_activation_was_never_on() -> None:
    cast = enter()
    (serial,) = activate(cast.customer, 1)

    off(serial, NOW)

    assert standing_of(cast.customer).peak == 0


def test_what_is_reported_for_now_is_not_late() -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)

    on(serial, NOW, NOW)
    off(serial, NOW + HOUR, NOW + HOUR)

    actions = list(Record.objects.filter(subject=serial).order_by("id").values_list("action", "detail"))
    assert actions[1:] == [("system.activated", {}), ("system.deactivated", {})]


def test_a_late_report_is_in_the_record_with_its_own_instant() -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)

    on(serial, NOW + HOUR)

    written = Record.objects.latest("id")
    assert (written.at, written.actor, written.action) == (LATER, "device service", "system.activated")
    assert written.detail == {"reported_for": (NOW + HOUR).isoformat(), "kept_for": []}


def test_the_month_of_an_account_is_open_until_its_end_has_come_to_it() -> None:
    cast = enter()
    give(cast.customer, 10)
    (serial,) = register(cast.customer, 1)

    on(serial, NOW + HOUR, boundary(MARCH) + MINUTE)
    pass_time(boundary(MARCH) + HOUR)

    assert statement_of(cast.customer, MARCH).consumed == 1
    assert not LateReport.objects.exists()


# What contradicts what is known


@pytest.mark.parametrize("report", [on, off])
def test_a_report_of_the_future_is_refused(report: type) -> None:
    cast = enter()
    (serial,) = activate(cast.customer, 1)

    with refused(FutureInstant) as refusal:
        report(serial, LATER + MINUTE)

    assert (refusal.value.at, refusal.value.now) == (LATER + MINUTE, LATER)


def test_nothing_was_activated_before_it_was_registered() -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)

    with refused(BeforeRegistration) as refusal:
        on(serial, NOW - MINUTE)

    assert refusal.value.registered_at == NOW
    on(serial, NOW)


@pytest.mark.parametrize("at", [NOW + HOUR, NOW + HOUR + MINUTE, NOW + 2 * HOUR - MINUTE])
@pytest.mark.parametrize("ended", [True, False])
def test_what_was_activated_then_was_not_activated_again(at: datetime, ended: bool) -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)
    on(serial, NOW + HOUR, NOW + HOUR)
    if ended:
        off(serial, NOW + 2 * HOUR, NOW + 2 * HOUR)

    with refused(ActivatedThen) as refusal:
        on(serial, at)

    assert refusal.value.since == NOW + HOUR


@pytest.mark.parametrize("at", [NOW, NOW + HOUR - MINUTE, NOW + 2 * HOUR, NOW + 3 * HOUR])
def test_what_was_not_activated_then_was_not_put_out(at: datetime) -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)
    on(serial, NOW + HOUR, NOW + HOUR)
    off(serial, NOW + 2 * HOUR, NOW + 2 * HOUR)

    with refused(NotActivatedThen):
        off(serial, at)


@pytest.mark.parametrize("report", [on, off])
def test_a_late_report_of_a_system_that_nobody_registered_is_unknown(report: type) -> None:
    cast = enter()
    (serial,) = activate(cast.customer, 1)
    retire_system(serial=serial, actor="test", now=NOW + HOUR)

    for unknown in (serial, "NOSUCH1"):
        with refused(UnknownSystem):
            report(unknown, NOW + MINUTE)


def test_while_suspended_no_late_report_activates_but_history_is_put_right() -> None:
    cast = enter()
    (active,) = activate(cast.customer, 1, now=NOW + HOUR)
    (ready,) = register(cast.customer, 1)
    give(cast.customer, -1, now=NOW + 3 * HOUR)

    with refused(AccountSuspended):
        on(ready, NOW + HOUR)
    off(active, NOW + 2 * HOUR)

    assert intervals(active) == [(NOW + HOUR, NOW + 2 * HOUR)]


@pytest.mark.parametrize("report", [on, off])
def test_a_closed_account_takes_no_late_report(report: type) -> None:
    cast = enter()
    (serial,) = activate(cast.customer, 1)
    off(serial, NOW + 3 * HOUR, NOW + 3 * HOUR)
    lifecycle.close_account(actor=by(cast.vendor), account=cast.customer, reason="gave up", now=NOW + 4 * HOUR)

    with refused(AccountClosed):
        report(serial, NOW + HOUR if report is off else NOW + 3 * HOUR)
