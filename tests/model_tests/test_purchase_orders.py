"""Purchase orders: which kind a line becomes, identification, repetition and conflicts."""

from typing import Any

import pytest

from tests.model_tests.story import Story, channel


def kind(story: Story, buyer: str, end_customer: Any) -> str:
    return str(story.order(buyer, (1, end_customer))["lines"][0]["kind"])


def test_without_an_end_customer_it_is_wholesale() -> None:
    story = channel()
    result = story.order("P", 10)
    assert result["lines"] == [{"line": 1, "kind": "wholesale", "ref": "P/PO1/1"}]
    assert story.stocks("D", "P") == [0, 120]
    assert kind(story, "D", None) == "wholesale"
    event = story.purchase_order("P", 1)
    event["lines"][0]["end_customer"] = None
    assert story.ok(**event)["lines"][0]["kind"] == "wholesale"


def test_a_customer_of_nobody_buys_directly() -> None:
    story = channel()
    assert kind(story, "v1", None) == "direct"
    assert story.stock("v1") == 12
    assert kind(story, "v1", {"uid": "v1"}) == "needs_identification"
    assert kind(story, "v1", {}) == "needs_identification"
    assert story.stock("v1") == 12


def test_a_customer_of_a_partner_does_not() -> None:
    story = channel()
    story.refused("not_allowed", **story.purchase_order("p1", 1))
    story.refused("not_allowed", **story.purchase_order("p1", (1, {"uid": "p1"})))
    story.create("d1", "customer", "D")
    story.refused("not_allowed", **story.purchase_order("d1", 1))


@pytest.mark.parametrize(
    "end_customer",
    [
        {"uid": "p1"},
        {"uid": "p1", "admin_email": "P1@Example.COM"},
        {"uid": "p1", "name": " company P1 "},
        {"uid": "p1", "name": "Company p1", "admin_email": "p1@example.com"},
        {"name": "  COMPANY P1", "admin_email": "P1@EXAMPLE.COM"},
        {"uid": "p1", "name": None, "admin_email": None},
    ],
)
def test_identified_it_is_delegated(end_customer: dict[str, Any]) -> None:
    story = channel()
    assert kind(story, "P", end_customer) == "delegated"
    assert story.stocks("D", "P", "p1") == [0, 0, 12]


@pytest.mark.parametrize(
    "end_customer",
    [
        {},
        {"name": "Company p1"},
        {"admin_email": "p1@example.com"},
        {"uid": "nobody"},
        {"name": "Nobody", "admin_email": "p1@example.com"},
        {"name": "Company p1", "admin_email": "q1@example.com"},
        {"uid": "p1", "name": "Company q1"},
        {"uid": "p1", "admin_email": "q1@example.com"},
        {"uid": "p1", "name": "Company p1", "admin_email": "other@example.com"},
        {"uid": "q1"},
        {"uid": "v1"},
        {"name": "Company q1", "admin_email": "q1@example.com"},
        {"uid": "P"},
        {"uid": "D"},
    ],
)
def test_otherwise_it_waits_and_moves_nothing(end_customer: dict[str, Any]) -> None:
    story = channel()
    result = story.order("P", (1, end_customer))["lines"][0]
    assert result["kind"] == "needs_identification"
    assert result["reason"]
    assert story.ledger()["issued_by_order"] == 0
    story.refused("unknown_order", "order.amend", by="vendor", ref="P/PO1/1", packs=2)
    story.refused("unknown_order", "order.delete", by="vendor", ref="P/PO1/1")


def test_the_end_customer_is_directly_below_the_buyer() -> None:
    story = channel()
    assert kind(story, "D", {"uid": "p1"}) == "needs_identification"
    assert kind(story, "D", {"uid": "P"}) == "delegated"
    assert story.stocks("D", "P") == [0, 12]
    story.ok("account.move", account="p1", parent="Q")
    assert kind(story, "P", {"uid": "p1"}) == "needs_identification"
    assert kind(story, "Q", {"uid": "p1"}) == "delegated"


