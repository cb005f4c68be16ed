"""Where a person lands, which company he or she acts for, in which language and theme."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tokenstock.kernel.quantities import whole_number
from tokenstock.portal.entry import COMPANY, admins_only
from tokenstock.portal.pages.frame import THEMES
from tokenstock.portal.request import PortalRequest

A_YEAR = 365 * 24 * 3600


@require_safe
@admins_only
def home(request: PortalRequest) -> HttpResponse:
    """The default area of the company that the person acts for."""
    return redirect("portal:administration")


@require_POST
@admins_only
def switch_company(request: PortalRequest) -> HttpResponse:
    """Act for another of one's companies from now on; an id of any other company changes nothing."""
    account_id = whole_number(request.POST.get("account", ""))
    if account_id in {actor.account_id for actor, _ in request.companies}:
        request.session[COMPANY] = account_id
    return redirect("portal:home")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or what the device has, for this browser."""
    response = _back(request)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose one of the languages for this browser, which until then gets the one that it asks for."""
    response = _back(request)
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        )
    return response


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that a form names as the one it stands on, if that is one of ours."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Not by `redirect`, which takes a text that is no path for the name of a page.
    return HttpResponseRedirect(back if is_ours and back.startswith("/") else reverse("portal:home"))
