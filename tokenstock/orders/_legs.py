"""Which way the tokens of an order or adjustment take through the ledger."""

from collections.abc import Sequence

from tokenstock.orders.models import Adjustment, Order
from tokenstock.stock.services import Heading, Leg, Source


def order_legs(order: Order, tokens: int) -> Sequence[Leg]:
    """The legs that move `tokens` the way of this order's kind; a delegated one passes through the partner."""
    received = Leg(order.buyer_id, Heading.RECEIVED, tokens)
    if order.seller_id is not None:
        return (Leg(order.seller_id, Heading.SENT, -tokens), received)
    issued = Leg(Source.ORDERS, Heading.OUTSIDE, -tokens)
    if order.via_id is None:
        return (issued, received)
    return (
        issued,
        Leg(order.via_id, Heading.PASSED_IN, tokens),
        Leg(order.via_id, Heading.PASSED_OUT, -tokens),
        received,
    )


def adjustment_legs(adjustment: Adjustment) -> Sequence[Leg]:
    """The legs of a note: between the account and its partner, or the vendor's complimentary source."""
    counter = (
        Leg(Source.COMPLIMENTARY, Heading.OUTSIDE, -adjustment.tokens)
        if adjustment.counterparty_id is None
        else Leg(adjustment.counterparty_id, Heading.ADJUSTED, -adjustment.tokens)
    )
    return (counter, Leg(adjustment.account_id, Heading.ADJUSTED, adjustment.tokens))


def stock_ids(legs: Sequence[Leg]) -> list[int]:
    """The stocks among the accounts of these legs, each once."""
    return sorted({leg.account_id for leg in legs if leg.account_id > 0})
