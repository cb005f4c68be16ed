"""The grid of subaccounts; for the vendor, of all accounts."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tokenstock.accounts.access import UnknownAccount, managed_account
from tokenstock.kernel.months import local_date
from tokenstock.portal.answers import part, wants, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.grid import GridForm
from tokenstock.portal.pages.grid import grid_view
from tokenstock.portal.request import PortalRequest
from tokenstock.stock.selectors import PAGE_SIZE, attention, grid_page

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account


@require_safe
@admins_only
def accounts(request: PortalRequest) -> HttpResponse:
    """Subaccounts by any column, filtered; what needs attention on top. A customer has none."""
    if not request.actor.is_vendor and not request.account.is_reseller:
        return redirect("portal:stock")
    form = GridForm(request.GET)
    try:
        above = whose_subaccounts(request, form)
    except UnknownAccount:
        return redirect("portal:accounts")
    partner_id = above.id if above else None
    grid = form.grid(partner_id=partner_id)
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    page = grid_view(
        actor=request.actor,
        above=above if request.actor.is_vendor else None,
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


def whose_subaccounts(request: PortalRequest, form: GridForm) -> "Account | None":
    """Whose subaccounts are shown: one's own, for the vendor all or those of the reseller that the address names.

    :raises UnknownAccount: where there is no such reseller.
    """
    if not request.actor.is_vendor:
        return request.account
    uid = form.given().get("under")
    return managed_account(request.actor, uid) if uid is not None else None
