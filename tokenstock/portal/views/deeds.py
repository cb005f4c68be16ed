"""The popups: add a token order, adjust a stock, edit and delete an order; and an order's history."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tokenstock.accounts.access import managed_account, visible_account
from tokenstock.catalogue.selectors import product_list
from tokenstock.kernel.quantities import whole_number
from tokenstock.orders import selectors as orders
from tokenstock.orders.refusals import UnknownOrder
from tokenstock.orders.services import editable_until, knows_price, may_change
from tokenstock.portal.answers import OK, REFUSED, part, whole_page
from tokenstock.portal.confirming import confirm, look
from tokenstock.portal.deeds import AdjustStock, AmendOrder, Deed, DeleteOrder, PlaceOrder
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.deeds import AdjustForm, DeleteForm, EditForm, OrderForm, new_key
from tokenstock.portal.pages import popups
from tokenstock.portal.pages.popup import Attempt, Popup
from tokenstock.portal.request import PortalRequest
from tokenstock.stock.selectors import standing_of

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.orders.models import Order

TEMPLATE = "portal/popup.html"
PREVIEW = "preview"
"""The `intent` of a request that only wants to see what would happen."""

STOCK_CHANGED = "stock-changed"
"""Tells the page under the popup to read its figures again."""

popup_methods = require_http_methods(["GET", "HEAD", "POST"])


@popup_methods
@admins_only
def place(request: PortalRequest, uid: str) -> HttpResponse:
    """Add token order: from the own stock to a subaccount."""
    buyer = _managed(request, uid)
    if request.actor.is_vendor:
        raise PermissionDenied
    form = OrderForm(request.POST or None, products=_products(), initial=popups.new_order(request))
    sides = [standing_of(account_id=side) for side in (request.account.id, buyer.id)]
    return _answer(request, popups.place(request, buyer, form, sides), PlaceOrder(request, buyer, form))


@popup_methods
@admins_only
def adjust(request: PortalRequest, uid: str) -> HttpResponse:
    """Adjust stock: a credit or debit note."""
    account = _managed(request, uid)
    entered = request.POST or request.GET
    corrects = _corrected(account.id, entered.get("corrects", ""))
    form = AdjustForm(request.POST or None, initial=popups.new_note(request.GET, corrects))
    ids = [account.id] if request.actor.is_vendor else [request.account.id, account.id]
    sides = [standing_of(account_id=side) for side in ids]
    popup = popups.adjust(request, account, form, sides, corrects)
    return _answer(request, popup, AdjustStock(request, account, corrects, form))


@popup_methods
@admins_only
def amend(request: PortalRequest, uid: str, order_id: int) -> HttpResponse:
    """Edit an order while its month is open; afterwards an adjustment is offered."""
    order = _changeable(request, uid, order_id)
    if request.method != "POST" and request.now >= editable_until(order):
        return redirect(popups.correct_url(order))
    form = EditForm(request.POST or None, products=_products(), initial=popups.as_it_stands(order))
    return _answer(request, popups.amend(request, order, form), AmendOrder(request, order, form))


@popup_methods
@admins_only
def delete(request: PortalRequest, uid: str, order_id: int) -> HttpResponse:
    """Delete an order while its month is open; afterwards an adjustment is offered."""
    order = _changeable(request, uid, order_id)
    if request.method != "POST" and request.now >= editable_until(order):
        return redirect(popups.correct_url(order, 0))
    form = DeleteForm(request.POST or None, initial={"version": order.version, "key": new_key()})
    deed = DeleteOrder(request, order, form)
    popup = popups.delete(request, order, form)
    if request.method != "POST":
        popup = replace(popup, attempt=Attempt(preview=look(request, deed)))
    return _answer(request, popup, deed)


@require_safe
@admins_only
def order_history(request: PortalRequest, uid: str, order_id: int) -> HttpResponse:
    """What an order has said, to those whom it concerns."""
    account = visible_account(request.actor, uid)
    try:
        order = orders.order_of(account_id=account.id, order_id=order_id)
    except UnknownOrder:
        raise Http404 from None
    page = popups.history(
        order, orders.history(order_id=order.id), account.uid, prices=knows_price(request.actor, order)
    )
    if request.htmx:
        return part(request, "portal/history.html", "panel", page)
    return whole_page(request, "portal/history.html", page)


def _answer(request: PortalRequest, popup: Popup, deed: Deed) -> HttpResponse:
    """The popup as it is asked for: to fill in, as a preview, or to confirm."""
    if request.method != "POST":
        return _show(request, popup, OK)
    if request.POST.get("intent") == PREVIEW:
        preview = look(request, deed) if deed.form.is_enough_to_look() else popup.attempt.preview
        return part(request, TEMPLATE, "preview", replace(popup, attempt=Attempt(preview=preview)))
    popup = replace(popup, attempt=confirm(request, deed))
    if not popup.attempt.done:
        return _show(request, popup, REFUSED if popup.has_faults else OK)
    if not request.htmx:
        messages.success(request, popup.receipt)
        return redirect(popup.back_url)
    response = part(request, TEMPLATE, "done", popup)
    response["HX-Trigger"] = STOCK_CHANGED
    return response


def _show(request: PortalRequest, popup: Popup, status: int) -> HttpResponse:
    if request.htmx:
        return part(request, TEMPLATE, "panel", popup, status=status)
    return whole_page(request, TEMPLATE, popup, status=status)


def _managed(request: PortalRequest, uid: str) -> "Account":
    """An account to act on. One's own is no secret, but nobody sells to himself or adjusts his own stock."""
    if uid == request.account.uid:
        raise PermissionDenied
    return managed_account(request.actor, uid)


def _changeable(request: PortalRequest, uid: str, order_id: int) -> "Order":
    """An order of a managed account that is the actor's to change; a deleted one only to hear that it is."""
    account = _managed(request, uid)
    try:
        order = orders.order_of(account_id=account.id, order_id=order_id)
    except UnknownOrder:
        raise Http404 from None
    if not may_change(request.actor, order):
        # Of an account whose list one may read, so that it is there is no secret.
        raise PermissionDenied
    if order.buyer_id != account.id or (order.deleted_at is not None and request.method != "POST"):
        raise Http404
    return order


def _corrected(account_id: int, order_id: str) -> "Order | None":
    number = whole_number(order_id)
    if number is None:
        return None
    try:
        order = orders.order_of(account_id=account_id, order_id=number)
    except UnknownOrder:
        raise Http404 from None
    return order if order.buyer_id == account_id else None


def _products() -> list[tuple[str, str]]:
    return [
        (product.sku, f"{product.sku} {product.name}, {_tokens(product.tokens_per_pack)}") for product in product_list()
    ]


def _tokens(tokens: int) -> str:
    return ngettext("%(count)s token", "%(count)s tokens", tokens) % {"count": tokens}
