"""What every request is given, and what is noted of it."""

import secrets
import time
from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tokenstock.runtime.clock import now

type Handler = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("tokenstock.web")

MOST_BYTES = 5_000_000
"""A branding image may have one million, a purchase order's form some thousands."""


def log_requests(get_response: Handler) -> Handler:
    """Notes each request once it is answered. Its id is in every line of the log that it causes, and in the answer."""

    def handle(request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
            took = round((time.monotonic() - started) * 1000, 1)
            if not request.path.startswith("/health/"):
                log.info("request", method=request.method, path=request.path, status=response.status_code, ms=took)
        response["X-Request-Id"] = request_id
        return response

    return handle


def bounded(get_response: Handler) -> Handler:
    """Refuses what is larger than anything that a form here sends, before any of it is read or kept on the disk."""

    def handle(request: HttpRequest) -> HttpResponse:
        # Who gives no length is read nothing from, and who gives nonsense is refused by the server.
        if int(request.META.get("CONTENT_LENGTH") or 0) <= MOST_BYTES:
            return get_response(request)
        words = gettext("More was sent than is taken: at most %(megabytes)s MB at once.") % {
            "megabytes": MOST_BYTES // 10**6
        }
        return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")

    return handle


def clock(get_response: Handler) -> Handler:
    """Gives a request its moment, `request.now`: all that it does happens then."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]  # declared by the request type of the portal
        return get_response(request)

    return handle


class DatabaseAway:
    """Where the database does not answer, or somebody else holds too long what a request needs: 503, come again."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for the view; any other error goes its usual way."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        log.error("the database is away", path=request.path, error=str(error))
        words = gettext("The service is busy or just being restarted. Please try again in a moment.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"})
