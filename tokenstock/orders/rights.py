"""Whose an order is to change, and until when."""

from datetime import datetime

from django.conf import settings

from tokenstock.accounts.access import Actor
from tokenstock.kernel.months import Month
from tokenstock.orders.models import Order

__all__ = ["editable_until", "knows_price", "may_change"]


def may_change(actor: Actor, order: Order) -> bool:
    """Whether the order is this actor's to change: its own sale to a subaccount, or, for the vendor, the vendor's.

    Only an Admin changes anything.
    """
    if not actor.is_admin:
        return False
    if order.seller_id is None:
        return actor.is_vendor
    return actor.account_id == order.seller_id == order.buyer.parent_id


def knows_price(actor: Actor, order: Order) -> bool:
    """Whether the price is the actor's to know: who sold or paid. A customer does not see what its partner paid."""
    sold = actor.is_vendor if order.seller_id is None else actor.account_id == order.seller_id
    return sold or actor.account_id == (order.via_id or order.buyer_id)


def editable_until(order: Order) -> datetime:
    """The first instant at which the order can no longer be edited or deleted."""
    return Month.holding(order.period).end(settings.TOKENSTOCK_TIME_ZONE)
