"""Composing a renewal, for one account or for several at once: packs to order, and the purchase order's text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from tokenstock.accounts.access import visible_account
from tokenstock.accounts.selectors import NobodyChosen, TooManyChosen, admin_addresses, chosen_uids
from tokenstock.catalogue.selectors import product_list
from tokenstock.forecast.renewal import covers
from tokenstock.kernel.ids import is_uid
from tokenstock.kernel.months import Month, local_date
from tokenstock.portal.answers import REFUSED, part, wants, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.renewal import RenewalForm
from tokenstock.portal.pages.renewal import Setting, order_sheet, renewal
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.sheets import answer
from tokenstock.portal.words import sentence
from tokenstock.stock.selectors import standing_of, standings_of

if TYPE_CHECKING:
    from tokenstock.stock.models import Standing

TEMPLATE, NOBODY = "portal/renewal.html", "portal/renewal_refused.html"


@require_safe
@admins_only
def one(request: PortalRequest, uid: str) -> HttpResponseBase:
    """For an account of one's own, or one that one manages."""
    account = visible_account(request.actor, uid)
    own = account.id == request.actor.account_id
    back_url = reverse("portal:stock") if own else reverse("portal:account", args=[uid])
    return _answer(request, [standing_of(account_id=account.id)], own=own, several=False, back_url=back_url)


@require_safe
@admins_only
def several(request: PortalRequest) -> HttpResponseBase:
    """For accounts that were chosen in the grid."""
    if not request.actor.is_vendor and not request.account.is_reseller:
        raise Http404
    uids = [uid for uid in request.GET.getlist("uid") if is_uid(uid)]
    try:
        chosen = chosen_uids(actor=request.actor, uids=uids)
    except (NobodyChosen, TooManyChosen) as refusal:
        return whole_page(request, NOBODY, {"refusal": sentence(refusal)}, status=REFUSED)
    return _answer(request, standings_of(uids=chosen), own=False, several=True, back_url=reverse("portal:accounts"))


def _answer(
    request: PortalRequest, standings: "Sequence[Standing]", *, own: bool, several: bool, back_url: str
) -> HttpResponseBase:
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    form = RenewalForm(request.GET, month=Month.holding(today), products=product_list())
    sells = not own and not request.actor.is_vendor
    page = renewal(
        setting=Setting(
            own=own,
            several=several,
            action=request.path,
            back_url=back_url,
            today=today,
            stock=standing_of(account_id=request.actor.account_id).stock if sells else None,
        ),
        form=form,
        found=covers(standings=standings, aim=form.aim()),
        emails=admin_addresses(account_ids=[standing.account_id for standing in standings]),
    )
    if request.GET.get("as") == "csv":
        return answer(request, order_sheet(page, today), "csv")
    if wants(request, "renewal"):
        return part(request, TEMPLATE, "renewal", page)
    return whole_page(request, TEMPLATE, page)
