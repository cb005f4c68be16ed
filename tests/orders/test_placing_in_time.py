"""What an order does besides moving tokens: warnings, months, and what a refused reference leaves free."""

from datetime import timedelta

import pytest

from tests.support.cast import (
    MARCH,
    NOW,
    activate,
    boundary,
    by,
    day,
    deactivate,
    enter,
    just_before,
    new_ref,
    pass_time,
    sell,
    standing_of,
    supply,
)
from tests.support.proofs import everything, refused
from tokenstock.ledger.models import Transaction
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order
from tokenstock.orders.refusals import InsufficientStock, UnknownOrder

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize(("packs", "warned"), [(20, False), (21, True)])
def test_an_order_far_above_need_is_a_warning(packs: int, warned: bool) -> None:
    cast = enter()
    supply(cast.partner, 30)
    deactivate(activate(cast.customer, 2), now=NOW + timedelta(hours=1))

    effect = sell(cast.partner, cast.customer, packs).effect

    assert effect is not None
    assert [warning.code for warning in effect.warnings] == (["far_above_need"] if warned else [])


def test_an_order_remembers_when_the_account_last_received_one() -> None:
    cast = enter()
    supply(cast.partner, 5)

    sell(cast.partner, cast.customer, 1)

    assert (standing_of(cast.customer).last_order_at, standing_of(cast.sister).last_order_at) == (NOW, None)


def test_an_order_entered_at_the_first_instant_of_a_month_counts_in_it() -> None:
    cast = enter()
    supply(cast.partner, 5)
    last = sell(cast.partner, cast.customer, 1, now=just_before(MARCH)).order
    pass_time(boundary(MARCH))

    first = sell(cast.partner, cast.customer, 1, now=boundary(MARCH)).order

    assert (last.period, first.period) == (day("2026-03-01"), day("2026-04-01"))


def test_an_order_between_the_boundary_and_its_close_counts_in_the_new_month() -> None:
    cast = enter()
    supply(cast.partner, 5)

    order = sell(cast.partner, cast.customer, 1, now=boundary(MARCH) + timedelta(hours=1)).order
    pass_time(boundary(MARCH) + timedelta(hours=2))

    assert order.period == day("2026-04-01")
    assert Transaction.objects.get(kind=1, document_id=order.id).period == day("2026-04-01")


def test_a_refused_order_can_be_placed_later_under_the_same_reference() -> None:
    cast = enter()
    ref = new_ref()
    with refused(InsufficientStock):
        sell(cast.partner, cast.customer, 1, ref=ref)

    supply(cast.partner, 1)
    placed = sell(cast.partner, cast.customer, 1, ref=ref)

    assert not placed.repeated
    assert Order.objects.get(ref=ref).tokens == 12


def test_there_is_no_order_under_a_reference_that_was_refused() -> None:
    cast = enter()
    before = everything()

    with pytest.raises(InsufficientStock):
        sell(cast.partner, cast.customer, 1, ref="R")
    with pytest.raises(UnknownOrder):
        orders.delete_order(actor=by(cast.partner), ref="R", now=NOW)

    assert everything() == before
