"""A month of an account: opening + received - sent + adjusted + bonus - consumed = closing."""

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import (
    APRIL,
    FOUNDED,
    MARCH,
    NOW,
    activate,
    boundary,
    by,
    deliver,
    enter,
    give,
    pass_time,
    sell,
    statement_of,
    stock_of,
    supply,
)
from tokenstock.accounts.models import Account
from tokenstock.kernel.months import Month
from tokenstock.orders import services as orders
from tokenstock.registration.services import claim_device
from tokenstock.stock.models import Statement
from tokenstock.stock.selectors import recent_statements

pytestmark = pytest.mark.usefixtures("db")

COLUMNS = ["opening", "received", "sent", "passed_through", "adjusted", "bonus", "consumed"]


def figures(account: Account, month: Month = MARCH) -> dict[str, int]:
    """What moved in the month, without the columns in which nothing did."""
    statement = statement_of(account, month)
    return {column: getattr(statement, column) for column in COLUMNS if getattr(statement, column)}


def test_a_wholesale_order_is_received_by_the_reseller() -> None:
    cast = enter()

    supply(cast.partner, 5)

    assert figures(cast.partner) == {"received": 60}


def test_a_token_order_is_sent_by_the_seller_and_received_by_the_buyer() -> None:
    cast = enter()
    supply(cast.partner, 5)

    sell(cast.partner, cast.customer, 2)

    assert figures(cast.partner) == {"received": 60, "sent": 24}
    assert figures(cast.customer) == {"received": 24}


def test_a_delegated_order_passes_through_the_partner_without_touching_its_stock() -> None:
    cast = enter()

    deliver(cast.partner, cast.customer, 2)

    assert (figures(cast.partner), stock_of(cast.partner)) == ({"passed_through": 24}, 0)
    assert (figures(cast.customer), stock_of(cast.customer)) == ({"received": 24}, 24)


def test_the_sum_of_an_order_is_net_of_its_amendments() -> None:
    cast = enter()
    supply(cast.partner, 5)
    ref = sell(cast.partner, cast.customer, 2).order.ref
    delegated = deliver(cast.partner, cast.customer, 4).ref

    orders.amend_order(actor=by(cast.partner), ref=ref, changes=orders.Changes(packs=3), now=NOW)
    orders.amend_order(actor=by(cast.vendor), ref=delegated, changes=orders.Changes(packs=1), now=NOW)

    assert figures(cast.partner) == {"received": 60, "sent": 36, "passed_through": 12}
    assert figures(cast.customer) == {"received": 48}


def test_a_deleted_order_leaves_no_figure() -> None:
    cast = enter()
    ref = deliver(cast.partner, cast.customer, 4).ref

    orders.delete_order(actor=by(cast.vendor), ref=ref, now=NOW)

    assert figures(cast.partner) == figures(cast.customer) == {}


def test_adjustments_stand_on_both_sides_with_their_sign() -> None:
    cast = enter()
    supply(cast.partner, 1)

    give(cast.customer, 7, giver=cast.partner)
    give(cast.customer, -2, giver=cast.partner)
    give(cast.sister, 9)

    assert figures(cast.partner) == {"received": 12, "adjusted": -5}
    assert figures(cast.customer) == {"adjusted": 5}
    assert figures(cast.sister) == {"adjusted": 9}


def test_a_bonus_is_a_figure_of_its_own() -> None:
    cast = enter()

    claim_device(account=cast.customer, serial="C1", model="RV55", actor="test", now=NOW)

    assert figures(cast.customer) == {"bonus": 12}


def test_the_close_adds_consumption_peak_and_closing_and_opens_the_next_month() -> None:
    cast = enter()
    deliver(cast.partner, cast.customer, 2)
    activate(cast.customer, 3)

    pass_time(boundary(MARCH))

    march = statement_of(cast.customer, MARCH)
    assert figures(cast.customer) == {"received": 24, "consumed": 3}
    assert (march.closing, march.peak, march.closed_at) == (21, 3, boundary(MARCH))
    assert figures(cast.customer, APRIL) == {"opening": 21}
    assert (statement_of(cast.customer, APRIL).closing, statement_of(cast.customer, APRIL).closed_at) == (None, None)


def test_there_is_a_statement_of_every_month_since_the_account_was_made() -> None:
    cast = enter()

    pass_time(boundary(Month(2026, 6)))

    closed = Statement.objects.filter(account=cast.customer, closed_at__isnull=False).order_by("month")
    assert [str(Month.holding(statement.month)) for statement in closed] == ["2026-03", "2026-04", "2026-05", "2026-06"]


def test_a_closing_that_does_not_add_up_is_refused_by_the_database() -> None:
    cast = enter()
    pass_time(boundary(MARCH))

    for change in ({"closing": 5}, {"closing": None}, {"received": 1}):
        with pytest.raises(IntegrityError, match="statement_adds_up"), transaction.atomic():
            Statement.objects.filter(account=cast.customer, month=MARCH.first_day).update(**change)


def test_every_statement_adds_up_to_the_stock() -> None:
    cast = enter()
    supply(cast.partner, 9)
    deliver(cast.partner, cast.customer, 1)
    sell(cast.partner, cast.customer, 2)
    give(cast.customer, -3, giver=cast.partner)
    activate(cast.customer, 4)
    pass_time(boundary(MARCH))
    sell(cast.partner, cast.customer, 1, now=boundary(MARCH))

    for account in (cast.partner, cast.customer):
        running = statement_of(account, APRIL)
        stock = running.opening + running.received - running.sent + running.adjusted + running.bonus - running.consumed
        assert stock == stock_of(account)
        assert statement_of(account, MARCH).closing == running.opening


def test_twelve_months_are_twelve_complete_ones_and_the_running_one() -> None:
    cast = enter(FOUNDED)
    pass_time(boundary(MARCH.plus(13)))

    statements = recent_statements(account_id=cast.customer.id)

    assert [statement.month for statement in statements] == [MARCH.plus(2 + ahead).first_day for ahead in range(13)]
    assert [statement.closed_at is None for statement in statements] == [False] * 12 + [True]
