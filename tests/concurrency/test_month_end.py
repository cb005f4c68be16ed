"""What meets the month end, another of its kind, or the bonus of a device: with the control for each lock."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

import pytest

from tests.concurrency.conftest import Gate, without_row_locks
from tests.support.cast import (
    MARCH,
    NOW,
    activate,
    boundary,
    by,
    enter,
    give,
    just_before,
    register,
    sell,
    standing_of,
    statement_of,
    stock_of,
    supply,
)
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import Account
from tokenstock.consumption import services as consumption
from tokenstock.devices.services import activate_system
from tokenstock.ledger.models import Entry
from tokenstock.metering.models import Activation, LateReport
from tokenstock.orders import services as orders
from tokenstock.orders.refusals import PeriodClosed
from tokenstock.registration.models import Claim
from tokenstock.registration.services import AlreadyClaimed, claim_device
from tokenstock.stock.services import Heading

Together = Callable[..., list[Any]]
Deed = Callable[[Account], Any]


def close() -> int:
    return consumption.close_month(month=MARCH, now=boundary(MARCH))


def edit(seller: Account) -> orders.Amended:
    now = just_before(MARCH)
    return orders.amend_order(actor=by(seller), ref="T", changes=orders.Changes.checked(packs=2, now=now), now=now)


def delete(seller: Account) -> orders.Amended:
    insistence = orders.Insistence(confirm_negative=True)
    return orders.delete_order(actor=by(seller), ref="T", insistence=insistence, now=just_before(MARCH))


def charges(account: Account) -> list[int]:
    entries = Entry.objects.filter(account_id=account.id, heading=Heading.CONSUMED)
    return list(entries.values_list("amount", flat=True))


def prepare() -> tuple[Account, Account]:
    """A partner, and its customer with one pack and two activated systems; February is closed."""
    cast = enter()
    consumption.advance(now=NOW)
    supply(cast.partner, 3)
    sell(cast.partner, cast.customer, 1, ref="T")
    activate(cast.customer, 2)
    return cast.partner, cast.customer


@pytest.mark.parametrize("deed", [edit, delete])
def test_a_change_behind_the_close_is_told_that_the_month_is_closed(gate: Gate, together: Together, deed: Deed) -> None:
    partner, customer = prepare()
    gate.shut()

    closed, changed, _ = together(close, gate.after(1, lambda: deed(partner)), gate.open_for(2))

    assert closed > 0
    assert isinstance(changed, PeriodClosed)
    assert (stock_of(partner), stock_of(customer), charges(customer)) == (24, 10, [-2])


@pytest.mark.parametrize(("deed", "left", "status"), [(edit, 22, "active"), (delete, -2, "suspended")])
def test_a_change_before_the_close_is_in_the_statement(
    gate: Gate, together: Together, deed: Deed, left: int, status: str
) -> None:
    partner, customer = prepare()
    gate.shut()

    changed, closed, _ = together(lambda: deed(partner), gate.after(1, close), gate.open_for(2))

    assert isinstance(changed, orders.Amended)
    assert closed > 0
    statement = statement_of(customer)
    assert (statement.closing, stock_of(customer), standing_of(customer).status) == (left, left, status)
    assert charges(customer) == [-2]


@pytest.mark.leaves_faults
def test_without_the_lock_a_change_slips_behind_the_close(gate: Gate, together: Together) -> None:
    """It has looked while the month was open, and posts when that is closed."""
    partner, customer = prepare()
    gate.take_the_lock_away()
    # Only the change stops at the gate; the close goes past it.
    gate.rewrite("stock_close_chunk", "PERFORM ledger_lock(chosen);", "PERFORM ledger_lock_itself(chosen);")
    gate.alter("GRANT EXECUTE ON FUNCTION ledger_lock_itself(bigint[]) TO tokenstock_app")
    gate.shut()

    def close_and_open() -> int:
        closed = close()
        gate.open()
        return closed

    changed, closed = together(lambda: edit(partner), gate.after(1, close_and_open))

    assert closed > 0
    assert isinstance(changed, orders.Amended)
    assert statement_of(customer).closing == 10
    assert stock_of(customer) == 22


def test_a_close_started_twice_charges_once(gate: Gate, together: Together) -> None:
    _, customer = prepare()
    gate.shut()

    *closed, _ = together(close, close, gate.open_for(2))

    assert 0 in closed, "the second finds nothing left to do"
    assert charges(customer) == [-2]
    assert stock_of(customer) == 10


@pytest.mark.leaves_faults
def test_without_the_locks_a_close_started_twice_charges_twice(gate: Gate, together: Together) -> None:
    _, customer = prepare()
    gate.take_the_lock_away()
    # Both have chosen their accounts before either posts: the gate moves to behind the second look at the month.
    gate.rewrite("stock_close_chunk", "PERFORM ledger_lock(chosen);", "")
    gate.rewrite("stock_close_chunk", "FOR NO KEY UPDATE", "")
    gate.rewrite(
        "stock_close_chunk", "IF charged IS NOT NULL THEN", "PERFORM ledger_lock(chosen); IF charged IS NOT NULL THEN"
    )
    gate.alter("ALTER TABLE ledger_transaction DROP CONSTRAINT ledger_transaction_once")
    gate.shut()

    *closed, _ = together(close, close, gate.open_for(2))

    assert closed[0] == closed[1] > 0
    assert charges(customer) == [-2, -2]


def race_of_two_claims(gate: Gate, together: Together) -> list[Any]:
    """Two accounts claim the bonus of one device."""
    cast = enter()

    def claim(account: Account) -> Claim:
        return claim_device(account=account, serial="LA1", model="LX60", actor="test", now=NOW)

    gate.shut()
    *outcomes, _ = together(lambda: claim(cast.customer), lambda: claim(cast.stranger), gate.open_for(2))
    outcomes.append(stock_of(cast.customer) + stock_of(cast.stranger))
    return outcomes


def test_a_device_earns_its_bonus_once(gate: Gate, together: Together) -> None:
    *outcomes, tokens = race_of_two_claims(gate, together)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [AlreadyClaimed.__name__, Claim.__name__]
    assert tokens == 12


@pytest.mark.leaves_faults
def test_without_the_unique_serial_a_device_earns_its_bonus_twice(gate: Gate, together: Together) -> None:
    gate.drop_unique("registration_claim", "serial")

    *outcomes, tokens = race_of_two_claims(gate, together)

    assert [type(outcome) for outcome in outcomes] == [Claim, Claim]
    assert tokens == 24


@pytest.mark.parametrize(("credit", "debit", "status"), [(5, -3, "active"), (3, -5, "suspended"), (4, -4, "active")])
def test_the_status_is_that_of_the_last_balance(
    gate: Gate, together: Together, credit: int, debit: int, status: str
) -> None:
    customer = enter().customer

    def adjust(tokens: int) -> orders.Adjusted:
        note = orders.Note(tokens=tokens, reason="around zero", confirm_negative=True)
        return orders.adjust_stock(actor=by(vendor()), account=customer, note=note, now=NOW)

    gate.shut()
    *outcomes, _ = together(lambda: adjust(credit), lambda: adjust(debit), gate.open_for(2))

    assert all(isinstance(outcome, orders.Adjusted) for outcome in outcomes)
    assert (stock_of(customer), standing_of(customer).status) == (credit + debit, status)


def race_of_a_late_report_and_the_month_end(
    gate: Gate, together: Together, locks: Callable[[], AbstractContextManager[None]]
) -> Account:
    """March is all but closed when it is reported that a system was activated in it."""
    customer = enter().customer
    give(customer, 10)
    (serial,) = register(customer, 1)
    gate.hold_at("stock_statement", "NEW.month = '2026-04-01'")
    gate.shut()

    def report() -> None:
        with locks():
            activate_system(serial=serial, actor="test", at=NOW + timedelta(hours=1), now=boundary(MARCH))

    closed, reported, _ = together(close, gate.after(1, report), gate.open_for(2))
    assert (closed, reported) == (8, None)
    return customer


def test_a_report_that_the_month_end_overtakes_is_kept(bare_gate: Gate, together: Together) -> None:
    customer = race_of_a_late_report_and_the_month_end(bare_gate, together, nullcontext)

    assert [report.month for report in LateReport.objects.filter(account_id=customer.id)] == [MARCH.first_day]
    assert (statement_of(customer, MARCH).peak, standing_of(customer).peak) == (0, 1)


def test_without_the_lock_of_the_standing_it_is_neither_charged_nor_kept(bare_gate: Gate, together: Together) -> None:
    customer = race_of_a_late_report_and_the_month_end(bare_gate, together, without_row_locks)

    assert not LateReport.objects.exists()
    assert statement_of(customer, MARCH).peak == 0
    assert Activation.objects.get(account_id=customer.id).from_at == NOW + timedelta(hours=1)
