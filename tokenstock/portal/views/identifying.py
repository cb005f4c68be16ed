"""The vendor's desk: saying whom a waiting line is for, after a look at what follows."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tokenstock.accounts.access import UnknownAccount
from tokenstock.accounts.selectors import managed_by_name
from tokenstock.desk.selectors import candidates, waiting_line
from tokenstock.desk.services import LineNotWaiting, identify_line, preview_identification
from tokenstock.orders.effects import Effect
from tokenstock.orders.refusals import Conflict
from tokenstock.orders.services import Insistence
from tokenstock.portal.answers import OK, REFUSED, whole_page
from tokenstock.portal.confirming import confirm
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.deeds import new_key
from tokenstock.portal.forms.desk import IdentifyForm
from tokenstock.portal.pages import desk
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.words import sentence

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.desk.models import PurchaseOrderLine

TEMPLATE = "portal/identify.html"


@dataclass(frozen=True)
class IdentifyLine:
    """Saying whom a line is for. `account` None: for the buyer's own stock."""

    request: PortalRequest
    line: "PurchaseOrderLine"
    account: "Account | None"
    form: IdentifyForm

    def look(self, insistence: Insistence) -> Effect | None:
        """See `portal.deeds.Deed`."""
        request = self.request
        return preview_identification(actor=request.actor, ref=self.line.ref, account=self.account, now=request.now)

    def act(self, insistence: Insistence) -> Effect | None:
        """See `portal.deeds.Deed`."""
        request = self.request
        try:
            result = identify_line(actor=request.actor, ref=self.line.ref, account=self.account, now=request.now)
        except Conflict:
            # Another answer does not come on top of the first, as another order would.
            raise LineNotWaiting(self.line.kind) from None
        return result.placed.effect if result.placed else None

    def was_done(self) -> bool:
        """See `portal.deeds.Deed`."""
        return self.line.order_id is not None


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def identify(request: PortalRequest, line_id: int) -> HttpResponse:
    """Identify line: choose, see what follows, confirm."""
    line = waiting_line(line_id=line_id) if request.actor.is_vendor else None
    if line is None:
        raise Http404
    form = IdentifyForm(request.POST or None, initial={"key": new_key()})
    page = desk.identify(request, line, form, candidates(line=line))
    if request.method != "POST":
        return whole_page(request, TEMPLATE, page)
    account = _chosen(request, line, form)
    attempt = confirm(request, IdentifyLine(request, line, account, form))
    popup = replace(page.popup, attempt=attempt)
    if attempt.done:
        messages.success(request, popup.receipt)
        return redirect(popup.back_url)
    return whole_page(request, TEMPLATE, replace(page, popup=popup), status=REFUSED if popup.has_faults else OK)


def _chosen(request: PortalRequest, line: "PurchaseOrderLine", form: IdentifyForm) -> "Account | None":
    """The subaccount that the form names; what is none of the buyer's is told beside the field."""
    if not form.is_valid() or form.account is None:
        return None
    try:
        account = managed_by_name(actor=request.actor, text=form.account)
    except UnknownAccount as refusal:
        form.add_error("other", sentence(refusal))
        return None
    if account.parent_id != line.buyer_id:
        names = {"name": account.name, "buyer": line.buyer.name}
        form.add_error("other", _("%(name)s is no subaccount of %(buyer)s.") % names)
    return account
