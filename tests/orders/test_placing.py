"""Token orders: out of the seller's stock, down to its last token and no further."""

from datetime import timedelta

import pytest

from tests.support.cast import (
    MARCH,
    NOW,
    activate,
    by,
    day,
    enter,
    give,
    just_before,
    new_ref,
    sell,
    stock_of,
    supply,
    terms,
)
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import AccountType
from tokenstock.catalogue.models import Product
from tokenstock.catalogue.selectors import UnknownProduct, product_list
from tokenstock.kernel.quantities import InvalidQuantity
from tokenstock.ledger.selectors import total
from tokenstock.orders import services as orders
from tokenstock.orders.effects import Caution
from tokenstock.orders.refusals import Conflict, FutureOrderDate, InsufficientStock
from tokenstock.stock.services import Source

pytestmark = pytest.mark.usefixtures("db")


def test_an_order_moves_packs_times_the_tokens_of_the_product() -> None:
    cast = enter()
    supply(cast.partner, 5)

    placed = sell(cast.partner, cast.customer, 3)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (24, 36)
    assert (placed.order.kind, placed.order.tokens, placed.repeated) == ("token", 36, False)
    assert total(account_id=Source.ORDERS) == -60


def test_products_are_data_and_each_has_its_own_tokens() -> None:
    cast = enter()
    Product.objects.create(sku="9010199", name="Half Pack", tokens_per_pack=6, list_price="11.00")
    supply(cast.partner, 5)

    placed = sell(cast.partner, cast.customer, 3, sku="9010199")

    assert (stock_of(cast.customer), str(placed.order.list_price)) == (18, "11.00")
    assert [product.sku for product in product_list()] == ["9010177", "9010199"]


def test_the_service_pack_is_in_the_catalogue() -> None:
    pack = Product.objects.get(sku="9010177")

    assert (pack.tokens_per_pack, str(pack.list_price), pack.currency) == (12, "20.00", "USD")
    assert str(pack) == "9010177 Service Pack"


def test_a_distributor_sells_to_its_partner() -> None:
    cast = enter()
    supply(cast.distributor, 5)

    sell(cast.distributor, cast.partner, 5)

    assert (stock_of(cast.distributor), stock_of(cast.partner)) == (0, 60)


def test_the_last_token_can_be_spent() -> None:
    cast = enter()
    supply(cast.partner, 2)

    sell(cast.partner, cast.customer, 2)

    assert stock_of(cast.partner) == 0


def test_more_than_the_seller_has_is_refused_with_available_needed_and_short() -> None:
    cast = enter()
    supply(cast.partner, 2)

    with refused(InsufficientStock) as refusal:
        sell(cast.partner, cast.customer, 3)

    assert refusal.value.details() == {"available": 24, "needed": 36, "short_by": 12}


def test_a_token_missing_is_missing() -> None:
    cast = enter()
    give(cast.partner, 11)

    with refused(InsufficientStock) as refusal:
        sell(cast.partner, cast.customer, 1)

    assert refusal.value.short_by == 1


def test_a_seller_below_zero_can_receive_but_not_pass_on() -> None:
    cast = enter()
    give(cast.partner, -13)

    with refused(InsufficientStock) as refusal:
        sell(cast.partner, cast.customer, 1)
    supply(cast.partner, 1)

    assert refusal.value.details() == {"available": -13, "needed": 12, "short_by": 25}
    assert stock_of(cast.partner) == -1


@pytest.mark.parametrize(
    ("seller", "buyer"),
    [
        ("partner", "partner"),
        ("partner", "stranger"),
        ("partner", "direct"),
        ("partner", "distributor"),
        ("distributor", "customer"),
        ("customer", "sister"),
        ("customer", "customer"),
        ("vendor", "direct"),
        ("vendor", "rival"),
    ],
)
def test_an_order_goes_to_a_direct_subaccount_only_and_never_to_oneself(seller: str, buyer: str) -> None:
    cast = enter()
    supply(cast.partner, 5)

    with refused(NotAllowed):
        sell(getattr(cast, seller), getattr(cast, buyer), 1)


@pytest.mark.parametrize("who", ["vendor", "distributor", "rival", "customer"])
def test_nobody_sells_out_of_somebody_elses_stock(who: str) -> None:
    cast = enter()
    supply(cast.partner, 5)

    with refused(NotAllowed):
        orders.place_order(
            actor=by(getattr(cast, who)),
            seller=cast.partner,
            buyer=cast.customer,
            terms=terms(1),
            ref=new_ref(),
            now=NOW,
        )


def test_a_user_who_is_no_admin_places_no_order() -> None:
    cast = enter()
    supply(cast.partner, 5)
    user = Actor(label="u", account_id=cast.partner.id, account_type=AccountType.PARTNER, is_admin=False)

    with refused(NotAllowed):
        orders.place_order(actor=user, seller=cast.partner, buyer=cast.customer, terms=terms(1), ref=new_ref(), now=NOW)


@pytest.mark.parametrize("packs", [0, -1, 100_001, 1.5, "1", True, None])
def test_packs_are_whole_and_in_range(packs: object) -> None:
    cast = enter()

    with refused(InvalidQuantity):
        sell(cast.partner, cast.customer, packs)


def test_a_hundred_thousand_packs_are_an_order() -> None:
    cast = enter()
    supply(cast.partner, 100_000)

    sell(cast.partner, cast.customer, 100_000)

    assert stock_of(cast.customer) == 1_200_000


def test_an_unknown_product_is_refused() -> None:
    cast = enter()

    with refused(UnknownProduct) as refusal:
        sell(cast.partner, cast.customer, 1, sku="9010178")

    assert refusal.value.sku == "9010178"


