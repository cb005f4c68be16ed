"""Orders that meet: each with the control that shows the race where the lock is taken away."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.concurrency.conftest import Gate, without_row_locks
from tests.support.cast import NOW, by, enter, give, new_ref, sell, stock_of, supply
from tokenstock.accounts.access import NotAllowed, vendor
from tokenstock.accounts.models import Account
from tokenstock.lifecycle.services import move_account
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order, OrderRevision
from tokenstock.orders.refusals import ExceedsStock, InsufficientStock, StaleVersion

Together = Callable[..., list[Any]]
BUYERS = 20


def kinds(outcomes: list[Any]) -> Counter[str]:
    """How often each kind of outcome came."""
    return Counter(type(outcome).__name__ for outcome in outcomes)


def race_for_the_last_tokens(gate: Gate, together: Together) -> tuple[Account, list[Any]]:
    """Twenty different orders of one pack, of a stock for three."""
    cast = enter()
    supply(cast.partner, 3)
    gate.shut()
    calls = [lambda ref=f"race {number}": sell(cast.partner, cast.customer, 1, ref=ref) for number in range(BUYERS)]
    *outcomes, _ = together(*calls, gate.open_for(BUYERS))
    return cast.partner, outcomes


def test_the_last_tokens_are_sold_once(gate: Gate, together: Together) -> None:
    partner, outcomes = race_for_the_last_tokens(gate, together)

    assert kinds(outcomes) == {"Placed": 3, "InsufficientStock": 17}
    told = {(refusal.available, refusal.needed) for refusal in outcomes if isinstance(refusal, InsufficientStock)}
    assert told == {(0, 12)}
    assert stock_of(partner) == 0
    assert Order.objects.filter(seller=partner).count() == 3


@pytest.mark.leaves_faults
def test_without_the_lock_the_last_tokens_are_sold_to_all(gate: Gate, together: Together) -> None:
    gate.take_the_lock_away()
    gate.alter("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor")

    partner, outcomes = race_for_the_last_tokens(gate, together)

    assert kinds(outcomes) == {"Placed": BUYERS}
    assert stock_of(partner) == (3 - BUYERS) * 12


def test_without_the_lock_the_floor_still_keeps_the_tokens_together(gate: Gate, together: Together) -> None:
    gate.take_the_lock_away()

    partner, outcomes = race_for_the_last_tokens(gate, together)

    assert kinds(outcomes) == {"Placed": 3, "IntegrityError": 17}
    assert stock_of(partner) == 0


def race_of_one_ref(gate: Gate, together: Together) -> tuple[Account, list[Any]]:
    """The same order twice, as of a double click."""
    cast = enter()
    supply(cast.partner, 3)
    ref = new_ref()
    gate.shut()
    *outcomes, _ = together(*[lambda: sell(cast.partner, cast.customer, 1, ref=ref)] * 2, gate.open_for(2))
    return cast.partner, outcomes


def test_one_ref_is_one_order(gate: Gate, together: Together) -> None:
    partner, outcomes = race_of_one_ref(gate, together)

    assert sorted(outcome.repeated for outcome in outcomes) == [False, True]
    assert stock_of(partner) == 24


@pytest.mark.leaves_faults
def test_without_the_unique_ref_it_is_two(gate: Gate, together: Together) -> None:
    gate.drop_unique("orders_order", "ref")
    gate.take_the_lock_away()

    partner, outcomes = race_of_one_ref(gate, together)

    assert [outcome.repeated for outcome in outcomes] == [False, False]
    assert stock_of(partner) == 12


def race_of_two_editors(gate: Gate, together: Together, edit: Callable[[Order, str], Any]) -> list[Any]:
    """Two people change the note of an order, each of the version that both have seen."""
    cast = enter()
    supply(cast.partner, 3)
    order = sell(cast.partner, cast.customer, 1).order
    gate.shut()
    *outcomes, _ = together(lambda: edit(order, "one"), lambda: edit(order, "other"), gate.open_for(2))
    return outcomes


def annotate(order: Order, note: str) -> orders.Amended:
    changes = orders.Changes.checked(note=note, now=NOW)
    assert order.seller is not None
    return orders.amend_order(
        actor=by(order.seller), ref=order.ref, changes=changes, expected_version=order.version, now=NOW
    )


def test_two_editors_do_not_overwrite_each_other(gate: Gate, together: Together) -> None:
    outcomes = race_of_two_editors(gate, together, annotate)

    assert kinds(outcomes) == {"Amended": 1, "StaleVersion": 1}
    refusal = next(outcome for outcome in outcomes if isinstance(outcome, StaleVersion))
    assert (refusal.expected, refusal.current) == (1, 2)
    assert OrderRevision.objects.filter(version=2).count() == 1


@pytest.mark.leaves_faults
def test_without_the_order_lock_one_editor_overwrites_the_other(gate: Gate, together: Together) -> None:
    gate.take_the_lock_away()
    gate.drop_unique("orders_revision", "version")

    def edit(order: Order, note: str) -> orders.Amended:
        with without_row_locks():
            return annotate(order, note)

    outcomes = race_of_two_editors(gate, together, edit)

    assert kinds(outcomes) == {"Amended": 2}
    assert Order.objects.get(kind=Order.Kind.TOKEN).version == 2


def race_of_two_debits(gate: Gate, together: Together) -> tuple[Account, list[Any]]:
    """A partner takes back twice what its customer holds hardly more than once."""
    cast = enter()
    give(cast.customer, 6)

    def take() -> orders.Adjusted:
        note = orders.Note(tokens=-5, reason="too many")
        return orders.adjust_stock(actor=by(cast.partner), account=cast.customer, note=note, now=NOW)

    gate.shut()
    *outcomes, _ = together(take, take, gate.open_for(2))
    return cast.customer, outcomes


def test_a_partner_takes_back_no_more_than_is_held(gate: Gate, together: Together) -> None:
    customer, outcomes = race_of_two_debits(gate, together)

    assert kinds(outcomes) == {"Adjusted": 1, "ExceedsStock": 1}
    refusal = next(outcome for outcome in outcomes if isinstance(outcome, ExceedsStock))
    assert (refusal.held, refusal.wanted) == (1, 5)
    assert stock_of(customer) == 1


@pytest.mark.leaves_faults
def test_without_the_lock_a_partner_takes_back_more_than_is_held(gate: Gate, together: Together) -> None:
    gate.take_the_lock_away()

    customer, outcomes = race_of_two_debits(gate, together)

    assert kinds(outcomes) == {"Adjusted": 2}
    assert stock_of(customer) == -4


def race_of_a_move_and(
    gate: Gate, together: Together, deed: Callable[[Account, Account], Any]
) -> tuple[Account, Account, Any, Any]:
    """The vendor moves a customer to another partner; then, while that goes on, its partner of until now acts."""
    cast = enter()
    supply(cast.partner, 3)
    sell(cast.partner, cast.customer, 1, ref="before")
    gate.shut()

    def move() -> None:
        move_account(actor=by(vendor()), account=cast.customer, parent=cast.rival, now=NOW)

    moved, acted, _ = together(move, gate.after(1, lambda: deed(cast.partner, cast.customer)), gate.open_for(2))
    return cast.partner, cast.customer, moved, acted


def order(partner: Account, customer: Account) -> orders.Placed:
    return sell(partner, customer, 1)


def edit(partner: Account, _: Account) -> orders.Amended:
    changes = orders.Changes.checked(packs=2, now=NOW)
    return orders.amend_order(actor=by(partner), ref="before", changes=changes, now=NOW)


def credit(partner: Account, customer: Account) -> orders.Adjusted:
    note = orders.Note(tokens=1, reason="goodwill")
    return orders.adjust_stock(actor=by(partner), account=customer, note=note, now=NOW)


@pytest.mark.parametrize("deed", [order, edit, credit], ids=["order", "edit", "credit"])
def test_a_move_is_noticed_behind_the_lock(
    gate: Gate, together: Together, deed: Callable[[Account, Account], Any]
) -> None:
    partner, customer, moved, acted = race_of_a_move_and(gate, together, deed)

    assert moved is None
    assert isinstance(acted, NotAllowed)
    assert (stock_of(partner), stock_of(customer)) == (24, 12)


def test_credits_and_debits_in_opposite_directions_never_deadlock(gate: Gate, together: Together) -> None:
    cast = enter()
    supply(cast.partner, 10)
    give(cast.customer, 100)

    def adjust(tokens: int) -> orders.Adjusted:
        note = orders.Note(tokens=tokens, reason="to and fro")
        return orders.adjust_stock(actor=by(cast.partner), account=cast.customer, note=note, now=NOW)

    gate.shut()
    calls = [lambda tokens=tokens: adjust(tokens) for tokens in (3, -3, 5, -5, 7, -7, 1, -2)]
    *outcomes, _ = together(*calls, gate.open_for(len(calls)))

    assert kinds(outcomes) == {"Adjusted": 8}
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (121, 99)
