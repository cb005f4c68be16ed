"""The grid of subaccounts; for the vendor, of all accounts."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tokenstock.kernel.months import local_date
from tokenstock.portal.answers import part, wants, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.grid import GridForm
from tokenstock.portal.pages.grid import grid_view
from tokenstock.portal.request import PortalRequest
from tokenstock.stock.selectors import PAGE_SIZE, attention, grid_page


@require_safe
@admins_only
def accounts(request: PortalRequest) -> HttpResponse:
    """Subaccounts by any column, filtered; what needs attention on top. A customer has none."""
    if not request.actor.is_vendor and not request.account.is_reseller:
        return redirect("portal:stock")
    partner_id = None if request.actor.is_vendor else request.actor.account_id
    form = GridForm(request.GET)
    grid = form.grid(partner_id=partner_id)
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    page = grid_view(
        actor=request.actor,
        form=form,
        grid=grid,
        found=grid_page(grid=grid, today=today),
        attention=attention(partner_id=partner_id, today=today),
        page_size=PAGE_SIZE,
        today=today,
    )
    if not wants(request, "grid"):
        return whole_page(request, "portal/accounts.html", page)
    response = part(request, "portal/accounts.html", "grid", page)
    response["HX-Push-Url"] = request.path + form.address().rstrip("?")
    return response
