"""Remind: the Admins of chosen customers are told by e-mail when their tokens run out."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tokenstock.accounts.selectors import NobodyChosen, TooManyChosen
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.ids import is_uid
from tokenstock.kernel.months import local_date
from tokenstock.portal.answers import OK, REFUSED, part, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.pages.reminding import Reminding, reminding
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.words import sentence
from tokenstock.reminders.selectors import Candidate, candidates
from tokenstock.reminders.services import remind as send_reminders

TEMPLATE = "portal/remind.html"


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def remind(request: PortalRequest) -> HttpResponse:
    """Show who will be written to; then write."""
    if not request.actor.is_vendor and not request.account.is_reseller:
        raise Http404
    uids = [uid for uid in (request.POST or request.GET).getlist("uid") if is_uid(uid)]
    deed = send_reminders if request.method == "POST" else candidates
    try:
        found = deed(actor=request.actor, uids=uids, now=request.now)
    except (NobodyChosen, TooManyChosen) as refusal:
        return _refused(request, refusal)
    return _done(request, found) if request.method == "POST" else _show(request, _popup(request, found), OK)


def _popup(request: PortalRequest, found: Sequence[Candidate], *, done: bool = False) -> Reminding:
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    return reminding(found=found, back_url=reverse("portal:accounts"), today=today, done=done)


def _refused(request: PortalRequest, refusal: Refusal) -> HttpResponse:
    page = Reminding((), reverse("portal:accounts"), refusal=sentence(refusal))
    return _show(request, page, REFUSED)


def _done(request: PortalRequest, found: Sequence[Candidate]) -> HttpResponse:
    popup = _popup(request, found, done=True)
    if request.htmx:
        return part(request, TEMPLATE, "panel", popup)
    reached = len(popup.reached)
    words = ngettext("%(count)s customer is being reminded.", "%(count)s customers are being reminded.", reached)
    messages.success(request, words % {"count": reached})
    return redirect("portal:accounts")


def _show(request: PortalRequest, page: Reminding, status: int) -> HttpResponse:
    if request.htmx:
        return part(request, TEMPLATE, "panel", page, status=status)
    return whole_page(request, TEMPLATE, page, status=status)
