"""The vendor's desk: receiving a purchase order."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from tokenstock.accounts.access import UnknownAccount
from tokenstock.accounts.selectors import managed_by_name, resellers
from tokenstock.catalogue.selectors import SERVICE_PACK
from tokenstock.desk.selectors import candidates_for, waiting_lines
from tokenstock.desk.services import EndCustomer, Line, LineResult, receive_purchase_order
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.months import local_date
from tokenstock.orders.services import Terms
from tokenstock.portal.answers import OK, REFUSED, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.desk import LineForm, Lines, PurchaseOrderForm, line_forms
from tokenstock.portal.pages import desk
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.words import sentence

WAITING_SHOWN = 25
BUYERS_PROPOSED = 200
MORE = "more"


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def receive(request: PortalRequest) -> HttpResponse:
    """Receive purchase order: enter one, see what each line became and which ones wait."""
    if not request.actor.is_vendor:
        raise Http404
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE).isoformat()
    initial = {"ordered_on": today, "buyer": request.GET.get("buyer", "")}
    if request.method != "POST":
        return _show(request, PurchaseOrderForm(initial=initial), line_forms())
    if request.POST.get("intent") == MORE:
        return _show(request, PurchaseOrderForm(initial=request.POST.dict()), line_forms(request.POST, more=3))
    form, lines = PurchaseOrderForm(request.POST), line_forms(request.POST)
    if not (form.is_valid() & lines.is_valid()):
        return _show(request, form, lines, status=REFUSED)
    try:
        results = _receive(request, form, lines)
    except UnknownAccount as refusal:
        form.add_error("buyer", sentence(refusal))
        return _show(request, form, lines, status=REFUSED)
    except Refusal as refusal:
        return _show(request, form, lines, status=REFUSED, refusal=sentence(refusal))
    became = tuple(desk.received(result) for result in results)
    fresh = PurchaseOrderForm(initial=initial)
    return _show(request, fresh, line_forms(), po_number=form.cleaned_data["po_number"], results=became)


def _receive(request: PortalRequest, form: PurchaseOrderForm, lines: Lines) -> list[LineResult]:
    entered = form.cleaned_data
    return receive_purchase_order(
        actor=request.actor,
        buyer=managed_by_name(actor=request.actor, text=entered["buyer"]),
        po_number=entered["po_number"],
        lines=[_line(number, line, entered, request) for number, line in lines.entered()],
        now=request.now,
    )


def _line(number: str, line: LineForm, head: dict[str, Any], request: PortalRequest) -> Line:
    entered = line.cleaned_data
    terms = Terms.checked(
        po_number=head["po_number"],
        ordered_on=head["ordered_on"],
        packs=entered["packs"],
        sku=entered["sku"] or SERVICE_PACK,
        discount=entered["discount"],
        now=request.now,
    )
    given = {key: entered[key] or None for key in ("uid", "name", "admin_email")}
    return Line(number=number, terms=terms, end_customer=EndCustomer(**given) if any(given.values()) else None)


def _show(
    request: PortalRequest, form: PurchaseOrderForm, lines: Lines, *, status: int = OK, **more: Any
) -> HttpResponse:
    waits = waiting_lines(limit=WAITING_SHOWN)
    candidates = candidates_for(lines=waits)
    page = desk.Desk(
        form=form,
        lines=lines,
        buyers=desk.buyer_names(resellers(limit=BUYERS_PROPOSED)),
        waiting=tuple(desk.waiting(line, candidates[line.id]) for line in waits),
        **more,
    )
    return whole_page(request, "portal/receive.html", page, status=status)