def test_lines_are_of_different_kinds() -> None:
    story = channel()
    result = story.order("P", 2, (3, {"uid": "p1"}), (4, {"uid": "q1"}))
    assert [line["kind"] for line in result["lines"]] == ["wholesale", "delegated", "needs_identification"]
    assert story.stocks("P", "p1") == [24, 36]


def test_delegated_does_not_look_at_the_partners_stock() -> None:
    story = channel()
    wholesale = story.order("P", 1)["lines"][0]["ref"]
    story.ok(**story.place("A", "P", "p1", 1))
    story.ok("order.delete", by="vendor", ref=wholesale, force=True, reason="r")
    story.order("P", (5, {"uid": "p1"}))
    assert story.stocks("P", "p1") == [-12, 72]


def test_imported_again_it_moves_once() -> None:
    story = channel()
    event = story.purchase_order("P", 2, (3, {"uid": "p1"}), (4, {"uid": "q1"}))
    story.ok(**event)
    story.at = "2026-03-05T00:00:00Z"
    result = story.ok(**event)
    assert [line["repeated"] for line in result["lines"]] == [True, True, True]
    assert [line["kind"] for line in result["lines"]] == ["wholesale", "delegated", "needs_identification"]
    assert story.stocks("P", "p1") == [24, 36]


def test_repeated_whatever_became_of_it_since() -> None:
    story = channel()
    event = story.purchase_order("P", 2, (3, {"uid": "q1"}))
    story.ok(**event)
    story.ok("order.delete", by="vendor", ref="P/PO1/1")
    story.ok("account.move", account="q1", parent="P")
    result = story.ok(**event)
    assert [line["repeated"] for line in result["lines"]] == [True, True]
    assert [line["kind"] for line in result["lines"]] == ["wholesale", "needs_identification"]
    assert story.stocks("P", "q1") == [0, 0]


def test_another_line_of_the_same_purchase_order_is_new() -> None:
    story = channel()
    story.order("P", 2, po_number="X")
    result = story.order("P", 2, 5, po_number="X")
    assert [line.get("repeated", False) for line in result["lines"]] == [True, False]
    assert story.stock("P") == 84
    assert story.order("Q", 2, po_number="X")["lines"][0].get("repeated") is None


@pytest.mark.parametrize(
    "other", [{"packs": 3}, {"end_customer": {"uid": "p1"}}, {"discount": "5"}, {"list_price": "19"}]
)
def test_a_conflict_in_one_line_refuses_the_whole(other: dict[str, Any]) -> None:
    story = channel()
    story.order("P", 2, po_number="X")
    event = story.purchase_order("P", 2, 5, po_number="X")
    event["lines"][0] |= other
    story.refused("conflict", **event)
    story.refused("conflict", **story.purchase_order("P", 2, 5, po_number="X", order_date="2026-01-04"))
    assert story.stock("P") == 24


def test_the_same_line_twice_in_one_purchase_order() -> None:
    story = channel()
    event = story.purchase_order("P", 2, 2)
    event["lines"][1]["line"] = 1
    result = story.ok(**event)
    assert [line.get("repeated", False) for line in result["lines"]] == [False, True]
    event = story.purchase_order("P", 2, 3)
    event["lines"][1]["line"] = 1
    story.refused("conflict", **event)


def test_one_name_space_of_refs() -> None:
    story = channel()
    story.order("P", 5, (1, {"uid": "nobody"}), po_number="X")
    story.refused("conflict", **story.place("P/X/1", "P", "p1", 1))
    story.refused("conflict", **story.place("P/X/2", "P", "p1", 1))
    story.ok(**story.place("P/Y/1", "P", "p1", 1))
    story.refused("conflict", **story.purchase_order("P", 1, po_number="Y"))


def test_refusals_of_the_whole() -> None:
    story = channel()
    story.refused("unknown_account", **story.purchase_order("nobody", 1))
    event = story.purchase_order("P", 1, 1)
    event["lines"][1]["sku"] = "9010178"
    story.refused("unknown_product", **event)
    story.refused("future_order_date", **story.purchase_order("P", 1, order_date="2026-01-06"))
    story.refused("invalid_date", **story.purchase_order("P", 1, order_date="2026-02-30"))
