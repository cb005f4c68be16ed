"""What a person says about a line that waits: whom it is for, or that it is for the buyer's own stock."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType
from tokenstock.audit.services import record
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.desk.results import LineResult
from tokenstock.kernel.errors import Refusal
from tokenstock.orders.effects import Effect
from tokenstock.orders.models import Order
from tokenstock.orders.refusals import Conflict
from tokenstock.orders.services import Terms, enter_order, unreserve
from tokenstock.stock import services as stock


@dataclass
class UnknownLine(Refusal):
    """No purchase order line has this reference."""

    code: ClassVar[str] = "unknown_line"
    ref: str


@dataclass
class LineNotWaiting(Refusal):
    """The line became an order without anybody's help, and is none to identify."""

    code: ClassVar[str] = "wrong_state"
    state: str


@transaction.atomic(durable=True)
def identify_line(*, actor: Actor, ref: str, account: Account | None, now: datetime) -> LineResult:
    """Enter the order of a waiting line: delegated to `account`, a subaccount of its buyer; with None the buyer's own.

    Order date and terms are those that were received. The same answer again does nothing and is `repeated`, also when
    the order was changed or deleted since. Locks the line, then the stocks.

    :raises NotAllowed: the actor is no Admin of the vendor, the account is not directly below the buyer, or the buyer
        is a customer that has come to have a partner of record.
    :raises UnknownLine: no such line.
    :raises LineNotWaiting: it never needed identification.
    :raises Conflict: it was identified as another's.
    :raises AccountClosed: the account or the buyer is closed.
    :raises UnknownProduct: its product is not in the catalogue any more.
    """
    return _identify(actor, ref, account, now)


def preview_identification(*, actor: Actor, ref: str, account: Account | None, now: datetime) -> Effect | None:
    """What `identify_line` would do: the same code, rolled back; None for a repetition. Raises the same."""
    with transaction.atomic():
        result = _identify(actor, ref, account, now)
        transaction.set_rollback(True)
    return result.placed.effect if result.placed else None


def _identify(actor: Actor, ref: str, account: Account | None, now: datetime) -> LineResult:
    if not (actor.is_admin and actor.is_vendor):
        raise NotAllowed
    line = PurchaseOrderLine.objects.select_for_update(no_key=True).filter(ref=ref).first()
    if line is None:
        raise UnknownLine(ref)
    if line.order_id is not None:
        return _again(line, account)
    kind, buyer = _target(line, account)
    unreserve(ref=ref)
    placed = enter_order(
        kind=kind,
        actor=actor,
        seller=None,
        via=None if account is None else buyer,
        buyer=account or buyer,
        terms=Terms.kept(line.asked),
        ref=ref,
        now=now,
    )
    if placed.repeated:
        raise Conflict(ref)
    line.kind, line.order, line.identified_at, line.identified_by = kind, placed.order, now, actor.label
    line.save(update_fields=["kind", "order", "identified_at", "identified_by"])
    record(
        at=now,
        actor=actor.label,
        action="purchase_order.identified",
        subject=ref,
        account_id=line.buyer_id,
        kind=kind.value,
        to=placed.order.buyer.uid,
        waited_for=line.reason,
    )
    return LineResult(line.number, ref, kind, placed=placed)


def _target(line: PurchaseOrderLine, account: Account | None) -> tuple[Order.Kind, Account]:
    """The kind of order that the line becomes, and its buyer as it is behind the lock of the stocks."""
    stock.lock(account_ids=sorted({line.buyer_id} | ({account.id} if account else set())))
    buyer = Account.objects.select_related("parent").get(id=line.buyer_id)
    if buyer.type != AccountType.CUSTOMER:
        # Whose customer the account is, entering the order looks at.
        return (Order.Kind.WHOLESALE if account is None else Order.Kind.DELEGATED), buyer
    if account is not None or buyer.parent is None or buyer.parent.type != AccountType.VENDOR:
        raise NotAllowed
    return Order.Kind.DIRECT, buyer


def _again(line: PurchaseOrderLine, account: Account | None) -> LineResult:
    if line.identified_at is None:
        raise LineNotWaiting(line.kind)
    order = line.order
    assert order is not None, "what was identified is an order"
    as_before = order.via_id is None if account is None else (order.via_id is not None and order.buyer_id == account.id)
    if not as_before:
        raise Conflict(line.ref)
    return LineResult(line.number, line.ref, line.kind, repeated=True)
