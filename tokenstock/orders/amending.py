"""Editing and deleting an order while the month that it was entered in is open."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account
from tokenstock.accounts.selectors import partner_id_of
from tokenstock.audit.services import record
from tokenstock.catalogue.selectors import product_by_sku
from tokenstock.orders._legs import order_legs, stock_ids
from tokenstock.orders.effects import Effect, Witness
from tokenstock.orders.models import Order, OrderRevision
from tokenstock.orders.refusals import (
    Conflict,
    InsufficientStock,
    NegativeNotConfirmed,
    PeriodClosed,
    StaleVersion,
    TokensPassedOn,
    UnknownOrder,
)
from tokenstock.orders.rights import editable_until, may_change
from tokenstock.orders.terms import Changes, Terms
from tokenstock.stock import services as stock

EDITABLE = ("po_number", "ordered_on", "packs", "list_price", "discount", "note")
"""What an edit takes over as it is; the product brings its tokens with it."""


@dataclass(frozen=True)
class Insistence:
    """How far a person goes on: over a customer's zero, or (vendor, with a reason) over a reseller's."""

    confirm_negative: bool = False
    force: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Amended:
    """An order after an edit or delete, and what it did. `repeated`: this very request was carried out before."""

    order: Order
    effect: Effect | None
    repeated: bool = False


@transaction.atomic(durable=True)
def amend_order(
    *,
    actor: Actor,
    ref: str,
    changes: Changes,
    now: datetime,
    insistence: Insistence = Insistence(),
    expected_version: int | None = None,
    request_key: str | None = None,
) -> Amended:
    """Change an order, any field. Only the difference in tokens moves. Locks the order, then its stocks.

    The same `request_key` for the same order with the same changes again does nothing.

    :raises UnknownOrder: no such order, or deleted.
    :raises Conflict: `request_key` came with other changes before.
    :raises NotAllowed: a token order is changed by its seller while the buyer is its subaccount, others by the vendor.
    :raises UnknownProduct: no such product.
    :raises StaleVersion: `expected_version` is given and the order has moved on.
    :raises PeriodClosed: the month that it was entered in is over.
    :raises AccountClosed: the buyer, the seller, or the partner that it went through is closed.
    :raises InsufficientStock: the seller lacks the difference.
    :raises TokensPassedOn, NegativeNotConfirmed: a reduction leaves the buyer below zero and nobody insists.
    """
    return _change(actor, ref, changes, now, insistence, expected_version, request_key)


@transaction.atomic(durable=True)
def delete_order(
    *,
    actor: Actor,
    ref: str,
    now: datetime,
    insistence: Insistence = Insistence(),
    expected_version: int | None = None,
    request_key: str | None = None,
) -> Amended:
    """Take an order back whole: its tokens return, its line stays in the history. Locks and raises as `amend_order`."""
    return _change(actor, ref, None, now, insistence, expected_version, request_key)


def preview_change(
    *, actor: Actor, ref: str, changes: Changes | None, now: datetime, insistence: Insistence = Insistence()
) -> Effect | None:
    """What the edit (or, with None, the delete) would do: the same code, rolled back. Raises the same."""
    with transaction.atomic():
        amended = _change(actor, ref, changes, now, insistence, None, None)
        transaction.set_rollback(True)
    return amended.effect


def _change(
    actor: Actor,
    ref: str,
    changes: Changes | None,
    now: datetime,
    insistence: Insistence,
    expected_version: int | None,
    request_key: str | None,
) -> Amended:
    order = _locked(ref)
    done = OrderRevision.objects.filter(order=order, request_key=request_key).first() if request_key else None
    if done is not None:
        if not _asks_the_same(done, changes):
            raise Conflict(ref)
        return Amended(order, effect=None, repeated=True)
    if order.deleted_at is not None:
        raise UnknownOrder(ref)
    if not may_change(actor, order):
        raise NotAllowed
    before = Terms.of(order)
    after = before if changes is None else changes.applied_to(before)
    product = product_by_sku(sku=after.sku)
    if after.list_price is None:
        after = replace(after, list_price=product.list_price)
    if expected_version is not None and expected_version != order.version:
        raise StaleVersion(expected_version, order.version)
    if now >= editable_until(order):
        raise PeriodClosed(editable_until(order))

    tokens = 0 if changes is None else after.packs * product.tokens_per_pack
    witness, forced = _move_difference(actor, order, tokens, now, insistence)
    order.version += 1
    if changes is None:
        order.deleted_at = now
    else:
        order.product, order.tokens = product, tokens
        for field in EDITABLE:
            setattr(order, field, getattr(after, field))
    order.save(update_fields=["version", "deleted_at", "product", "tokens", *EDITABLE])
    _remember(actor, order, before, after, insistence.reason, now, request_key=request_key, forced=forced)
    giver_id = order.seller_id or order.via_id
    taker = witness.side(order.buyer_id)
    return Amended(order, Effect(witness.side(giver_id) if giver_id else None, taker, tokens=taker.tokens))


def _asks_the_same(done: OrderRevision, changes: Changes | None) -> bool:
    """Whether these changes (None: a delete) are what led to a revision."""
    if changes is None or done.deleted:
        return changes is None and done.deleted
    before = OrderRevision.objects.get(order_id=done.order_id, version=done.version - 1)
    asked = changes.written()
    if asked.get("list_price", "") is None:
        # It became what the catalogue said then.
        del asked["list_price"]
        return bool(before.content | asked | {"list_price": done.content["list_price"]} == done.content)
    return bool(before.content | asked == done.content)


def _locked(ref: str) -> Order:
    orders = Order.objects.select_for_update(of=("self",), no_key=True).select_related("product", "buyer")
    order = orders.filter(ref=ref).first()
    if order is None:
        raise UnknownOrder(ref)
    return order


def _remember(
    actor: Actor,
    order: Order,
    before: Terms,
    after: Terms,
    reason: str,
    now: datetime,
    *,
    request_key: str | None,
    forced: bool,
) -> None:
    """Keep the new wording in the order's history and the deed in the record."""
    deleted = order.deleted_at is not None
    OrderRevision.objects.create(
        order=order,
        version=order.version,
        at=now,
        actor=actor.label,
        reason=reason,
        request_key=request_key,
        deleted=deleted,
        forced=forced,
        content=after.written(),
    )
    record(
        at=now,
        actor=actor.label,
        action="order.deleted" if deleted else "order.amended",
        subject=order.ref,
        account_id=order.buyer_id,
        reason=reason,
        before=before.written(),
        after=None if deleted else after.written(),
    )


