"""The model: takes the events of a history one by one and tells what has become of the accounts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.model import accounts, devices, orders, purchase_orders
from tests.model.forecast import run_out_and_suspension
from tests.model.months import format_instant, parse_instant
from tests.model.records import BONUS, BY_ORDER, COMPLIMENTARY, CONSUMED, Account, BadHistory, Refused
from tests.model.world import World

Handler = Callable[[World, dict[str, Any]], dict[str, Any]]

# What each event does, the fields it must have and those it may have.
EVENTS: dict[str, tuple[Handler, str, str]] = {
    "account.create": (accounts.create, "uid name type admin_email", "parent offer_class ends_on"),
    "account.convert": (accounts.convert, "account offer_class", "ends_on"),
    "account.suspend": (accounts.suspend, "account reason", ""),
    "account.resume": (accounts.resume, "account reason", ""),
    "account.move": (accounts.move, "account parent", ""),
    "purchase_order.receive": (purchase_orders.receive, "po_number order_date buyer lines", ""),
    "order.place": (orders.place, "ref seller buyer po_number order_date sku packs", ""),
    "order.amend": (
        orders.amend, "by ref", "packs po_number order_date sku note confirm_negative force reason",
    ),
    "order.delete": (orders.delete, "by ref", "confirm_negative force reason"),
    "stock.adjust": (orders.adjust, "by account tokens reason", "confirm_negative"),
    "system.register": (devices.register, "account serial model", ""),
    "system.activate": (devices.activate, "serial", ""),
    "system.deactivate": (devices.deactivate, "serial", ""),
    "system.retire": (devices.retire, "serial", ""),
    "device.claim": (devices.claim, "account serial model", ""),
}  # fmt: skip


class Model:
    def __init__(self, peak_rule: str = "concurrent_max", time_zone: str = "UTC", grace_days: int = 0) -> None:
        assert peak_rule in ("concurrent_max", "unique_in_month")
        self.world = World(peak_rule=peak_rule, time_zone=time_zone, grace_days=grace_days)

    def apply(self, event: dict[str, Any], line: int) -> dict[str, Any]:
        """Let one event happen; its line of RESULTS.

        Raises BadHistory, naming the line, for what is no event at all or happened before the one before it.
        """
        try:
            handler, _, _ = described(event)
            self.world.advance(instant_of(event))
            return {"line": line, "ok": True} | handler(self.world, event)
        except Refused as refusal:
            return {"line": line, "ok": False, "code": refusal.code} | refusal.facts
        except BadHistory as error:
            raise BadHistory(f"line {line}: {error}") from error

    def advance(self, instant: datetime) -> None:
        """Move the clock on, closing the months that end on the way."""
        self.world.advance(instant)

    def state(self, as_of: datetime | None = None) -> dict[str, Any]:
        """STATE as of that instant, by default that of the last event; the clock moves on to it."""
        if as_of is not None:
            self.world.advance(as_of)
        places = self.world.places
        ledger = {
            "issued_by_order": -places.get(BY_ORDER, 0),
            "complimentary": -places.get(COMPLIMENTARY, 0),
            "bonus": -places.get(BONUS, 0),
            "consumed": places.get(CONSUMED, 0),
        }
        stocks = sum(account.stock for account in self.world.accounts.values())
        left = ledger["issued_by_order"] + ledger["complimentary"] + ledger["bonus"]
        return {
            "as_of": format_instant(self.world.clock()),
            "ledger": {"sum": stocks + ledger["consumed"] - left, **ledger},
            "accounts": {uid: self.account_state(account) for uid, account in self.world.accounts.items()},
        }

    def account_state(self, account: Account) -> dict[str, Any]:
        world = self.world
        month = world.open_month()
        peak = world.peak_in(account, month) or 0
        previous_peak = world.peak_in(account, month.later(-1))
        run_out, suspension = run_out_and_suspension(
            consumes=account.consumes, stock=account.stock, peak=peak, previous_peak=previous_peak, month=month
        )
        systems = [system for system in world.systems.values() if system.account == account.uid]
        return {
            "name": account.name,
            "type": account.type,
            "offer_class": account.offer_class,
            "parent": account.parent,
            "status": "suspended" if account.suspended else "active",
            "stock": account.stock,
            "registered": len(systems),
            "activated": sum(1 for system in systems if system.active),
            "peak": peak,
            "previous_peak": previous_peak,
            "provisional": account.consumes and not previous_peak,
            "expected_end_of_month": account.stock - peak,
            "run_out": run_out,
            "suspension_expected": suspension,
            "statements": list(account.statements),
        }


def described(event: dict[str, Any]) -> tuple[Handler, str, str]:
    """What this kind of event does, its fields having been checked."""
    if event.get("do") not in EVENTS:
        raise BadHistory(f"unknown event: {event.get('do')!r}")
    handler, required, optional = EVENTS[event["do"]]
    check_fields(event, f"at do {required}", optional)
    for line in event.get("lines", ()):
        check_fields(line, "line sku packs", "list_price discount end_customer")
        if line.get("end_customer") is not None:
            check_fields(line["end_customer"], "", "uid name admin_email")
    return handler, required, optional


def instant_of(event: dict[str, Any]) -> datetime:
    try:
        return parse_instant(event["at"])
    except (TypeError, ValueError) as error:
        raise BadHistory(f"no instant: {event['at']!r}") from error


def check_fields(given: dict[str, Any], required: str, optional: str) -> None:
    missing = set(required.split()) - set(given)
    unknown = set(given) - set(required.split()) - set(optional.split())
    if missing or unknown:
        raise BadHistory(f"missing fields: {sorted(missing)}, unknown fields: {sorted(unknown)}")
