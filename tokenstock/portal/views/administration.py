"""Administration: the company's details, what it shows to its customers, its users, its latest changes."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tokenstock.accounts.access import branded_account
from tokenstock.accounts.selectors import members_of
from tokenstock.audit.selectors import latest_records
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.quantities import whole_number
from tokenstock.portal.answers import OK, REFUSED, fragment, part, wants, whole_page
from tokenstock.portal.entry import admins_only
from tokenstock.portal.forms.administration import ContactForm
from tokenstock.portal.pages import administration as pages
from tokenstock.portal.pages.changes import ACTIONS, changes
from tokenstock.portal.request import PortalRequest
from tokenstock.portal.words import sentence
from tokenstock.profile import selectors as profile
from tokenstock.profile import services
from tokenstock.profile.contacts import Contact
from tokenstock.profile.images import UPLOAD_MAX
from tokenstock.stock.selectors import standing_of

if TYPE_CHECKING:
    from tokenstock.profile.selectors import Support

TEMPLATE = "portal/administration.html"
CONTACT, CHANGES = "portal/components/contact.html", "portal/components/changes.html"
CHANGES_SHOWN = 20
FOREVER = "private, max-age=31536000, immutable"


@require_safe
@admins_only
def administration(request: PortalRequest) -> HttpResponse:
    """The default area: what the company is and shows."""
    if wants(request, "changes"):
        return fragment(request, CHANGES, {"changes": _changes(request)})
    return whole_page(request, TEMPLATE, _page(request, _contact(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def contact(request: PortalRequest) -> HttpResponse:
    """Edit the support contact in its place; without scripts the page comes with the form in it."""
    _refuse_customers(request)
    card = _contact(request)
    form = ContactForm(request.POST or None, initial=_as_it_stands(card.own))
    if request.method != "POST":
        return _show_contact(request, replace(card, form=form), OK)
    refusal = _save(request, form)
    if form.errors or refusal:
        return _show_contact(request, replace(card, form=form, refusal=refusal), REFUSED)
    if request.htmx:
        return _show_contact(request, _contact(request), OK)
    messages.success(request, _("Support contact saved."))
    return redirect("portal:administration")


def _as_it_stands(own: "Support") -> dict[str, object]:
    given = own.contact
    return {"phone": given.phone, "email": given.email, "web": given.web, "version": own.version}


def _save(request: PortalRequest, form: ContactForm) -> str:
    """Save what was entered; what is wrong stands beside its field, or is the answer."""
    if not form.is_valid():
        return ""
    try:
        services.set_support_contact(
            actor=request.actor,
            account=request.account,
            contact=Contact.checked(**form.entered()),
            expected=form.cleaned_data["version"],
            now=request.now,
        )
    except services.InvalidContact as refusal:
        form.add_error(refusal.field, sentence(refusal))
    except services.ContactChanged as refusal:
        # What was typed is kept, and can be saved on top of what stands now.
        form.put("version", str(refusal.current))
        return sentence(refusal)
    except Refusal as refusal:
        return sentence(refusal)
    return ""


def _show_contact(request: PortalRequest, card: pages.ContactCard, status: int) -> HttpResponse:
    if request.htmx:
        return fragment(request, CONTACT, {"card": card}, status=status)
    return whole_page(request, TEMPLATE, _page(request, card), status=status)


@require_POST
@admins_only
def brand(request: PortalRequest) -> HttpResponse:
    """Take an image, or take it away."""
    _refuse_customers(request)
    try:
        if request.POST.get("intent") == "remove":
            services.remove_brand_image(actor=request.actor, account=request.account, now=request.now)
            messages.success(request, _("The image was removed."))
        else:
            sent = request.FILES.get("image")
            data = sent.read(UPLOAD_MAX + 1) if sent else b""
            services.set_brand_image(actor=request.actor, account=request.account, data=data, now=request.now)
            messages.success(request, _("The image was taken."))
    except Refusal as refusal:
        page = replace(_page(request, _contact(request)), brand_fault=sentence(refusal))
        return whole_page(request, TEMPLATE, page, status=REFUSED)
    return redirect("portal:administration")


@require_safe
@admins_only
def brand_image(request: PortalRequest, uid: str, digest: str) -> HttpResponse:
    """The image of a company to itself and to those near it, as a picture and nothing else."""
    content = profile.brand_content(account=branded_account(request.actor, uid), digest=digest)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = FOREVER
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Disposition"] = 'inline; filename="brand.png"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def signup_address(request: PortalRequest) -> HttpResponse:
    """Replace the sign-up address, after a look at what becomes of the old one."""
    address = _address(request)
    if address is None:
        raise PermissionDenied
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        services.rotate_signup_address(actor=request.actor, account=request.account, seen=seen, now=request.now)
        messages.success(request, _("The sign-up address was replaced. The old one works for 30 more days."))
        return redirect("portal:administration")
    page = pages.Rotation(request.account.name, address, request.now + services.OLD_WORKS_FOR)
    if request.htmx:
        return part(request, "portal/rotate.html", "panel", page)
    return whole_page(request, "portal/rotate.html", page)


@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What a sign-up address leads to: whose it is, and whom to ask for an account."""
    now = request.now  # type: ignore[attr-defined]  # by the clock of the middleware
    partner = profile.account_by_signup_token(token=token, now=now)
    if partner is None:
        raise Http404
    page = pages.Invitation(partner.name, profile.contact_below(account=partner))
    response = render(request, "portal/join.html", {"page": page})
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: PortalRequest, card: pages.ContactCard) -> pages.Administration:
    account = request.account
    return pages.Administration(
        details=pages.details(account, None if request.actor.is_vendor else standing_of(account_id=account.id)),
        contact=card,
        brand_url=reverse("portal:brand_image", args=[account.uid, account.brand_digest])
        if account.brand_digest
        else "",
        address=_address(request),
        users=pages.users(members_of(account=account)),
        changes=_changes(request),
    )


def _contact(request: PortalRequest) -> pages.ContactCard:
    own, asked = profile.supports_of(account=request.account)
    return pages.ContactCard(_sells(request), own, asked)


def _changes(request: PortalRequest) -> pages.ChangeList:
    before = whole_number(request.GET.get("before", ""))
    records, more = latest_records(
        account_id=request.account.id, actions=ACTIONS.keys(), limit=CHANGES_SHOWN, before=before
    )
    return pages.ChangeList(changes(records), f"?before={records[-1].id}" if more else "")


def _address(request: PortalRequest) -> pages.Address | None:
    address = profile.current_signup_address(account=request.account) if request.account.is_reseller else None
    if address is None:
        return None
    url = request.build_absolute_uri(reverse("portal:join", args=[address.token]))
    return pages.Address(url, address.token, address.created_at)


def _sells(request: PortalRequest) -> bool:
    return request.actor.is_vendor or request.account.is_reseller


def _refuse_customers(request: PortalRequest) -> None:
    if not _sells(request):
        raise PermissionDenied
