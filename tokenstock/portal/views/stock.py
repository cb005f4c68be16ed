"""My Token Stock, and the very same view of a subaccount; the graph's picture."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tokenstock.accounts.access import visible_account
from tokenstock.accounts.selectors import managed_uids
from tokenstock.catalogue.selectors import SERVICE_PACK, product_by_sku
from tokenstock.desk.selectors import waiting_lines, waiting_tokens
from tokenstock.forecast.selectors import outlook
from tokenstock.kernel.months import Month, local_date
from tokenstock.portal import chart
from tokenstock.portal.answers import part, wants, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.updates import UpdatesForm
from tokenstock.portal.pages.desk import WaitingOrders, waiting_orders
from tokenstock.portal.pages.stock import account_view, bars_of, graph_of
from tokenstock.portal.pages.updates import Looker, UpdateList, update_list
from tokenstock.portal.request import PortalRequest
from tokenstock.reporting.updates import Updates, update_page
from tokenstock.stock.selectors import recent_statements, standing_of

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account

MONTHS = 12
"""Complete months in graph and list, beside the running one."""

WAITING_SHOWN = 25

FOREVER = "private, max-age=31536000, immutable"


@require_safe
@admins_only
def stock(request: PortalRequest) -> HttpResponse:
    """The stock of the company that one acts for. The vendor has none."""
    if request.actor.is_vendor:
        return redirect("portal:accounts")
    return _stock_of(request, request.account)


@require_safe
@admins_only
def account(request: PortalRequest, uid: str) -> HttpResponse:
    """A managed account's stock, exactly as its own Admins see it, and what one may do there."""
    found = visible_account(request.actor, uid)
    if found.id == request.actor.account_id:
        return redirect("portal:stock")
    return _stock_of(request, found)


def _stock_of(request: PortalRequest, account: "Account") -> HttpResponse:
    standing = standing_of(account_id=account.id)
    statements = recent_statements(account_id=account.id, months=MONTHS + 1)
    page = account_view(
        actor=request.actor,
        account=account,
        standing=standing,
        outlook=outlook(standing=standing, tokens_per_pack=product_by_sku(sku=SERVICE_PACK).tokens_per_pack),
        graph=graph_of(standing=standing, statements=statements),
        updates=_list_of(request, account),
        waiting=None if wants(request, "updates") else _waiting_of(account),
        today=local_date(request.now, settings.TOKENSTOCK_TIME_ZONE),
    )
    if wants(request, "updates"):
        return part(request, "portal/stock.html", "updates", page)
    return whole_page(request, "portal/stock.html", page)


def _waiting_of(account: "Account") -> WaitingOrders | None:
    waits = waiting_tokens(buyer_ids=[account.id]).get(account.id)
    lines = waiting_lines(buyer_id=account.id, limit=WAITING_SHOWN) if waits else []
    return waiting_orders(lines, waits)


def updates_of(request: PortalRequest, account: "Account", form: UpdatesForm) -> Updates:
    """Which stock updates of the account are listed: of the running month and the complete ones before it."""
    since = Month.at(request.now, settings.TOKENSTOCK_TIME_ZONE).plus(-MONTHS).first_day
    return Updates(account_id=account.id, since=since, **form.given())


def _list_of(request: PortalRequest, account: "Account") -> UpdateList:
    form = UpdatesForm(request.GET)
    updates = updates_of(request, account, form)
    listed = update_page(updates=updates)
    others = {line.other_uid for line in listed.rows if line.other_uid}
    looker = Looker(
        actor=request.actor,
        own_uid=request.account.uid,
        uid=account.uid,
        managed=managed_uids(actor=request.actor, uids=others),
    )
    return update_list(listed=listed, form=form, since=updates.since, looker=looker, now=request.now)


@require_safe
@gzip_page
@admins_only
def graph(request: PortalRequest, uid: str, size: str, theme: str) -> HttpResponse:
    """The graph as a picture. Under the name of its content (`v`) it never changes."""
    if size not in chart.SIZES or theme not in chart.PALETTES:
        raise Http404
    account = visible_account(request.actor, uid)
    statements = recent_statements(account_id=account.id, months=MONTHS + 1)
    bars = bars_of(graph_of(standing=standing_of(account_id=account.id), statements=statements).lines)
    response = HttpResponse(_drawn(bars, size, theme, get_language()), content_type="image/svg+xml")
    if request.GET.get("v") == chart.digest(bars):
        response["Cache-Control"] = FOREVER
    return response


@lru_cache(maxsize=512)
def _drawn(bars: tuple[chart.Bar, ...], size: str, theme: str, language: str) -> str:
    # The language is that of the request: named so that a picture is kept for each.
    return chart.svg(bars, size=size, theme=theme)
