"""What people do with orders and stocks: the public face of the package. Each sentence has a module of its own."""

from tokenstock.orders.adjusting import Adjusted, Note, adjust_stock, preview_adjustment
from tokenstock.orders.amending import (
    Amended,
    Insistence,
    amend_order,
    delete_order,
    preview_change,
)
from tokenstock.orders.placing import Placed, enter_order, place_order, preview_order, reserve, unreserve
from tokenstock.orders.rights import editable_until, knows_price, may_change
from tokenstock.orders.terms import Changes, Terms, check_prices

__all__ = [
    "Adjusted",
    "Amended",
    "Changes",
    "Insistence",
    "Note",
    "Placed",
    "Terms",
    "adjust_stock",
    "amend_order",
    "check_prices",
    "delete_order",
    "editable_until",
    "enter_order",
    "knows_price",
    "may_change",
    "place_order",
    "preview_adjustment",
    "preview_change",
    "preview_order",
    "reserve",
    "unreserve",
]
