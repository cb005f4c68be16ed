"""Administration: what a company is, how it shows itself, who belongs to it, and what changed lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tokenstock.portal.forms.administration import ContactForm
from tokenstock.portal.pages import labels
from tokenstock.portal.pages.changes import Change
from tokenstock.profile.selectors import Support

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account, Membership
    from tokenstock.stock.models import Standing


@dataclass(frozen=True)
class Details:
    """What the company is. `status` is empty for the vendor, which has no stock."""

    uid: str
    name: str
    kind: str
    offer_class: str
    status: str
    hold_reason: str
    partner: str
    ends_on: date | None
    since: datetime


@dataclass(frozen=True)
class User:
    """Somebody who belongs to the company."""

    name: str
    email: str
    is_admin: bool
    last_seen: datetime | None


@dataclass(frozen=True)
class Address:
    """The address by which customers come to a reseller, in full; `token` is its last part."""

    url: str
    token: str
    since: datetime


@dataclass(frozen=True)
class ContactCard:
    """Whom customers ask. `sells`: somebody may stand below the account, so that it gives a contact of its `own`.

    `asked` is whom the account itself asks. `form` is there while the own one is edited, `refusal` why it was not
    saved.
    """

    sells: bool
    own: Support
    asked: Support
    form: ContactForm | None = None
    refusal: str = ""


@dataclass(frozen=True)
class ChangeList:
    """One page of what changed, the latest first."""

    rows: tuple[Change, ...]
    older_url: str


@dataclass(frozen=True)
class Administration:
    """The page. `brand_fault` says why an image was not taken."""

    details: Details
    contact: ContactCard
    brand_url: str
    address: Address | None
    users: tuple[User, ...]
    changes: ChangeList
    brand_fault: str = ""

    @property
    def sells(self) -> bool:
        """Whether somebody may stand below the account, so that it shows an image to them."""
        return self.contact.sells


@dataclass(frozen=True)
class Rotation:
    """The popup that replaces a sign-up address."""

    subject: str
    address: Address
    old_works_until: datetime


@dataclass(frozen=True)
class Invitation:
    """What a sign-up address leads to."""

    partner: str
    support: Support


def details(account: "Account", standing: "Standing | None") -> Details:
    """What the company is; `standing` is None for the vendor."""
    return Details(
        uid=account.uid,
        name=account.name,
        kind=labels.kind(account),
        offer_class=labels.offer_class(account),
        status=standing.status if standing else "",
        hold_reason=standing.hold_reason if standing and standing.held else "",
        partner=account.partner_name,
        ends_on=account.ends_on,
        since=account.created_at,
    )


def users(members: "Sequence[Membership]") -> tuple[User, ...]:
    """Those who belong to the company, in their order."""
    return tuple(
        User(member.user.full_name, member.user.email, member.role == member.Role.ADMIN, member.user.last_login)
        for member in members
    )
