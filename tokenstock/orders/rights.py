"""Whose an order is to change, and until when."""

from datetime import datetime

from django.conf import settings

from tokenstock.accounts.access import Actor
from tokenstock.kernel.months import Month
from tokenstock.orders.models import Order

__all__ = ["editable_until", "may_change"]


def may_change(actor: Actor, order: Order) -> bool:
    """Whether the order is this actor's to change: its own sale to a subaccount, or, for the vendor, the vendor's.

    Only an Admin changes anything.
    """
    if not actor.is_admin:
        return False
    if order.seller_id is None:
        return actor.is_vendor
    return actor.account_id == order.seller_id == order.buyer.parent_id


def editable_until(order: Order) -> datetime:
    """The first instant at which the order can no longer be edited or deleted."""
    return Month.holding(order.period).end(settings.TOKENSTOCK_TIME_ZONE)
