"""Which kind a purchase order line becomes, and that nothing is ever guessed or moved twice."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.cast import (
    NOW,
    Cast,
    by,
    deliver,
    enter,
    found,
    receive,
    sell,
    statement_of,
    stock_of,
    supply,
    terms,
)
from tests.support.proofs import refused
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import AccountType, Membership
from tokenstock.accounts.services import add_member
from tokenstock.catalogue.selectors import UnknownProduct
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.desk.services import EndCustomer, Line, receive_purchase_order
from tokenstock.ledger.models import Entry, Transaction
from tokenstock.ledger.selectors import total
from tokenstock.lifecycle.services import move_account
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order
from tokenstock.orders.refusals import Conflict, UnknownOrder
from tokenstock.stock.services import Source

pytestmark = pytest.mark.usefixtures("db")

NAME, EMAIL = "Cargo Lines", "cargo@example.com"


@pytest.mark.parametrize("who", ["distributor", "partner", "rival"])
def test_a_line_without_end_customer_is_wholesale_for_the_buyers_stock(who: str) -> None:
    cast = enter()
    buyer = getattr(cast, who)

    (result,) = receive(buyer, (5, None), po_number="PO 1")

    assert (result.kind, result.ref, result.repeated) == ("wholesale", f"{buyer.uid}/PO 1/1", False)
    assert (stock_of(buyer), total(account_id=Source.ORDERS)) == (60, -60)


def test_a_customer_without_a_partner_buys_directly() -> None:
    cast = enter()

    (result,) = receive(cast.direct, (5, None))

    assert (result.kind, stock_of(cast.direct)) == ("direct", 60)


@pytest.mark.parametrize(
    "given",
    [
        {"uid": "own"},
        {"uid": " OWN "},
        {"uid": "own", "name": NAME},
        {"uid": "own", "admin_email": EMAIL},
        {"name": NAME, "admin_email": EMAIL},
        {"name": "  CARGO lines ", "admin_email": " Cargo@Example.COM "},
        {"uid": "own", "name": NAME, "admin_email": EMAIL},
    ],
)
def test_a_line_whose_identifiers_agree_on_one_subaccount_is_delegated(given: dict[str, str]) -> None:
    cast = enter()

    (result,) = receive(cast.partner, (5, end_customer(cast, given)))

    assert (result.kind, result.reason) == ("delegated", "")
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (0, 60)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "incomplete"),
        ({"name": NAME}, "incomplete"),
        ({"admin_email": EMAIL}, "incomplete"),
        ({"uid": "f" * 32}, "unknown"),
        ({"name": "Nobody", "admin_email": EMAIL}, "unknown"),
        ({"uid": "own", "name": "Coast Guard"}, "contradictory"),
        ({"uid": "own", "name": "Nobody"}, "contradictory"),
        ({"uid": "own", "admin_email": "coast@example.com"}, "contradictory"),
        ({"name": NAME, "admin_email": "coast@example.com"}, "contradictory"),
        ({"uid": "f" * 32, "name": NAME, "admin_email": EMAIL}, "contradictory"),
        ({"uid": "stranger"}, "foreign"),
        ({"uid": "direct"}, "foreign"),
        ({"uid": "partner"}, "foreign"),
        ({"uid": "distributor"}, "foreign"),
    ],
)
def test_anything_else_waits_with_its_reason_and_moves_nothing(given: dict[str, str], reason: str) -> None:
    cast = enter()

    (result,) = receive(cast.partner, (5, end_customer(cast, given)))

    assert (result.kind, result.reason) == ("needs_identification", reason)
    assert not Order.objects.exists()
    assert not Transaction.objects.exists()
    assert PurchaseOrderLine.objects.get().order is None


def test_the_address_of_a_user_who_is_no_admin_identifies_nobody() -> None:
    cast = enter()
    add_member(account=cast.customer, email="user@example.com", role=Membership.Role.USER)

    (result,) = receive(cast.partner, (1, EndCustomer(name=NAME, admin_email="user@example.com")))

    assert result.reason == "contradictory"


def test_the_customer_of_the_buyers_partner_is_not_the_buyers() -> None:
    cast = enter()

    (result,) = receive(cast.distributor, (1, EndCustomer(uid=cast.customer.uid)))

    assert result.reason == "foreign"


def test_a_distributor_names_its_partner_as_end_customer() -> None:
    cast = enter()

    (result,) = receive(cast.distributor, (1, EndCustomer(uid=cast.partner.uid)))

    assert (result.kind, stock_of(cast.partner)) == ("delegated", 12)


def test_a_customer_that_buys_for_itself_and_names_somebody_waits() -> None:
    cast = enter()

    (result,) = receive(cast.direct, (1, EndCustomer(uid=cast.direct.uid)))

    assert result.reason == "not_applicable"


def test_a_customer_with_a_partner_of_record_cannot_be_the_buyer() -> None:
    cast = enter()

    with refused(NotAllowed):
        receive(cast.customer, (1, None))
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.vendor, now=NOW)
    (result,) = receive(cast.customer, (1, None))

    assert result.kind == "direct"


@pytest.mark.parametrize("who", ["distributor", "partner", "customer"])
def test_only_the_vendor_receives_purchase_orders(who: str) -> None:
    cast = enter()

    with refused(NotAllowed):
        receive_purchase_order(
            actor=by(getattr(cast, who)), buyer=cast.partner, po_number="P", lines=[Line("1", terms(1))], now=NOW
        )


def test_a_user_of_the_vendor_who_is_no_admin_receives_none() -> None:
    cast = enter()
    user = Actor(label="u", account_id=cast.vendor.id, account_type=AccountType.VENDOR, is_admin=False)

    with refused(NotAllowed):
        receive_purchase_order(actor=user, buyer=cast.partner, po_number="P", lines=[Line("1", terms(1))], now=NOW)


def test_a_delegated_order_is_one_transaction_through_the_partner_without_a_check_of_its_stock() -> None:
    cast = enter()

    order = deliver(cast.partner, cast.customer, 2)

    (transaction,) = Transaction.objects.all()
    legs = Entry.objects.filter(transaction_id=transaction.id).order_by("leg")
    assert list(legs.values_list("account_id", "amount")) == [
        (Source.ORDERS, -24),
        (cast.partner.id, 24),
        (cast.partner.id, -24),
        (cast.customer.id, 24),
    ]
    assert (order.seller, order.via, order.buyer) == (None, cast.partner, cast.customer)
    assert statement_of(cast.partner).passed_through == 24


def test_every_line_is_an_order_of_its_own() -> None:
    cast = enter()

    results = receive(cast.partner, (1, None), (2, EndCustomer(uid=cast.customer.uid)), (4, None), po_number="PO 7")

    assert [(result.number, result.kind) for result in results] == [
        ("1", "wholesale"),
        ("2", "delegated"),
        ("3", "wholesale"),
    ]
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (60, 24)
    assert set(Order.objects.values_list("po_number", flat=True)) == {"PO 7"}


def test_prices_of_a_line_stay_with_its_order() -> None:
    cast = enter()
    wanted = orders.Terms.checked(
        po_number="P", ordered_on=NOW.date(), packs=1, list_price="18.5", discount="12.5", now=NOW
    )

    receive_purchase_order(actor=by(cast.vendor), buyer=cast.partner, po_number="P", lines=[Line("1", wanted)], now=NOW)
    receive(cast.partner, (1, None))

    prices = list(Order.objects.order_by("id").values_list("list_price", "discount"))
    assert prices == [(Decimal("18.50"), Decimal("12.50")), (Decimal("20.00"), None)]


def test_the_same_purchase_order_again_moves_nothing_and_says_so() -> None:
    cast = enter()
    lines: list[Any] = [(1, None), (2, EndCustomer(uid=cast.customer.uid)), (3, EndCustomer(name="Nobody"))]
    first = receive(cast.partner, *lines, po_number="PO 7")
    stocks = (stock_of(cast.partner), stock_of(cast.customer))

    second = receive(cast.partner, *lines, po_number="PO 7")

    assert [(one.ref, one.kind, one.reason) for one in first] == [(one.ref, one.kind, one.reason) for one in second]
    assert [one.repeated for one in first + second] == [False] * 3 + [True] * 3
    assert (stock_of(cast.partner), stock_of(cast.customer)) == stocks


def test_a_repetition_is_one_also_after_the_order_was_deleted() -> None:
    cast = enter()
    (result,) = receive(cast.partner, (1, None), po_number="PO 7")
    orders.delete_order(actor=by(cast.vendor), ref=result.ref, now=NOW)

    (again,) = receive(cast.partner, (1, None), po_number="PO 7")

    assert (again.repeated, stock_of(cast.partner)) == (True, 0)


def test_a_purchase_order_can_grow_by_a_line() -> None:
    cast = enter()
    receive(cast.partner, (1, None), po_number="PO 7")

    results = receive(cast.partner, (1, None), (2, None), po_number="PO 7")

    assert [result.repeated for result in results] == [True, False]
    assert stock_of(cast.partner) == 36


def test_a_conflict_in_one_line_refuses_the_whole() -> None:
    cast = enter()
    receive(cast.partner, (1, None), po_number="PO 7")

    with refused(Conflict) as refusal:
        receive(cast.partner, (2, None), (5, None), po_number="PO 7")
    with refused(Conflict):
        receive(cast.partner, (1, EndCustomer(uid=cast.customer.uid)), po_number="PO 7")

    assert refusal.value.ref == f"{cast.partner.uid}/PO 7/1"


def test_the_same_number_of_another_buyer_is_another_purchase_order() -> None:
    cast = enter()
    receive(cast.partner, (1, None), po_number="PO 7")

    (result,) = receive(cast.rival, (9, None), po_number="PO 7")

    assert not result.repeated


def test_one_line_number_twice_in_one_purchase_order_counts_once() -> None:
    cast = enter()
    line = Line("1", terms(1, po_number="P"))

    results = receive_purchase_order(
        actor=by(cast.vendor), buyer=cast.partner, po_number="P", lines=[line, line], now=NOW
    )

    assert [result.repeated for result in results] == [False, True]
    assert stock_of(cast.partner) == 12


def test_an_unknown_product_in_one_line_refuses_the_whole() -> None:
    cast = enter()
    lines = [Line("1", terms(1)), Line("2", terms(1, sku="9010178"))]

    with refused(UnknownProduct):
        receive_purchase_order(actor=by(cast.vendor), buyer=cast.partner, po_number="P", lines=lines, now=NOW)


def test_a_line_that_waits_is_no_order() -> None:
    cast = enter()
    (waiting,) = receive(cast.partner, (1, EndCustomer(name="Nobody")))

    with refused(UnknownOrder):
        orders.amend_order(actor=by(cast.vendor), ref=waiting.ref, changes=orders.Changes(packs=2), now=NOW)


def test_the_reference_of_a_line_that_waits_is_taken() -> None:
    cast = enter()
    supply(cast.partner, 5)
    (waiting,) = receive(cast.partner, (1, EndCustomer(name="Nobody")))

    with refused(Conflict):
        sell(cast.partner, cast.customer, 1, ref=waiting.ref)


@pytest.mark.parametrize("named", [None, EndCustomer(name="Nobody")], ids=["wholesale", "waiting"])
def test_a_line_whose_reference_an_order_has_is_a_conflict(named: EndCustomer | None) -> None:
    cast = enter()
    supply(cast.partner, 5)
    sell(cast.partner, cast.customer, 1, ref=f"{cast.partner.uid}/PO 7/1")

    with refused(Conflict):
        receive(cast.partner, (1, named), po_number="PO 7")


def test_a_purchase_order_without_lines_is_nothing() -> None:
    cast = enter()

    assert receive(cast.partner) == []
    assert not Order.objects.exists()


def test_the_buyer_is_judged_as_it_is_now_whatever_the_caller_still_believes() -> None:
    cast = enter()
    move_account(actor=by(cast.vendor), account=cast.direct, parent=cast.rival, now=NOW)

    with refused(NotAllowed):
        receive(cast.direct, (1, None))


def test_two_companies_of_one_admin_are_told_apart_by_name() -> None:
    cast = enter()
    other = found("Other Cargo", AccountType.CUSTOMER, cast.partner)
    add_member(account=other, email=EMAIL)

    (result,) = receive(cast.partner, (1, EndCustomer(name="other cargo", admin_email=EMAIL)))

    assert (result.kind, stock_of(other), stock_of(cast.customer)) == ("delegated", 12, 0)


def end_customer(cast: Cast, given: dict[str, str]) -> EndCustomer:
    """The identifiers given, with the parts of the cast for uids."""
    uids = {"own": cast.customer.uid, " OWN ": f" {cast.customer.uid.upper()} "}
    uids |= {name: getattr(cast, name).uid for name in ("stranger", "direct", "partner", "distributor")}
    return EndCustomer(**given | ({"uid": uids.get(given["uid"], given["uid"])} if "uid" in given else {}))
