"""Whole numbers of tokens and packs, and the bounds they are held to."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from tokenstock.kernel.errors import Refusal

PACKS_MAX = 100_000
TOKENS_MAX = 1_000_000_000

_DIGITS = re.compile(r"[0-9]{1,10}", re.ASCII)


@dataclass
class InvalidQuantity(Refusal):
    """A number of packs or tokens that is not a whole number in range, or a price or discount that is none."""

    code: ClassVar[str] = "invalid_quantity"
    field: str
    lowest: int
    highest: int


def packs(value: object) -> int:
    """`value` as a number of Service Packs, 1 to 100,000.

    :raises InvalidQuantity: for anything that is not a whole number in range; True, 12.0 and "12" are none.
    """
    if type(value) is not int or not 1 <= value <= PACKS_MAX:
        raise InvalidQuantity("packs", 1, PACKS_MAX)
    return value


def signed_tokens(value: object) -> int:
    """`value` as tokens credited (positive) or debited (negative), never 0.

    :raises InvalidQuantity: for anything that is not a whole number in range.
    """
    if type(value) is not int or value == 0 or abs(value) > TOKENS_MAX:
        raise InvalidQuantity("tokens", -TOKENS_MAX, TOKENS_MAX)
    return value


def whole_number(text: str) -> int | None:
    """The whole number that `text` writes in plain ASCII digits, or None.

    `int()` would also take "1_000" and full-width digits, which nobody means.
    """
    text = text.strip()
    return int(text) if _DIGITS.fullmatch(text) else None


def price(value: object, *, field: str, highest: int) -> Decimal | None:
    """`value` as an amount of money or a percentage from 0 to `highest` with at most two decimals; None stays None.

    :raises InvalidQuantity: for anything else.
    """
    if value is None:
        return None
    try:
        amount = Decimal(str(value)) if type(value) in (int, float, str, Decimal) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= highest or amount != amount.quantize(Decimal("0.01")):
        raise InvalidQuantity(field, 0, highest)
    return amount.quantize(Decimal("0.01"))
