"""What an account is at the moment, while several things happen to it at once; and who waits for whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import override_settings

from tests.concurrency.conftest import Gate, without_stock_lock
from tests.support.cast import (
    NOW,
    activate,
    again,
    by,
    deactivate,
    enter,
    give,
    receive,
    sell,
    standing_of,
    stock_of,
    supply,
)
from tokenstock.accounts.access import NotAllowed, vendor
from tokenstock.accounts.models import Account, OfferClass
from tokenstock.consumption.services import suspend_overdue
from tokenstock.desk import services as desk
from tokenstock.lifecycle import services as lifecycle
from tokenstock.orders import services as orders
from tokenstock.registration.models import Claim
from tokenstock.registration.services import claim_device

Together = Callable[..., list[Any]]
COUNTED = "PERFORM pg_advisory_xact_lock_shared(77); UPDATE stock_standing s"
LOCK_STANDINGS = (
    "PERFORM FROM stock_standing s WHERE s.account_id = ANY(p_accounts) ORDER BY s.account_id FOR NO KEY UPDATE;"
)


def race_of_two_deactivations(gate: Gate, together: Together) -> Account:
    """Two of three systems are put out at once; each is held when it has counted."""
    customer = enter().customer
    one, other, _ = activate(customer, 3)
    gate.rewrite("stock_meter", "UPDATE stock_standing s", COUNTED)
    gate.shut()
    outcomes = together(lambda: deactivate([one]), lambda: deactivate([other]), gate.open_for(2))
    assert outcomes == [None] * 3
    return customer


def test_systems_put_out_at_once_are_all_counted(bare_gate: Gate, together: Together) -> None:
    customer = race_of_two_deactivations(bare_gate, together)

    assert standing_of(customer).activated == 1


@pytest.mark.leaves_faults
def test_without_the_lock_of_the_standing_one_of_them_is_lost(bare_gate: Gate, together: Together) -> None:
    bare_gate.rewrite("stock_meter", LOCK_STANDINGS, "")

    customer = race_of_two_deactivations(bare_gate, together)

    assert standing_of(customer).activated == 2


def race_of_a_credit_and_the_end_of_the_grace(gate: Gate, together: Together) -> Account:
    """A credit has been posted, but not committed, when the days of grace end."""
    customer = enter().customer
    give(customer, -1)
    gate.hold_at("audit_record", "NEW.action = 'stock.adjusted'")
    gate.shut()
    later = NOW + timedelta(days=3)
    credited, _, _ = together(
        lambda: give(customer, 5, now=later), gate.after(1, lambda: suspend_overdue(now=later)), gate.open_for(2)
    )
    assert isinstance(credited, orders.Adjusted)
    return customer


@override_settings(TOKENSTOCK_GRACE_DAYS=3)
def test_an_account_that_is_just_paid_for_is_not_suspended(bare_gate: Gate, together: Together) -> None:
    customer = race_of_a_credit_and_the_end_of_the_grace(bare_gate, together)

    assert (standing_of(customer).stock, standing_of(customer).suspended) == (4, False)


@pytest.mark.leaves_faults
@override_settings(TOKENSTOCK_GRACE_DAYS=3)
def test_without_the_lock_it_is_judged_by_the_stock_of_before(bare_gate: Gate, together: Together) -> None:
    bare_gate.alter("""
        CREATE OR REPLACE FUNCTION ledger_lock(p_accounts bigint[])
        RETURNS TABLE (id bigint, balance bigint, open_period date)
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
        'SELECT a.id, a.balance, a.open_period FROM ledger_account a WHERE a.id = ANY(p_accounts)'""")

    customer = race_of_a_credit_and_the_end_of_the_grace(bare_gate, together)

    assert standing_of(customer).stock == -1


def convert(account: Account) -> None:
    """To a consuming class, which books the bonuses that wait."""
    lifecycle.convert_account(actor=by(vendor()), account=account, offer_class=OfferClass.COMMERCIAL, now=NOW)


def claim(account: Account) -> Claim:
    return claim_device(account=account, serial="C1", model="RV55", actor="test", now=NOW)


def race_of_a_claim_and_a_conversion(gate: Gate, together: Together) -> Account:
    """A claim in an account that does not consume is all but committed when the account is converted."""
    trial = enter().trial
    gate.hold_at("registration_claim", "true", at_commit=True)
    gate.shut()

    def convert_and_open() -> None:
        gate.wait_for(1)
        convert(trial)

    def open_when_decided() -> None:
        """Where the conversion waits for the claim, both are blocked; where it does not, it comes to its end."""
        gate.wait_until(lambda: gate.blocked() == 2 or again(trial).offer_class == OfferClass.COMMERCIAL)
        gate.open()

    claimed, converted, _ = together(lambda: claim(trial), convert_and_open, open_when_decided)
    assert isinstance(claimed, Claim)
    assert converted is None
    return trial


def test_a_bonus_claimed_during_a_conversion_is_booked(bare_gate: Gate, together: Together) -> None:
    trial = race_of_a_claim_and_a_conversion(bare_gate, together)

    assert stock_of(trial) == 12


@pytest.mark.leaves_faults
def test_without_the_lock_the_bonus_waits_for_ever(bare_gate: Gate, together: Together) -> None:
    with without_stock_lock(lifecycle):
        trial = race_of_a_claim_and_a_conversion(bare_gate, together)

    assert (stock_of(trial), Claim.objects.get().booked_at) == (0, None)


def race_of_a_sale_and_a_conversion(gate: Gate, together: Together) -> list[Any]:
    """The account is all but converted when an order comes; then its waiting bonus is booked."""
    cast = enter()
    supply(cast.partner, 3)
    claim(cast.trial)
    gate.hold_at("audit_record", "NEW.action = 'account.converted'")
    gate.shut()
    converted, sold, _ = together(
        lambda: convert(cast.trial), gate.after(1, lambda: sell(cast.partner, cast.trial, 1)), gate.open_for(2)
    )
    return [converted, sold]


def test_a_conversion_and_an_order_do_not_wait_for_each_other(bare_gate: Gate, together: Together) -> None:
    converted, sold = race_of_a_sale_and_a_conversion(bare_gate, together)

    assert converted is None
    assert isinstance(sold, orders.Placed)
    assert stock_of(sold.order.buyer) == 24


@pytest.mark.leaves_faults
def test_a_conversion_that_locks_the_stock_last_may_wait_for_an_order_for_ever(
    bare_gate: Gate, together: Together
) -> None:
    with without_stock_lock(lifecycle):
        outcomes = race_of_a_sale_and_a_conversion(bare_gate, together)

    assert [isinstance(outcome, OperationalError) for outcome in outcomes].count(True) == 1


def race_of_a_purchase_order_and_a_sale(gate: Gate, together: Together) -> list[Any]:
    """The first line needs the buyer's stock alone, the second also that of its customer, which stands before it."""
    cast = enter()
    supply(cast.partner, 3)
    gate.hold_at("orders_order", "NEW.ref LIKE '%/2'")
    gate.shut()

    def buy() -> list[desk.LineResult]:
        return receive(cast.partner, (1, None), (1, desk.EndCustomer(uid=cast.customer.uid)))

    bought, sold, _ = together(buy, gate.after(1, lambda: sell(cast.partner, cast.customer, 1)), gate.open_for(2))
    return [bought, sold]


