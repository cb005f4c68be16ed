"""Purchase orders that the vendor receives: which kind each line becomes."""

from decimal import Decimal, InvalidOperation
from typing import Any

from tests.model.months import parse_date
from tests.model.orders import check_dates, check_packs, legs_of
from tests.model.records import PRODUCTS, Account, Order, Refused, name_key
from tests.model.world import World


def receive(world: World, event: dict[str, Any]) -> dict[str, Any]:
    lines = event["lines"]
    for line in lines:
        check_packs(line["packs"])
    check_dates(world, event["order_date"])
    buyer = world.account(event["buyer"])
    if buyer.type == "customer" and buyer.parent is not None:
        raise Refused("not_allowed")
    for line in lines:
        if line["sku"] not in PRODUCTS:
            raise Refused("unknown_product")
    known = {ref: order.content for ref, order in world.orders.items()}
    for line in lines:
        ref, content = ref_of(event, line), content_of(event, line)
        if known.setdefault(ref, content) != content:
            raise Refused("conflict")
    return {"lines": [receive_line(world, event, line, buyer) for line in lines]}


def receive_line(world: World, event: dict[str, Any], line: dict[str, Any], buyer: Account) -> dict[str, Any]:
    ref = ref_of(event, line)
    before = world.orders.get(ref)
    if before is not None:
        return answer(line, before) | {"repeated": True}
    kind, reason, customer = kind_of(world, buyer, line.get("end_customer"))
    order = Order(
        ref=ref,
        kind=kind,
        seller=None,
        buyer=customer.uid if customer else buyer.uid,
        via=buyer.uid if kind == "delegated" else None,
        packs=line["packs"],
        sku=line["sku"],
        po_number=event["po_number"],
        order_date=parse_date(event["order_date"]),  # type: ignore[arg-type]
        month=world.open_month(),
        content=content_of(event, line),
        reason=reason,
    )
    world.orders[ref] = order
    if kind != "needs_identification":
        world.post(*legs_of(order, order.tokens))
    return answer(line, order)


def kind_of(world: World, buyer: Account, end_customer: Any) -> tuple[str, str | None, Account | None]:
    """(kind, reason for needing identification, end customer)."""
    if end_customer is None:
        return ("direct" if buyer.type == "customer" else "wholesale"), None, None
    if buyer.type == "customer":
        return "needs_identification", "not_applicable", None
    customer, reason = identify(world, buyer, end_customer)
    if customer is None:
        return "needs_identification", reason, None
    return "delegated", None, customer


def identify(world: World, buyer: Account, given: dict[str, Any]) -> tuple[Account | None, str | None]:
    """The subaccount of the buyer on which all that is given agrees, or why there is none."""
    uid, name, email = given.get("uid"), given.get("name"), given.get("admin_email")
    if not uid and not (name and email):
        return None, "incomplete"
    account = world.accounts.get(uid) if uid else world.account_named(str(name))
    if account is None:
        return None, "unknown"
    if name and name_key(name) != name_key(account.name):
        return None, "contradictory"
    if email and email.casefold() != account.admin_email.casefold():
        return None, "contradictory"
    if account.parent != buyer.uid:
        return None, "foreign"
    return account, None


def ref_of(event: dict[str, Any], line: dict[str, Any]) -> str:
    return f"{event['buyer']}/{event['po_number']}/{line['line']}"


def content_of(event: dict[str, Any], line: dict[str, Any]) -> tuple[Any, ...]:
    """What must be the same for the line to be a repetition."""
    end_customer = line.get("end_customer")
    if end_customer is not None:
        end_customer = tuple(sorted((key, value) for key, value in end_customer.items() if value is not None))
    return (
        "purchase order line",
        event["order_date"],
        line["sku"],
        line["packs"],
        amount(line.get("list_price")),
        amount(line.get("discount")),
        end_customer,
    )


def amount(value: Any) -> Any:
    """A price as a number, so that 20, 20.00 and "20.00" are the same."""
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return value


def answer(line: dict[str, Any], order: Order) -> dict[str, Any]:
    found: dict[str, Any] = {"line": line["line"], "kind": order.kind}
    if order.kind == "needs_identification":
        return found | {"reason": order.reason}
    return found | {"ref": order.ref}
