"""An account that is closed while something else happens to it: one of two serial outcomes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
from django.db import IntegrityError

from tests.concurrency.conftest import Gate, without_row_locks, without_stock_lock
from tests.support.cast import NOW, again, by, enter, found, register, sell, standing_of, stock_of, supply
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import Account, AccountType
from tokenstock.devices.services import activate_system
from tokenstock.lifecycle import closing
from tokenstock.lifecycle.services import StockLeft, SubaccountsOpen, SystemsActivated, close_account
from tokenstock.orders.effects import Witness
from tokenstock.orders.services import Placed
from tokenstock.stock.services import AccountClosed

Together = Callable[..., list[Any]]


def close(account: Account) -> None:
    close_account(actor=by(vendor()), account=account, reason="gave up", now=NOW)


def close_without_locks(account: Account) -> None:
    with without_stock_lock(closing), without_row_locks():
        close(account)


def race_of_an_order_with_a_closing(gate: Gate, together: Together) -> tuple[Account, Any]:
    """The customer is all but closed when an order comes."""
    cast = enter()
    supply(cast.partner, 1)
    gate.hold_at("audit_record", "NEW.action = 'account.closed'")
    gate.shut()
    closed, sold, _ = together(
        lambda: close(cast.customer), gate.after(1, lambda: sell(cast.partner, cast.customer, 1)), gate.open_for(2)
    )
    assert closed is None
    assert standing_of(cast.customer).closed
    return cast.customer, sold


def test_no_token_comes_into_an_account_that_is_just_closed(bare_gate: Gate, together: Together) -> None:
    customer, sold = race_of_an_order_with_a_closing(bare_gate, together)

    assert isinstance(sold, AccountClosed)
    assert stock_of(customer) == 0


@contextmanager
def not_looking() -> Iterator[None]:
    """Orders do not look behind the lock whether somebody closed the account meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Witness, "refuse_closed", lambda self: None)
        yield


def test_without_the_look_behind_the_lock_the_database_still_refuses(bare_gate: Gate, together: Together) -> None:
    with not_looking():
        customer, sold = race_of_an_order_with_a_closing(bare_gate, together)

    assert isinstance(sold, IntegrityError)
    assert stock_of(customer) == 0


@pytest.mark.leaves_faults
def test_without_the_guard_too_tokens_come_into_a_closed_account(bare_gate: Gate, together: Together) -> None:
    bare_gate.alter("DROP TRIGGER closed_stays ON stock_standing")

    with not_looking():
        customer, sold = race_of_an_order_with_a_closing(bare_gate, together)

    assert isinstance(sold, Placed)
    assert stock_of(customer) == 12


def race_of_a_closing_with_an_order(
    gate: Gate, together: Together, how: Callable[[Account], None]
) -> tuple[Account, Any]:
    """An order has been posted, but not committed, when the customer is to be closed."""
    cast = enter()
    supply(cast.partner, 1)
    gate.hold_at("audit_record", "NEW.action = 'order.placed'")
    gate.shut()
    sold, closed, _ = together(
        lambda: sell(cast.partner, cast.customer, 1), gate.after(1, lambda: how(cast.customer)), gate.open_for(2)
    )
    assert isinstance(sold, Placed)
    return cast.customer, closed


def test_an_account_into_which_tokens_just_come_is_not_closed(bare_gate: Gate, together: Together) -> None:
    customer, closed = race_of_a_closing_with_an_order(bare_gate, together, close)

    assert isinstance(closed, StockLeft)
    assert (closed.left, again(customer).closed_at) == (12, None)


def test_without_the_locks_it_is_closed_with_tokens_that_nobody_froze(bare_gate: Gate, together: Together) -> None:
    customer, closed = race_of_a_closing_with_an_order(bare_gate, together, close_without_locks)

    assert closed is None
    assert (stock_of(customer), standing_of(customer).status) == (12, "closed")


def race_of_an_activation_and_a_closing(
    gate: Gate, together: Together, how: Callable[[Account], None]
) -> tuple[Account, Any]:
    """A system is all but activated when its account is to be closed."""
    customer = enter().customer
    (serial,) = register(customer, 1)
    gate.hold_at("audit_record", "NEW.action = 'system.activated'")
    gate.shut()
    _, closed, _ = together(
        lambda: activate_system(serial=serial, actor="test", now=NOW),
        gate.after(1, lambda: how(customer)),
        gate.open_for(2),
    )
    return customer, closed


def test_an_account_in_which_a_system_is_just_activated_is_not_closed(bare_gate: Gate, together: Together) -> None:
    _, closed = race_of_an_activation_and_a_closing(bare_gate, together, close)

    assert isinstance(closed, SystemsActivated)


@pytest.mark.leaves_faults
def test_without_the_locks_it_is_closed_with_an_activated_system(bare_gate: Gate, together: Together) -> None:
    customer, closed = race_of_an_activation_and_a_closing(bare_gate, together, close_without_locks)

    assert closed is None
    assert standing_of(customer).closed


def race_of_a_new_subaccount_and_a_closing(
    gate: Gate, together: Together, locks: Callable[[], AbstractContextManager[None]]
) -> Any:
    """A customer is all but created below a partner that is to be closed."""
    partner = found("Lonely", AccountType.PARTNER, vendor())
    gate.hold_at("audit_record", "NEW.action = 'account.created'")
    gate.shut()

    def create() -> None:
        with locks():
            found("Newcomer", AccountType.CUSTOMER, partner)

    def open_when_decided() -> None:
        gate.wait_until(lambda: gate.blocked() == 2 or again(partner).closed_at is not None)
        gate.open()

    created, closed, _ = together(create, gate.after(1, lambda: close(partner)), open_when_decided)
    assert created is None
    return closed


def test_a_partner_that_just_gets_a_customer_is_not_closed(bare_gate: Gate, together: Together) -> None:
    closed = race_of_a_new_subaccount_and_a_closing(bare_gate, together, nullcontext)

    assert isinstance(closed, SubaccountsOpen)


@pytest.mark.leaves_faults
def test_without_the_lock_of_the_parent_it_is_closed_above_an_open_customer(
    bare_gate: Gate, together: Together
) -> None:
    assert race_of_a_new_subaccount_and_a_closing(bare_gate, together, without_row_locks) is None
