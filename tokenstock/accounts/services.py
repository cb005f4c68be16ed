"""Writing companies and their people. What follows for their stock is the affair of `lifecycle`, which calls these."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import IntegrityError, transaction

from tokenstock.accounts.access import NotAllowed
from tokenstock.accounts.models import RANK, Account, AccountType, Membership, OfferClass, User
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.ids import name_key

__all__ = [
    "NameTaken",
    "UidTaken",
    "add_company",
    "add_member",
    "set_brand",
    "set_closed",
    "set_offer_class",
    "set_parent",
]


@dataclass
class NameTaken(Refusal):
    """Another company has this name, ignoring case and outer white space."""

    code: ClassVar[str] = "name_taken"
    name: str


@dataclass
class UidTaken(Refusal):
    """Another account has this uid."""

    code: ClassVar[str] = "uid_taken"
    uid: str


def add_company(
    *, uid: str, name: str, type: str, parent: Account, offer_class: str, ends_on: date | None, now: datetime
) -> Account:
    """Enter a company under `parent`. Its stock is opened by the caller in the same transaction.

    :raises NotAllowed: where a company of this type does not stand under one of the parent's.
    :raises NameTaken, UidTaken: where another has it.
    """
    if RANK[AccountType(parent.type)] >= RANK[AccountType(type)]:
        raise NotAllowed
    _refuse_taken(uid, name)
    try:
        with transaction.atomic():
            return Account.objects.create(
                uid=uid,
                name=name.strip(),
                name_key=name_key(name),
                type=type,
                offer_class=offer_class,
                parent=parent,
                ends_on=ends_on,
                created_at=now,
            )
    except IntegrityError:
        # Somebody entered the same company meanwhile.
        _refuse_taken(uid, name)
        raise


def _refuse_taken(uid: str, name: str) -> None:
    if Account.objects.filter(name_key=name_key(name)).exists():
        raise NameTaken(name)
    if Account.objects.filter(uid=uid).exists():
        raise UidTaken(uid)


def add_member(*, account: Account, email: str, role: str = Membership.Role.ADMIN) -> User:
    """Make the person with this e-mail address, known already or new, a member of the company."""
    user = User.objects.filter(email=email.strip().lower()).first() or _new_user(email)
    Membership.objects.update_or_create(user=user, account=account, defaults={"role": role})
    return user


def _new_user(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        # Somebody entered the same person meanwhile.
        return User.objects.get_by_natural_key(email)


def set_offer_class(*, account: Account, offer_class: OfferClass, ends_on: date | None) -> None:
    """Put the account into another offer class, until `ends_on` where that is given."""
    account.offer_class = offer_class
    account.ends_on = ends_on
    account.save(update_fields=["offer_class", "ends_on"])


def set_parent(*, account: Account, parent: Account) -> None:
    """Give the account another partner of record.

    :raises NotAllowed: where an account of this type does not stand under one of the parent's.
    """
    if RANK[AccountType(parent.type)] >= RANK[AccountType(account.type)]:
        raise NotAllowed
    account.parent = parent
    account.save(update_fields=["parent"])


def set_closed(*, account: Account, now: datetime) -> None:
    """Note that the account is closed from now on."""
    account.closed_at = now
    account.save(update_fields=["closed_at"])


def set_brand(*, account: Account, digest: str) -> None:
    """Name the image that the account shows from now on; an empty text for none."""
    account.brand_digest = digest
    account.save(update_fields=["brand_digest"])
