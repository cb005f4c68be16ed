"""Two who switch the same systems of one account at the same moment."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import IntegrityError

from tests.concurrency.conftest import Gate, without_row_locks
from tests.support.cast import NOW, by, enter, register, standing_of
from tokenstock.accounts.models import Account
from tokenstock.devices.services import Switched, SystemsNotReady, activate_systems

Together = Callable[..., list[Any]]


def race_of_two_activations(
    gate: Gate, together: Together, locking: Callable[[], AbstractContextManager[None]] = nullcontext
) -> tuple[Account, list[Any]]:
    """Both have chosen the same three systems; one has all but committed that they are activated."""
    customer = enter().customer
    serials = register(customer, 3)
    gate.hold_at("metering_activation", "true")
    gate.shut()

    def switch(chosen: list[str]) -> Callable[[], Switched]:
        def run() -> Switched:
            with locking():
                return activate_systems(actor=by(customer), account=customer, serials=chosen, now=NOW)

        return run

    *outcomes, _ = together(switch(serials), switch(serials[::-1]), gate.open_for(2))
    return customer, outcomes


def test_of_two_who_activate_the_same_systems_one_does_and_the_other_is_told(
    bare_gate: Gate, together: Together
) -> None:
    customer, outcomes = race_of_two_activations(bare_gate, together)

    assert {type(outcome) for outcome in outcomes} == {Switched, SystemsNotReady}
    assert (standing_of(customer).activated, standing_of(customer).peak) == (3, 3)


def test_without_the_lock_of_the_systems_only_the_database_keeps_them_apart(
    bare_gate: Gate, together: Together
) -> None:
    customer, outcomes = race_of_two_activations(bare_gate, together, without_row_locks)

    assert {type(outcome) for outcome in outcomes} == {Switched, IntegrityError}
    assert standing_of(customer).activated == 3
