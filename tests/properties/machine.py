"""Everything that can happen, in any order: each event goes to the services and to the model, which have to agree.

Things are chosen by number among those that there are, so that a failing example can be made shorter and still means
the same.
"""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from tests.model import Model
from tests.model.compare import compare_results, compare_states
from tests.model.months import format_instant
from tests.model.records import Account, Order, System
from tokenstock.consumption import services as consumption
from tokenstock.replay.runner import run_history
from tokenstock.replay.state import state
from tokenstock.verification.selectors import faults

Event = dict[str, Any]

SKU = "9010177"
BEGINNING = datetime(2026, 1, 30, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NUMBER = st.integers(0, 11)
"""Which one, among those that there are."""
PACKS = st.sampled_from([1, 2, 1, 3, 10])
WAITS = ("none", "none", "none", "instant", "hours", "days", "before the end", "at the end", "after the end", "months")
WAIT = st.sampled_from(WAITS)
"""How long after the event before; `none` is the same instant."""


class World(RuleBasedStateMachine):
    """A fresh world of a few companies, what is known of it, and the two ways to let something happen in it."""

    policies: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.model = Model(**self.policies)
        self.world = self.model.world
        self.at = BEGINNING
        self.history: list[Event] = []
        self.numbers = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def found(self) -> None:
        """A distributor with a partner, a partner of the vendor's own, and a customer below each."""
        self.create("distributor", None)
        accounts = self.accounts()
        self.create("partner", accounts[0])
        self.create("partner", None)
        self.create("customer", self.accounts()[1])
        self.create("customer", self.accounts()[2])
        self.create("customer", None)
        self.happen(self.purchase_order(self.accounts()[1], self.line(3)))

    # What always holds

    @invariant()
    def services_and_model_stand_the_same(self) -> None:
        if self.history:
            assert compare_states(self.model.state(), state(as_of=self.at)) == []

    @invariant()
    def the_books_are_sound(self) -> None:
        assert [str(fault) for fault in faults(connection)] == []

    # Letting something happen

    def happen(self, event: Event, wait: str = "hours") -> Event:
        """Let the event happen on both sides; the answer that they agree on."""
        self.at = max(self.at, self.after(wait))
        full = {"at": format_instant(self.at), **event}
        self.history.append(full)
        results = io.StringIO()
        run_history([json.dumps(full)], results=results)
        expected = self.model.apply(full, 1)
        found = json.loads(results.getvalue())
        assert compare_results([expected], [found]) == [], full
        return expected

    def pass_time(self, wait: str) -> None:
        self.at = max(self.at, self.after(wait))
        consumption.advance(now=self.at)
        self.model.advance(self.at)

    def after(self, wait: str) -> datetime:
        end = self.world.open_month().end(self.world.zone) if self.world.month else self.at
        return {
            "none": self.at,
            "instant": self.at + MICROSECOND,
            "hours": self.at + timedelta(hours=5),
            "days": self.at + timedelta(days=4),
            "before the end": end - MICROSECOND,
            "at the end": end,
            "after the end": end + MICROSECOND,
            "months": self.at + timedelta(days=70),
        }[wait]

    # What there is

    def pick[T](self, things: Sequence[T], number: int) -> T | None:
        return things[number % len(things)] if things else None

    def accounts(self) -> list[Account]:
        return list(self.world.accounts.values())

    def account(self, number: int) -> Account:
        accounts = self.accounts()
        return accounts[number % len(accounts)]

    def reseller(self, number: int) -> Account:
        resellers = [account for account in self.accounts() if account.sells]
        return resellers[number % len(resellers)]

    def subaccount(self, number: int) -> Account | None:
        """An account below a reseller."""
        return self.pick([account for account in self.accounts() if account.parent is not None], number)

    def order(self, number: int) -> Order | None:
        """An order, the latest first, also one that is deleted or closed."""
        orders = [order for order in self.world.orders.values() if order.kind != "needs_identification"]
        return self.pick(orders[::-1], number)

    def system(self, number: int, *, active: bool | None = None) -> System | None:
        systems = [system for system in self.world.systems.values() if active is None or system.active == active]
        return self.pick(systems[::-1], number)

    def earlier(self, do: str, number: int) -> Event | None:
        """An event of this kind that was there before, the latest first."""
        return self.pick([event for event in self.history[::-1] if event["do"] == do], number)

    def new(self) -> int:
        self.numbers += 1
        return self.numbers

    def today(self) -> str:
        """The order date of an event that happens now: never in the future, in no zone."""
        return (self.at.astimezone(self.world.zone).date() - timedelta(days=1)).isoformat()

    # Events

    def create(self, kind: str, parent: Account | None, offer_class: str | None = None, wait: str = "hours") -> Event:
        number = self.new()
        event: Event = {
            "do": "account.create",
            "uid": f"{number:032x}",
            "name": f"Company {number}",
            "type": kind,
            "admin_email": f"admin{number}@example.com",
        }
        event |= {} if parent is None else {"parent": parent.uid}
        event |= {} if offer_class is None else {"offer_class": offer_class}
        return self.happen(event, wait)

    def line(self, packs: object, end_customer: Event | None = None) -> Event:
        return {"line": 1, "sku": SKU, "packs": packs} | ({"end_customer": end_customer} if end_customer else {})

    def purchase_order(self, buyer: Account, *lines: Event) -> Event:
        return {
            "do": "purchase_order.receive",
            "po_number": f"PO {self.new()}",
            "order_date": self.today(),
            "buyer": buyer.uid,
            "lines": [line | {"line": place} for place, line in enumerate(lines, start=1)],
        }

    def token_order(self, seller: Account, buyer: Account, packs: object) -> Event:
        return {
            "do": "order.place",
            "ref": f"T-{self.new()}",
            "seller": seller.uid,
            "buyer": buyer.uid,
            "po_number": "PO",
            "order_date": self.today(),
            "sku": SKU,
            "packs": packs,
        }

    def adjustment(self, by: str, account: Account, tokens: object, **more: Any) -> Event:
        return {"do": "stock.adjust", "by": by, "account": account.uid, "tokens": tokens, "reason": "counted"} | more

    def registration(self, account: Account, serial: str) -> Event:
        return {"do": "system.register", "account": account.uid, "serial": serial, "model": "RV55"}
