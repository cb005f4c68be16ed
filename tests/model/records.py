"""What the model remembers: accounts, systems, orders and the lines of the ledger."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.model.months import Month

VENDOR = "vendor"
RANK = {VENDOR: 0, "distributor": 1, "partner": 2, "customer": 3}
OFFER_CLASSES = ("commercial", "partner", "free_tier", "transition")
CONSUMING = {"commercial"}
LIMITS = {"partner": 20, "free_tier": 15}
CLAIMABLE = ("LX", "ES", "GX", "RV", "MP")
PRODUCTS = {"9010177": 12}
BONUS_TOKENS = 12

# Places of the ledger that are no account.
BY_ORDER = "source: by order"
COMPLIMENTARY = "source: complimentary"
BONUS = "source: registration bonus"
CONSUMED = "sink: consumed"


class BadHistory(Exception):
    """The history itself cannot be read: an unknown event or field, or time running backwards."""


class Refused(Exception):
    """An event that is refused and changes nothing."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass
class Line:
    """A change of one account's stock, in one column of its statement."""

    month: Month
    column: str
    tokens: int


@dataclass
class Leg:
    """One side of a balanced transaction; `place` is an account's uid or one of the vendor's sources and the sink."""

    place: str
    column: str
    tokens: int


@dataclass
class Account:
    uid: str
    name: str
    type: str
    offer_class: str
    parent: str | None
    admin_email: str
    created_at: datetime
    held: bool = False
    below_since: datetime | None = None
    suspended_for_stock: bool = False
    deferred_bonuses: int = 0
    lines: list[Line] = field(default_factory=list)
    activity: list[tuple[datetime, str, bool]] = field(default_factory=list)
    chargeable: list[tuple[datetime, bool]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def stock(self) -> int:
        return sum(line.tokens for line in self.lines)

    @property
    def consumes(self) -> bool:
        return self.offer_class in CONSUMING

    @property
    def suspended(self) -> bool:
        return self.held or self.suspended_for_stock

    @property
    def sells(self) -> bool:
        """A reseller: it may hold tokens only to pass them on."""
        return self.type in ("distributor", "partner")


@dataclass
class System:
    serial: str
    account: str
    model: str
    active: bool = False


@dataclass
class Order:
    """An order, or (kind needs_identification) a purchase order line that waits and is none."""

    ref: str
    kind: str
    seller: str | None
    buyer: str
    via: str | None
    packs: int
    sku: str
    po_number: str
    order_date: date
    month: Month
    content: tuple[Any, ...]
    reason: str | None = None
    note: str | None = None
    deleted: bool = False

    @property
    def tokens(self) -> int:
        return self.packs * PRODUCTS[self.sku]


def name_key(name: str) -> str:
    return name.strip().casefold()


def serial_key(serial: str) -> str:
    return serial.strip().upper()
