"""Systems are registered within limits, activated and put out, and not at all while the account is suspended."""

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import (
    NOW,
    activate,
    by,
    deactivate,
    enter,
    give,
    register,
    standing_of,
)
from tests.support.proofs import refused
from tokenstock.accounts.models import OfferClass
from tokenstock.devices.models import System
from tokenstock.devices.services import (
    LimitReached,
    UnknownSystem,
    WrongState,
    activate_system,
    deactivate_system,
    register_system,
    retire_system,
)
from tokenstock.lifecycle import services as lifecycle
from tokenstock.stock.services import AccountSuspended

pytestmark = pytest.mark.usefixtures("db")


def state_of(serial: str) -> str:
    return System.objects.exclude(state=System.State.RETIRED).get(serial=serial).state


def test_a_system_is_registered_activated_and_put_out() -> None:
    cast = enter()

    (serial,) = register(cast.customer, 1)
    states = [state_of(serial)]
    for step in (activate_system, deactivate_system, activate_system):
        step(serial=serial, actor="test", now=NOW)
        states.append(state_of(serial))

    assert states == ["READY", "ACTIVE", "SUSPENDED", "ACTIVE"]
    assert (standing_of(cast.customer).registered, standing_of(cast.customer).activated) == (1, 1)


@pytest.mark.parametrize("model", ["RV55", "XR80", "something else"])
def test_any_model_is_registered(model: str) -> None:
    cast = enter()

    system = register_system(account=cast.customer, serial="SN9", model=model, actor="test", now=NOW)

    assert system.model == model


@pytest.mark.parametrize("written", [" sn9 ", "SN9", "sN9\n"])
def test_a_serial_number_in_use_is_not_registered_again_anywhere(written: str) -> None:
    cast = enter()
    register_system(account=cast.customer, serial="SN9", model="RV55", actor="test", now=NOW)

    for account in (cast.customer, cast.stranger):
        with refused(WrongState):
            register_system(account=account, serial=written, model="LX60", actor="test", now=NOW)


def test_a_retired_serial_number_may_be_registered_again_anywhere() -> None:
    cast = enter()
    (serial,) = activate(cast.customer, 1)

    retire_system(serial=serial, actor="test", now=NOW)
    register_system(account=cast.stranger, serial=serial, model="RV55", actor="test", now=NOW)

    assert state_of(serial) == "READY"
    assert (standing_of(cast.customer).registered, standing_of(cast.customer).activated) == (0, 0)
    assert standing_of(cast.stranger).registered == 1


@pytest.mark.parametrize("step", [activate_system, deactivate_system, retire_system])
def test_a_system_that_nobody_registered_is_unknown(step: type) -> None:
    cast = enter()
    (retired,) = register(cast.customer, 1)
    retire_system(serial=retired, actor="test", now=NOW)

    for serial in ("NOSUCH1", retired):
        with refused(UnknownSystem) as refusal:
            step(serial=serial, actor="test", now=NOW)
        assert refusal.value.serial == serial


def test_what_is_active_is_not_activated_again() -> None:
    cast = enter()
    (serial,) = activate(cast.customer, 1)

    with refused(WrongState) as refusal:
        activate_system(serial=serial, actor="test", now=NOW)

    assert refusal.value.state == "ACTIVE"


def test_what_is_not_active_is_not_put_out() -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)

    with refused(WrongState):
        deactivate_system(serial=serial, actor="test", now=NOW)
    deactivate(activate(cast.customer, 1))


@pytest.mark.parametrize(("who", "limit"), [("partner", 20), ("trial", 15)])
def test_the_system_above_the_limit_is_refused_with_the_limit(who: str, limit: int) -> None:
    cast = enter()
    account = getattr(cast, who)
    serials = register(account, limit)

    with refused(LimitReached) as refusal:
        register(account, 1)

    assert refusal.value.limit == limit
    retire_system(serial=serials[0], actor="test", now=NOW)
    register(account, 1)


