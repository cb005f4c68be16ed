"""The list of stock updates: orders in, out and passed through, adjustments, bonuses and consumption, latest first."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

__all__ = ["PAGE_SIZE", "StockUpdate", "UpdatePage", "Updates", "all_updates", "update_page"]

PAGE_SIZE = 50
READ_AT_ONCE = 2000
"""Lines of all pages together that are in memory at one time."""


class StockUpdate(NamedTuple):
    """One line. `kind`: received, sent, passed_through, adjusted, bonus or consumed.

    `effect` is what the line did to the stock, in tokens (0 for what passed through, and for a deleted order);
    `tokens` what the document is about. `other_*` is the company on the other side, None for the vendor. Of consumption
    `reason` is the peak that was charged.
    """

    kind: str
    at: datetime
    document_id: int
    ref: str | None
    order_kind: str | None
    po_number: str | None
    ordered_on: date | None
    sku: str | None
    packs: int | None
    tokens: int
    effect: int
    other_uid: str | None
    other_name: str | None
    reason: str
    entered_by: str
    period: date
    version: int
    deleted_at: datetime | None

    @property
    def edited(self) -> bool:
        """Whether an order was changed since it was entered."""
        return self.version > 1 and self.deleted_at is None


@dataclass(frozen=True)
class Updates:
    """Which lines of one account to list. The four filters of orders leave the other kinds out."""

    account_id: int
    since: date
    po_number: str = ""
    sku: str = ""
    packs: int | None = None
    ordered_from: date | None = None
    ordered_to: date | None = None
    kind: str = ""
    page: int = 1

    @property
    def orders_only(self) -> bool:
        """Whether a filter is set that only an order can meet."""
        return bool(self.po_number or self.sku or self.packs or self.ordered_from or self.ordered_to)


@dataclass(frozen=True)
class UpdatePage:
    """One page of lines, and whether there is another."""

    rows: Sequence[StockUpdate]
    page: int
    has_next: bool


def update_page(*, updates: Updates) -> UpdatePage:
    """One page of the list of stock updates since `updates.since`, in one query whatever its length."""
    branches = _branches(updates)
    if not branches:
        return UpdatePage([], updates.page, has_next=False)
    first = (updates.page - 1) * PAGE_SIZE
    with connection.cursor() as cursor:
        cursor.execute(*_listing(updates, branches, first=first, size=PAGE_SIZE + 1))
        rows = [StockUpdate(*row) for row in cursor.fetchall()]
    return UpdatePage(rows[:PAGE_SIZE], updates.page, has_next=len(rows) > PAGE_SIZE)


def all_updates(*, updates: Updates) -> Generator[StockUpdate, None, None]:
    """The lines of all pages, one by one, in one query that no transaction stays open for.

    Whoever does not read to the end closes it, and the cursor with it.
    """
    branches = _branches(updates)
    if not branches:
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(*_listing(updates, branches, first=0, size=None))
        while rows := cursor.fetchmany(READ_AT_ONCE):
            yield from (StockUpdate(*row) for row in rows)


def _branches(updates: Updates) -> list[str]:
    """Where such lines come from; nowhere, where no line can meet the filters together."""
    return [
        branch
        for kind, branch in _BRANCHES.items()
        if updates.kind in ("", kind) and (kind in _ORDER_KINDS or not updates.orders_only)
    ]


def _listing(updates: Updates, branches: list[str], *, first: int, size: int | None) -> tuple[str, dict[str, Any]]:
    """The query for `size` lines from the one after `first`, or for all of them, and its parameters."""
    parameters: dict[str, Any] = {
        "account": updates.account_id,
        "since": updates.since,
        "po": f"%{_literal(updates.po_number)}%" if updates.po_number else None,
        "sku": updates.sku or None,
        "packs": updates.packs,
        "from": updates.ordered_from,
        "to": updates.ordered_to,
        "enough": None if size is None else first + size,
        "first": first,
        "size": size,
    }
    union = " UNION ALL ".join(f"({branch} ORDER BY {_LATEST_FIRST} LIMIT %(enough)s)" for branch in branches)
    listing = f"SELECT * FROM ({union}) line ORDER BY {_LATEST_FIRST}, kind LIMIT %(size)s OFFSET %(first)s"
    return listing, parameters


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _orders(kind: str, side: str, effect: str, other: str) -> str:
    return f"""
    SELECT '{kind}' AS kind, o.entered_at AS at, o.id AS document_id, o.ref, o.kind AS order_kind, o.po_number,
      o.ordered_on, p.sku, o.packs, o.tokens, CASE WHEN o.deleted_at IS NULL THEN {effect} ELSE 0 END AS effect,
      a.uid AS other_uid, a.name AS other_name, o.note AS reason, o.entered_by, o.period, o.version, o.deleted_at
    FROM orders_order o JOIN catalogue_product p ON p.id = o.product_id LEFT JOIN accounts_account a ON a.id = {other}
    WHERE o.{side} = %(account)s AND o.period >= %(since)s
      AND (%(po)s::text IS NULL OR o.po_number ILIKE %(po)s) AND (%(sku)s::text IS NULL OR p.sku = %(sku)s)
      AND (%(packs)s::integer IS NULL OR o.packs = %(packs)s)
      AND (%(from)s::date IS NULL OR o.ordered_on >= %(from)s) AND (%(to)s::date IS NULL OR o.ordered_on <= %(to)s)"""


def _adjustments(side: str, effect: str, other: str) -> str:
    return f"""
    SELECT 'adjusted' AS kind, j.entered_at AS at, j.id AS document_id, {_NO_ORDER}, {effect}, {effect},
      a.uid, a.name, j.reason, j.entered_by, j.period AS period, 1, NULL::timestamptz
    FROM orders_adjustment j LEFT JOIN accounts_account a ON a.id = {other}
    WHERE j.{side} = %(account)s AND j.period >= %(since)s"""


_LATEST_FIRST = "at DESC, document_id DESC, period DESC"
"""One order for branches and whole: the lines of a purchase order, or months closed late, are all of one instant."""

_NO_ORDER = "NULL::text, NULL::text, NULL::text, NULL::date, NULL::text, NULL::integer"
"""What a line without an order has for ref, order_kind, po_number, ordered_on, sku and packs."""

_ORDER_KINDS = ("received", "sent", "passed_through")

_BRANCHES = {
    "received": _orders("received", "buyer_id", "o.tokens", "coalesce(o.seller_id, o.via_id)"),
    "sent": _orders("sent", "seller_id", "-o.tokens", "o.buyer_id"),
    "passed_through": _orders("passed_through", "via_id", "0", "o.buyer_id"),
    "adjusted": _adjustments("account_id", "j.tokens", "j.counterparty_id")
    + " UNION ALL "
    + _adjustments("counterparty_id", "-j.tokens", "j.account_id"),
    "bonus": f"""
    SELECT 'bonus' AS kind, c.booked_at AS at, c.id AS document_id, {_NO_ORDER}, c.tokens::bigint, c.tokens::bigint,
      NULL::text, NULL::text, c.model || ' ' || c.serial, c.claimed_by, c.booked_at::date AS period, 1,
      NULL::timestamptz
    FROM registration_claim c WHERE c.account_id = %(account)s AND c.booked_at >= %(since)s""",
    "consumed": f"""
    SELECT 'consumed' AS kind, s.closed_at AS at, 0::bigint AS document_id, {_NO_ORDER}, s.consumed, -s.consumed,
      NULL::text, NULL::text, s.peak::text, 'month close', s.month AS period, 1, NULL::timestamptz
    FROM stock_statement s WHERE s.account_id = %(account)s AND s.month >= %(since)s AND s.consumed > 0""",
}
