"""An account's systems; activating and deactivating them after a look at what that does; and what if."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tokenstock.accounts.access import visible_account
from tokenstock.devices.selectors import all_are, system_page
from tokenstock.devices.services import (
    Switched,
    SystemsNotReady,
    activate_systems,
    deactivate_systems,
    preview_activation,
    preview_deactivation,
)
from tokenstock.forecast.what_if import what_if as suppose
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.months import local_date
from tokenstock.portal.answers import OK, REFUSED, part, wants, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.systems import SwitchForm, SystemsForm, WhatIfForm
from tokenstock.portal.pages.popup import told
from tokenstock.portal.pages.systems import (
    Outcome,
    SwitchAttempt,
    Switching,
    WhatIf,
    back_url,
    outcome_of,
    system_list,
)
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.views.deeds import PREVIEW, STOCK_CHANGED
from tokenstock.portal.words import sentence
from tokenstock.stock.selectors import standing_of

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account

LIST, SWITCH, WHAT_IF = "portal/systems.html", "portal/switch.html", "portal/what_if.html"


@dataclass(frozen=True)
class Switch:
    """Some systems of an account, to be switched on or off."""

    request: PortalRequest
    account: "Account"
    on: bool
    serials: list[str]

    def look(self) -> Outcome:
        """What it would do. Raises the refusals of the deed."""
        return self._by(preview_activation if self.on else preview_deactivation)

    def act(self) -> Outcome:
        """Do it."""
        return self._by(activate_systems if self.on else deactivate_systems)

    def is_done(self) -> bool:
        """Whether each of them is switched that way already."""
        return bool(self.serials) and all_are(account_id=self.account.id, serials=self.serials, activated=self.on)

    def _by(self, service: Callable[..., Switched]) -> Outcome:
        request = self.request
        switched = service(actor=request.actor, account=self.account, serials=self.serials, now=request.now)
        return outcome_of(switched, on=self.on, today=_today(request), serials=self.serials)


@require_safe
@admins_only
def systems(request: PortalRequest, uid: str) -> HttpResponse:
    """The systems of an account, by serial number."""
    account = visible_account(request.actor, uid)
    form = SystemsForm(request.GET)
    page = system_list(
        account=account,
        own=account.id == request.actor.account_id,
        by_vendor=request.actor.is_vendor,
        standing=standing_of(account_id=account.id),
        form=form,
        found=system_page(account_id=account.id, **form.given()),
    )
    if not wants(request, "systems-list"):
        return whole_page(request, LIST, page)
    response = part(request, LIST, "systems_list", page)
    response["HX-Push-Url"] = request.path + form.address().rstrip("?")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def activate(request: PortalRequest, uid: str) -> HttpResponse:
    """Activate systems."""
    return _switch(request, uid, on=True)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def deactivate(request: PortalRequest, uid: str) -> HttpResponse:
    """Deactivate systems."""
    return _switch(request, uid, on=False)


@require_safe
@admins_only
def what_if(request: PortalRequest, uid: str) -> HttpResponse:
    """What activating so many systems now would do: an estimate, which writes nothing."""
    account = visible_account(request.actor, uid)
    form = WhatIfForm(request.GET)
    number = form.given().get("systems")
    outcome, refusal = None, ""
    if number is not None:
        try:
            switched = suppose(standing=standing_of(account_id=account.id), systems=number)
            outcome = outcome_of(switched, on=True, today=_today(request))
        except Refusal as refused:
            refusal = sentence(refused)
    own = account.id == request.actor.account_id
    page = WhatIf(
        name=account.name,
        form=form,
        action=request.path,
        back_url=reverse("portal:stock") if own else reverse("portal:account", args=[account.uid]),
        outcome=outcome,
        refusal=refusal,
    )
    if wants(request, "outcome"):
        return part(request, WHAT_IF, "outcome", page)
    return part(request, WHAT_IF, "panel", page) if request.htmx else whole_page(request, WHAT_IF, page)


def _switch(request: PortalRequest, uid: str, *, on: bool) -> HttpResponse:
    account = visible_account(request.actor, uid)
    chosen = request.GET.getlist("serial")
    form = SwitchForm(request.POST or None, initial={"serials": "\n".join(chosen)})
    page = Switching(on=on, name=account.name, form=form, action=request.path, back_url=back_url(account))
    if request.method != "POST":
        attempt = _look(Switch(request, account, on, chosen)) if chosen else page.attempt
        return _show(request, replace(page, attempt=attempt), OK)
    if not form.is_valid():
        return _show(request, page, REFUSED)
    switch = Switch(request, account, on, form.cleaned_data["serials"])
    if request.POST.get("intent") == PREVIEW:
        attempt = _look(switch) if switch.serials else page.attempt
        return part(request, SWITCH, "preview", replace(page, attempt=attempt))
    page = replace(page, attempt=_confirm(switch, form.cleaned_data["seen"]))
    if not page.attempt.done:
        return _show(request, page, REFUSED if page.has_faults else OK)
    if not request.htmx:
        messages.success(request, told(done=page.done_title, subject=page.name, repeated=page.attempt.repeated))
        return redirect(page.back_url)
    response = part(request, SWITCH, "done", page)
    response["HX-Trigger"] = STOCK_CHANGED
    return response


def _look(switch: Switch) -> SwitchAttempt:
    try:
        return SwitchAttempt(outcome=switch.look())
    except Refusal as refusal:
        return SwitchAttempt(refusal=sentence(refusal))


def _confirm(switch: Switch, seen: str) -> SwitchAttempt:
    """Switch if the outcome is the one that was seen. What was switched by this form before is not refused for that."""
    if seen and switch.is_done():
        return SwitchAttempt(done=True, repeated=True)
    looked = _look(switch)
    if looked.outcome is None:
        return looked
    if seen != looked.outcome.digest:
        return replace(looked, changed=bool(seen))
    try:
        return SwitchAttempt(outcome=switch.act(), done=True)
    except SystemsNotReady as refusal:
        # The same form sent twice at once: the second waited for the first.
        return SwitchAttempt(done=True, repeated=True) if switch.is_done() else SwitchAttempt(refusal=sentence(refusal))
    except Refusal as refusal:
        return SwitchAttempt(refusal=sentence(refusal))


def _show(request: PortalRequest, page: Switching, status: int) -> HttpResponse:
    if request.htmx:
        return part(request, SWITCH, "panel", page, status=status)
    return whole_page(request, SWITCH, page, status=status)


def _today(request: PortalRequest) -> date:
    return local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
