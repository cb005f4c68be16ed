"""What each event does: one service call, with the checks of formats in the order that they are promised in."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tokenstock.accounts.access import Actor, account_by_uid, actor_for, vendor
from tokenstock.accounts.models import Account, AccountType, OfferClass
from tokenstock.desk import services as desk
from tokenstock.devices import services as devices
from tokenstock.kernel import ids, quantities
from tokenstock.kernel.months import iso_date
from tokenstock.lifecycle import services as lifecycle
from tokenstock.orders import services as orders
from tokenstock.registration import services as registration
from tokenstock.replay.events import Event, MalformedLine

__all__ = ["carry_out"]

VENDOR = "vendor"

NO_REASON = "no reason given"
"""The reason of a hold where a history leaves it empty."""


def carry_out(event: Event) -> dict[str, Any]:
    """Do what the event says through the services; the fields that its result has beside `ok`.

    :raises Refusal: the business refuses it; nothing was changed.
    :raises MalformedLine: a field has a value that the format does not know.
    """
    return _HANDLERS[event.do](event, event.fields)


def _account_create(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    kind = _choice(event, AccountType, given, "type")
    if kind == AccountType.VENDOR:
        raise MalformedLine(event.line, "type must be distributor, partner or customer")
    if not ids.is_uid(given["uid"].lower()):
        raise MalformedLine(event.line, "uid must be 32 hexadecimal digits")
    offer_class = _choice(event, OfferClass, given, "offer_class") if given.get("offer_class") else None
    ends_on = _ends_on(given)
    account = lifecycle.create_account(
        actor=_vendor(),
        uid=given["uid"].lower(),
        name=given["name"],
        type=kind,
        parent=_parent(event, given.get("parent")),
        admin_email=given["admin_email"],
        offer_class=offer_class,
        ends_on=ends_on,
        now=event.at,
    )
    return {"uid": account.uid}


def _account_convert(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    offer_class = _choice(event, OfferClass, given, "offer_class")
    ends_on = _ends_on(given)
    lifecycle.convert_account(
        actor=_vendor(), account=_account(given["account"]), offer_class=offer_class, ends_on=ends_on, now=event.at
    )
    return {}


def _account_suspend(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    lifecycle.hold_account(actor=_vendor(), account=_account(given["account"]), reason=_why(given), now=event.at)
    return {}


def _account_resume(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    lifecycle.release_account(actor=_vendor(), account=_account(given["account"]), reason=_why(given), now=event.at)
    return {}


def _why(given: dict[str, Any]) -> str:
    """The reason of a history's hold, which may say nothing; a person has to say something."""
    return given["reason"] if given["reason"].strip() else NO_REASON


