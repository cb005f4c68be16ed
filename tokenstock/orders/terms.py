"""What an order says: checked once, on the way in, whichever door it came by."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.conf import settings

from tokenstock.catalogue.selectors import SERVICE_PACK
from tokenstock.kernel import quantities
from tokenstock.kernel.months import local_date
from tokenstock.orders.models import Order
from tokenstock.orders.refusals import FutureOrderDate

__all__ = ["DISCOUNT_MAX", "PRICE_MAX", "As", "Changes", "Terms", "check_prices"]

PRICE_MAX = 1_000_000
DISCOUNT_MAX = 100
"""Percent."""


@dataclass(frozen=True)
class Terms:
    """The fields of an order that a person enters. Make one with `Terms.checked`."""

    po_number: str
    ordered_on: date
    packs: int
    sku: str = SERVICE_PACK
    list_price: Decimal | None = None
    discount: Decimal | None = None
    note: str = ""

    @classmethod
    def checked(
        cls,
        *,
        po_number: str,
        ordered_on: date,
        packs: object,
        now: datetime,
        sku: str = SERVICE_PACK,
        list_price: object = None,
        discount: object = None,
        note: str = "",
    ) -> "Terms":
        """Terms whose packs, prices and dates are in range.

        :raises InvalidQuantity: packs, list price or discount (percent) out of range or no number.
        :raises FutureOrderDate: an order date after today.
        """
        checked_price, checked_discount = check_prices(list_price=list_price, discount=discount)
        terms = cls(
            po_number=po_number.strip(),
            ordered_on=ordered_on,
            packs=quantities.packs(packs),
            sku=sku,
            list_price=checked_price,
            discount=checked_discount,
            note=note,
        )
        _refuse_future(terms.ordered_on, now)
        return terms

    @classmethod
    def of(cls, order: Order) -> "Terms":
        """What the order says now."""
        return cls(
            po_number=order.po_number,
            ordered_on=order.ordered_on,
            packs=order.packs,
            sku=order.product.sku,
            list_price=order.list_price,
            discount=order.discount,
            note=order.note,
        )

    @classmethod
    def kept(cls, written: Mapping[str, Any]) -> "Terms":
        """The terms that `written` gave, which were checked when they came in."""
        prices = {
            name: None if written[name] is None else Decimal(written[name]) for name in ("list_price", "discount")
        }
        return cls(
            po_number=written["po_number"],
            ordered_on=date.fromisoformat(written["ordered_on"]),
            packs=written["packs"],
            sku=written["sku"],
            note=written["note"],
            **prices,
        )

    def written(self) -> dict[str, Any]:
        """The terms as JSON holds them, for comparison and history."""
        return {
            "po_number": self.po_number,
            "ordered_on": self.ordered_on.isoformat(),
            "packs": self.packs,
            "sku": self.sku,
            "list_price": None if self.list_price is None else str(self.list_price),
            "discount": None if self.discount is None else str(self.discount),
            "note": self.note,
        }


class As(Enum):
    """What a field says that an edit does not speak of."""

    IT_IS = "as it is"


@dataclass(frozen=True)
class Changes:
    """The fields that an edit changes; None leaves a field as it is.

    A list price of None is the catalogue's, a discount of None is none; these two are left by `As.IT_IS`.
    """

    po_number: str | None = None
    ordered_on: date | None = None
    packs: int | None = None
    sku: str | None = None
    note: str | None = None
    list_price: Decimal | As | None = As.IT_IS
    discount: Decimal | As | None = As.IT_IS

    @classmethod
    def checked(cls, *, now: datetime, packs: object = None, **given: Any) -> "Changes":
        """Changes whose packs, prices and date are in range; the refusals of `Terms.checked`."""
        if packs is not None:
            given["packs"] = quantities.packs(packs)
        asked = {name: given[name] for name in _PRICES if given.get(name, As.IT_IS) is not As.IT_IS}
        prices = check_prices(list_price=asked.get("list_price"), discount=asked.get("discount"))
        given |= {name: checked for name, checked in zip(_PRICES, prices, strict=True) if name in asked}
        changes = cls(**given)
        if changes.ordered_on is not None:
            _refuse_future(changes.ordered_on, now)
        return changes

    def applied_to(self, terms: Terms) -> Terms:
        """`terms` with these changes in them."""
        return replace(terms, **self._given())

    def written(self) -> dict[str, Any]:
        """The changed fields as JSON holds them, for comparison with the history."""
        return {name: _as_json(value) for name, value in self._given().items()}

    def _given(self) -> dict[str, Any]:
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in given.items() if value is not (As.IT_IS if name in _PRICES else None)}


_PRICES = ("list_price", "discount")


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def check_prices(*, list_price: object, discount: object) -> tuple[Decimal | None, Decimal | None]:
    """A list price in money and a discount in percent, each with at most two decimals, or None.

    :raises InvalidQuantity: for anything else.
    """
    return (
        quantities.price(list_price, field="list_price", highest=PRICE_MAX),
        quantities.price(discount, field="discount", highest=DISCOUNT_MAX),
    )


def _refuse_future(ordered_on: date, now: datetime) -> None:
    today = local_date(now, settings.TOKENSTOCK_TIME_ZONE)
    if ordered_on > today:
        raise FutureOrderDate(ordered_on, today)
