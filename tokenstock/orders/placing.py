"""Placing orders: the vendor's, from a purchase order, and a reseller's, from its own stock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account
from tokenstock.accounts.selectors import partner_id_of
from tokenstock.audit.services import record
from tokenstock.catalogue.models import Product
from tokenstock.catalogue.selectors import product_by_sku
from tokenstock.kernel.months import Month
from tokenstock.orders._legs import order_legs, stock_ids
from tokenstock.orders.effects import Caution, Effect, Witness
from tokenstock.orders.models import Order, OrderRevision, ReservedRef
from tokenstock.orders.refusals import Conflict, InsufficientStock
from tokenstock.orders.terms import Terms
from tokenstock.stock import services as stock

FAR_ABOVE_NEED = 10
"""An order beyond this many years of the account's peak gets a warning."""


@dataclass(frozen=True)
class Placed:
    """An order that stands. `repeated`: it stood already, nothing was done, and there is no effect."""

    order: Order
    repeated: bool
    effect: Effect | None


@transaction.atomic(durable=True)
def place_order(*, actor: Actor, seller: Account, buyer: Account, terms: Terms, ref: str, now: datetime) -> Placed:
    """Sell packs to a subaccount out of the seller's own stock.

    The same `ref` with the same content again does nothing and answers `repeated`, also when the order was changed or
    deleted since. Locks the order, then both stocks.

    :raises NotAllowed: the actor is no Admin of the seller, or the buyer no subaccount of it.
    :raises UnknownProduct: no such product.
    :raises Conflict: `ref` came with other content before.
    :raises AccountClosed: the buyer or the seller is closed.
    :raises InsufficientStock: the seller would fall below zero; nothing is written.
    """
    return _place_token_order(actor=actor, seller=seller, buyer=buyer, terms=terms, ref=ref, now=now)


def preview_order(*, actor: Actor, seller: Account, buyer: Account, terms: Terms, ref: str, now: datetime) -> Effect:
    """What `place_order` would do: the same code, rolled back. Raises the same."""
    with transaction.atomic():
        placed = _place_token_order(actor=actor, seller=seller, buyer=buyer, terms=terms, ref=ref, now=now)
        transaction.set_rollback(True)
    if placed.effect is None:
        raise Conflict(ref)
    return placed.effect


def _place_token_order(
    *, actor: Actor, seller: Account, buyer: Account, terms: Terms, ref: str, now: datetime
) -> Placed:
    if not actor.is_admin or actor.account_id != seller.id or buyer.parent_id != seller.id or not seller.is_reseller:
        raise NotAllowed
    return enter_order(
        kind=Order.Kind.TOKEN, actor=actor, seller=seller, via=None, buyer=buyer, terms=terms, ref=ref, now=now
    )


def enter_order(
    *,
    kind: Order.Kind,
    actor: Actor,
    seller: Account | None,
    via: Account | None,
    buyer: Account,
    terms: Terms,
    ref: str,
    now: datetime,
) -> Placed:
    """Enter an order of any kind in the running transaction; the callers have decided that it may be.

    :raises UnknownProduct, Conflict, AccountClosed, InsufficientStock: as `place_order`.
    :raises NotAllowed: the buyer is no longer below the reseller that it comes from.
    """
    product = product_by_sku(sku=terms.sku)
    if ReservedRef.objects.filter(ref=ref).exists():
        raise Conflict(ref)
    asked = {
        "kind": kind.value,
        "seller": seller.uid if seller else None,
        "via": via.uid if via else None,
        "buyer": buyer.uid,
        **terms.written(),
    }
    order, is_new = Order.objects.get_or_create(
        ref=ref, defaults=_columns(kind, actor, seller, via, buyer, terms, product, asked, now)
    )
    if not is_new:
        if order.asked != asked:
            raise Conflict(ref)
        return Placed(order, repeated=True, effect=None)
    legs = order_legs(order, order.tokens)
    locked = stock.lock(account_ids=stock_ids(legs))
    partner = seller or via
    if partner is not None and partner_id_of(account_id=buyer.id) != partner.id:
        # The buyer was moved to another partner while we waited for the lock.
        raise NotAllowed
    witness = Witness(stock_ids(legs))
    witness.refuse_closed()
    if seller is not None and locked[seller.id].balance < order.tokens:
        raise InsufficientStock.of(available=locked[seller.id].balance, needed=order.tokens)
    posted = stock.post(
        document=stock.Document.ORDER,
        document_id=order.id,
        revision=order.version,
        legs=legs,
        actor=actor.label,
        reason="",
        now=now,
    )
    if posted.period != order.period:
        order.period = posted.period
        order.save(update_fields=["period"])
    stock.note_order(account_id=buyer.id, now=now)
    OrderRevision.objects.create(
        order=order, version=order.version, at=now, actor=actor.label, content=Terms.of(order).written()
    )
    record(at=now, actor=actor.label, action="order.placed", subject=ref, account_id=buyer.id, **asked)
    giver = witness.side(partner.id) if partner else None
    effect = Effect(giver, witness.side(buyer.id), tokens=order.tokens, warnings=_warnings(order, witness))
    return Placed(order, repeated=False, effect=effect)


def reserve(*, ref: str) -> None:
    """Keep `ref` for a purchase order line that waits to be identified: nothing else can be entered under it.

    :raises Conflict: an order has it.
    """
    if Order.objects.filter(ref=ref).exists():
        raise Conflict(ref)
    ReservedRef.objects.create(ref=ref)


def unreserve(*, ref: str) -> None:
    """Take a reservation away, in the transaction in which the line's order is entered."""
    ReservedRef.objects.filter(ref=ref).delete()


def _columns(
    kind: Order.Kind,
    actor: Actor,
    seller: Account | None,
    via: Account | None,
    buyer: Account,
    terms: Terms,
    product: Product,
    asked: dict[str, Any],
    now: datetime,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "seller": seller,
        "via": via,
        "buyer": buyer,
        "po_number": terms.po_number,
        "ordered_on": terms.ordered_on,
        "product": product,
        "packs": terms.packs,
        "tokens": terms.packs * product.tokens_per_pack,
        "list_price": product.list_price if terms.list_price is None else terms.list_price,
        "discount": terms.discount,
        "note": terms.note,
        "period": Month.at(now, settings.TOKENSTOCK_TIME_ZONE).first_day,
        "entered_at": now,
        "entered_by": actor.label,
        "asked": asked,
    }


def _warnings(order: Order, witness: Witness) -> tuple[Caution, ...]:
    """A PO number used before between the two, and an order far above need. Partial deliveries are real: no refusal."""
    warnings = []
    earlier = (
        Order.objects.filter(
            buyer_id=order.buyer_id, seller_id=order.seller_id, po_number=order.po_number, deleted_at=None
        )
        .exclude(id=order.id)
        .order_by("entered_at")
        if order.po_number
        else Order.objects.none()
    )
    if lines := [f"{line.packs} {line.ordered_on.isoformat()}" for line in earlier[:5]]:
        warnings.append(Caution("po_number_used", (order.po_number, *lines)))
    standing = witness.standing(order.buyer_id)
    need = FAR_ABOVE_NEED * max(standing.peak, standing.previous_peak or 0) * 12
    if standing.consumes and 0 < need < order.tokens:
        warnings.append(Caution("far_above_need", (str(order.tokens), str(need))))
    return tuple(warnings)
