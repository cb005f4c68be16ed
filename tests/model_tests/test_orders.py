"""Token orders and their correction: who may, which stock is needed, and when it is too late."""

import pytest

from tests.model_tests.story import Story, channel


def sold(packs: int = 3, stock: int = 10) -> Story:
    """P bought `stock` packs, and sold some of them to p1 as order A."""
    story = channel()
    story.order("P", stock)
    story.ok(**story.place("A", "P", "p1", packs))
    return story


def test_a_token_order_moves_from_seller_to_buyer() -> None:
    story = sold()
    assert story.stocks("P", "p1") == [84, 36]
    assert story.ledger() == {"sum": 0, "issued_by_order": 120, "complimentary": 0, "bonus": 0, "consumed": 0}


def test_spending_the_last_token_is_allowed_and_one_more_refused() -> None:
    story = sold(packs=9)
    story.ok(**story.place("B", "P", "p1", 1))
    assert story.stock("P") == 0
    result = story.refused("insufficient_stock", **story.place("C", "P", "p1", 1))
    assert (result["available"], result["needed"], result["short_by"]) == (0, 12, 12)
    story.give("P", 24)
    result = story.refused("insufficient_stock", **story.place("C", "P", "p1", 3))
    assert (result["available"], result["needed"], result["short_by"]) == (24, 36, 12)


def test_a_distributor_sells_to_its_partner() -> None:
    story = channel()
    story.order("D", 5)
    story.ok(**story.place("A", "D", "P", 2))
    assert story.stocks("D", "P") == [36, 24]


@pytest.mark.parametrize(
    ("seller", "buyer"), [("P", "P"), ("P", "q1"), ("D", "p1"), ("p1", "P"), ("P", "D"), ("P", "v1")]
)
def test_only_to_ones_own_subaccount(seller: str, buyer: str) -> None:
    story = sold()
    story.refused("not_allowed", **story.place("B", seller, buyer, 1))


def test_sent_twice_it_moves_once() -> None:
    story = sold()
    assert story.ok(**story.place("A", "P", "p1", 3))["repeated"] is True
    assert story.stocks("P", "p1") == [84, 36]
    for other in ({"packs": 4}, {"po_number": "A2"}, {"order_date": "2026-01-04"}):
        story.refused("conflict", **story.place("A", "P", "p1", 3) | other)
    story.create("p2", "customer", "P")
    story.refused("conflict", **story.place("A", "P", "p2", 3))
    story.refused("unknown_product", **story.place("A", "P", "p1", 3, sku="1"))


def test_repeated_after_it_was_amended_or_deleted() -> None:
    story = sold()
    first = story.place("A", "P", "p1", 3)
    story.ok("order.amend", by="P", ref="A", packs=5)
    assert story.ok(**first)["repeated"] is True
    story.refused("conflict", **first | {"packs": 5})
    story.ok("order.delete", by="P", ref="A")
    assert story.ok(**first)["repeated"] is True
    assert story.stocks("P", "p1") == [120, 0]


def test_repeated_after_the_stock_is_gone_and_in_a_later_month() -> None:
    story = sold(packs=10)
    first = story.place("A", "P", "p1", 10)
    story.at = "2026-03-05T09:00:00Z"
    assert story.ok(**first)["repeated"] is True


def test_a_refused_order_leaves_its_ref_free() -> None:
    story = sold()
    story.refused("insufficient_stock", **story.place("B", "P", "p1", 100))
    assert "repeated" not in story.ok(**story.place("B", "P", "p1", 1))


def test_amending_needs_only_the_difference() -> None:
    story = sold(packs=8)
    story.ok("order.amend", by="P", ref="A", packs=10)
    assert story.stocks("P", "p1") == [0, 120]
    result = story.refused("insufficient_stock", "order.amend", by="P", ref="A", packs=12)
    assert (result["available"], result["needed"], result["short_by"]) == (0, 24, 24)
    story.ok("order.amend", by="P", ref="A", packs=1)
    assert story.stocks("P", "p1") == [108, 12]
    story.ok("order.amend", by="P", ref="A", note="n", po_number="other", order_date="2025-01-01")
    story.ok("order.delete", by="P", ref="A")
    assert story.stocks("P", "p1") == [120, 0]
    story.refused("unknown_order", "order.delete", by="P", ref="A")
    story.refused("unknown_order", "order.amend", by="P", ref="A", packs=1)


def test_only_the_seller_changes_a_token_order() -> None:
    story = sold()
    for by in ("vendor", "D", "Q", "p1"):
        story.refused("not_allowed", "order.amend", by=by, ref="A", packs=1, force=True, reason="r")
        story.refused("not_allowed", "order.delete", by=by, ref="A", force=True, reason="r")
    story.refused("unknown_account", "order.delete", by="nobody", ref="A")


