"""Why an order or an adjustment is refused. Each leaves nothing behind."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from tokenstock.kernel.errors import Refusal


@dataclass
class FutureOrderDate(Refusal):
    """The order date lies after today in the programme's zone."""

    code: ClassVar[str] = "future_order_date"
    ordered_on: date
    today: date


@dataclass
class UnknownOrder(Refusal):
    """There is no such order, or it was deleted."""

    code: ClassVar[str] = "unknown_order"
    ref: str


@dataclass
class Conflict(Refusal):
    """The same reference came back with other content."""

    code: ClassVar[str] = "conflict"
    ref: str


@dataclass
class PeriodClosed(Refusal):
    """The month that the order was entered in is over; an adjustment is the way now."""

    code: ClassVar[str] = "period_closed"
    editable_until: datetime


@dataclass
class StaleVersion(Refusal):
    """Somebody changed the order since it was read."""

    code: ClassVar[str] = "stale_version"
    expected: int
    current: int


@dataclass
class InsufficientStock(Refusal):
    """The seller's stock would fall below zero. Tokens."""

    code: ClassVar[str] = "insufficient_stock"
    available: int
    needed: int
    short_by: int

    @classmethod
    def of(cls, *, available: int, needed: int) -> "InsufficientStock":
        """The refusal for a stock of `available` where `needed` are to leave it."""
        return cls(available, needed, needed - available)


@dataclass
class ExceedsStock(Refusal):
    """A partner's debit would take back more than the customer still holds. Tokens."""

    code: ClassVar[str] = "exceeds_stock"
    held: int
    wanted: int


@dataclass
class NegativeNotConfirmed(Refusal):
    """The reduction leaves the account below zero, which nobody has confirmed."""

    code: ClassVar[str] = "negative_not_confirmed"
    stock_after: int


@dataclass
class TokensPassedOn(Refusal):
    """The reduction would leave a reseller below zero, because it has passed the tokens on."""

    code: ClassVar[str] = "tokens_passed_on"
    stock_after: int
