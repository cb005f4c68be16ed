"""The popups by name: what each says, and what stands in its form at first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from tokenstock.kernel.months import local_date
from tokenstock.orders.services import editable_until
from tokenstock.portal.forms.deeds import CREDIT, DEBIT, AdjustForm, DeleteForm, EditForm, OrderForm, new_key
from tokenstock.portal.pages.popup import History, Popup, Side, Wording
from tokenstock.portal.request import PortalRequest

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.orders.models import Order, OrderRevision
    from tokenstock.stock.models import Standing


def place(request: PortalRequest, buyer: "Account", form: OrderForm, standings: "Sequence[Standing]") -> Popup:
    """Add token order."""
    return Popup(
        title="Add token order",
        subject=buyer.name,
        verb="Confirm order",
        done_title="Order confirmed",
        form=form,
        action=reverse("portal:place_order", args=[buyer.uid]),
        back_url=reverse("portal:account", args=[buyer.uid]),
        now=request.now,
        sides=_sides(request, standings),
    )


def new_order(request: PortalRequest) -> dict[str, Any]:
    """What stands in an order's form at first."""
    return {"key": new_key(), "ordered_on": local_date(request.now, settings.TOKENSTOCK_TIME_ZONE).isoformat()}


def adjust(
    request: PortalRequest,
    account: "Account",
    form: AdjustForm,
    standings: "Sequence[Standing]",
    corrects: "Order | None",
) -> Popup:
    """Adjust stock."""
    if request.actor.is_vendor:
        note = "A credit gives complimentary tokens, a debit takes tokens back to the vendor."
    else:
        note = "A credit moves tokens from your stock to the customer, a debit returns them to your stock."
    notes = [note, "It is posted in the running month."]
    if corrects is not None:
        notes.insert(0, f"Corrects the order of {_terms(corrects)}, {corrects.tokens:,} tokens; its month is closed.")
    return Popup(
        title="Adjust stock",
        subject=account.name,
        verb="Confirm adjust stock",
        done_title="Stock adjusted",
        form=form,
        action=reverse("portal:adjust_stock", args=[account.uid]),
        back_url=reverse("portal:account", args=[account.uid]),
        now=request.now,
        sides=_sides(request, standings),
        notes=tuple(notes),
    )


def new_note(proposed: QueryDict, corrects: "Order | None") -> dict[str, Any]:
    """What stands in a note's form at first: what the link that led here proposed."""
    direction = proposed.get("direction", "")
    note: dict[str, Any] = {
        "key": new_key(),
        "direction": direction if direction in (CREDIT, DEBIT) else CREDIT,
        "tokens": proposed.get("tokens", "")[:10],
    }
    if corrects is not None:
        note |= {"corrects": corrects.id, "reason": f"Corrects the order of {_terms(corrects)}"}
    return note


def amend(request: PortalRequest, order: "Order", form: EditForm) -> Popup:
    """Edit order."""
    return replace(
        _change(request, order, form), title="Edit order", verb="Confirm changes", done_title="Order changed"
    )


def as_it_stands(order: "Order") -> dict[str, Any]:
    """What stands in the form of a change at first."""
    return {
        "key": new_key(),
        "version": order.version,
        "packs": order.packs,
        "po_number": order.po_number,
        "ordered_on": order.ordered_on.isoformat(),
        "sku": order.product.sku,
        "list_price": order.list_price,
        "discount": order.discount,
        "note": order.note,
    }


def delete(request: PortalRequest, order: "Order", form: DeleteForm) -> Popup:
    """Delete order."""
    return replace(
        _change(request, order, form),
        title="Delete order",
        verb="Delete order",
        done_title="Order deleted",
        dangerous=True,
    )


def correct_url(order: "Order", wanted_tokens: int | None = None) -> str:
    """An adjustment pre-filled to correct the order, so that it comes to `wanted_tokens` where that is known."""
    query = QueryDict(mutable=True)
    query["corrects"] = str(order.id)
    if wanted_tokens is not None and wanted_tokens != order.tokens:
        query["tokens"] = str(abs(wanted_tokens - order.tokens))
        query["direction"] = CREDIT if wanted_tokens > order.tokens else DEBIT
    return f"{reverse('portal:adjust_stock', args=[order.buyer.uid])}?{query.urlencode()}"


def history(order: "Order", revisions: "Sequence[OrderRevision]", account_uid: str, *, prices: bool) -> History:
    """An order's history, with its prices only for those who are to know them."""
    return History(
        subject=f"{_terms(order)} for {order.buyer.name}",
        wordings=tuple(
            Wording(
                at=revision.at,
                actor=revision.actor,
                words=_written(revision.content, prices=prices),
                reason=revision.reason,
                deleted=revision.deleted,
            )
            for revision in revisions
        ),
        back_url=reverse("portal:account", args=[account_uid]),
    )


def _change(request: PortalRequest, order: "Order", form: EditForm | DeleteForm) -> Popup:
    view = "amend_order" if isinstance(form, EditForm) else "delete_order"
    return Popup(
        title="",
        subject=f"{_terms(order)} for {order.buyer.name}",
        verb="",
        done_title="",
        form=form,
        action=reverse(f"portal:{view}", args=[order.buyer.uid, order.id]),
        back_url=reverse("portal:account", args=[order.buyer.uid]),
        now=request.now,
        until=editable_until(order),
        correct_url=correct_url(order, 0 if isinstance(form, DeleteForm) else None),
    )


def _sides(request: PortalRequest, standings: "Sequence[Standing]") -> tuple[Side, ...]:
    return tuple(
        Side(
            name=standing.account.name,
            own=standing.account_id == request.actor.account_id,
            stock=standing.stock,
            suspended=standing.suspended,
        )
        for standing in standings
    )


def _terms(order: "Order") -> str:
    po_number = f"PO {order.po_number}, " if order.po_number else ""
    return f"{po_number}{order.ordered_on.day} {order.ordered_on:%b %Y}, {_packs(order.packs)}"


def _written(content: dict[str, Any], *, prices: bool) -> str:
    po_number = f"PO {content['po_number']}, " if content["po_number"] else "no PO number, "
    note = f", note: {content['note']}" if content["note"] else ""
    price = f", at {content['list_price']} a pack" if prices and content["list_price"] else ""
    discount = f" less {content['discount']} %" if prices and content["discount"] else ""
    packs = f"{_packs(content['packs'])} of {content['sku']}{price}{discount}"
    return f"{packs}, {po_number}ordered {content['ordered_on']}{note}"


def _packs(packs: int) -> str:
    return f"{packs:,} {'pack' if packs == 1 else 'packs'}"
