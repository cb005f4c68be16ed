"""Reading what companies show of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tokenstock.accounts.models import Account, AccountType
from tokenstock.profile.contacts import Contact
from tokenstock.profile.models import BrandImage, SignupAddress, SupportContact

__all__ = [
    "Support",
    "account_by_signup_token",
    "brand_content",
    "contact_below",
    "current_signup_address",
    "support_contact_for",
    "supports_of",
]


@dataclass(frozen=True)
class Support:
    """A support contact and whose it is; nobody's where nobody gave one. `version` is 0 where it was never given."""

    giver: str
    contact: Contact
    version: int = 0


NOBODYS = Support("", Contact())


def supports_of(*, account: Account) -> tuple[Support, Support]:
    """The account's own support contact, and the one that it is shown as `support_contact_for` has it. One query."""
    found = _contacts(account)
    return found.get(account.id, Support(account.name, Contact())), _shown(found, account.parent_id)


def support_contact_for(*, account: Account) -> Support:
    """Whom the account asks: its partner of record where that gave a contact, otherwise the vendor."""
    return _shown(_contacts(account), account.parent_id)


def contact_below(*, account: Account) -> Support:
    """Whom those directly below the account ask, as `support_contact_for` has it for each of them."""
    return _shown(_contacts(account), account.id)


def _contacts(account: Account) -> dict[int | None, Support]:
    """What the account, its partner of record and the vendor (under None) gave, by account id."""
    near = Q(account__in=[account.id, account.parent_id or account.id]) | Q(account__type=AccountType.VENDOR)
    found: dict[int | None, Support] = {}
    for kept in SupportContact.objects.filter(near).select_related("account"):
        support = Support(kept.account.name, Contact(kept.phone, kept.email, kept.web), kept.version)
        found[kept.account_id] = support
        if kept.account.parent_id is None:
            found[None] = support
    return found


def _shown(found: Mapping[int | None, Support], giver_id: int | None) -> Support:
    given = (found.get(giver_id), found.get(None))
    return next((support for support in given if support is not None and support.contact.given), NOBODYS)


def current_signup_address(*, account: Account) -> SignupAddress | None:
    """The account's sign-up address; None where it has none."""
    return SignupAddress.objects.filter(account=account, ends_at=None).first()


def account_by_signup_token(*, token: str, now: datetime) -> Account | None:
    """The reseller that this sign-up address leads to, current or replaced less than thirty days ago; None else."""
    works = Q(ends_at=None) | Q(ends_at__gt=now)
    address = SignupAddress.objects.select_related("account").filter(works, token=token).first()
    return address.account if address is not None and address.account.closed_at is None else None


def brand_content(*, account: Account, digest: str) -> bytes | None:
    """The account's image as a PNG, where this is its digest; None else."""
    found = BrandImage.objects.filter(account=account, digest=digest).values_list("content", flat=True).first()
    return bytes(found) if found is not None else None
