"""Month end, for vendor and resellers: what the next close would do, whom to call, late reports and renewals."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tokenstock.catalogue.selectors import SERVICE_PACK, product_by_sku
from tokenstock.consumption import selectors as consumption
from tokenstock.devices import selectors as devices
from tokenstock.kernel.months import Month, local_date
from tokenstock.lifecycle import selectors as lifecycle
from tokenstock.portal.answers import whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.month_end import PageForm
from tokenstock.portal.pages import month_end as pages
from tokenstock.portal.pages.exports import calls_sheet
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.sheets import answer
from tokenstock.registration import selectors as registration
from tokenstock.reporting.jobs import worker_seen

CLOSES_SHOWN = 12
HOLDS_SHOWN = 10
REPORTS_SHOWN = 50

type View[**P] = Callable[Concatenate[PortalRequest, P], HttpResponseBase]


def sellers_only[**P](view: View[P]) -> View[P]:
    """Let in the vendor and resellers; a customer has no accounts below it, and is led to its stock."""

    @wraps(view)
    def enter(request: PortalRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.actor.is_vendor and not request.account.is_reseller:
            return redirect("portal:stock")
        return view(request, *args, **kwargs)

    return enter


@require_safe
@admins_only
@sellers_only
def month_end(request: PortalRequest) -> HttpResponse:
    """The running month and the rehearsal of its end; for the vendor also the last closes and who is held."""
    form = PageForm(request.GET)
    month = consumption.month_to_close(now=request.now)
    partner_id = _partner_id(request)
    page = pages.month_end(
        request,
        rehearsal=consumption.rehearsal(month=month, partner_id=partner_id),
        found=consumption.rehearsed_page(month=month, partner_id=partner_id, page=form.number),
        form=form,
        programme=_programme(request, month) if request.actor.is_vendor else None,
    )
    return whole_page(request, "portal/month_end.html", page)


def _programme(request: PortalRequest, month: Month) -> pages.Programme:
    holds, held = lifecycle.holds(limit=HOLDS_SHOWN)
    return pages.programme(
        closes=consumption.recent_closes(limit=CLOSES_SHOWN),
        overdue=consumption.overdue_close(month=month, now=request.now),
        seen=worker_seen(),
        holds=holds,
        held=held,
    )


@require_safe
@admins_only
@sellers_only
def call_list(request: PortalRequest) -> HttpResponse:
    """Who needs tokens before the month ends, whom to write to or call, and how many packs help."""
    form = PageForm(request.GET)
    month = consumption.month_to_close(now=request.now)
    found = consumption.call_page(
        month=month, partner_id=_partner_id(request), tokens_per_pack=_tokens_per_pack(), page=form.number
    )
    return whole_page(request, "portal/call_list.html", pages.calls(request, month=month, found=found, form=form))


@require_safe
@admins_only
@sellers_only
def call_list_file(request: PortalRequest, kind: str) -> HttpResponseBase:
    """The whole call list as a spreadsheet."""
    month = consumption.month_to_close(now=request.now)
    found = consumption.calls(month=month, partner_id=_partner_id(request), tokens_per_pack=_tokens_per_pack())
    return answer(request, calls_sheet(account=request.account, month=month, calls=found), kind)


@require_safe
@admins_only
@sellers_only
def late_reports(request: PortalRequest) -> HttpResponse:
    """What was reported of systems when the month was closed, and the difference that it would have made."""
    form = PageForm(request.GET)
    offset = (form.number - 1) * REPORTS_SHOWN
    found = devices.late_reports(actor=request.actor, limit=REPORTS_SHOWN + 1, offset=offset)
    page = pages.late_reports(request, found=found, size=REPORTS_SHOWN, form=form)
    return whole_page(request, "portal/late_reports.html", page)


@require_safe
@admins_only
@sellers_only
def renewals(request: PortalRequest) -> HttpResponse:
    """The AirLink Complete renewals that are due, to be sold."""
    form = PageForm(request.GET)
    offset = (form.number - 1) * REPORTS_SHOWN
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    found = registration.renewals_due(actor=request.actor, today=today, limit=REPORTS_SHOWN + 1, offset=offset)
    page = pages.renewals(request, found=found, size=REPORTS_SHOWN, form=form)
    return whole_page(request, "portal/renewals.html", page)


def _partner_id(request: PortalRequest) -> int | None:
    """Whose subaccounts are concerned; all accounts for the vendor."""
    return None if request.actor.is_vendor else request.actor.account_id


def _tokens_per_pack() -> int:
    return product_by_sku(sku=SERVICE_PACK).tokens_per_pack
