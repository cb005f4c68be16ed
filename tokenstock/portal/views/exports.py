"""Exports: the list of stock updates and the grid as files, exactly as they are filtered."""

from contextlib import closing

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from tokenstock.accounts.access import visible_account
from tokenstock.catalogue.selectors import SERVICE_PACK, product_by_sku
from tokenstock.kernel.ids import is_uid
from tokenstock.kernel.months import local_date
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.grid import GridForm
from tokenstock.portal.forms.updates import UpdatesForm
from tokenstock.portal.pages.exports import accounts_sheet, updates_sheet
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.sheets import answer
from tokenstock.portal.views.accounts import whose_subaccounts
from tokenstock.portal.views.stock import updates_of
from tokenstock.reporting.updates import all_updates
from tokenstock.stock.selectors import Grid, grid_rows


@require_safe
@admins_only
def updates(request: PortalRequest, uid: str, kind: str) -> FileResponse:
    """All stock updates of an account that fit the filters of its page."""
    account = visible_account(request.actor, uid)
    chosen = updates_of(request, account, UpdatesForm(request.GET))
    with closing(all_updates(updates=chosen)) as lines:
        return answer(request, updates_sheet(account=account, lines=lines), kind)


@require_safe
@admins_only
def accounts(request: PortalRequest, kind: str) -> FileResponse:
    """All accounts that fit the filters of the grid; with `uid`, given once or often, those of them that are one's own.

    An address has no more than a thousand parameters, which the framework sees to.
    """
    if not request.actor.is_vendor and not request.account.is_reseller:
        raise Http404
    form = GridForm(request.GET)
    above = whose_subaccounts(request, form)
    grid = form.grid(partner_id=above.id if above else None)
    if "uid" in request.GET:
        uids = {uid for uid in request.GET.getlist("uid") if is_uid(uid)}
        grid = Grid(partner_id=grid.partner_id, commercial=None, uids=uids, sort=grid.sort, descending=grid.descending)
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    tokens_per_pack = product_by_sku(sku=SERVICE_PACK).tokens_per_pack
    with closing(grid_rows(grid=grid, today=today)) as rows:
        sheet = accounts_sheet(above=above or request.account, standings=rows, tokens_per_pack=tokens_per_pack)
        return answer(request, sheet, kind)
