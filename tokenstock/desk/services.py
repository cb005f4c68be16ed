"""Receiving purchase orders: each line becomes an order once, or waits for a person to say whom it is for.

The public face of the package; what that person says is in `identifying`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType
from tokenstock.audit.services import record
from tokenstock.catalogue.selectors import product_by_sku
from tokenstock.desk.identification import EndCustomer, identify
from tokenstock.desk.identifying import LineNotWaiting, UnknownLine, identify_line, preview_identification
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.desk.results import NEEDS_IDENTIFICATION, LineResult
from tokenstock.orders.models import Order
from tokenstock.orders.refusals import Conflict
from tokenstock.orders.services import Terms, enter_order, reserve
from tokenstock.stock import services as stock

__all__ = [
    "NEEDS_IDENTIFICATION",
    "EndCustomer",
    "Line",
    "LineNotWaiting",
    "LineResult",
    "UnknownLine",
    "identify_line",
    "preview_identification",
    "receive_purchase_order",
]


@dataclass(frozen=True)
class Line:
    """One line of a purchase order: what, and for whom (None: for the buyer's own stock)."""

    number: str
    terms: Terms
    end_customer: EndCustomer | None = None


@transaction.atomic(durable=True)
def receive_purchase_order(
    *, actor: Actor, buyer: Account, po_number: str, lines: Sequence[Line], now: datetime
) -> list[LineResult]:
    """Process a purchase order of a reseller, or of a customer without a partner, whole or not at all.

    No end customer: wholesale (or direct, for a customer). One that is identified: delegated. Otherwise it waits.
    A line received before with the same content is repeated, and moves nothing. Locks the stocks of all lines.

    :raises NotAllowed: the actor is no Admin of the vendor, or the buyer is a customer with a partner of record.
    :raises UnknownProduct: a line names no product.
    :raises Conflict: a line was received before with other content.
    :raises AccountClosed: the buyer is closed, and a line is new.
    """
    if not (actor.is_admin and actor.is_vendor):
        raise NotAllowed
    # All stocks at once, as everybody takes them: line by line, two purchase orders or a sale of the buyer's could wait
    # for each other. What the lines then become is decided behind the lock.
    concerned = {account.id for line in lines if (account := _route(buyer, line)[2]) is not None}
    stock.lock(account_ids=sorted(concerned | {buyer.id}))
    buyer = Account.objects.select_related("parent").get(id=buyer.id)
    if not _may_buy(buyer):
        raise NotAllowed
    for line in lines:
        product_by_sku(sku=line.terms.sku)
    results = [_receive_line(actor, buyer, po_number, line, now) for line in lines]
    record(
        at=now,
        actor=actor.label,
        action="purchase_order.received",
        subject=po_number,
        account_id=buyer.id,
        lines=[[result.number, result.kind, result.reason, result.repeated] for result in results],
    )
    return results


def _may_buy(buyer: Account) -> bool:
    if buyer.type != AccountType.CUSTOMER:
        return True
    return buyer.parent is not None and buyer.parent.type == AccountType.VENDOR


def _receive_line(actor: Actor, buyer: Account, po_number: str, line: Line, now: datetime) -> LineResult:
    ref = f"{buyer.uid}/{po_number}/{line.number}"
    end_customer = line.end_customer.written() if line.end_customer else None
    asked = {**line.terms.written(), "end_customer": end_customer}
    entered, is_new = PurchaseOrderLine.objects.get_or_create(
        ref=ref,
        defaults={
            "buyer": buyer,
            "po_number": po_number,
            "received_at": now,
            "received_by": actor.label,
            "kind": NEEDS_IDENTIFICATION,
            "asked": asked,
        },
    )
    if not is_new:
        if entered.asked != asked:
            raise Conflict(ref)
        reason = entered.reason if entered.order_id is None else ""
        return LineResult(line.number, ref, entered.kind, reason, repeated=True)

    stock.refuse_closed(account_ids=[buyer.id])
    kind, via, to, reason = _route(buyer, line)
    if to is None:
        entered.reason = reason
        entered.save(update_fields=["reason"])
        reserve(ref=ref)
        return LineResult(line.number, ref, NEEDS_IDENTIFICATION, reason)
    placed = enter_order(kind=kind, actor=actor, seller=None, via=via, buyer=to, terms=line.terms, ref=ref, now=now)
    if placed.repeated:
        raise Conflict(ref)
    entered.kind, entered.order = kind, placed.order
    entered.save(update_fields=["kind", "order"])
    return LineResult(line.number, ref, kind, placed=placed)


def _route(buyer: Account, line: Line) -> tuple[Order.Kind, Account | None, Account | None, str]:
    """The kind of order that the line becomes, in whose name, for whom; nobody and the reason where that is unknown."""
    if line.end_customer is None:
        kind = Order.Kind.DIRECT if buyer.type == AccountType.CUSTOMER else Order.Kind.WHOLESALE
        return kind, None, buyer, ""
    identified = identify(buyer=buyer, end_customer=line.end_customer)
    return Order.Kind.DELEGATED, buyer, identified.account, identified.reason
