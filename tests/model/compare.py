"""Compare the answers and the states of two calculations of the same history."""

from datetime import datetime
from typing import Any

RESULT_KEYS = ("ok", "code", "available", "needed", "short_by", "repeated")
LINE_KEYS = ("kind", "repeated")


def compare_results(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    """One readable line for each difference in what the contract names."""
    differences = []
    if len(expected) != len(found):
        differences.append(f"results: expected {len(expected)} lines, found {len(found)}")
    for position, (one, other) in enumerate(zip(expected, found, strict=False), start=1):
        where = f"line {one.get('line', position)}"
        differences += differing_keys(where, one, other, ("line", *RESULT_KEYS))
        lines, other_lines = one.get("lines") or [], other.get("lines") or []
        if len(lines) != len(other_lines):
            differences.append(f"{where}: expected {len(lines)} purchase order lines, found {len(other_lines)}")
        for order_line, other_line in zip(lines, other_lines, strict=False):
            inner = f"{where}, purchase order line {order_line.get('line')}"
            differences += differing_keys(inner, order_line, other_line, LINE_KEYS)
    return differences


def compare_states(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """One readable line for each difference of two STATE objects."""
    differences = []
    if instant(expected.get("as_of")) != instant(found.get("as_of")):
        differences.append(f"as_of: expected {expected.get('as_of')}, found {found.get('as_of')}")
    differences += differing_keys("ledger", expected["ledger"], found.get("ledger", {}), tuple(expected["ledger"]))
    accounts, others = expected["accounts"], found.get("accounts", {})
    for uid in sorted(set(others) - set(accounts)):
        differences.append(f"account {uid}: not expected")
    for uid, account in accounts.items():
        where = f"account {uid} ({account['name']})"
        if uid not in others:
            differences.append(f"{where}: missing")
            continue
        other = others[uid]
        keys = tuple(key for key in account if key != "statements")
        differences += differing_keys(where, account, other, keys)
        differences += compare_statements(where, account["statements"], other.get("statements", []))
    return differences


def compare_statements(where: str, expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    months = [statement["month"] for statement in expected]
    other_months = [statement.get("month") for statement in found]
    if months != other_months:
        return [f"{where}: expected statements of {months}, found {other_months}"]
    differences = []
    for one, other in zip(expected, found, strict=True):
        differences += differing_keys(f"{where}, {one['month']}", one, other, tuple(one))
    return differences


def differing_keys(where: str, expected: dict[str, Any], found: dict[str, Any], keys: tuple[str, ...]) -> list[str]:
    differences = []
    for key in keys:
        one, other = expected.get(key), found.get(key)
        if key == "repeated":
            one, other = bool(one), bool(other)
        if one != other or type(one) is not type(other):
            differences.append(f"{where}: {key}: expected {one!r}, found {other!r}")
    return differences


def instant(text: Any) -> Any:
    return datetime.fromisoformat(text) if isinstance(text, str) else text