def test_only_the_vendor_changes_its_orders() -> None:
    story = channel()
    wholesale = story.order("P", 3)["lines"][0]["ref"]
    delegated = story.order("P", (2, {"uid": "p1"}))["lines"][0]["ref"]
    direct = story.order("v1", 2)["lines"][0]["ref"]
    for ref in (wholesale, delegated, direct):
        story.refused("not_allowed", "order.amend", by="P", ref=ref, packs=1)
        story.ok("order.amend", by="vendor", ref=ref, packs=4)
    assert story.stocks("P", "p1", "v1") == [48, 48, 48]
    for ref in (wholesale, delegated, direct):
        story.ok("order.delete", by="vendor", ref=ref)
    assert story.stocks("P", "p1", "v1") == [0, 0, 0]
    assert story.ledger()["issued_by_order"] == 0


def test_only_while_the_month_of_entry_is_open() -> None:
    story = sold()
    wholesale = story.order("P", 1, order_date="2025-11-01")["lines"][0]["ref"]
    story.at = "2026-01-31T23:59:59.999999Z"
    story.ok("order.amend", by="P", ref="A", packs=4)
    story.ok("order.amend", by="vendor", ref=wholesale, packs=2)
    story.at = "2026-02-01T00:00:00Z"
    story.refused("period_closed", "order.amend", by="P", ref="A", packs=3)
    story.refused("period_closed", "order.delete", by="P", ref="A")
    story.refused("period_closed", "order.delete", by="vendor", ref=wholesale)
    story.refused("period_closed", "order.amend", by="P", ref="A", packs=4)  # without any change


def test_the_date_of_an_order_may_lie_in_the_past_not_in_the_future() -> None:
    story = sold()
    story.ok(**story.place("B", "P", "p1", 1, order_date="1999-12-31"))
    story.refused("future_order_date", **story.place("C", "P", "p1", 1, order_date="2026-01-06"))
    story.refused("future_order_date", "order.amend", by="P", ref="B", order_date="2026-01-06")
    for wrong in ("2026-02-29", "2026-13-01", "20260105", "05.01.2026", ""):
        story.refused("invalid_date", **story.place("C", "P", "p1", 1, order_date=wrong))
        story.refused("invalid_date", "order.amend", by="P", ref="B", order_date=wrong)


def test_today_is_the_day_in_the_programmes_time_zone() -> None:
    story = channel("2026-01-05T23:30:00Z", time_zone="Europe/Paris")
    story.order("P", 3, order_date="2026-01-06")
    story.refused("future_order_date", **story.purchase_order("P", 3, order_date="2026-01-07"))
    story = channel("2026-01-06T03:00:00Z", time_zone="America/New_York")
    story.refused("future_order_date", **story.purchase_order("P", 3, order_date="2026-01-06"))


@pytest.mark.parametrize("packs", [0, -1, 100_001, 1.5, 2.0, "2", True])
def test_packs_are_whole_numbers_from_1_to_100000(packs: object) -> None:
    story = sold()
    story.refused("invalid_quantity", **story.place("B", "P", "p1", packs))
    story.refused("invalid_quantity", "order.amend", by="P", ref="A", packs=packs)
    story.refused("invalid_quantity", **story.purchase_order("P", packs))
    story.refused("invalid_quantity", **story.purchase_order("P", 1, packs))


def test_the_largest_order() -> None:
    story = channel()
    story.order("P", 100_000)
    story.ok(**story.place("A", "P", "p1", 100_000))
    assert story.stocks("P", "p1") == [0, 1_200_000]


def spent(stock: int, packs: int) -> Story:
    """p1 holds `stock` after an order A of so many packs in this month."""
    story = sold(packs=packs)
    story.give("p1", stock - story.stock("p1"))
    return story


def test_a_reduction_that_leaves_a_customer_below_zero_is_confirmed() -> None:
    story = spent(stock=23, packs=3)
    story.refused("negative_not_confirmed", "order.amend", by="P", ref="A", packs=1)
    story.ok("order.amend", by="P", ref="A", packs=2)
    story.refused("negative_not_confirmed", "order.delete", by="P", ref="A", force=True, reason="r")
    story.ok("order.delete", by="P", ref="A", confirm_negative=True)
    found = story.account("p1")
    assert (found["stock"], found["status"]) == (-13, "suspended")


def test_also_one_that_was_below_zero_before_but_never_an_increase() -> None:
    story = spent(stock=-50, packs=3)
    story.refused("negative_not_confirmed", "order.amend", by="P", ref="A", packs=2)
    story.ok("order.amend", by="P", ref="A", packs=4)
    story.ok("order.amend", by="P", ref="A", note="no tokens moved")
    story.ok("order.amend", by="P", ref="A", packs=3, confirm_negative=True)
    assert story.stock("p1") == -50


