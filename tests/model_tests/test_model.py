"""Statements, the order of refusals, and the two files of the replay."""

from typing import Any

import pytest

from tests.model import BadHistory, Model
from tests.model_tests.story import SKU, Story, channel


def rows(story: Story, uid: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in story.account(uid)["statements"]]


def test_the_statement_of_the_formats_page() -> None:
    """Opening 20, four packs received, eleven consumed: 57."""
    story = Story("2026-03-20T00:00:00Z")
    story.create("P", "partner")
    story.create("c", parent="P")
    story.give("c", 20)
    story.at = "2026-04-02T00:00:00Z"
    story.order("P", 4)
    story.ok(**story.place("A", "P", "c", 4))
    story.activate("c", 11)
    story.state("2026-05-17T10:00:00Z")
    assert story.account("c")["statements"][-1] == {
        "month": "2026-04", "opening": 20, "received": 48, "sent": 0, "passed_through": 0, "adjusted": 0, "bonus": 0,
        "consumed": 11, "closing": 57, "peak": 11,
    }  # fmt: skip
    assert rows(story, "P", "month", "opening", "received", "sent", "closing") == [
        ("2026-03", 0, 0, 0, 0), ("2026-04", 0, 48, 48, 0),
    ]  # fmt: skip
    assert story.ledger() == {"sum": 0, "issued_by_order": 48, "complimentary": 20, "bonus": 0, "consumed": 11}


def test_a_delegated_order_passes_through() -> None:
    story = channel()
    ref = story.order("P", (5, {"uid": "p1"}))["lines"][0]["ref"]
    story.order("D", (2, {"uid": "P"}))
    story.ok("order.amend", by="vendor", ref=ref, packs=4)
    story.state("2026-02-01T00:00:00Z")
    assert rows(story, "P", "received", "sent", "passed_through", "closing") == [(24, 0, 48, 24)]
    assert rows(story, "D", "received", "sent", "passed_through", "closing") == [(0, 0, 24, 0)]
    assert rows(story, "p1", "received", "sent", "passed_through", "closing") == [(48, 0, 0, 48)]


def test_what_passed_through_stays_with_the_partner_it_passed_through() -> None:
    story = channel()
    ref = story.order("P", (5, {"uid": "p1"}))["lines"][0]["ref"]
    story.ok("account.move", account="p1", parent="Q")
    story.ok("order.delete", by="vendor", ref=ref)
    story.order("Q", (1, {"uid": "p1"}))
    story.state("2026-02-01T00:00:00Z")
    assert rows(story, "P", "passed_through") == [(0,)]
    assert rows(story, "Q", "passed_through") == [(12,)]


def test_orders_count_in_the_month_they_were_entered_net_of_amendments() -> None:
    story = channel()
    story.order("P", 10, order_date="2025-06-30")
    story.ok(**story.place("A", "P", "p1", 3, order_date="2025-12-31"))
    story.ok(**story.place("B", "P", "p1", 1))
    story.ok("order.amend", by="P", ref="A", packs=2)
    story.ok("order.delete", by="P", ref="B")
    story.state("2026-02-01T00:00:00Z")
    assert rows(story, "P", "month", "received", "sent", "closing") == [("2026-01", 120, 24, 96)]
    assert rows(story, "p1", "month", "received", "closing") == [("2026-01", 24, 24)]


def test_adjustments_have_two_sides() -> None:
    story = channel()
    story.order("P", 2)
    story.ok("stock.adjust", by="P", account="p1", tokens=10, reason="r")
    story.ok("stock.adjust", by="P", account="p1", tokens=-4, reason="r")
    story.give("p1", 3)
    story.state("2026-02-01T00:00:00Z")
    assert rows(story, "P", "received", "sent", "adjusted", "closing") == [(24, 0, -6, 18)]
    assert rows(story, "p1", "received", "adjusted", "closing") == [(0, 9, 9)]


def test_what_is_posted_at_the_boundary_belongs_to_the_new_month() -> None:
    story = channel()
    story.customer_with("c", 10, active=2)
    story.at = "2026-02-01T00:00:00Z"
    story.give("c", 5)
    story.state("2026-03-01T00:00:00Z")
    assert rows(story, "c", "month", "opening", "adjusted", "consumed", "closing") == [
        ("2026-01", 0, 10, 2, 8), ("2026-02", 8, 5, 2, 11),
    ]  # fmt: skip


def test_one_statement_for_every_closed_month_since_creation() -> None:
    story = channel()
    story.at = "2026-01-31T23:59:59.999999Z"
    story.create("late")
    story.at = "2026-02-01T00:00:00Z"
    story.create("later")
    assert (len(rows(story, "late")), len(rows(story, "later"))) == (1, 0)
    story.state("2026-03-31T23:59:59Z")
    assert (len(rows(story, "late")), len(rows(story, "later"))) == (2, 1)
    assert rows(story, "later", "month", "peak", "consumed", "closing") == [("2026-02", 0, 0, 0)]


# Where several refusals would apply


