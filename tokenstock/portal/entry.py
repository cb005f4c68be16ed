"""The way in: signed in, acting for one company, as its Admin."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from tokenstock.accounts.access import Actor, UnknownAccount, actors_of
from tokenstock.accounts.selectors import admins_of
from tokenstock.portal.pages.frame import Denied
from tokenstock.portal.request import PortalRequest

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account, User

COMPANY = "company"
"""The session's key for the id of the account that the person acts for."""

type View[**P] = Callable[Concatenate[PortalRequest, P], HttpResponseBase]
type OpenView[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def admins_only[**P](view: View[P]) -> OpenView[P]:
    """Let in who is Admin of the company that he or she acts for; tell others whom to ask.

    An account that the view may not reach is not found, whether it exists or not. Answers are not kept by browsers
    unless the view says so.
    """

    @login_required
    @wraps(view)
    def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        companies = actors_of(cast("User", request.user))
        chosen = _chosen(companies, request.session.get(COMPANY))
        if chosen is None or not chosen[0].is_admin:
            return _denied(request, chosen[1] if chosen else None)
        entered = cast(PortalRequest, request)
        entered.actor, entered.account = chosen
        entered.companies = [(actor, account) for actor, account in companies if actor.is_admin]
        try:
            response = view(entered, *args, **kwargs)
        except UnknownAccount:
            raise Http404 from None
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return enter


def _chosen(companies: "list[tuple[Actor, Account]]", account_id: object) -> "tuple[Actor, Account] | None":
    """The company of the session; else the first that the person is Admin of; else the first at all."""
    in_order = sorted(companies, key=lambda company: (company[0].account_id != account_id, not company[0].is_admin))
    return in_order[0] if in_order else None


def _denied(request: HttpRequest, account: "Account | None") -> HttpResponse:
    admins = admins_of(account=account) if account else []
    denied = Denied(
        email=cast("User", request.user).email,
        company=account.name if account else "",
        admins=tuple((admin.full_name, admin.email) for admin in admins),
    )
    response = render(request, "portal/denied.html", {"page": denied}, status=403)
    add_never_cache_headers(response)
    return response
