"""The list of stock updates: what moved, for whom, and what each line did to the stock."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.cast import (
    MARCH,
    NOW,
    activate,
    again,
    boundary,
    by,
    day,
    deliver,
    enter,
    give,
    pass_time,
    receive,
    sell,
    supply,
    terms,
)
from tokenstock.accounts.access import UnknownAccount, visible_account
from tokenstock.accounts.models import Account
from tokenstock.desk.services import EndCustomer
from tokenstock.lifecycle.services import move_account
from tokenstock.orders import services as orders
from tokenstock.orders.refusals import UnknownOrder
from tokenstock.orders.selectors import order_of
from tokenstock.registration.services import claim_device
from tokenstock.reporting.updates import PAGE_SIZE, StockUpdate, Updates, update_page

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)


def listed(account: Account, **filters: Any) -> list[StockUpdate]:
    return list(update_page(updates=Updates(account_id=account.id, since=day("2026-02-01"), **filters)).rows)


def brief(account: Account, **filters: Any) -> list[tuple[str, int, str | None]]:
    return [(line.kind, line.effect, line.other_name) for line in listed(account, **filters)]


def test_a_delegated_order_is_one_row_in_the_partners_list_and_one_in_the_customers() -> None:
    cast = enter()

    deliver(cast.partner, cast.customer, 2)

    (passed,), (received,) = listed(cast.partner), listed(cast.customer)
    assert (passed.kind, passed.packs, passed.tokens, passed.effect) == ("passed_through", 2, 24, 0)
    assert (passed.other_name, received.other_name) == ("Cargo Lines", "Prisma Partners")
    assert (received.kind, received.packs, received.effect) == ("received", 2, 24)


def test_a_token_order_stands_on_both_sides_with_its_sign() -> None:
    cast = enter()
    supply(cast.partner, 5)

    sell(cast.partner, cast.customer, 2, now=NOW + HOUR)

    assert brief(cast.partner) == [("sent", -24, "Cargo Lines"), ("received", 60, None)]
    assert brief(cast.customer) == [("received", 24, "Prisma Partners")]


def test_a_purchase_order_is_a_line_only_once_it_is_processed() -> None:
    cast = enter()

    receive(cast.partner, (5, EndCustomer(name="Nobody")))

    assert listed(cast.partner) == []


def test_adjustments_bonuses_and_consumption_stand_in_the_same_list_without_a_po_number() -> None:
    cast = enter()
    supply(cast.partner, 5)
    give(cast.customer, 7, giver=cast.partner, now=NOW + HOUR)
    give(cast.customer, -2, now=NOW + 2 * HOUR)
    claim_device(account=cast.customer, serial="C1", model="RV55", actor="test", now=NOW + 3 * HOUR)
    activate(cast.customer, 4, now=NOW + 4 * HOUR)
    pass_time(boundary(MARCH))

    assert brief(cast.customer) == [
        ("consumed", -4, None),
        ("bonus", 12, None),
        ("adjusted", -2, None),
        ("adjusted", 7, "Prisma Partners"),
    ]
    assert brief(cast.partner)[0] == ("adjusted", -7, "Cargo Lines")
    assert {line.po_number for line in listed(cast.customer)} == {None}


def test_a_person_sees_one_order_edited_or_gone() -> None:
    cast = enter()
    supply(cast.partner, 9)
    for ref in ("EDITED", "GONE"):
        sell(cast.partner, cast.customer, 2, ref=ref, now=NOW + HOUR)

    orders.amend_order(actor=by(cast.partner), ref="EDITED", changes=orders.Changes(packs=3), now=NOW + HOUR)
    orders.delete_order(actor=by(cast.partner), ref="GONE", now=NOW + HOUR)

    lines = {line.ref: line for line in listed(cast.customer)}
    assert set(lines) == {"EDITED", "GONE"}
    assert (lines["EDITED"].effect, lines["EDITED"].edited) == (36, True)
    assert (lines["GONE"].effect, lines["GONE"].tokens, lines["GONE"].deleted_at) == (0, 24, NOW + HOUR)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"po_number": "alpha"}, ["ALPHA 1"]),
        ({"po_number": "A_PHA"}, []),
        ({"po_number": "%"}, ["100%"]),
        ({"packs": 3}, ["100%"]),
        ({"sku": "9010177"}, ["100%", "ALPHA 1"]),
        ({"sku": "901"}, []),
        ({"ordered_from": day("2026-03-06")}, ["100%"]),
        ({"ordered_to": day("2026-03-05")}, ["ALPHA 1"]),
        ({"kind": "adjusted"}, [None]),
        ({"kind": "adjusted", "packs": 3}, []),
    ],
)
def test_orders_are_found_by_date_po_number_packs_and_product(filters: dict[str, Any], found: list[str | None]) -> None:
    cast = enter()
    for place, (po_number, packs, ordered_on) in enumerate(
        [("ALPHA 1", 2, day("2026-03-05")), ("100%", 3, day("2026-03-09"))]
    ):
        supply(cast.partner, packs)
        orders.place_order(
            actor=by(cast.partner),
            seller=cast.partner,
            buyer=cast.customer,
            terms=terms(packs, po_number=po_number, ordered_on=ordered_on),
            ref=po_number,
            now=NOW + place * HOUR,
        )
    give(cast.customer, 1)

    assert [line.po_number for line in listed(cast.customer, **filters)] == found


def test_the_former_partner_still_sees_its_own_past_orders_and_no_more() -> None:
    cast = enter()
    supply(cast.partner, 5)
    sold = sell(cast.partner, cast.customer, 2, now=NOW + HOUR)
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW + 2 * HOUR)
    supply(cast.rival, 5, now=NOW + 3 * HOUR)
    later = sell(cast.rival, again(cast.customer), 1, now=NOW + 3 * HOUR)

    assert ("sent", -24, "Cargo Lines") in brief(cast.partner)
    assert order_of(account_id=cast.partner.id, order_id=sold.order.id) == sold.order
    with pytest.raises(UnknownOrder):
        order_of(account_id=cast.partner.id, order_id=later.order.id)
    with pytest.raises(UnknownAccount):
        visible_account(by(cast.partner), cast.customer.uid)
    assert [line.other_name for line in listed(cast.customer)] == ["Rival Resale", "Prisma Partners"]


def test_the_list_goes_on_where_a_page_ends_and_begins_where_it_is_asked_to() -> None:
    cast = enter()
    for number in range(PAGE_SIZE + 1):
        give(cast.customer, 1, now=NOW + number * HOUR)
    april = Updates(account_id=cast.customer.id, since=day("2026-04-01"))

    first, second = (
        update_page(updates=Updates(account_id=cast.customer.id, since=day("2026-03-01"), page=page)) for page in (1, 2)
    )

    assert (len(first.rows), first.has_next, len(second.rows), second.has_next) == (PAGE_SIZE, True, 1, False)
    assert [row.at for row in [*first.rows, *second.rows]] == sorted(
        (row.at for row in [*first.rows, *second.rows]), reverse=True
    )
    assert list(update_page(updates=april).rows) == []