def test_the_limit_counts_registered_systems_not_activated_ones() -> None:
    cast = enter()
    serials = register(cast.trial, 15)
    for serial in serials:
        activate_system(serial=serial, actor="test", now=NOW)
        deactivate_system(serial=serial, actor="test", now=NOW)

    with refused(LimitReached):
        register(cast.trial, 1)


@pytest.mark.parametrize("offer_class", [OfferClass.COMMERCIAL, OfferClass.TRANSITION])
def test_a_class_without_limit_takes_more(offer_class: OfferClass) -> None:
    cast = enter()
    register(cast.trial, 15)

    lifecycle.convert_account(actor=by(cast.vendor), account=cast.trial, offer_class=offer_class, now=NOW)
    cast.trial.refresh_from_db()
    register(cast.trial, 10)

    assert standing_of(cast.trial).registered == 25


def test_lowering_a_limit_removes_nothing() -> None:
    cast = enter()
    activate(cast.customer, 16)

    lifecycle.convert_account(actor=by(cast.vendor), account=cast.customer, offer_class=OfferClass.FREE_TIER, now=NOW)
    cast.customer.refresh_from_db()

    assert (standing_of(cast.customer).registered, standing_of(cast.customer).activated) == (16, 16)
    with refused(LimitReached):
        register(cast.customer, 1)


def test_the_limit_in_force_is_the_one_of_now_whatever_the_caller_still_believes() -> None:
    cast = enter()
    register(cast.trial, 15)
    lifecycle.convert_account(actor=by(cast.vendor), account=cast.trial, offer_class=OfferClass.COMMERCIAL, now=NOW)

    register(cast.trial, 1)

    assert standing_of(cast.trial).registered == 16


@pytest.mark.parametrize("by_hand", [True, False])
def test_while_suspended_nothing_is_registered_or_activated_but_systems_stay(by_hand: bool) -> None:
    cast = enter()
    (active,) = activate(cast.customer, 1)
    (ready,) = register(cast.customer, 1)
    if by_hand:
        lifecycle.hold_account(actor=by(cast.vendor), account=cast.customer, reason="unpaid", now=NOW)
    else:
        give(cast.customer, -1)

    with refused(AccountSuspended):
        register(cast.customer, 1)
    with refused(AccountSuspended):
        activate_system(serial=ready, actor="test", now=NOW)

    assert (state_of(active), state_of(ready)) == ("ACTIVE", "READY")
    assert standing_of(cast.customer).activated == 1


def test_while_suspended_systems_can_be_put_out_and_retired() -> None:
    cast = enter()
    serials = activate(cast.customer, 2)
    give(cast.customer, -1)

    deactivate_system(serial=serials[0], actor="test", now=NOW)
    retire_system(serial=serials[1], actor="test", now=NOW)

    assert (standing_of(cast.customer).activated, standing_of(cast.customer).registered) == (0, 1)


def test_a_wrong_state_is_told_before_a_suspension_and_a_suspension_before_a_limit() -> None:
    cast = enter()
    (serial, *_) = [*activate(cast.trial, 1), *register(cast.trial, 14)]
    lifecycle.hold_account(actor=by(cast.vendor), account=cast.trial, reason="unpaid", now=NOW)

    with refused(WrongState):
        activate_system(serial=serial, actor="test", now=NOW)
    with refused(WrongState):
        register_system(account=cast.trial, serial=serial, model="RV55", actor="test", now=NOW)
    with refused(AccountSuspended):
        register(cast.trial, 1)


def test_the_database_keeps_a_serial_number_in_use_once() -> None:
    cast = enter()
    (serial,) = register(cast.customer, 1)

    with pytest.raises(IntegrityError, match="system_serial_in_use_once"), transaction.atomic():
        System.objects.create(account=cast.stranger, serial=serial, model="RV55", registered_at=NOW)
