"""The author of a random history: keeps a model beside it, so that it can aim at what is possible, or just not."""

import random
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from typing import Any

from tests.model.model import Model
from tests.model.months import Month, format_instant
from tests.model.records import VENDOR, Account, Order, System

Event = dict[str, Any]
# An event, and whether it happens at the same instant as the one before.
Step = tuple[Event, bool]
# Hands out its steps, and is told what became of each.
Scene = Generator[Step, Event, None]

SKU = "9010177"
MODELS = ("LX40", "LX60", "ES450", "GX450", "RV50X", "RV55", "MP70", "MG90", "XR80", "XR90")
CLAIMABLE_MODELS = MODELS[:7]
OTHER_MODELS = ("XR90", "MG90", "lx60", " LX60", "AirLink LX60", "")
FIRST = (
    "Anholt",
    "Brava",
    "Cádiz",
    "Dunmore",
    "Ærø",
    "Falköping",
    "Grän",
    "Hafen",
    "Île",
    "株式会社",
    "الخليج",
    "Ostrów",
)
SECOND = (
    "Transit",
    "Ambulance",
    "Water",
    "Rail",
    "Fleet",
    "Énergie",
    "Police",
    "Logistics",
    "Mining",
    "Retail",
    "通信",
)


class Author:
    def __init__(self, rng: random.Random, model: Model, instants: list[datetime]) -> None:
        self.rng = rng
        self.model = model
        self.world = model.world
        self.instants = iter(instants)
        self.events: list[Event] = []
        self.at = instants[0]
        self.number = 0
        self.deck: list[int] = []

    def write(self, event: Event, same_instant: bool = False) -> Event:
        """Let the event happen at the next instant of the plan, or leave that one out and use the last one again."""
        planned = next(self.instants)
        self.at = self.at if same_instant else max(self.at, planned)
        full = {"at": format_instant(self.at), **event}
        self.events.append(full)
        return self.model.apply(full, len(self.events))

    # Names of things

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def new_uid(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"

    def new_name(self) -> str:
        return f"{self.rng.choice(FIRST)} {self.rng.choice(SECOND)} {self.next_number()}"

    def new_serial(self) -> str:
        return f"{self.rng.choice('ABXZ')}{self.rng.choice('FGH')}{self.next_number():06d}{self.rng.randrange(100):02d}"

    def new_ref(self) -> str:
        return f"T-{self.next_number():05d}"

    def new_po(self) -> str:
        return f"PO {self.next_number():05d}"

    def written(self, text: str) -> str:
        """The same, as somebody else might write it."""
        return self.rng.choice((text, text, text.lower(), text.upper(), f" {text} "))

    def order_date(self) -> str:
        days = self.rng.choice((0, 0, 0, 1, 3, 40, 400))
        return (self.world.today() - timedelta(days=days)).isoformat() if self.world.now else self.at.date().isoformat()

    def packs(self) -> int:
        return self.rng.choice((1, 1, 1, 2, 2, 3, 4, 6, 10))

    # Finding somebody or something it may happen to

    def pick(self, things: list[Any]) -> Any:
        return self.rng.choice(things) if things else None

    def accounts(self, test: Callable[[Account], bool] = lambda account: True) -> list[Account]:
        return [account for account in self.world.accounts.values() if test(account)]

    def account(self, test: Callable[[Account], bool] = lambda account: True) -> Account | None:
        found: Account | None = self.pick(self.accounts(test))
        return found

    def deal(self, kinds: int) -> int:
        """A number below `kinds`; each comes up before any comes again, as cards do."""
        if not self.deck:
            self.deck = list(range(kinds))
            self.rng.shuffle(self.deck)
        return self.deck.pop() % kinds

    def reseller(self) -> Account | None:
        return self.account(lambda account: account.sells)

    def customer(self) -> Account | None:
        return self.account(lambda account: account.type == "customer")

    def direct_customer(self) -> Account | None:
        return self.account(lambda account: account.type == "customer" and account.parent is None)

    def subaccount(self) -> Account | None:
        return self.account(lambda account: account.parent is not None)

    def parent_of(self, account: Account) -> Account:
        assert account.parent is not None
        return self.world.accounts[account.parent]

    def orders(self, test: Callable[[Order], bool] = lambda order: True) -> list[Order]:
        return [
            order
            for order in self.world.orders.values()
            if not order.deleted and order.kind != "needs_identification" and test(order)
        ]

    def open_order(self, test: Callable[[Order], bool] = lambda order: True) -> Order | None:
        month = self.month()
        found: Order | None = self.pick(self.orders(lambda order: order.month == month and test(order)))
        return found

    def systems(self, test: Callable[[System], bool] = lambda system: True) -> list[System]:
        return [system for system in self.world.systems.values() if test(system)]

    def fleet(self, account: Account) -> list[System]:
        return self.systems(lambda system: system.account == account.uid)

    def month(self) -> Month:
        return self.world.open_month()

    def seller_of(self, order: Order) -> str:
        return order.seller or VENDOR

    # Events

    def create(self, kind: str, parent: Account | None, offer_class: str | None = None) -> Event:
        number = self.next_number()
        event: Event = {
            "do": "account.create", "uid": self.new_uid(), "name": self.new_name(), "type": kind,
            "admin_email": f"admin{number}@{self.rng.choice(('example.com', 'example.org', 'Example.NET'))}",
        }  # fmt: skip
        if parent is not None:
            event["parent"] = parent.uid
        if offer_class is not None:
            event["offer_class"] = offer_class
        if offer_class in ("free_tier", "transition"):
            event["ends_on"] = (self.at.date() + timedelta(days=21)).isoformat()
        return event

    def place(self, seller: Account, buyer: Account, packs: int) -> Event:
        return {
            "do": "order.place", "ref": self.new_ref(), "seller": seller.uid, "buyer": buyer.uid,
            "po_number": self.new_po(), "order_date": self.order_date(), "sku": SKU, "packs": packs,
        }  # fmt: skip

    def purchase_order(self, buyer: Account, *lines: tuple[int, Event | None]) -> Event:
        rows: list[Event] = []
        for number, (packs, end_customer) in enumerate(lines, start=1):
            row: Event = {"line": number, "sku": SKU, "packs": packs}
            if self.rng.random() < 0.4:
                row |= {"list_price": "20.00", "discount": self.rng.choice(("0", "5", "12.5"))}
            if end_customer is not None or self.rng.random() < 0.1:
                row["end_customer"] = end_customer
            rows.append(row)
        return {
            "do": "purchase_order.receive", "po_number": self.new_po(), "order_date": self.order_date(),
            "buyer": buyer.uid, "lines": rows,
        }  # fmt: skip

    def identified(self, account: Account) -> Event:
        """One of the ways to say who the end customer is."""
        email = self.rng.choice((account.admin_email, account.admin_email.upper()))
        name = self.written(account.name) if account.name.isascii() else f" {account.name} "
        return self.rng.choice((
            {"uid": account.uid},
            {"uid": account.uid, "admin_email": email},
            {"uid": account.uid, "name": name, "admin_email": email},
            {"name": name, "admin_email": email},
        ))  # fmt: skip

    def register(self, account: Account, serial: str | None = None) -> Event:
        return {
            "do": "system.register", "account": account.uid, "serial": serial or self.new_serial(),
            "model": self.rng.choice(MODELS),
        }  # fmt: skip

    def adjust(self, by: str, account: Account, tokens: int, confirm: bool = False) -> Event:
        event: Event = {
            "do": "stock.adjust", "by": by, "account": account.uid, "tokens": tokens,
            "reason": self.rng.choice(("goodwill", "wrong order in a closed month", "counted again")),
        }  # fmt: skip
        return event | ({"confirm_negative": True} if confirm else {})

    def claim(self, account: Account, model: str | None = None) -> Event:
        return {
            "do": "device.claim", "account": account.uid, "serial": self.new_serial(),
            "model": model or self.rng.choice(CLAIMABLE_MODELS),
        }  # fmt: skip


def system_event(do: str, system: System | str) -> Event:
    serial = system if isinstance(system, str) else system.serial
    return {"do": f"system.{do}", "serial": serial}