def test_an_order_date_may_lie_in_the_past_but_not_in_the_future() -> None:
    cast = enter()
    supply(cast.partner, 5)

    past = terms(1, ordered_on=day("2024-02-29"))
    with refused(FutureOrderDate) as refusal:
        terms(1, ordered_on=day("2026-03-10"))

    assert past.ordered_on == day("2024-02-29")
    assert refusal.value.details() == {"ordered_on": day("2026-03-10"), "today": day("2026-03-09")}


def test_today_is_the_date_on_the_wall_of_the_programme() -> None:
    late = just_before(MARCH)

    assert terms(1, late, ordered_on=day("2026-03-31")).ordered_on == day("2026-03-31")
    with pytest.raises(FutureOrderDate):
        terms(1, late, ordered_on=day("2026-04-01"))


def test_the_same_request_sent_twice_moves_tokens_once() -> None:
    cast = enter()
    supply(cast.partner, 5)
    ref = new_ref()
    first = sell(cast.partner, cast.customer, 2, ref=ref)

    with unchanged():
        second = sell(cast.partner, cast.customer, 2, ref=ref, now=NOW + timedelta(minutes=5))

    assert (second.repeated, second.order.id, second.effect) == (True, first.order.id, None)


def test_a_repetition_is_one_also_after_the_order_was_changed_or_deleted() -> None:
    cast = enter()
    supply(cast.partner, 5)
    ref = new_ref()
    sell(cast.partner, cast.customer, 2, ref=ref)
    orders.amend_order(actor=by(cast.partner), ref=ref, changes=orders.Changes(packs=1), now=NOW)
    amended = sell(cast.partner, cast.customer, 2, ref=ref).repeated
    orders.delete_order(actor=by(cast.partner), ref=ref, now=NOW)

    with unchanged():
        deleted = sell(cast.partner, cast.customer, 2, ref=ref).repeated

    assert amended
    assert deleted
    assert stock_of(cast.customer) == 0


def test_a_repetition_is_one_also_where_the_stock_would_no_longer_do() -> None:
    cast = enter()
    supply(cast.partner, 2)
    ref = new_ref()
    sell(cast.partner, cast.customer, 2, ref=ref)

    with unchanged():
        assert sell(cast.partner, cast.customer, 2, ref=ref).repeated


def test_the_same_reference_with_other_content_is_a_conflict() -> None:
    cast = enter()
    supply(cast.partner, 5)
    supply(cast.rival, 5)
    ref = new_ref()
    sell(cast.partner, cast.customer, 2, ref=ref)

    with refused(Conflict) as refusal:
        sell(cast.partner, cast.customer, 3, ref=ref)
    with refused(Conflict):
        sell(cast.partner, cast.sister, 2, ref=ref)
    with refused(Conflict):
        sell(cast.partner, cast.customer, 2, ref=ref, po_number="PO 2")
    with refused(Conflict):
        sell(cast.rival, cast.stranger, 2, ref=ref)

    assert refusal.value.ref == ref


def test_a_conflict_is_told_before_a_lack_of_stock() -> None:
    cast = enter()
    supply(cast.partner, 2)
    ref = new_ref()
    sell(cast.partner, cast.customer, 2, ref=ref)

    with refused(Conflict):
        sell(cast.partner, cast.customer, 99, ref=ref)


def test_preview_and_result_say_the_same_and_a_preview_writes_nothing() -> None:
    cast = enter()
    supply(cast.partner, 5)
    activate(cast.customer, 2)
    give(cast.customer, -5)
    ref = new_ref()
    given = {"actor": by(cast.partner), "seller": cast.partner, "buyer": cast.customer, "terms": terms(2), "ref": ref}

    with unchanged():
        preview = orders.preview_order(**given, now=NOW)  # type: ignore[arg-type]
    effect = orders.place_order(**given, now=NOW).effect  # type: ignore[arg-type]

    assert preview == effect
    assert preview.giver is not None
    assert (preview.giver.before, preview.giver.after, preview.tokens) == (60, 36, 24)
    assert (preview.taker.before, preview.taker.after, preview.taker.reactivated) == (-5, 19, True)
    assert (preview.taker.run_out_before, preview.taker.run_out_after) == ("now", day("2026-12-31"))


def test_a_preview_refuses_as_the_order_would() -> None:
    cast = enter()

    with refused(InsufficientStock):
        orders.preview_order(
            actor=by(cast.partner),
            seller=cast.partner,
            buyer=cast.customer,
            terms=terms(1),
            ref=new_ref(),
            now=NOW,
        )


def test_a_preview_of_what_was_placed_already_is_a_conflict() -> None:
    cast = enter()
    supply(cast.partner, 5)
    ref = new_ref()
    sell(cast.partner, cast.customer, 1, ref=ref)

    with refused(Conflict):
        orders.preview_order(
            actor=by(cast.partner), seller=cast.partner, buyer=cast.customer, terms=terms(1), ref=ref, now=NOW
        )


def test_a_po_number_used_before_between_the_two_is_a_warning_that_lists_the_earlier_lines() -> None:
    cast = enter()
    supply(cast.partner, 9)
    sell(cast.partner, cast.customer, 2, po_number="PO 7")
    sell(cast.partner, cast.sister, 1, po_number="PO 8")

    again = sell(cast.partner, cast.customer, 1, po_number="PO 7").effect
    other = sell(cast.partner, cast.customer, 1, po_number="PO 8").effect

    assert again is not None
    assert other is not None
    assert again.warnings == (Caution("po_number_used", ("PO 7", "2 2026-03-09")),)
    assert other.warnings == ()
