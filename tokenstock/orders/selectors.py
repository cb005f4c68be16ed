"""Reading orders."""

from tokenstock.accounts.access import Actor
from tokenstock.orders.models import Order, OrderRevision
from tokenstock.orders.refusals import UnknownOrder
from tokenstock.orders.services import may_change

__all__ = ["changeable_order", "history"]


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


def history(*, order_id: int) -> list[OrderRevision]:
    """Every wording of the order, first one first."""
    return list(OrderRevision.objects.filter(order_id=order_id).order_by("version"))
