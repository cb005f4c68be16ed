"""Random histories, and the comparison of what two calculations make of them."""

import copy
from collections import Counter
from typing import Any

import pytest

from tests.model import Model
from tests.model.compare import compare_results, compare_states
from tests.model.histories import history
from tests.model.model import EVENTS

CODES = {
    "unknown_account", "unknown_order", "unknown_product", "unknown_system", "name_taken", "uid_taken",
    "invalid_quantity", "invalid_date", "future_order_date", "insufficient_stock", "exceeds_stock",
    "negative_not_confirmed", "tokens_passed_on", "period_closed", "not_allowed", "limit_reached", "account_suspended",
    "wrong_state", "already_claimed", "unsupported_model", "conflict",
}  # fmt: skip


def run(events: list[dict[str, Any]], **policies: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    model = Model(**policies)
    results = [model.apply(event, line) for line, event in enumerate(events, start=1)]
    return results, model.state()


def test_the_same_seed_writes_the_same_history() -> None:
    assert history(3, 400) == history(3, 400)
    assert history(3, 400) != history(4, 400)


@pytest.mark.parametrize("seed", range(5))
def test_a_history_is_believable_and_reaches_every_event_and_code(seed: int) -> None:
    events = history(seed, 2500)
    results, state = run(events)
    codes = Counter(result.get("code", "ok") for result in results)
    assert len(events) == 2500
    assert {event["do"] for event in events} == set(EVENTS)
    assert codes["ok"] > 0.75 * len(events)
    assert set(codes) - {"ok"} == CODES
    assert state["ledger"]["sum"] == 0
    for account in state["accounts"].values():
        closing = 0
        for row in account["statements"]:
            assert row["opening"] == closing
            closing = row["closing"]
        if account["type"] == "customer" and account["offer_class"] == "commercial" and account["stock"] < 0:
            assert account["status"] == "suspended"


def test_it_goes_over_a_year_end_and_the_leap_years_february_with_quiet_months() -> None:
    events = history(1, 2000)
    months = Counter(event["at"][:7] for event in events)
    _, state = run(events)
    closed = {row["month"] for account in state["accounts"].values() for row in account["statements"]}
    assert {"2023-12", "2024-02"} <= closed
    assert len(closed - set(months)) >= 1
    assert sum(event["at"].endswith("-01T00:00:00Z") for event in events) > 5
    assert any(event["at"].endswith("23:59:59.999999Z") for event in events)


def test_other_policies() -> None:
    for policies in ({"peak_rule": "unique_in_month"}, {"time_zone": "Asia/Tokyo"}, {"grace_days": 5}):
        events = history(2, 600, **policies)
        results, state = run(events, **policies)
        assert state["ledger"]["sum"] == 0
        assert sum(result["ok"] for result in results) > 400


def test_nothing_differs_from_itself() -> None:
    results, state = run(history(1, 300))
    assert compare_results(results, copy.deepcopy(results)) == []
    assert compare_states(state, copy.deepcopy(state)) == []


def test_only_what_the_contract_names_is_compared() -> None:
    results, state = run(history(1, 300))
    others = [result | {"message": "in words"} for result in copy.deepcopy(results)]
    for other in others:
        for line in other.get("lines", []):
            line["reason"] = "in other words"
    assert compare_results(results, others) == []
    other_state = copy.deepcopy(state)
    other_state["as_of"] = state["as_of"].replace("Z", "+00:00")
    assert compare_states(state, other_state) == []


def test_differences_are_told() -> None:
    results, state = run(history(1, 300))
    others, other_state = copy.deepcopy(results), copy.deepcopy(state)
    others[4] = {"line": 5, "ok": False, "code": "not_allowed"}
    purchase = next(position for position, result in enumerate(others) if result.get("lines"))
    others[purchase]["lines"][0]["kind"] = "direct?"
    told = compare_results(results, others[:-1])
    assert told[0] == "results: expected 300 lines, found 299"
    assert "line 5: ok: expected True, found False" in told
    assert any("purchase order line 1: kind: expected" in line for line in told)

    uid = next(iter(state["accounts"]))
    other_state["accounts"][uid]["stock"] += 1
    other_state["accounts"][uid]["statements"][0]["closing"] += 1
    other_state["ledger"]["sum"] = 1
    other_state["accounts"].pop(list(state["accounts"])[-1])
    told = compare_states(state, other_state)
    assert len(told) == 4
    assert any(", 2023-" in line and "closing" in line for line in told)
