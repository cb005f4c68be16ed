"""What a view of the portal is given."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tokenstock.accounts.access import Actor

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account, User


class PortalRequest(HttpRequest):
    """A request of an Admin who acts for a company. `now` is the moment of all that it does."""

    user: "User"
    htmx: HtmxDetails
    now: datetime
    actor: Actor
    account: "Account"
    companies: "list[tuple[Actor, Account]]"
