"""The vendor's popups for a whole account: suspend it by hand, lift that, close it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tokenstock.accounts.access import managed_account
from tokenstock.accounts.selectors import open_subaccounts
from tokenstock.kernel.errors import Refusal
from tokenstock.lifecycle import services as lifecycle
from tokenstock.portal.answers import OK, REFUSED, part, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.month_end import ClosingForm, ReasonForm
from tokenstock.portal.pages import holding as pages
from tokenstock.portal.pages.holding import AccountDeed
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.views.deeds import STOCK_CHANGED
from tokenstock.portal.words import sentence
from tokenstock.stock.selectors import standing_of

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account

TEMPLATE = "portal/account_deed.html"

popup_methods = require_http_methods(["GET", "HEAD", "POST"])


@popup_methods
@admins_only
def hold(request: PortalRequest, uid: str) -> HttpResponse:
    """Suspend an account by hand, with a reason."""
    account = _managed(request, uid)
    popup = pages.hold(standing_of(account_id=account.id), ReasonForm(request.POST or None))
    return _answer(request, popup, account, lifecycle.hold_account)


@popup_methods
@admins_only
def release(request: PortalRequest, uid: str) -> HttpResponse:
    """Lift a suspension by hand, with a reason."""
    account = _managed(request, uid)
    popup = pages.release(standing_of(account_id=account.id), ReasonForm(request.POST or None))
    return _answer(request, popup, account, lifecycle.release_account)


@popup_methods
@admins_only
def close(request: PortalRequest, uid: str) -> HttpResponse:
    """Close an account for good, with a reason; what would be left is returned before, or frozen."""
    account = _managed(request, uid)
    form = ClosingForm(request.POST or None)
    below = open_subaccounts(account_id=account.id)
    popup = pages.closing(standing_of(account_id=account.id), form, below=below)
    freeze = form.is_valid() and form.cleaned_data["freeze"]
    return _answer(request, popup, account, lifecycle.close_account, freeze=freeze)


def _answer(
    request: PortalRequest, popup: AccountDeed, account: "Account", service: Callable[..., None], **more: bool
) -> HttpResponse:
    if request.method != "POST":
        return _show(request, popup, OK)
    form = popup.form
    if not form.is_valid():
        return _show(request, popup, REFUSED)
    try:
        service(actor=request.actor, account=account, reason=form.cleaned_data["reason"], now=request.now, **more)
    except Refusal as refusal:
        return _show(request, replace(popup, refusal=sentence(refusal)), REFUSED)
    if not request.htmx:
        told = {"what": popup.done_title, "account": popup.subject, "words": popup.done_words}
        messages.success(request, _("%(what)s: %(account)s. %(words)s") % told)
        return redirect(popup.back_url)
    response = part(request, TEMPLATE, "done", popup)
    response["HX-Trigger"] = STOCK_CHANGED
    return response


def _show(request: PortalRequest, popup: AccountDeed, status: int) -> HttpResponse:
    if request.htmx:
        return part(request, TEMPLATE, "panel", popup, status=status)
    return whole_page(request, TEMPLATE, popup, status=status)


def _managed(request: PortalRequest, uid: str) -> "Account":
    """An account that is there for the one who asks; these deeds are the vendor's, and not on its own account."""
    if uid == request.account.uid:
        raise PermissionDenied
    account = managed_account(request.actor, uid)
    if not request.actor.is_vendor:
        raise PermissionDenied
    return account
