"""Credit and debit notes: between a partner and its subaccount, or the vendor and anybody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.support.cast import (
    MARCH,
    NOW,
    activate,
    boundary,
    by,
    day,
    enter,
    pass_time,
    sell,
    standing_of,
    stock_of,
    supply,
)
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType
from tokenstock.ledger.models import Transaction
from tokenstock.ledger.selectors import total
from tokenstock.orders import services as orders
from tokenstock.orders.models import Adjustment, Order
from tokenstock.orders.refusals import Conflict, ExceedsStock, InsufficientStock, NegativeNotConfirmed
from tokenstock.stock.services import Source

pytestmark = pytest.mark.usefixtures("db")


def adjust(
    giver: Account,
    account: Account,
    tokens: int,
    *,
    confirm: bool = False,
    reason: str = "why",
    corrects: Order | None = None,
    actor: Actor | None = None,
    now: datetime = NOW,
    request_key: str | None = None,
) -> orders.Adjusted:
    note = orders.Note(tokens=tokens, reason=reason, confirm_negative=confirm, corrects=corrects)
    return orders.adjust_stock(actor=actor or by(giver), account=account, note=note, now=now, request_key=request_key)


def test_a_partners_credit_comes_out_of_its_own_stock() -> None:
    cast = enter()
    supply(cast.partner, 1)

    adjust(cast.partner, cast.customer, 5)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (7, 5)
    assert total(account_id=Source.COMPLIMENTARY) == 0


def test_a_partners_debit_goes_back_into_its_own_stock() -> None:
    cast = enter()
    supply(cast.partner, 1)
    adjust(cast.partner, cast.customer, 5)

    adjust(cast.partner, cast.customer, -3)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (10, 2)


def test_a_partner_credits_no_more_than_it_has() -> None:
    cast = enter()
    supply(cast.partner, 1)

    with refused(InsufficientStock) as refusal:
        adjust(cast.partner, cast.customer, 13)
    adjust(cast.partner, cast.customer, 12)

    assert refusal.value.details() == {"available": 12, "needed": 13, "short_by": 1}


def test_a_partner_takes_back_what_is_held_to_the_last_token_and_no_more() -> None:
    cast = enter()
    adjust(cast.vendor, cast.customer, 5)

    for confirm in (False, True):
        with refused(ExceedsStock) as refusal:
            adjust(cast.partner, cast.customer, -6, confirm=confirm)
        assert refusal.value.details() == {"held": 5, "wanted": 6}
    adjust(cast.partner, cast.customer, -5)

    assert (stock_of(cast.partner), stock_of(cast.customer)) == (5, 0)


def test_tokens_that_were_consumed_do_not_return_to_the_partner() -> None:
    cast = enter()
    supply(cast.partner, 1)
    sell(cast.partner, cast.customer, 1)
    activate(cast.customer, 3)
    pass_time(boundary(MARCH))

    with refused(ExceedsStock) as refusal:
        adjust(cast.partner, cast.customer, -12, now=boundary(MARCH))

    assert refusal.value.held == 9


def test_from_a_customer_below_zero_nothing_is_taken_back() -> None:
    cast = enter()
    adjust(cast.vendor, cast.customer, -5, confirm=True)

    with refused(ExceedsStock) as refusal:
        adjust(cast.partner, cast.customer, -1)

    assert refusal.value.held == 0


def test_the_vendor_credits_from_its_complimentary_source_and_debits_back_to_it() -> None:
    cast = enter()

    adjust(cast.vendor, cast.customer, 7)
    adjust(cast.vendor, cast.customer, -2)

    assert (stock_of(cast.customer), stock_of(cast.partner)) == (5, 0)
    assert total(account_id=Source.COMPLIMENTARY) == -5


@pytest.mark.parametrize("who", ["distributor", "partner", "customer", "trial", "direct"])
def test_the_vendor_adjusts_any_account(who: str) -> None:
    cast = enter()

    adjust(cast.vendor, getattr(cast, who), 7)

    assert stock_of(getattr(cast, who)) == 7


def test_below_zero_the_vendor_confirms_and_the_account_is_suspended() -> None:
    cast = enter()

    with refused(NegativeNotConfirmed) as refusal:
        adjust(cast.vendor, cast.customer, -1)
    adjust(cast.vendor, cast.customer, -1, confirm=True)

    assert refusal.value.stock_after == -1
    assert (stock_of(cast.customer), standing_of(cast.customer).suspended) == (-1, True)


def test_a_debit_that_leaves_an_account_below_zero_is_confirmed_also_where_it_was_there_before() -> None:
    cast = enter()
    adjust(cast.vendor, cast.customer, -5, confirm=True)

    with refused(NegativeNotConfirmed):
        adjust(cast.vendor, cast.customer, -1)
    adjust(cast.vendor, cast.customer, 1)

    assert stock_of(cast.customer) == -4


def test_a_debit_to_zero_needs_no_confirmation() -> None:
    cast = enter()
    adjust(cast.vendor, cast.customer, 5)

    adjust(cast.vendor, cast.customer, -5)

    assert stock_of(cast.customer) == 0


def test_the_vendor_may_take_a_reseller_below_zero_after_confirming() -> None:
    cast = enter()

    adjust(cast.vendor, cast.partner, -5, confirm=True)

    assert (stock_of(cast.partner), standing_of(cast.partner).suspended) == (-5, False)


@pytest.mark.parametrize(
    ("who", "account"),
    [
        ("partner", "partner"),
        ("partner", "stranger"),
        ("partner", "direct"),
        ("partner", "distributor"),
        ("distributor", "customer"),
        ("customer", "customer"),
        ("customer", "sister"),
        ("rival", "customer"),
    ],
)
@pytest.mark.parametrize("tokens", [1, -1])
def test_nobody_adjusts_what_is_not_its_subaccount(who: str, account: str, tokens: int) -> None:
    cast = enter()
    for holder in (cast.partner, cast.customer, cast.stranger):
        adjust(cast.vendor, holder, 20)

    with refused(NotAllowed):
        adjust(getattr(cast, who), getattr(cast, account), tokens)


@pytest.mark.parametrize("kind", [AccountType.PARTNER, AccountType.VENDOR])
def test_a_user_who_is_no_admin_adjusts_nothing(kind: AccountType) -> None:
    cast = enter()
    adjust(cast.vendor, cast.partner, 20)
    user = Actor(label="u", account_id=cast.partner.id, account_type=kind, is_admin=False)

    with refused(NotAllowed):
        adjust(cast.partner, cast.customer, 1, actor=user)


def test_an_adjustment_may_name_the_order_that_it_corrects_in_whatever_month() -> None:
    cast = enter()
    supply(cast.partner, 1)
    order = sell(cast.partner, cast.customer, 1).order
    later = boundary(MARCH) + timedelta(days=3)
    pass_time(later)

    adjustment = adjust(cast.partner, cast.customer, -12, corrects=order, now=later).adjustment

    assert (adjustment.corrects, adjustment.period) == (order, day("2026-04-01"))
    assert Transaction.objects.get(kind=3, document_id=adjustment.id).period == day("2026-04-01")


def test_an_adjustment_in_the_gap_before_a_late_close_counts_in_the_new_month() -> None:
    cast = enter()

    adjustment = adjust(cast.vendor, cast.customer, 5, now=boundary(MARCH)).adjustment

    assert adjustment.period == day("2026-04-01")


def test_the_same_request_twice_moves_tokens_once() -> None:
    cast = enter()
    first = adjust(cast.vendor, cast.customer, 5, request_key="k1")

    with unchanged():
        second = adjust(cast.vendor, cast.customer, 5, request_key="k1", now=NOW + timedelta(hours=1))

    assert (first.repeated, second.repeated, second.adjustment) == (False, True, first.adjustment)


@pytest.mark.parametrize(
    "other",
    [
        lambda cast: adjust(cast.vendor, cast.customer, 6, request_key="k1"),
        lambda cast: adjust(cast.vendor, cast.sister, 5, request_key="k1"),
        lambda cast: adjust(cast.vendor, cast.customer, 5, request_key="k1", reason="another"),
    ],
    ids=["tokens", "account", "reason"],
)
def test_the_same_key_with_other_content_is_a_conflict(other: Callable[[Any], object]) -> None:
    cast = enter()
    adjust(cast.vendor, cast.customer, 5, request_key="k1")

    with refused(Conflict) as refusal:
        other(cast)

    assert refusal.value.ref == "k1"


def test_a_key_belongs_to_the_company_that_uses_it() -> None:
    cast = enter()
    for partner in (cast.partner, cast.rival):
        adjust(cast.vendor, partner, 20)

    for partner, customer in ((cast.partner, cast.customer), (cast.rival, cast.stranger)):
        assert not adjust(partner, customer, 5, request_key="k1").repeated
    assert not adjust(cast.vendor, cast.direct, 5, request_key="k1").repeated

    assert [stock_of(one) for one in (cast.customer, cast.stranger, cast.direct)] == [5, 5, 5]


def test_without_a_key_the_same_twice_is_two() -> None:
    cast = enter()

    for _ in range(2):
        adjust(cast.vendor, cast.customer, 5)

    assert stock_of(cast.customer) == 10


@pytest.mark.parametrize(("giver", "tokens"), [("partner", 5), ("partner", -3), ("vendor", -20), ("vendor", 30)])
def test_preview_and_result_say_the_same_and_a_preview_writes_nothing(giver: str, tokens: int) -> None:
    cast = enter()
    supply(cast.partner, 1)
    adjust(cast.vendor, cast.customer, 8)
    activate(cast.customer, 2)
    note = orders.Note(tokens=tokens, reason="why", confirm_negative=True)
    actor = by(getattr(cast, giver))

    with unchanged():
        preview = orders.preview_adjustment(actor=actor, account=cast.customer, note=note, now=NOW)
    effect = orders.adjust_stock(actor=actor, account=cast.customer, note=note, now=NOW).effect

    assert preview == effect
    assert (preview.taker.before, preview.taker.after) == (8, 8 + tokens)
    assert preview.taker.newly_suspended == (tokens == -20)
    assert (preview.giver is None) == (giver == "vendor")


def test_a_preview_refuses_as_the_adjustment_would() -> None:
    cast = enter()

    with refused(ExceedsStock):
        orders.preview_adjustment(
            actor=by(cast.partner), account=cast.customer, note=orders.Note(tokens=-1, reason="why"), now=NOW
        )


def test_an_adjustment_of_nothing_is_refused_by_the_database() -> None:
    cast = enter()
    adjust(cast.vendor, cast.customer, 5)

    with pytest.raises(IntegrityError, match="adjustment_moves_something"), transaction.atomic():
        Adjustment.objects.update(tokens=0)
