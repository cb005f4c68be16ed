"""Systems, their limits, and the AirLink Complete registration."""

import pytest

from tests.model_tests.story import channel


def test_life_of_a_system() -> None:
    story = channel()
    story.register("p1", "S1")
    story.refused("wrong_state", "system.deactivate", serial="S1")
    story.on("S1")
    story.refused("wrong_state", "system.activate", serial="S1")
    story.refused("wrong_state", "system.register", account="q1", serial="s1", model="RV55")
    story.off("S1")
    story.on("S1")
    assert (story.account("p1")["registered"], story.account("p1")["activated"]) == (1, 1)
    story.ok("system.retire", serial="S1")
    assert (story.account("p1")["registered"], story.account("p1")["activated"]) == (0, 0)
    for do in ("system.activate", "system.deactivate", "system.retire"):
        story.refused("unknown_system", do, serial="S1")
        story.refused("unknown_system", do, serial="S2")
    story.register("q1", "S1")
    assert story.account("q1")["activated"] == 0
    story.refused("unknown_account", "system.register", account="nobody", serial="S1", model="RV55")


def test_any_model_can_be_registered() -> None:
    story = channel()
    story.ok("system.register", account="p1", serial="S1", model="XR90")


@pytest.mark.parametrize(("offer_class", "limit"), [("partner", 20), ("free_tier", 15)])
def test_limits_count_registered_systems(offer_class: str, limit: int) -> None:
    story = channel()
    story.create("c", offer_class=offer_class)
    story.register("c", *(f"S{number}" for number in range(limit)))
    story.refused("limit_reached", "system.register", account="c", serial="MORE", model="RV55")
    story.ok("system.retire", serial="S0")
    story.register("c", "MORE")
    story.refused("limit_reached", "system.register", account="c", serial="S0", model="RV55")


@pytest.mark.parametrize("offer_class", ["commercial", "transition"])
def test_no_limit_elsewhere(offer_class: str) -> None:
    story = channel()
    story.create("c", offer_class=offer_class)
    story.register("c", *(f"S{number}" for number in range(25)))
    story.ok("account.convert", account="c", offer_class="free_tier")
    assert story.account("c")["registered"] == 25
    story.refused("limit_reached", "system.register", account="c", serial="MORE", model="RV55")
    story.on("S1")


def test_suspended_nothing_is_registered_or_activated() -> None:
    for by_hand in (True, False):
        story = channel()
        story.register("p1", "S1", "S2")
        story.on("S1")
        if by_hand:
            story.ok("account.suspend", account="p1", reason="r")
        else:
            story.give("p1", -1)
        story.refused("account_suspended", "system.register", account="p1", serial="S3", model="RV55")
        story.refused("account_suspended", "system.activate", serial="S2")
        story.refused("wrong_state", "system.activate", serial="S1")
        story.refused("wrong_state", "system.register", account="p1", serial="S1", model="RV55")
        assert story.account("p1")["activated"] == 1
        story.off("S1")
        story.ok("system.retire", serial="S2")
        story.refused("account_suspended", "system.activate", serial="S1")


def test_a_suspended_account_at_its_limit_is_told_of_the_suspension() -> None:
    story = channel()
    story.register("P", *(f"S{number}" for number in range(20)))
    story.ok("account.suspend", account="P", reason="r")
    story.refused("account_suspended", "system.register", account="P", serial="MORE", model="RV55")
    story.refused("wrong_state", "system.register", account="P", serial="S1", model="RV55")


def test_a_claim_earns_twelve_tokens_once_per_serial_for_ever() -> None:
    story = channel()
    story.ok("device.claim", account="p1", serial="S1", model="LX60")
    assert story.ledger() == {"sum": 0, "issued_by_order": 0, "complimentary": 0, "bonus": 12, "consumed": 0}
    assert story.stocks("P", "p1") == [0, 12]
    for account in ("p1", "q1", "P"):
        story.refused("already_claimed", "device.claim", account=account, serial=" s1 ", model="LX60")
    story.at = "2027-06-01T00:00:00Z"
    story.refused("already_claimed", "device.claim", account="p1", serial="S1", model="LX60")
    assert story.account("p1")["registered"] == 0


@pytest.mark.parametrize("model", ["LX40", "ES450", "GX450", "RV50X", "MP70", "LX"])
def test_models_that_can_be_claimed(model: str) -> None:
    story = channel()
    story.ok("device.claim", account="p1", serial="S1", model=model)


@pytest.mark.parametrize("model", ["XR80", "MG90", "lx60", " LX60", "AirLink RV55", ""])
def test_models_that_cannot(model: str) -> None:
    story = channel()
    story.ok("device.claim", account="p1", serial="S1", model="LX60")
    story.refused("unsupported_model", "device.claim", account="p1", serial="S2", model=model)
    story.refused("unsupported_model", "device.claim", account="p1", serial="S1", model=model)
    story.refused("unknown_account", "device.claim", account="nobody", serial="S1", model=model)


def test_a_claim_while_suspended() -> None:
    story = channel()
    story.ok("account.suspend", account="p1", reason="r")
    story.ok("device.claim", account="p1", serial="S1", model="LX60")
    assert story.stock("p1") == 12
    story.give("q1", -13)
    story.ok("device.claim", account="q1", serial="S2", model="LX60")
    assert (story.stock("q1"), story.account("q1")["status"]) == (-1, "suspended")
    story.ok("device.claim", account="q1", serial="S3", model="LX60")
    assert (story.stock("q1"), story.account("q1")["status"]) == (11, "active")


def test_where_nothing_is_consumed_the_bonus_waits_for_the_conversion() -> None:
    story = channel()
    story.create("t", offer_class="free_tier")
    story.ok("device.claim", account="t", serial="S1", model="LX60")
    story.ok("device.claim", account="t", serial="S2", model="LX60")
    story.refused("already_claimed", "device.claim", account="p1", serial="S1", model="LX60")
    assert (story.stock("t"), story.ledger()["bonus"]) == (0, 0)
    story.ok("account.convert", account="t", offer_class="transition")
    assert story.stock("t") == 0
    story.at = "2026-02-10T00:00:00Z"
    story.ok("account.convert", account="t", offer_class="commercial")
    assert (story.stock("t"), story.ledger()["bonus"]) == (24, 24)
    story.ok("account.convert", account="t", offer_class="free_tier")
    story.ok("account.convert", account="t", offer_class="commercial")
    assert story.stock("t") == 24
    statements = story.account("t", "2026-03-01T00:00:00Z")["statements"]
    assert [(row["month"], row["bonus"]) for row in statements] == [("2026-01", 0), ("2026-02", 24)]


def test_the_deferred_bonus_counts_before_the_account_is_judged() -> None:
    story = channel()
    story.create("t", offer_class="free_tier")
    story.give("t", -12)
    story.ok("device.claim", account="t", serial="S1", model="LX60")
    story.ok("account.convert", account="t", offer_class="commercial")
    assert (story.stock("t"), story.account("t")["status"]) == (0, "active")
