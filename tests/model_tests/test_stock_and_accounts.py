"""Adjustments, suspension and reactivation, and what happens to accounts."""

import pytest

from tests.model_tests.story import Story, channel


def test_a_partners_credit_and_debit() -> None:
    story = channel()
    story.order("P", 2)
    story.ok("stock.adjust", by="P", account="p1", tokens=7, reason="r")
    assert story.stocks("P", "p1") == [17, 7]
    story.ok("stock.adjust", by="P", account="p1", tokens=-7, reason="r")  # exactly what is held
    assert story.stocks("P", "p1") == [24, 0]
    result = story.refused("insufficient_stock", "stock.adjust", by="P", account="p1", tokens=25, reason="r")
    assert (result["available"], result["needed"], result["short_by"]) == (24, 25, 1)


def test_a_partners_debit_takes_no_more_than_is_held() -> None:
    story = channel()
    story.give("p1", 5)
    story.refused("exceeds_stock", "stock.adjust", by="P", account="p1", tokens=-6, reason="r", confirm_negative=True)
    story.give("p1", -8)
    story.refused("exceeds_stock", "stock.adjust", by="P", account="p1", tokens=-1, reason="r")


def test_the_vendor_adjusts_any_account_from_the_complimentary_source() -> None:
    story = channel()
    for uid in ("D", "P", "p1", "v1"):
        story.ok("stock.adjust", by="vendor", account=uid, tokens=5, reason="r")
        story.refused("negative_not_confirmed", "stock.adjust", by="vendor", account=uid, tokens=-6, reason="r")
        story.ok("stock.adjust", by="vendor", account=uid, tokens=-5, reason="r")
        story.ok("stock.adjust", by="vendor", account=uid, tokens=-3, reason="r", confirm_negative=True)
        story.refused("negative_not_confirmed", "stock.adjust", by="vendor", account=uid, tokens=-1, reason="r")
        story.ok("stock.adjust", by="vendor", account=uid, tokens=1, reason="r")
    assert story.stocks("D", "P", "p1", "v1") == [-2, -2, -2, -2]
    assert story.ledger() == {"sum": 0, "issued_by_order": 0, "complimentary": -8, "bonus": 0, "consumed": 0}
    assert [story.account(uid)["status"] for uid in ("P", "p1")] == ["active", "suspended"]


@pytest.mark.parametrize(
    ("by", "account"), [("Q", "p1"), ("D", "p1"), ("p1", "p1"), ("P", "P"), ("P", "D"), ("P", "v1"), ("p1", "P")]
)
def test_only_the_partner_of_record_adjusts(by: str, account: str) -> None:
    story = channel()
    story.refused("not_allowed", "stock.adjust", by=by, account=account, tokens=1, reason="r")


@pytest.mark.parametrize("tokens", [0, 1.0, 0.5, "1", True, 1_000_000_001, -1_000_000_001])
def test_tokens_are_whole_numbers(tokens: object) -> None:
    story = channel()
    story.refused("invalid_quantity", "stock.adjust", by="vendor", account="p1", tokens=tokens, reason="r")
    story.refused("invalid_quantity", "stock.adjust", by="nobody", account="nobody", tokens=tokens, reason="r")


def test_whichever_posting_brings_it_back_reactivates() -> None:
    for how in range(5):
        story = channel()
        story.order("P", 5)
        story.give("p1", -12)
        assert story.account("p1")["status"] == "suspended"
        if how == 0:
            story.order("P", (1, {"uid": "p1"}))
        elif how == 1:
            story.ok(**story.place("A", "P", "p1", 1))
        elif how == 2:
            story.ok("stock.adjust", by="P", account="p1", tokens=12, reason="r")
        elif how == 3:
            story.give("p1", 12)
        else:
            story.ok("device.claim", account="p1", serial="S", model="RV55")
        assert (story.stock("p1"), story.account("p1")["status"]) == (0, "active")


def test_one_token_short_stays_suspended() -> None:
    story = channel()
    story.give("p1", -13)
    story.order("P", (1, {"uid": "p1"}))
    assert (story.stock("p1"), story.account("p1")["status"]) == (-1, "suspended")


def test_held_by_hand_is_lifted_by_the_vendor_alone() -> None:
    story = channel()
    story.ok("account.suspend", account="p1", reason="r")
    story.refused("wrong_state", "account.suspend", account="p1", reason="r")
    story.order("P", (5, {"uid": "p1"}))
    assert story.account("p1")["status"] == "suspended"
    story.ok("account.resume", account="p1", reason="r")
    assert story.account("p1")["status"] == "active"
    story.refused("wrong_state", "account.resume", account="p1", reason="r")


def test_held_and_below_zero_both_hold() -> None:
    story = channel()
    story.give("p1", -5)
    story.refused("wrong_state", "account.resume", account="p1", reason="not by hand")
    story.ok("account.suspend", account="p1", reason="r")
    story.ok("account.resume", account="p1", reason="r")
    assert story.account("p1")["status"] == "suspended"
    story.ok("account.suspend", account="p1", reason="r")
    story.give("p1", 5)
    assert story.account("p1")["status"] == "suspended"
    story.ok("account.resume", account="p1", reason="r")
    assert story.account("p1")["status"] == "active"


