"""A line that waits becomes an order when the vendor says whom it is for, once, on the terms that were received."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.support.cast import (
    MARCH,
    NOW,
    Cast,
    boundary,
    by,
    day,
    enter,
    pass_time,
    receive,
    sell,
    standing_of,
    statement_of,
    stock_of,
    supply,
    terms,
)
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType
from tokenstock.audit.models import Record
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.desk.selectors import WaitingTokens, waiting_line, waiting_lines, waiting_tokens
from tokenstock.desk.services import (
    EndCustomer,
    Line,
    LineNotWaiting,
    LineResult,
    UnknownLine,
    identify_line,
    preview_identification,
    receive_purchase_order,
)
from tokenstock.lifecycle.services import close_account, move_account
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order, ReservedRef
from tokenstock.orders.refusals import Conflict
from tokenstock.stock.services import AccountClosed

pytestmark = pytest.mark.usefixtures("db")

LATER = NOW + timedelta(hours=1)
NOBODY = EndCustomer(name="Cargo Line", admin_email="nobody@example.com")


def waiting(cast: Cast, buyer: Account | None = None, packs: int = 5, po_number: str = "PO 7") -> str:
    """A line that waits; its reference."""
    (result,) = receive(buyer or cast.partner, (packs, NOBODY), po_number=po_number)
    assert result.kind == "needs_identification"
    return result.ref


def identify(cast: Cast, ref: str, account: Account | None, actor: Account | None = None) -> LineResult:
    return identify_line(actor=by(actor or cast.vendor), ref=ref, account=account, now=LATER)


def test_a_line_identified_as_a_subaccounts_is_a_delegated_order_under_its_reference() -> None:
    cast = enter()
    ref = waiting(cast)

    result = identify(cast, ref, cast.customer)

    order = Order.objects.get(ref=ref)
    assert (result.kind, result.number, result.repeated) == ("delegated", "1", False)
    assert (order.kind, order.via, order.buyer, order.packs) == ("delegated", cast.partner, cast.customer, 5)
    assert (stock_of(cast.partner), stock_of(cast.customer)) == (0, 60)
    line = PurchaseOrderLine.objects.get()
    assert (line.kind, line.order, line.identified_at, line.identified_by, line.reason) == (
        "delegated",
        order,
        LATER,
        cast.vendor.name,
        "unknown",
    )
    assert not ReservedRef.objects.exists()


def test_a_line_said_to_be_wholesale_goes_to_the_buyers_own_stock() -> None:
    cast = enter()
    ref = waiting(cast)

    result = identify(cast, ref, None)

    assert (result.kind, stock_of(cast.partner)) == ("wholesale", 60)


def test_a_line_of_a_customer_that_buys_for_itself_is_direct() -> None:
    cast = enter()
    ref = waiting(cast, cast.direct)

    result = identify(cast, ref, None)

    assert (result.kind, stock_of(cast.direct)) == ("direct", 60)


def test_order_date_and_terms_are_those_that_were_received_and_the_month_is_that_of_the_entering() -> None:
    cast = enter()
    wanted = orders.Terms.checked(
        po_number="P",
        ordered_on=day("2026-03-05"),
        packs=3,
        list_price="18.5",
        discount="12.5",
        note="by mail",
        now=NOW,
    )
    receive_purchase_order(
        actor=by(cast.vendor), buyer=cast.partner, po_number="P", lines=[Line("1", wanted, NOBODY)], now=NOW
    )
    april = boundary(MARCH) + timedelta(days=2)
    pass_time(april)

    identify_line(actor=by(cast.vendor), ref=f"{cast.partner.uid}/P/1", account=cast.customer, now=april)

    order = Order.objects.get()
    assert (order.po_number, order.ordered_on, order.packs, order.note) == ("P", day("2026-03-05"), 3, "by mail")
    assert (order.list_price, order.discount) == (Decimal("18.50"), Decimal("12.50"))
    assert order.period == day("2026-04-01")
    assert [statement_of(cast.customer, month).received for month in (MARCH, MARCH.plus(1))] == [0, 36]


def test_who_identified_a_line_is_in_the_record() -> None:
    cast = enter()
    ref = waiting(cast)

    identify(cast, ref, cast.customer)

    written = Record.objects.get(action="purchase_order.identified")
    assert (written.subject, written.account_id, written.actor) == (ref, cast.partner.id, cast.vendor.name)
    assert written.detail == {"kind": "delegated", "to": cast.customer.uid, "waited_for": "unknown"}


@pytest.mark.parametrize("own", [True, False])
def test_the_same_answer_again_moves_nothing_and_says_so(own: bool) -> None:
    cast = enter()
    ref = waiting(cast)
    account = None if own else cast.customer
    identify(cast, ref, account)

    with unchanged():
        again = identify(cast, ref, account)

    assert again.repeated


def test_it_is_a_repetition_also_after_the_order_was_deleted() -> None:
    cast = enter()
    ref = waiting(cast)
    identify(cast, ref, None)
    orders.delete_order(actor=by(cast.vendor), ref=ref, now=LATER)

    assert identify(cast, ref, None).repeated
    assert stock_of(cast.partner) == 0


@pytest.mark.parametrize(("first", "then"), [("customer", "sister"), ("customer", None), (None, "customer")])
def test_another_answer_is_a_conflict(first: str | None, then: str | None) -> None:
    cast = enter()
    ref = waiting(cast)
    identify(cast, ref, getattr(cast, first) if first else None)

    with refused(Conflict) as refusal:
        identify(cast, ref, getattr(cast, then) if then else None)

    assert refusal.value.ref == ref


def test_the_same_purchase_order_again_finds_the_line_as_it_was_identified() -> None:
    cast = enter()
    ref = waiting(cast)
    identify(cast, ref, cast.customer)

    (result,) = receive(cast.partner, (5, NOBODY), po_number="PO 7")

    assert (result.ref, result.kind, result.reason, result.repeated) == (ref, "delegated", "", True)
    assert stock_of(cast.customer) == 60


def test_an_order_that_came_of_a_line_can_be_changed_like_any_other() -> None:
    cast = enter()
    ref = waiting(cast)
    identify(cast, ref, cast.customer)

    orders.amend_order(actor=by(cast.vendor), ref=ref, changes=orders.Changes(packs=2), now=LATER)

    assert stock_of(cast.customer) == 24


@pytest.mark.parametrize("who", ["distributor", "partner", "rival", "customer"])
def test_only_the_vendor_identifies(who: str) -> None:
    cast = enter()
    ref = waiting(cast)

    with refused(NotAllowed):
        identify(cast, ref, cast.customer, actor=getattr(cast, who))


def test_a_user_of_the_vendor_who_is_no_admin_identifies_nothing() -> None:
    cast = enter()
    ref = waiting(cast)
    user = Actor(label="u", account_id=cast.vendor.id, account_type=AccountType.VENDOR, is_admin=False)

    with refused(NotAllowed):
        identify_line(actor=user, ref=ref, account=None, now=LATER)


@pytest.mark.parametrize("who", ["stranger", "direct", "partner", "distributor", "rival"])
def test_a_line_is_assigned_to_nobody_but_a_subaccount_of_its_buyer(who: str) -> None:
    cast = enter()
    ref = waiting(cast)

    with refused(NotAllowed):
        identify(cast, ref, getattr(cast, who))


def test_a_line_of_a_customer_is_assigned_to_nobody_else() -> None:
    cast = enter()
    ref = waiting(cast, cast.direct)

    with refused(NotAllowed):
        identify(cast, ref, cast.stranger)


def test_a_customer_that_has_come_to_have_a_partner_does_not_buy_directly_any_more() -> None:
    cast = enter()
    ref = waiting(cast, cast.direct)
    move_account(actor=by(cast.vendor), account=cast.direct, parent=cast.rival, now=NOW)

    with refused(NotAllowed):
        identify(cast, ref, None)


def test_an_account_is_judged_as_it_is_now_whatever_the_caller_still_believes() -> None:
    cast = enter()
    ref = waiting(cast)
    move_account(actor=by(cast.vendor), account=cast.customer, parent=cast.rival, now=NOW)

    with refused(NotAllowed):
        identify(cast, ref, cast.customer)


def test_nothing_is_assigned_to_a_closed_account() -> None:
    cast = enter()
    ref = waiting(cast)
    close_account(actor=by(cast.vendor), account=cast.customer, reason="x", now=NOW)

    with refused(AccountClosed):
        identify(cast, ref, cast.customer)


def test_a_line_that_became_an_order_by_itself_is_none_to_identify() -> None:
    cast = enter()
    (result,) = receive(cast.partner, (1, None))

    with refused(LineNotWaiting) as refusal:
        identify(cast, result.ref, None)

    assert refusal.value.state == "wholesale"


def test_a_line_that_nobody_received_is_unknown() -> None:
    cast = enter()
    supply(cast.partner, 1)
    sell(cast.partner, cast.customer, 1, ref="TOKEN")

    with refused(UnknownLine):
        identify(cast, "TOKEN", None)


def test_the_preview_is_the_identification_rolled_back() -> None:
    cast = enter()
    ref = waiting(cast)

    with unchanged():
        seen = preview_identification(actor=by(cast.vendor), ref=ref, account=cast.customer, now=LATER)
    result = identify(cast, ref, cast.customer)
    repeated = preview_identification(actor=by(cast.vendor), ref=ref, account=cast.customer, now=LATER)

    assert result.placed is not None
    assert seen == result.placed.effect
    assert seen is not None
    assert (seen.taker.uid, seen.taker.after, seen.giver and seen.giver.tokens) == (cast.customer.uid, 60, 0)
    assert repeated is None


# What waits


def test_a_buyer_sees_its_own_waiting_lines_and_the_vendor_all() -> None:
    cast = enter()
    mine, other = waiting(cast), waiting(cast, cast.rival)
    done = waiting(cast, po_number="PO 8")
    identify(cast, done, None)

    assert [line.ref for line in waiting_lines(limit=10)] == [other, mine]
    assert [line.ref for line in waiting_lines(buyer_id=cast.partner.id, limit=10)] == [mine]
    assert waiting_lines(buyer_id=cast.sister.id, limit=10) == []
    assert [line.ref for line in waiting_lines(limit=1)] == [other]


def test_tokens_that_wait_are_counted_by_buyer_and_are_in_no_stock() -> None:
    cast = enter()
    waiting(cast)
    waiting(cast, packs=2, po_number="PO 8")
    waiting(cast, cast.rival, packs=1)
    identify(cast, waiting(cast, packs=9, po_number="PO 9"), None)

    assert waiting_tokens() == {
        cast.partner.id: WaitingTokens(lines=2, tokens=84),
        cast.rival.id: WaitingTokens(lines=1, tokens=12),
    }
    assert waiting_tokens(buyer_ids=[cast.rival.id, cast.direct.id]) == {cast.rival.id: WaitingTokens(1, 12)}
    assert stock_of(cast.rival) == 0


def test_a_line_to_identify_is_found_by_its_number_before_and_after_but_none_that_never_waited() -> None:
    cast = enter()
    ref = waiting(cast)
    line = PurchaseOrderLine.objects.get(ref=ref)
    supply(cast.rival, 1)
    never = PurchaseOrderLine.objects.latest("id")

    before = waiting_line(line_id=line.id)
    identify(cast, ref, None)

    assert before == line == waiting_line(line_id=line.id)
    assert (waiting_line(line_id=never.id), waiting_line(line_id=0)) == (None, None)


def test_terms_survive_being_kept() -> None:
    make: Callable[..., orders.Terms] = orders.Terms.checked
    for wanted in (
        terms(3, note="x"),
        make(po_number="P", ordered_on=day("2026-03-01"), packs=1, list_price="0.10", discount="99.99", now=NOW),
    ):
        assert orders.Terms.kept(wanted.written()) == wanted


def test_what_waits_is_no_part_of_stock_or_forecast() -> None:
    cast = enter()
    before = standing_of(cast.partner)

    waiting(cast)

    after = standing_of(cast.partner)
    assert {field.name: getattr(after, field.name) for field in after._meta.fields} == {
        field.name: getattr(before, field.name) for field in before._meta.fields
    }
