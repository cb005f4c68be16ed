"""Orders are edited and deleted by those who entered them, while the month that they were entered in is open."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.cast import (
    APRIL,
    MARCH,
    NOW,
    SKU,
    Cast,
    activate,
    boundary,
    by,
    day,
    deliver,
    enter,
    give,
    just_before,
    new_ref,
    pass_time,
    sell,
    standing_of,
    statement_of,
    stock_of,
    supply,
)
from tests.support.policies import SetPolicies
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType
from tokenstock.catalogue.models import Product
from tokenstock.catalogue.selectors import UnknownProduct
from tokenstock.kernel.quantities import InvalidQuantity
from tokenstock.ledger.models import Entry, Transaction
from tokenstock.lifecycle.services import move_account
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order, OrderRevision
from tokenstock.orders.refusals import (
    Conflict,
    FutureOrderDate,
    InsufficientStock,
    NegativeNotConfirmed,
    PeriodClosed,
    StaleVersion,
    TokensPassedOn,
    UnknownOrder,
)

pytestmark = pytest.mark.usefixtures("db")


def token_order(cast: Cast, packs: int = 2, stock: int = 5) -> str:
    """A token order of the partner to its customer, out of a stock of so many packs."""
    supply(cast.partner, stock)
    return sell(cast.partner, cast.customer, packs, ref=new_ref()).order.ref


def amend(who: Account, ref: str, **given: Any) -> orders.Amended:
    """Edit an order: `changes`, or packs alone."""
    packs = given.pop("packs", None)
    changes = given.pop("changes", None) or orders.Changes.checked(now=NOW, packs=packs)
    usual: dict[str, Any] = {"actor": by(who), "ref": ref, "changes": changes, "now": NOW}
    return orders.amend_order(**(usual | given))


def delete(who: Account, ref: str, **given: Any) -> orders.Amended:
    """Delete an order."""
    usual: dict[str, Any] = {"actor": by(who), "ref": ref, "now": NOW}
    return orders.delete_order(**(usual | given))


CONFIRMED = orders.Insistence(confirm_negative=True)
FORCED = orders.Insistence(force=True, reason="typed twice")


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
            now=NOW, po_number="PO 9", ordered_on=day("2026-01-05"), note="late", sku=SKU, packs=2
        ),
    )

    order = Order.objects.get(ref=ref)
    assert (order.po_number, order.ordered_on, order.note, order.packs) == ("PO 9", day("2026-01-05"), "late", 2)
    assert Transaction.objects.count() == postings


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


def test_a_version_that_has_moved_on_is_not_overwritten() -> None:
    cast = enter()
    ref = token_order(cast)
    amend(cast.partner, ref, packs=3, expected_version=1)

    with refused(StaleVersion) as refusal:
        amend(cast.partner, ref, packs=1, expected_version=1)
    with refused(StaleVersion):
        delete(cast.partner, ref, expected_version=1)
    amend(cast.partner, ref, packs=1, expected_version=2)

    assert refusal.value.details() == {"expected": 1, "current": 2}


def test_the_same_edit_sent_twice_is_done_once() -> None:
    cast = enter()
    ref = token_order(cast)
    amend(cast.partner, ref, packs=3, request_key="k", expected_version=1)

    with unchanged():
        again = amend(cast.partner, ref, packs=3, request_key="k", expected_version=1)

    assert again.repeated
    assert stock_of(cast.customer) == 36


def test_the_same_delete_sent_twice_is_done_once() -> None:
    cast = enter()
    ref = token_order(cast)
    delete(cast.partner, ref, request_key="k")

    with unchanged():
        assert delete(cast.partner, ref, request_key="k").repeated


def test_a_repeated_edit_is_one_also_after_others() -> None:
    cast = enter()
    ref = token_order(cast)
    amend(cast.partner, ref, packs=3, request_key="k")
    amend(cast.partner, ref, packs=1)

    with unchanged():
        assert amend(cast.partner, ref, packs=3, request_key="k").repeated


def test_the_same_key_with_another_edit_is_a_conflict() -> None:
    cast = enter()
    ref = token_order(cast)
    other = token_order(cast)
    amend(cast.partner, ref, packs=3, request_key="k")

    with refused(Conflict):
        amend(cast.partner, ref, packs=1, request_key="k")
    with refused(Conflict):
        amend(cast.partner, ref, changes=orders.Changes(packs=3, note="more"), request_key="k")
    with refused(Conflict):
        delete(cast.partner, ref, request_key="k")
    amend(cast.partner, other, packs=1, request_key="k")

    assert stock_of(cast.customer) == 48


def test_an_edit_that_leaves_a_customer_below_zero_is_confirmed_and_suspends() -> None:
    cast = enter()
    ref = token_order(cast, packs=4)
    give(cast.customer, -40)

    with refused(NegativeNotConfirmed) as refusal:
        amend(cast.partner, ref, packs=3)
    amended = amend(cast.partner, ref, packs=3, insistence=CONFIRMED)

    assert refusal.value.stock_after == -4
    assert amended.effect is not None
    assert amended.effect.taker.newly_suspended
    assert standing_of(cast.customer).suspended


def test_a_customer_below_zero_before_is_asked_about_again_and_an_increase_never_is() -> None:
    cast = enter()
    ref = token_order(cast, packs=2, stock=9)
    give(cast.customer, -60)

    with refused(NegativeNotConfirmed):
        amend(cast.partner, ref, packs=1)
    amend(cast.partner, ref, packs=3)

    assert stock_of(cast.customer) == -24


def test_an_edit_of_words_alone_needs_no_confirmation() -> None:
    cast = enter()
    ref = token_order(cast)
    give(cast.customer, -60)

    amend(cast.partner, ref, changes=orders.Changes(note="late"))

    assert Order.objects.get(ref=ref).note == "late"


def test_a_delete_that_leaves_a_customer_below_zero_is_confirmed() -> None:
    cast = enter()
    order = supply(cast.direct, 2)
    activate(cast.direct, 1)
    give(cast.direct, -1)

    with refused(NegativeNotConfirmed) as refusal:
        delete(cast.vendor, order.ref, insistence=FORCED)
    delete(cast.vendor, order.ref, insistence=CONFIRMED)

    assert refusal.value.stock_after == -1
    assert stock_of(cast.direct) == -1


def test_a_reseller_that_has_passed_the_tokens_on_is_not_taken_below_zero() -> None:
    cast = enter()
    order = supply(cast.partner, 3)
    sell(cast.partner, cast.customer, 2)

    for insistence in (
        orders.Insistence(),
        CONFIRMED,
        orders.Insistence(force=True),
        orders.Insistence(force=True, reason="  "),
    ):
        with refused(TokensPassedOn) as refusal:
            amend(cast.vendor, order.ref, packs=1, insistence=insistence)
        assert refusal.value.stock_after == -12
    with refused(TokensPassedOn):
        delete(cast.vendor, order.ref)


def test_the_vendor_may_force_it_with_a_reason_and_the_partner_can_then_receive_but_not_pass_on() -> None:
    cast = enter()
    order = supply(cast.partner, 3)
    sell(cast.partner, cast.customer, 2)

    delete(cast.vendor, order.ref, insistence=FORCED)
    forced = (stock_of(cast.partner), standing_of(cast.partner).suspended)
    with refused(InsufficientStock):
        sell(cast.partner, cast.customer, 1)
    supply(cast.partner, 2)

    assert forced == (-24, False)
    assert stock_of(cast.partner) == 0
    assert OrderRevision.objects.get(order=order, version=2).forced


def test_a_distributor_cannot_force_its_own_order() -> None:
    cast = enter()
    supply(cast.distributor, 3)
    ref = sell(cast.distributor, cast.partner, 3).order.ref
    sell(cast.partner, cast.customer, 3)

    with refused(TokensPassedOn):
        delete(cast.distributor, ref, insistence=FORCED)


def test_a_delegated_order_passes_through_the_partner_however_its_stock_stands() -> None:
    cast = enter()
    ref = deliver(cast.partner, cast.customer, 3).ref
    give(cast.partner, -5)

    amend(cast.vendor, ref, packs=1)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (-5, 12)


def test_a_seller_below_zero_may_take_back_what_it_sold() -> None:
    cast = enter()
    ref = token_order(cast, packs=2, stock=2)
    give(cast.partner, -30)

    amend(cast.partner, ref, packs=1)

    assert stock_of(cast.partner) == -18


@pytest.mark.parametrize("packs", [1, 3, None], ids=["fewer", "more", "gone"])
def test_preview_and_result_say_the_same_and_a_preview_writes_nothing(packs: int | None) -> None:
    cast = enter()
    ref = token_order(cast)
    activate(cast.customer, 1)
    changes = None if packs is None else orders.Changes(packs=packs)

    with unchanged():
        preview = orders.preview_change(actor=by(cast.partner), ref=ref, changes=changes, now=NOW)
    changed = amend(cast.partner, ref, changes=changes) if changes else delete(cast.partner, ref)

    assert preview == changed.effect
    assert preview is not None
    assert (preview.tokens, preview.taker.after) == (12 * (packs or 0) - 24, 12 * (packs or 0))
    assert preview.giver is not None
    assert preview.giver.tokens == -preview.tokens


def test_a_preview_refuses_as_the_edit_would() -> None:
    cast = enter()
    ref = token_order(cast)
    give(cast.customer, -24)

    with refused(NegativeNotConfirmed):
        orders.preview_change(actor=by(cast.partner), ref=ref, changes=None, now=NOW)


def test_a_closed_month_is_told_before_a_lack_of_stock() -> None:
    cast = enter()
    ref = token_order(cast)
    pass_time(boundary(MARCH))

    with refused(PeriodClosed):
        amend(cast.partner, ref, packs=99, now=boundary(MARCH))


def test_the_ways_out_of_the_countdown_agree() -> None:
    cast = enter()
    order = Order.objects.get(ref=token_order(cast))

    assert orders.editable_until(order) == boundary(MARCH)
    assert orders.may_change(by(cast.partner), order)
    assert not orders.may_change(by(cast.vendor), order)