def order_story() -> Story:
    story = channel()
    story.order("P", 1)
    story.ok(**story.place("A", "P", "p1", 1))
    return story


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("invalid_quantity", {"packs": 0, "order_date": "x", "seller": "nobody"}),
        ("invalid_date", {"order_date": "x", "seller": "nobody", "buyer": "nobody"}),
        ("future_order_date", {"order_date": "2026-01-06", "seller": "nobody"}),
        ("unknown_account", {"seller": "nobody", "sku": "x", "packs": 99}),
        ("unknown_account", {"buyer": "nobody", "sku": "x", "packs": 99}),
        ("not_allowed", {"buyer": "q1", "sku": "x", "packs": 99}),
        ("unknown_product", {"sku": "x", "packs": 99}),
        ("conflict", {"packs": 99}),
        ("insufficient_stock", {"ref": "B", "packs": 99}),
    ],
)
def test_order_of_refusals_of_a_token_order(code: str, change: dict[str, Any]) -> None:
    story = order_story()
    story.refused(code, **story.place("A", "P", "p1", 1) | change)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("invalid_quantity", {"packs": 0, "order_date": "x", "by": "nobody"}),
        ("invalid_date", {"order_date": "x", "by": "nobody"}),
        ("future_order_date", {"order_date": "2026-02-06", "by": "nobody"}),
        ("unknown_account", {"by": "nobody", "ref": "?"}),
        ("unknown_order", {"ref": "?", "by": "Q", "sku": "x"}),
        ("not_allowed", {"by": "Q", "sku": "x"}),
        ("unknown_product", {"sku": "x"}),
        ("period_closed", {"packs": 99}),
    ],
)
def test_order_of_refusals_of_an_amendment(code: str, change: dict[str, Any]) -> None:
    story = order_story()
    story.at = "2026-02-05T00:00:00Z"
    event: dict[str, Any] = {"do": "order.amend", "by": "P", "ref": "A", "packs": 1}
    story.refused(code, **event | change)


def test_order_of_refusals_of_a_purchase_order() -> None:
    story = channel()
    good: dict[str, Any] = story.purchase_order("P", 1, po_number="X")
    story.ok(**good)
    wrong_sku = [{"line": 1, "sku": "x", "packs": 1}]
    no_packs = [{"line": 2, "sku": SKU, "packs": 1}, {"line": 1, "sku": "x", "packs": 0}]
    refusals: list[tuple[str, dict[str, Any]]] = [
        ("invalid_quantity", {"lines": no_packs, "order_date": "x", "buyer": "nobody"}),
        ("invalid_date", {"lines": wrong_sku, "order_date": "x", "buyer": "nobody"}),
        ("future_order_date", {"lines": wrong_sku, "order_date": "2026-01-06", "buyer": "nobody"}),
        ("unknown_account", {"lines": wrong_sku, "buyer": "nobody"}),
        ("not_allowed", {"lines": wrong_sku, "buyer": "p1"}),
        ("unknown_product", {"lines": wrong_sku}),
        ("conflict", {"lines": [{"line": 1, "sku": SKU, "packs": 2}]}),
    ]
    for code, change in refusals:
        story.refused(code, **good | change)


# Reading and writing


def test_a_purchase_order_answers_with_its_lines() -> None:
    story = channel()
    result = story.do(**story.purchase_order("P", 2, (1, {"uid": "nobody"})))
    assert result == {
        "line": 7, "ok": True,
        "lines": [
            {"line": 1, "kind": "wholesale", "ref": "P/PO1/1"},
            {"line": 2, "kind": "needs_identification", "reason": "unknown"},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"do": "account.destroy"}, {"colour": "red"}, {"at": "2026-01-04T00:00:00Z"}, {"at": "yesterday"}, {"at": 5}],
)
def test_what_is_no_event_stops_and_names_its_line(change: dict[str, Any]) -> None:
    story = channel()
    event = {"at": story.at, "do": "account.suspend", "account": "p1", "reason": "r"} | change
    with pytest.raises(BadHistory, match="line 77"):
        story.model.apply(event, 77)


def test_unknown_fields_inside_a_purchase_order() -> None:
    story = channel()
    for row in (
        {"line": 1, "sku": SKU, "packs": 1, "x": 1},
        {"line": 1, "sku": SKU, "packs": 1, "end_customer": {"id": 1}},
    ):
        with pytest.raises(BadHistory):
            story.do(**story.purchase_order("P", 1) | {"lines": [row]})


def test_the_clock_moves_on_with_refused_events_too() -> None:
    story = channel()
    story.customer_with("c", 1, active=2)
    story.at = "2026-02-01T00:00:00Z"
    story.do("system.activate", serial="nowhere")
    assert story.model.state()["accounts"]["c"]["stock"] == -1


def test_as_of_closes_what_lies_between() -> None:
    story = channel()
    story.customer_with("c", 10, active=1)
    state = story.state("2026-04-01T00:00:00Z")
    assert (state["as_of"], state["accounts"]["c"]["stock"]) == ("2026-04-01T00:00:00Z", 7)
    with pytest.raises(BadHistory):
        story.state("2026-03-31T00:00:00Z")


def test_an_instant_in_another_offset_is_the_same_instant() -> None:
    model = Model()
    event = {"do": "account.create", "uid": "a", "name": "A", "type": "customer", "admin_email": "a@example.com"}
    model.apply({"at": "2026-02-01T00:30:00+01:00", **event}, 1)
    state = model.state()
    assert (state["as_of"], model.world.open_month()) == ("2026-01-31T23:30:00Z", (2026, 1))
