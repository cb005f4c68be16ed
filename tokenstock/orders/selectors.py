"""Reading orders."""

from django.db.models import Q

from tokenstock.accounts.access import Actor
from tokenstock.orders.models import Adjustment, Order, OrderRevision
from tokenstock.orders.refusals import UnknownOrder
from tokenstock.orders.rights import may_change

__all__ = ["changeable_order", "history", "order_of", "was_done"]


def changeable_order(*, actor: Actor, order_id: int) -> Order:
    """An order that is this actor's to change.

    :raises UnknownOrder: no such order for the actor, or deleted.
    """
    order = (
        Order.objects.select_related("product", "buyer", "seller", "via").filter(id=order_id, deleted_at=None).first()
    )
    if order is None or not may_change(actor, order):
        raise UnknownOrder(str(order_id))
    return order


def order_of(*, account_id: int, order_id: int) -> Order:
    """An order that the account bought, sold or passed through, deleted or not.

    :raises UnknownOrder: no such order of this account.
    """
    concerns = Q(buyer_id=account_id) | Q(seller_id=account_id) | Q(via_id=account_id)
    order = Order.objects.select_related("product", "buyer", "seller", "via").filter(concerns, id=order_id).first()
    if order is None:
        raise UnknownOrder(str(order_id))
    return order


def was_done(*, request_key: str, order_id: int | None = None) -> bool:
    """Whether a deed was done under this key: a change of that order, or else an order placed or an adjustment made."""
    if order_id is not None:
        return OrderRevision.objects.filter(order_id=order_id, request_key=request_key).exists()
    placed = Order.objects.filter(ref=request_key).exists()
    return placed or Adjustment.objects.filter(request_key=request_key).exists()


def history(*, order_id: int) -> list[OrderRevision]:
    """Every wording of the order, first one first."""
    return list(OrderRevision.objects.filter(order_id=order_id).order_by("version"))