def test_accounts_that_do_not_consume_are_not_suspended_for_their_stock() -> None:
    story = channel()
    story.create("t", offer_class="free_tier")
    for uid in ("P", "t"):
        story.give(uid, -5)
        assert story.account(uid)["status"] == "active"
    story.ok("account.convert", account="t", offer_class="commercial")
    assert story.account("t")["status"] == "suspended"
    story.ok("account.convert", account="t", offer_class="transition")
    assert story.account("t")["status"] == "active"
    story.ok("account.suspend", account="P", reason="r")
    assert story.account("P")["status"] == "suspended"


def test_a_consuming_reseller_can_go_below_zero_and_is_suspended() -> None:
    story = channel()
    story.ok("account.convert", account="P", offer_class="commercial")
    story.give("P", 2)
    story.activate("P", 3)
    found = story.account("P", "2026-02-01T00:00:00Z")
    assert (found["stock"], found["status"]) == (-1, "suspended")
    result = story.refused("insufficient_stock", **story.place("A", "P", "p1", 1))
    assert (result["available"], result["short_by"]) == (-1, 13)
    story.refused("account_suspended", "system.register", account="P", serial="S", model="RV55")
    story.ok("account.convert", account="P", offer_class="partner")
    assert story.account("P")["status"] == "active"


def test_defaults_of_a_new_account() -> None:
    story = channel()
    found = {uid: story.account(uid) for uid in ("D", "P", "p1", "v1")}
    assert [(one["type"], one["offer_class"], one["parent"]) for one in found.values()] == [
        ("distributor", "partner", None), ("partner", "partner", "D"), ("customer", "commercial", "P"),
        ("customer", "commercial", None),
    ]  # fmt: skip
    assert found["v1"] == {
        "name": "Company v1", "type": "customer", "offer_class": "commercial", "parent": None, "status": "active",
        "stock": 0, "registered": 0, "activated": 0, "peak": 0, "previous_peak": None, "provisional": True,
        "expected_end_of_month": 0, "run_out": None, "suspension_expected": None, "statements": [],
    }  # fmt: skip


def creation(story: Story, **fields: object) -> dict[str, object]:
    return {
        "do": "account.create", "uid": "new", "name": "New", "type": "customer", "admin_email": "new@example.com",
    } | fields  # fmt: skip


def test_refusals_of_a_new_account() -> None:
    story = channel()
    refusals: list[tuple[str, dict[str, object]]] = [
        ("unknown_account", {"parent": "nobody", "name": "Company p1"}),
        ("not_allowed", {"parent": "p1"}),
        ("not_allowed", {"parent": "P", "type": "partner", "name": "Company p1"}),
        ("not_allowed", {"parent": "P", "type": "distributor"}),
        ("not_allowed", {"parent": "D", "type": "distributor"}),
        ("name_taken", {"name": " company P1 "}),
        ("name_taken", {"name": "COMPANY P1", "uid": "p1"}),
        ("uid_taken", {"uid": "p1"}),
        ("invalid_date", {"offer_class": "free_tier", "ends_on": "2026-02-30", "parent": "nobody"}),
    ]
    for code, fields in refusals:
        story.refused(code, **creation(story, **fields))  # type: ignore[arg-type]
    story.ok(**creation(story, parent="D"))  # type: ignore[arg-type]


def test_a_conversion_keeps_what_there_is() -> None:
    story = channel()
    story.customer_with("c", 30, active=4)
    story.ok("account.convert", account="c", offer_class="free_tier", ends_on="2026-02-01")
    found = story.account("c")
    assert (found["stock"], found["registered"], found["activated"]) == (30, 4, 4)
    story.refused("wrong_state", "account.convert", account="c", offer_class="free_tier")
    story.refused("unknown_account", "account.convert", account="nobody", offer_class="free_tier")
    story.refused("invalid_date", "account.convert", account="c", offer_class="commercial", ends_on="soon")


def test_moves() -> None:
    story = channel()
    refusals = [
        ("unknown_account", "p1", "nobody"), ("unknown_account", "nobody", "P"), ("wrong_state", "p1", "P"),
        ("wrong_state", "v1", None), ("wrong_state", "Q", "vendor"), ("not_allowed", "p1", "p1"),
        ("not_allowed", "p1", "q1"), ("not_allowed", "P", "Q"), ("not_allowed", "D", "P"), ("not_allowed", "P", "P"),
    ]  # fmt: skip
    for code, account, parent in refusals:
        story.refused(code, "account.move", account=account, parent=parent)
    for account, parent in (("p1", "Q"), ("q1", None), ("v1", "D"), ("Q", "D"), ("P", "vendor")):
        story.ok("account.move", account=account, parent=parent)
    assert [story.account(uid)["parent"] for uid in ("p1", "q1", "v1", "Q", "P")] == ["Q", None, "D", "D", None]
