"""Token orders, the correction of orders, and adjustments of a stock."""

from typing import Any

from tests.model.months import parse_date
from tests.model.records import BY_ORDER, COMPLIMENTARY, PRODUCTS, VENDOR, Account, Leg, Order, Refused
from tests.model.world import World

MOST_PACKS = 100_000
MOST_TOKENS = 1_000_000_000


def place(world: World, event: dict[str, Any]) -> dict[str, Any]:
    check_packs(event["packs"])
    check_dates(world, event["order_date"])
    seller = world.account(event["seller"])
    buyer = world.account(event["buyer"])
    if buyer.parent != seller.uid:
        raise Refused("not_allowed")
    if event["sku"] not in PRODUCTS:
        raise Refused("unknown_product")
    content = ("token order", *(event[key] for key in ("seller", "buyer", "po_number", "order_date", "sku", "packs")))
    before = world.orders.get(event["ref"])
    if before is not None:
        if before.content != content:
            raise Refused("conflict")
        return {"repeated": True}
    order = Order(
        ref=event["ref"],
        kind="token",
        seller=seller.uid,
        buyer=buyer.uid,
        via=None,
        packs=event["packs"],
        sku=event["sku"],
        po_number=event["po_number"],
        order_date=parse_date(event["order_date"]),  # type: ignore[arg-type]
        month=world.open_month(),
        content=content,
    )
    check_seller(seller, order.tokens)
    world.orders[order.ref] = order
    world.post(*legs_of(order, order.tokens))
    return {}


def amend(world: World, event: dict[str, Any]) -> dict[str, Any]:
    if "packs" in event:
        check_packs(event["packs"])
    if "order_date" in event:
        check_dates(world, event["order_date"])
    order = order_to_change(world, event)
    sku = event.get("sku", order.sku)
    if sku not in PRODUCTS:
        raise Refused("unknown_product")
    check_open(world, order)
    packs = event.get("packs", order.packs)
    more = packs * PRODUCTS[sku] - order.tokens
    check_change(world, event, order, more)
    order.packs = packs
    order.sku = sku
    order.po_number = event.get("po_number", order.po_number)
    order.note = event.get("note", order.note)
    if "order_date" in event:
        order.order_date = parse_date(event["order_date"])  # type: ignore[assignment]
    if more:
        world.post(*legs_of(order, more))
    return {}


def delete(world: World, event: dict[str, Any]) -> dict[str, Any]:
    order = order_to_change(world, event)
    check_open(world, order)
    check_change(world, event, order, -order.tokens)
    order.deleted = True
    world.post(*legs_of(order, -order.tokens))
    return {}


def adjust(world: World, event: dict[str, Any]) -> dict[str, Any]:
    tokens = event["tokens"]
    if type(tokens) is not int or tokens == 0 or abs(tokens) > MOST_TOKENS:
        raise Refused("invalid_quantity")
    by = world.account_or_vendor(event["by"])
    account = world.account(event["account"])
    if by is None:
        if tokens < 0 and account.stock + tokens < 0 and event.get("confirm_negative") is not True:
            raise Refused("negative_not_confirmed")
        world.post(Leg(COMPLIMENTARY, "issued", -tokens), Leg(account.uid, "adjusted", tokens))
        return {}
    if account.parent != by.uid:
        raise Refused("not_allowed")
    if tokens > 0:
        check_seller(by, tokens)
    elif -tokens > max(account.stock, 0):
        raise Refused("exceeds_stock")
    world.post(Leg(by.uid, "adjusted", -tokens), Leg(account.uid, "adjusted", tokens))
    return {}


def order_to_change(world: World, event: dict[str, Any]) -> Order:
    """The order, if it is for this one to change: the seller that still is partner of record, or the vendor its own."""
    by = world.account_or_vendor(event["by"])
    order = world.order(event["ref"])
    if order.kind == "token":
        if by is None or by.uid != order.seller or world.accounts[order.buyer].parent != by.uid:
            raise Refused("not_allowed")
    elif by is not None:
        raise Refused("not_allowed")
    return order


def check_open(world: World, order: Order) -> None:
    if order.month != world.open_month():
        raise Refused("period_closed")


def check_change(world: World, event: dict[str, Any], order: Order, more: int) -> None:
    """Whether the stocks allow so many tokens more, or fewer, in the order."""
    if more > 0 and order.seller is not None:
        check_seller(world.accounts[order.seller], more)
    buyer = world.accounts[order.buyer]
    if more >= 0 or buyer.stock + more >= 0:
        return
    if buyer.sells:
        forced = event.get("force") is True and bool((event.get("reason") or "").strip())
        if not (forced and event["by"] == VENDOR):
            raise Refused("tokens_passed_on")
    elif event.get("confirm_negative") is not True:
        raise Refused("negative_not_confirmed")


def check_seller(seller: Account, needed: int) -> None:
    available = seller.stock
    if available < needed:
        raise Refused("insufficient_stock", available=available, needed=needed, short_by=needed - available)


def check_packs(packs: Any) -> None:
    if type(packs) is not int or not 1 <= packs <= MOST_PACKS:
        raise Refused("invalid_quantity")


def check_dates(world: World, order_date: Any) -> None:
    day = parse_date(order_date)
    if day is None:
        raise Refused("invalid_date")
    if day > world.today():
        raise Refused("future_order_date")


def legs_of(order: Order, tokens: int) -> list[Leg]:
    """The way of so many tokens; negative where an order is made smaller."""
    if order.seller is not None:
        return [Leg(order.seller, "sent", -tokens), Leg(order.buyer, "received", tokens)]
    through = (
        [Leg(order.via, "passed in", tokens), Leg(order.via, "passed out", -tokens)] if order.via is not None else []
    )
    return [Leg(BY_ORDER, "issued", -tokens), *through, Leg(order.buyer, "received", tokens)]