def test_exactly_zero_is_not_below() -> None:
    story = spent(stock=36, packs=3)
    story.ok("order.delete", by="P", ref="A")
    assert (story.stock("p1"), story.account("p1")["status"]) == (0, "active")


def test_the_vendors_orders_to_customers_need_the_confirmation_too() -> None:
    story = channel()
    delegated = story.order("P", (2, {"uid": "p1"}))["lines"][0]["ref"]
    story.give("p1", -20)
    story.refused("negative_not_confirmed", "order.delete", by="vendor", ref=delegated, force=True, reason="r")
    story.ok("order.delete", by="vendor", ref=delegated, confirm_negative=True)
    assert story.stocks("P", "p1") == [0, -20]


def test_tokens_that_a_reseller_has_passed_on() -> None:
    story = channel()
    wholesale = story.order("P", 3)["lines"][0]["ref"]
    story.ok(**story.place("A", "P", "p1", 2))
    story.ok("order.amend", by="vendor", ref=wholesale, packs=2)
    for insufficient in (
        {},
        {"force": True},
        {"force": True, "reason": " "},
        {"reason": "r"},
        {"confirm_negative": True},
    ):
        story.refused("tokens_passed_on", "order.amend", by="vendor", ref=wholesale, packs=1, **insufficient)
    story.ok("order.delete", by="vendor", ref=wholesale, force=True, reason="never paid")
    found = story.account("P")
    assert (found["stock"], found["status"], found["run_out"]) == (-24, "active", None)

    result = story.refused("insufficient_stock", **story.place("B", "P", "p1", 1))
    assert (result["available"], result["needed"], result["short_by"]) == (-24, 12, 36)
    story.order("P", 2)
    assert story.stock("P") == 0
    story.refused("insufficient_stock", **story.place("B", "P", "p1", 1))
    story.order("P", 1)
    story.ok(**story.place("B", "P", "p1", 1))


def test_a_forced_reseller_below_zero_can_take_back() -> None:
    story = channel()
    wholesale = story.order("P", 3)["lines"][0]["ref"]
    story.ok(**story.place("A", "P", "p1", 3))
    story.ok("order.delete", by="vendor", ref=wholesale, force=True, reason="never paid")
    story.refused("insufficient_stock", "order.amend", by="P", ref="A", packs=4)
    story.ok("order.amend", by="P", ref="A", packs=1)
    assert story.stocks("P", "p1") == [-12, 12]
    wholesale = story.order("P", 2)["lines"][0]["ref"]
    story.ok("order.amend", by="vendor", ref=wholesale, packs=1)
    assert story.stock("P") == 0
    story.refused("tokens_passed_on", "order.delete", by="vendor", ref=wholesale)
    story.ok("stock.adjust", by="P", account="p1", tokens=-12, reason="r")
    story.ok("order.delete", by="vendor", ref=wholesale)
    assert story.stocks("P", "p1") == [0, 0]


def test_a_distributor_cannot_force() -> None:
    story = channel()
    story.order("D", 3)
    story.ok(**story.place("A", "D", "P", 3))
    story.ok(**story.place("B", "P", "p1", 1))
    story.ok("order.amend", by="D", ref="A", packs=1)
    story.refused("tokens_passed_on", "order.delete", by="D", ref="A", force=True, reason="r")
    story.refused("tokens_passed_on", "order.delete", by="D", ref="A", confirm_negative=True)


def test_after_a_move_the_former_partner_changes_nothing_more() -> None:
    story = sold()
    delegated = story.order("P", (1, {"uid": "p1"}))["lines"][0]["ref"]
    story.ok("account.move", account="p1", parent="Q")
    assert story.stocks("P", "p1", "Q") == [84, 48, 0]
    story.refused("not_allowed", "order.amend", by="P", ref="A", packs=2)
    story.refused("not_allowed", "order.delete", by="P", ref="A")
    story.refused("not_allowed", "order.amend", by="Q", ref="A", packs=2)
    story.refused("not_allowed", **story.place("A", "P", "p1", 3))  # a repetition, but no longer its customer
    story.refused("not_allowed", "stock.adjust", by="P", account="p1", tokens=-1, reason="r")
    story.ok("stock.adjust", by="Q", account="p1", tokens=-1, reason="r")
    story.ok("order.amend", by="vendor", ref=delegated, packs=2)
    assert story.stocks("P", "p1", "Q") == [84, 59, 1]
    story.ok("account.move", account="p1", parent="P")
    story.ok("order.amend", by="P", ref="A", packs=2)
    assert story.stocks("P", "p1") == [96, 47]
