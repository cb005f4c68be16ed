"""What surrounds every page: the areas, the company one acts for, the theme."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from tokenstock.accounts.access import Actor
from tokenstock.portal.pages import labels
from tokenstock.portal.request import PortalRequest

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Area:
    """A place in the navigation."""

    name: str
    icon: str
    url: str
    current: bool


@dataclass(frozen=True)
class Company:
    """A company that the person acts for, or may."""

    account_id: int
    name: str
    kind: str
    current: bool

    @property
    def initial(self) -> str:
        """The letter on its crest."""
        return self.name[:1].upper()


@dataclass(frozen=True)
class Frame:
    """Signed in as whom, for which company, where, in which theme (empty: as the device has it)."""

    person: str
    email: str
    company: Company
    companies: tuple[Company, ...]
    areas: tuple[Area, ...]
    theme: str
    path: str
    brand_url: str
    brand_name: str

    @property
    def others(self) -> bool:
        """Whether there is another company to act for."""
        return len(self.companies) > 1


@dataclass(frozen=True)
class Denied:
    """Why a person who is signed in may not enter, and who can change that (names and addresses)."""

    email: str
    company: str
    admins: tuple[tuple[str, str], ...]


def frame_of(request: PortalRequest) -> Frame:
    """The frame of the page that `request` asks for."""
    theme = request.COOKIES.get("theme", "")
    branded = _branded(request.account)
    companies = tuple(_company(account, request.actor) for actor, account in request.companies)
    return Frame(
        person=request.user.full_name or request.user.email,
        email=request.user.email,
        company=_company(request.account, request.actor),
        companies=companies,
        areas=tuple(_areas(request)),
        theme=theme if theme in THEMES else "",
        path=request.get_full_path(),
        brand_url=reverse("portal:brand_image", args=[branded.uid, branded.brand_digest]) if branded else "",
        brand_name=branded.name if branded else "",
    )


def _branded(account: "Account") -> "Account | None":
    """Whose image stands beside the vendor's: the account's own, or its partner's."""
    near = [account] if account.is_reseller else [account.parent]
    return next((one for one in near if one is not None and one.is_reseller and one.brand_digest), None)


def _company(account: "Account", actor: Actor) -> Company:
    return Company(account.id, account.name, labels.kind(account), current=account.id == actor.account_id)


def _areas(request: PortalRequest) -> list[Area]:
    stock = (_("My Token Stock"), "chart-histogram", "portal:stock")
    grid = (_("Accounts") if request.actor.is_vendor else _("Subaccounts"), "building-community", "portal:accounts")
    desk = (_("Receive purchase order"), "file-import", "portal:receive")
    month_end = (_("Month end"), "calendar-due", "portal:month_end")
    administration = (_("Administration"), "settings", "portal:administration")
    if request.actor.is_vendor:
        places = [grid, desk, month_end, administration]
    elif request.account.is_reseller:
        places = [stock, grid, month_end, administration]
    else:
        places = [stock, administration]
    return [Area(name, icon, reverse(to), _is_within(request.path, reverse(to))) for name, icon, to in places]


def _is_within(path: str, place: str) -> bool:
    return path == place or (place != "/" and path.startswith(place))
