"""Two editors, the same request twice, and edits that leave somebody below zero."""

import pytest

from tests.orders.changes import CONFIRMED, FORCED, amend, delete, token_order
from tests.support.cast import (
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
    standing_of,
    stock_of,
    supply,
)
from tests.support.proofs import refused, unchanged
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order, OrderRevision
from tokenstock.orders.refusals import (
    Conflict,
    InsufficientStock,
    NegativeNotConfirmed,
    PeriodClosed,
    StaleVersion,
    TokensPassedOn,
)

pytestmark = pytest.mark.usefixtures("db")


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