def test_a_purchase_order_and_a_sale_do_not_wait_for_each_other(bare_gate: Gate, together: Together) -> None:
    bought, sold = race_of_a_purchase_order_and_a_sale(bare_gate, together)

    assert [result.kind for result in bought] == ["wholesale", "delegated"]
    assert isinstance(sold, orders.Placed)
    assert stock_of(sold.order.buyer) == 24


def test_line_by_line_a_purchase_order_may_wait_for_a_sale_for_ever(bare_gate: Gate, together: Together) -> None:
    with without_stock_lock(desk):
        outcomes = race_of_a_purchase_order_and_a_sale(bare_gate, together)

    assert [isinstance(outcome, OperationalError) for outcome in outcomes].count(True) == 1


def race_of_a_move_and_a_sale(gate: Gate, together: Together) -> Any:
    """The customer is all but moved to another partner when the one of until now sells to it."""
    cast = enter()
    supply(cast.partner, 3)
    gate.hold_at("audit_record", "NEW.action = 'account.moved'")
    gate.shut()

    def move() -> None:
        lifecycle.move_account(actor=by(vendor()), account=cast.customer, parent=cast.rival, now=NOW)

    moved, sold, _ = together(move, gate.after(1, lambda: sell(cast.partner, cast.customer, 1)), gate.open_for(2))
    assert moved is None
    assert again(cast.customer).parent == cast.rival
    return sold


def test_the_former_partner_does_not_sell_after_a_move(bare_gate: Gate, together: Together) -> None:
    assert isinstance(race_of_a_move_and_a_sale(bare_gate, together), NotAllowed)


@pytest.mark.leaves_faults
def test_without_the_lock_the_former_partner_sells_after_the_move(bare_gate: Gate, together: Together) -> None:
    with without_stock_lock(lifecycle):
        assert isinstance(race_of_a_move_and_a_sale(bare_gate, together), orders.Placed)


def race_of_opposite_transfers(gate: Gate, together: Together, *, orderly: bool) -> list[Any]:
    """A credit and a debit of the same two stocks; each takes its second lock when both have one."""
    cast = enter()
    supply(cast.partner, 3)
    give(cast.customer, 20)
    # Whoever comes first begins at one end. Who comes second begins there too, or at the other.
    other_end = "1" if orderly else "-1"
    gate.alter("CREATE SEQUENCE comer; GRANT USAGE ON SEQUENCE comer TO tokenstock_app")
    gate.alter(f"""
        CREATE OR REPLACE FUNCTION ledger_lock(p_accounts bigint[])
        RETURNS TABLE (id bigint, balance bigint, open_period date)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        #variable_conflict use_column
        DECLARE
          direction integer := CASE nextval('comer') WHEN 1 THEN 1 ELSE {other_end} END;
          next_id bigint;
        BEGIN
          FOR next_id IN SELECT x FROM unnest(p_accounts) AS x ORDER BY x * direction LOOP
            PERFORM FROM ledger_account a WHERE a.id = next_id FOR NO KEY UPDATE;
            PERFORM pg_advisory_xact_lock_shared(77);
          END LOOP;
          RETURN QUERY SELECT a.id, a.balance, a.open_period FROM ledger_account a WHERE a.id = ANY(p_accounts);
        END $$""")
    gate.shut()
    *outcomes, _ = together(
        lambda: give(cast.customer, 5, giver=cast.partner),
        lambda: give(cast.customer, -3, giver=cast.partner),
        gate.open_for(2),
    )
    return outcomes


def test_in_one_order_nobody_waits_for_each_other(bare_gate: Gate, together: Together) -> None:
    outcomes = race_of_opposite_transfers(bare_gate, together, orderly=True)

    assert [type(outcome) for outcome in outcomes] == [orders.Adjusted] * 2


def test_in_two_orders_one_of_the_two_is_given_up(bare_gate: Gate, together: Together) -> None:
    outcomes = race_of_opposite_transfers(bare_gate, together, orderly=False)

    assert {type(outcome) for outcome in outcomes} == {orders.Adjusted, OperationalError}
