"""What every request is given."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tokenstock.runtime.clock import now

type Handler = Callable[[HttpRequest], HttpResponse]


def clock(get_response: Handler) -> Handler:
    """Gives a request its moment, `request.now`: all that it does happens then."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.now = now()
        return get_response(request)

    return handle