def _account_move(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    account = _account(given["account"])
    lifecycle.move_account(actor=_vendor(), account=account, parent=_parent(event, given["parent"]), now=event.at)
    return {}


def _purchase_order_receive(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    for line in given["lines"]:
        _check_quantities(line)
    ordered_on = iso_date(given["order_date"], field="order_date")
    lines = [
        desk.Line(
            number=str(line["line"]),
            terms=orders.Terms.checked(
                po_number=given["po_number"],
                ordered_on=ordered_on,
                packs=line["packs"],
                sku=line["sku"],
                list_price=line.get("list_price"),
                discount=line.get("discount"),
                now=event.at,
            ),
            end_customer=None if line.get("end_customer") is None else desk.EndCustomer(**line["end_customer"]),
        )
        for line in given["lines"]
    ]
    results = desk.receive_purchase_order(
        actor=_vendor(), buyer=_account(given["buyer"]), po_number=given["po_number"], lines=lines, now=event.at
    )
    return {
        "lines": [
            {"line": line["line"], "ref": result.ref, "kind": result.kind}
            | ({"reason": result.reason} if result.reason else {})
            | ({"repeated": True} if result.repeated else {})
            for line, result in zip(given["lines"], results, strict=True)
        ]
    }


def _order_place(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    _check_quantities(given)
    terms = orders.Terms.checked(
        po_number=given["po_number"],
        ordered_on=iso_date(given["order_date"], field="order_date"),
        packs=given["packs"],
        sku=given["sku"],
        now=event.at,
    )
    seller = _account(given["seller"])
    buyer = _account(given["buyer"])
    placed = orders.place_order(
        actor=actor_for(seller, label=seller.uid),
        seller=seller,
        buyer=buyer,
        terms=terms,
        ref=given["ref"],
        now=event.at,
    )
    return {"ref": placed.order.ref} | ({"repeated": True} if placed.repeated else {})


def _order_amend(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    if given.get("packs") is not None:
        _check_quantities(given)
    written = given.get("order_date")
    changes = orders.Changes.checked(
        packs=given.get("packs"),
        ordered_on=None if written is None else iso_date(written, field="order_date"),
        po_number=given.get("po_number"),
        sku=given.get("sku"),
        note=given.get("note"),
        now=event.at,
    )
    amended = orders.amend_order(
        actor=_actor(given["by"]), ref=given["ref"], changes=changes, insistence=_insistence(given), now=event.at
    )
    return {"ref": amended.order.ref}


def _order_delete(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    orders.delete_order(actor=_actor(given["by"]), ref=given["ref"], insistence=_insistence(given), now=event.at)
    return {"ref": given["ref"]}


def _stock_adjust(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    note = orders.Note(
        tokens=quantities.signed_tokens(given["tokens"]),
        reason=given["reason"],
        confirm_negative=bool(given.get("confirm_negative")),
    )
    orders.adjust_stock(actor=_actor(given["by"]), account=_account(given["account"]), note=note, now=event.at)
    return {}


def _system_register(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    account = _account(given["account"])
    devices.register_system(
        account=account, serial=given["serial"], model=given["model"], actor=account.uid, now=event.at
    )
    return {}


def _system_activate(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    devices.activate_system(serial=given["serial"], actor="replay", now=event.at)
    return {}


def _system_deactivate(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    devices.deactivate_system(serial=given["serial"], actor="replay", now=event.at)
    return {}


def _system_retire(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    devices.retire_system(serial=given["serial"], actor="replay", now=event.at)
    return {}


def _device_claim(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    account = _account(given["account"])
    claim = registration.claim_device(
        account=account, serial=given["serial"], model=given["model"], actor=account.uid, now=event.at
    )
    return {"deferred": True} if claim.booked_at is None else {}


_HANDLERS: dict[str, Callable[[Event, dict[str, Any]], dict[str, Any]]] = {
    "account.create": _account_create,
    "account.convert": _account_convert,
    "account.suspend": _account_suspend,
    "account.resume": _account_resume,
    "account.move": _account_move,
    "purchase_order.receive": _purchase_order_receive,
    "order.place": _order_place,
    "order.amend": _order_amend,
    "order.delete": _order_delete,
    "stock.adjust": _stock_adjust,
    "system.register": _system_register,
    "system.activate": _system_activate,
    "system.deactivate": _system_deactivate,
    "system.retire": _system_retire,
    "device.claim": _device_claim,
}


def _check_quantities(given: dict[str, Any]) -> None:
    """Quantities are looked at before dates."""
    quantities.packs(given["packs"])
    orders.check_prices(list_price=given.get("list_price"), discount=given.get("discount"))


def _vendor() -> Actor:
    return actor_for(vendor(), label=VENDOR)


def _actor(by: str) -> Actor:
    return _vendor() if by == VENDOR else actor_for(_account(by), label=by.lower())


def _account(uid: str) -> Account:
    return account_by_uid(uid.lower())


def _parent(event: Event, uid: object) -> Account:
    if uid is None or uid == VENDOR:
        return vendor()
    if not isinstance(uid, str):
        raise MalformedLine(event.line, "parent must be a uid")
    return _account(uid)


def _ends_on(given: dict[str, Any]) -> date | None:
    written = given.get("ends_on")
    return None if written is None else iso_date(written, field="ends_on")


def _insistence(given: dict[str, Any]) -> orders.Insistence:
    return orders.Insistence(
        confirm_negative=bool(given.get("confirm_negative")),
        force=bool(given.get("force")),
        reason=given.get("reason") or "",
    )


def _choice[T: (AccountType, OfferClass)](event: Event, choices: type[T], given: dict[str, Any], field: str) -> T:
    try:
        return choices(given[field])
    except ValueError:
        raise MalformedLine(event.line, f"{field} must be one of {', '.join(choices.values)}") from None
