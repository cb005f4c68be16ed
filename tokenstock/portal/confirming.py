"""Confirming a deed: look, show, confirm what was shown, act once.

The person confirms an outcome, not a form. What was last shown is named in the form (`seen`); where the outcome has
changed since, or nothing was shown yet because the page runs without JavaScript, it is shown and asked again.
"""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext_lazy

from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.months import local_date
from tokenstock.orders.refusals import Conflict, NegativeNotConfirmed, PeriodClosed, StaleVersion, TokensPassedOn
from tokenstock.orders.services import Insistence
from tokenstock.portal.deeds import UNDOUBTED, Deed
from tokenstock.portal.forms.deeds import CONFIRM_FORCE, CONFIRM_NEGATIVE, new_key
from tokenstock.portal.pages.effects import Preview, preview_of
from tokenstock.portal.pages.popup import Attempt
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.words import sentence

FIELDS = {
    "invalid_quantity": ("packs", "tokens"),
    "insufficient_stock": ("packs", "tokens"),
    "exceeds_stock": ("tokens",),
    "tokens_passed_on": ("packs",),
    "future_order_date": ("ordered_on",),
    "unknown_product": ("sku",),
}
"""The field that a refusal is told beside; one that the form does not have is passed over."""

CONFIRMED_OTHERWISE = gettext_lazy(
    "This form was confirmed before with other content, and that stands. What is in it now comes on top of that, if you"
    " look again and confirm."
)


def look(request: PortalRequest, deed: Deed) -> Preview:
    """The outcome for one who insists as far as needed, and what that takes; or why there is none."""
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    own_id = request.actor.account_id
    insistence = Insistence()
    try:
        try:
            effect = deed.look(insistence)
        except NegativeNotConfirmed:
            insistence = replace(insistence, confirm_negative=True)
            effect = deed.look(insistence)
        except TokensPassedOn:
            if not request.actor.is_vendor:
                raise
            insistence = replace(insistence, force=True, reason=UNDOUBTED)
            effect = deed.look(insistence)
    except Refusal as refusal:
        return Preview(refusal=sentence(refusal))
    if effect is None:
        return Preview()
    return preview_of(
        effect, own_id=own_id, today=today, asks_negative=insistence.confirm_negative, asks_force=insistence.force
    )


def confirm(request: PortalRequest, deed: Deed) -> Attempt:
    """Do the deed if its outcome is the one that was seen and everything asked was agreed to."""
    if not deed.form.is_valid():
        return Attempt()
    preview = None if deed.was_done() else look(request, deed)
    if preview is None or preview.refusal:
        return _act(request, deed)
    if deed.form.cleaned_data["seen"] != preview.digest:
        return Attempt(preview=preview, changed=bool(deed.form.cleaned_data["seen"]))
    if preview.asks_negative and not deed.form.negative_confirmed:
        deed.form.add_error("confirm_negative", CONFIRM_NEGATIVE)
        return Attempt(preview=preview)
    if preview.asks_force and not deed.form.forced:
        deed.form.add_error("force", CONFIRM_FORCE)
        return Attempt(preview=preview)
    return _act(request, deed)


def _act(request: PortalRequest, deed: Deed) -> Attempt:
    form = deed.form
    insistence = Insistence(
        confirm_negative=form.negative_confirmed,
        force=form.forced,
        reason=form.cleaned_data["force_reason"] or form.cleaned_data.get("reason", ""),
    )
    try:
        effect = deed.act(insistence)
    except Refusal as refusal:
        return _refused(deed, refusal)
    if effect is None:
        return Attempt(done=True, repeated=True)
    today = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    return Attempt(preview=preview_of(effect, own_id=request.actor.account_id, today=today), done=True)


def _refused(deed: Deed, refusal: Refusal) -> Attempt:
    if isinstance(refusal, Conflict):
        # The same form was confirmed before with other content: what stands in it now is another deed.
        deed.form.put("key", new_key())
        return Attempt(refusal=str(CONFIRMED_OTHERWISE))
    if isinstance(refusal, StaleVersion):
        # What was typed is kept, and can be confirmed on top of the wording that stands now.
        deed.form.put("version", str(refusal.current))
    field = next((name for name in FIELDS.get(refusal.code, ()) if name in deed.form.fields), None)
    if field is not None:
        deed.form.add_error(field, sentence(refusal))
        return Attempt()
    return Attempt(
        refusal=sentence(refusal),
        closed=isinstance(refusal, PeriodClosed),
    )
