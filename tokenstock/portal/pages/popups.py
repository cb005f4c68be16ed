"""The popups by name: what each says, and what stands in its form at first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tokenstock.kernel.months import local_date
from tokenstock.kernel.quantities import PACKS_MAX, whole_number
from tokenstock.orders.services import editable_until
from tokenstock.portal import words
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
        title=_("Add token order"),
        subject=buyer.name,
        verb=_("Confirm order"),
        done_title=_("Order confirmed"),
        form=form,
        action=reverse("portal:place_order", args=[buyer.uid]),
        back_url=reverse("portal:account", args=[buyer.uid]),
        now=request.now,
        sides=_sides(request, standings),
    )


def new_order(request: PortalRequest) -> dict[str, Any]:
    """What stands in an order's form at first: today, and what the link that led here proposed."""
    order = {"key": new_key(), "ordered_on": local_date(request.now, settings.TOKENSTOCK_TIME_ZONE).isoformat()}
    packs = whole_number(request.GET.get("packs", ""))
    if packs is not None and 1 <= packs <= PACKS_MAX:
        order |= {"packs": str(packs)}
    if request.GET.get("sku"):
        order |= {"sku": request.GET["sku"][:40]}
    return order


def adjust(
    request: PortalRequest,
    account: "Account",
    form: AdjustForm,
    standings: "Sequence[Standing]",
    corrects: "Order | None",
) -> Popup:
    """Adjust stock."""
    if request.actor.is_vendor:
        note = _("A credit gives complimentary tokens, a debit takes tokens back to the vendor.")
    else:
        note = _("A credit moves tokens from your stock to the customer, a debit returns them to your stock.")
    notes = [note, _("It is posted in the running month.")]
    if corrects is not None:
        facts = {"order": _terms(corrects), "tokens": words.whole(corrects.tokens)}
        notes.insert(0, _("Corrects the order of %(order)s, %(tokens)s tokens; its month is closed.") % facts)
    return Popup(
        title=_("Adjust stock"),
        subject=account.name,
        verb=_("Confirm adjust stock"),
        done_title=_("Stock adjusted"),
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
        note |= {"corrects": corrects.id, "reason": _("Corrects the order of %(order)s") % {"order": _terms(corrects)}}
    return note


def amend(request: PortalRequest, order: "Order", form: EditForm) -> Popup:
    """Edit order."""
    return replace(
        _change(request, order, form), title=_("Edit order"), verb=_("Confirm changes"), done_title=_("Order changed")
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
        title=_("Delete order"),
        verb=_("Delete order"),
        done_title=_("Order deleted"),
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
        subject=_for_whom(order),
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
        subject=_for_whom(order),
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


def _for_whom(order: "Order") -> str:
    return _("%(order)s for %(buyer)s") % {"order": _terms(order), "buyer": order.buyer.name}


def _terms(order: "Order") -> str:
    facts = {"po_number": order.po_number, "day": words.day(order.ordered_on), "packs": _packs(order.packs)}
    return (_("PO %(po_number)s, %(day)s, %(packs)s") if order.po_number else _("%(day)s, %(packs)s")) % facts


def _written(content: dict[str, Any], *, prices: bool) -> str:
    """One wording of an order: what was ordered at which price, under which number, when, and the note."""
    facts = {**content, "packs": _packs(content["packs"])}
    parts = [
        _bought(content, prices=prices) % facts,
        (_("PO %(po_number)s") if content["po_number"] else _("no PO number")) % facts,
        _("ordered %(ordered_on)s") % facts,
    ]
    parts += [_("note: %(note)s") % facts] if content["note"] else []
    return ", ".join(parts)


def _bought(content: dict[str, Any], *, prices: bool) -> str:
    match prices and bool(content["list_price"]), prices and bool(content["discount"]):
        case True, True:
            return _("%(packs)s of %(sku)s, at %(list_price)s a pack less %(discount)s %%")
        case True, False:
            return _("%(packs)s of %(sku)s, at %(list_price)s a pack")
        case False, True:
            return _("%(packs)s of %(sku)s less %(discount)s %%")
    return _("%(packs)s of %(sku)s")


def _packs(packs: int) -> str:
    return ngettext("%(count)s pack", "%(count)s packs", packs) % {"count": words.whole(packs)}
