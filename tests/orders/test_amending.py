"""Orders are edited and deleted by those who entered them, while the month that they were entered in is open."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.orders.changes import FORCED, amend, delete, token_order
from tests.support.cast import (
    APRIL,
    MARCH,
    NOW,
    SKU,
    boundary,
    by,
    day,
    deliver,
    enter,
    just_before,
    pass_time,
    sell,
    statement_of,
    stock_of,
    supply,
)
from tests.support.policies import SetPolicies
from tests.support.proofs import refused
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import AccountType
from tokenstock.catalogue.models import Product
from tokenstock.catalogue.selectors import UnknownProduct
from tokenstock.kernel.quantities import InvalidQuantity
from tokenstock.ledger.models import Entry, Transaction
from tokenstock.lifecycle.services import move_account
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order, OrderRevision
from tokenstock.orders.refusals import (
    FutureOrderDate,
    InsufficientStock,
    PeriodClosed,
    UnknownOrder,
)

pytestmark = pytest.mark.usefixtures("db")


def test_only_the_difference_moves_and_only_it_is_needed() -> None:
    cast = enter()
    ref = token_order(cast, packs=4, stock=5)

    amend(cast.partner, ref, packs=5)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (0, 60)


def test_fewer_packs_bring_tokens_back() -> None:
    cast = enter()
    ref = token_order(cast, packs=4, stock=5)

    amend(cast.partner, ref, packs=1)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (48, 12)


def test_the_difference_that_the_seller_lacks_is_refused() -> None:
    cast = enter()
    ref = token_order(cast, packs=4, stock=5)

    with refused(InsufficientStock) as refusal:
        amend(cast.partner, ref, packs=6)

    assert refusal.value.details() == {"available": 12, "needed": 24, "short_by": 12}


def test_a_correction_is_a_reversal_and_a_new_transaction_posted_now() -> None:
    cast = enter()
    ref = token_order(cast)
    order = Order.objects.get(ref=ref)
    later = NOW + timedelta(days=2)

    amend(cast.partner, ref, packs=3, now=later)

    placed, reversal, anew = Transaction.objects.filter(document_id=order.id, kind__in=[1, 2]).order_by("id")
    assert (reversal.reverses_id, reversal.posted_at, anew.posted_at) == (placed.id, later, later)
    amounts = {
        transaction.id: dict(Entry.objects.filter(transaction_id=transaction.id).values_list("account_id", "amount"))
        for transaction in (placed, reversal, anew)
    }
    assert amounts[placed.id] == {cast.partner.id: -24, cast.customer.id: 24}
    assert amounts[reversal.id] == {cast.partner.id: 24, cast.customer.id: -24}
    assert amounts[anew.id] == {cast.partner.id: -36, cast.customer.id: 36}


def test_a_person_sees_one_order_with_its_history() -> None:
    cast = enter()
    ref = token_order(cast)

    amend(cast.partner, ref, packs=3, insistence=orders.Insistence(reason="one more"))
    amend(cast.partner, ref, changes=orders.Changes(note="as told on the telephone"))
    delete(cast.partner, ref)

    order = Order.objects.get(ref=ref)
    history = list(OrderRevision.objects.filter(order=order).order_by("version"))
    assert [(one.version, one.content["packs"], one.deleted) for one in history] == [
        (1, 2, False),
        (2, 3, False),
        (3, 3, False),
        (4, 3, True),
    ]
    assert [one.reason for one in history] == ["", "one more", "", ""]
    assert (order.version, order.deleted_at, order.note) == (4, NOW, "as told on the telephone")


def test_any_field_can_be_edited_and_words_alone_move_nothing() -> None:
    cast = enter()
    ref = token_order(cast)
    postings = Transaction.objects.count()

    amend(
        cast.partner,
        ref,
        changes=orders.Changes.checked(
            now=NOW,
            po_number="PO 9",
            ordered_on=day("2026-01-05"),
            note="late",
            sku=SKU,
            packs=2,
            list_price="18.5",
            discount="7",
        ),
    )

    order = Order.objects.get(ref=ref)
    assert (order.po_number, order.ordered_on, order.note, order.packs) == ("PO 9", day("2026-01-05"), "late", 2)
    assert (order.list_price, order.discount) == (Decimal("18.50"), Decimal("7.00"))
    assert Transaction.objects.count() == postings


def test_an_emptied_price_is_the_catalogues_and_an_emptied_discount_none() -> None:
    cast = enter()
    ref = token_order(cast)
    amend(cast.partner, ref, changes=orders.Changes.checked(now=NOW, list_price="18.5", discount="7"))
    emptied = orders.Changes.checked(now=NOW, list_price=None, discount=None)

    amend(cast.partner, ref, changes=emptied, request_key="once")

    order = Order.objects.get(ref=ref)
    assert (order.list_price, order.discount) == (Decimal("20.00"), None)
    assert amend(cast.partner, ref, changes=emptied, request_key="once").repeated


def test_an_edit_that_says_nothing_of_prices_leaves_them() -> None:
    cast = enter()
    ref = token_order(cast)
    amend(cast.partner, ref, changes=orders.Changes.checked(now=NOW, list_price="18.5", discount="7"))

    amend(cast.partner, ref, packs=1)

    order = Order.objects.get(ref=ref)
    assert (order.list_price, order.discount) == (Decimal("18.50"), Decimal("7.00"))


def test_the_price_of_a_delegated_order_is_the_partners_affair_and_not_its_customers() -> None:
    cast = enter()
    order = deliver(cast.partner, cast.customer, 1)

    assert [orders.knows_price(by(who), order) for who in (cast.vendor, cast.partner, cast.customer)] == [
        True,
        True,
        False,
    ]
    sold = Order.objects.get(ref=token_order(cast))
    assert [orders.knows_price(by(who), sold) for who in (cast.vendor, cast.partner, cast.customer)] == [
        False,
        True,
        True,
    ]


def test_another_product_brings_its_own_number_of_tokens() -> None:
    cast = enter()
    Product.objects.create(sku="9010199", name="Half Pack", tokens_per_pack=6, list_price="11.00")
    ref = token_order(cast)

    amend(cast.partner, ref, changes=orders.Changes(sku="9010199"))

    assert (stock_of(cast.customer), Order.objects.get(ref=ref).tokens) == (12, 12)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"packs": 0}, InvalidQuantity),
        ({"packs": "2"}, InvalidQuantity),
        ({"discount": "100.01"}, InvalidQuantity),
        ({"ordered_on": day("2026-03-10")}, FutureOrderDate),
    ],
)
def test_what_an_order_may_not_say_an_edit_may_not_either(
    given: dict[str, Any], refusal: type[InvalidQuantity | FutureOrderDate]
) -> None:
    with refused(refusal):
        orders.Changes.checked(now=NOW, **given)


def test_an_edit_to_a_product_that_is_not_there_is_refused() -> None:
    cast = enter()
    ref = token_order(cast)

    with refused(UnknownProduct):
        amend(cast.partner, ref, changes=orders.Changes(sku="1"))


def test_a_deleted_order_returns_its_tokens_and_is_unknown_from_then_on() -> None:
    cast = enter()
    ref = token_order(cast)

    delete(cast.partner, ref)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (60, 0)
    with refused(UnknownOrder) as refusal:
        delete(cast.partner, ref)
    with refused(UnknownOrder):
        amend(cast.partner, ref, packs=1)
    assert refusal.value.ref == ref


def test_an_order_that_never_was_is_unknown() -> None:
    cast = enter()

    with refused(UnknownOrder):
        amend(cast.vendor, "nothing", packs=1)


@pytest.mark.parametrize("who", ["vendor", "distributor", "rival", "customer", "sister"])
def test_only_the_seller_changes_a_token_order_and_not_even_the_vendor(who: str) -> None:
    cast = enter()
    ref = token_order(cast)

    with refused(NotAllowed):
        amend(getattr(cast, who), ref, packs=1)
    with refused(NotAllowed):
        delete(getattr(cast, who), ref, insistence=FORCED)


@pytest.mark.parametrize("kind", ["wholesale", "delegated", "direct"])
@pytest.mark.parametrize("who", ["distributor", "partner", "customer", "direct"])
def test_only_the_vendor_changes_what_came_from_a_purchase_order(kind: str, who: str) -> None:
    cast = enter()
    made = {"wholesale": lambda: supply(cast.partner, 2), "direct": lambda: supply(cast.direct, 2)}
    order = made.get(kind, lambda: deliver(cast.partner, cast.customer, 2))()

    with refused(NotAllowed):
        amend(getattr(cast, who), order.ref, packs=1)
    amend(cast.vendor, order.ref, packs=1)

    assert Order.objects.get(ref=order.ref).tokens == 12


def test_a_user_who_is_no_admin_changes_nothing() -> None:
    cast = enter()
    ref = token_order(cast)
    user = Actor(label="u", account_id=cast.partner.id, account_type=AccountType.PARTNER, is_admin=False)

    with refused(NotAllowed):
        amend(cast.partner, ref, packs=1, actor=user)


def test_the_former_partner_no_longer_changes_its_orders_to_an_account_that_was_moved() -> None:
    cast = enter()
    ref = token_order(cast)
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    for who in (cast.partner, cast.rival, cast.vendor):
        with refused(NotAllowed):
            amend(who, ref, packs=1)
        with refused(NotAllowed):
            delete(who, ref)


def test_the_vendor_still_changes_a_delegated_order_after_a_move() -> None:
    cast = enter()
    ref = deliver(cast.partner, cast.customer, 3).ref
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    amend(cast.vendor, ref, packs=1)

    assert (stock_of(cast.customer), statement_of(cast.partner).passed_through) == (12, 12)


def test_the_last_instant_of_the_month_is_in_time_and_the_next_is_not() -> None:
    cast = enter()
    ref = token_order(cast)

    amend(cast.partner, ref, packs=3, now=just_before(MARCH))
    with refused(PeriodClosed) as refusal:
        amend(cast.partner, ref, packs=1, now=boundary(MARCH))
    with refused(PeriodClosed):
        delete(cast.partner, ref, now=boundary(MARCH))

    assert refusal.value.editable_until == boundary(MARCH)
    assert stock_of(cast.customer) == 36


def test_what_counts_is_the_month_in_which_an_order_was_entered_not_its_date() -> None:
    cast = enter()
    ref = token_order(cast)
    amend(cast.partner, ref, changes=orders.Changes(ordered_on=day("2025-01-01")))

    pass_time(boundary(MARCH))
    with refused(PeriodClosed):
        amend(cast.partner, ref, packs=1, now=boundary(MARCH))
    later = sell(cast.partner, cast.customer, 1, now=boundary(MARCH)).order
    amend(cast.partner, later.ref, packs=2, now=just_before(APRIL))

    assert stock_of(cast.customer) == 48


def test_the_month_ends_in_the_programmes_time_zone(policies: SetPolicies) -> None:
    policies(time_zone="America/Los_Angeles")
    cast = enter()
    ref = token_order(cast)
    midnight_utc = NOW.replace(month=4, day=1, hour=0)

    amend(cast.partner, ref, packs=3, now=midnight_utc)
    with refused(PeriodClosed):
        amend(cast.partner, ref, packs=1, now=midnight_utc + timedelta(hours=7))

    assert stock_of(cast.customer) == 36