def _move_difference(
    actor: Actor, order: Order, tokens: int, now: datetime, insistence: Insistence
) -> tuple[Witness, bool]:
    """Reverse what the order moved and move `tokens` instead; say whether that took a reseller below its floor."""
    legs = order_legs(order, order.tokens)
    locked = stock.lock(account_ids=stock_ids(legs))
    if order.seller_id is not None and partner_id_of(account_id=order.buyer_id) != order.seller_id:
        # The buyer was moved to another partner while we waited for the lock.
        raise NotAllowed
    witness = Witness(stock_ids(legs))
    witness.refuse_closed()
    if any(order.period < lock.open_period for lock in locked.values()):
        # The month was closed while we waited for the lock.
        raise PeriodClosed(editable_until(order))
    change = tokens - order.tokens
    forced = _judge_change(actor, order, change, locked, insistence)
    if change:
        stock.correct(
            document_id=order.id,
            revision=order.version + 1,
            before=legs,
            after=order_legs(order, tokens) if tokens else (),
            actor=actor.label,
            reason=insistence.reason,
            now=now,
            forced=forced,
        )
    return witness, forced


def _judge_change(
    actor: Actor, order: Order, change: int, locked: dict[int, stock.Locked], insistence: Insistence
) -> bool:
    if change > 0 and order.seller_id is not None and locked[order.seller_id].balance < change:
        raise InsufficientStock.of(available=locked[order.seller_id].balance, needed=change)
    buyer: Account = order.buyer
    stock_after = locked[buyer.id].balance + change
    if change >= 0 or stock_after >= 0:
        return False
    if buyer.is_reseller:
        if not (actor.is_vendor and insistence.force and insistence.reason.strip()):
            raise TokensPassedOn(stock_after)
        return True
    if not insistence.confirm_negative:
        raise NegativeNotConfirmed(stock_after)
    return False
