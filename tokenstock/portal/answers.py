"""How a view answers: a whole page, or a part of one for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from tokenstock.portal.pages.frame import frame_of
from tokenstock.portal.request import PortalRequest

OK = 200
REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""


def wants(request: PortalRequest, name: str) -> bool:
    """Whether htmx asks for the part of the page with this id, and no more."""
    return bool(request.htmx) and (request.htmx.target or "").endswith(f"#{name}")


def whole_page(request: PortalRequest, template: str, page: Any, *, status: int = OK) -> HttpResponse:
    """The page in its frame."""
    return _vary(render(request, template, {"page": page, "frame": frame_of(request)}, status=status))


def part(request: HttpRequest, template: str, name: str, page: Any, *, status: int = OK) -> HttpResponse:
    """One named part of the page's template."""
    return _vary(render(request, f"{template}#{name}", {"page": page}, status=status))


def fragment(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = OK) -> HttpResponse:
    """A component of a page by itself, with no more than it shows."""
    return _vary(render(request, template, context, status=status))


def _vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Target", "Cookie"])
    return response
