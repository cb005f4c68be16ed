"""Changing what a company shows of itself: its own Admins do, and nobody else."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType
from tokenstock.accounts.selectors import locked
from tokenstock.accounts.services import set_brand
from tokenstock.audit.services import record
from tokenstock.profile.contacts import Contact
from tokenstock.profile.images import encode
from tokenstock.profile.models import BrandImage, SignupAddress, SupportContact
from tokenstock.profile.refusals import (
    ContactChanged,
    ContactIncomplete,
    ImageAnimated,
    ImageTooHeavy,
    ImageTooLarge,
    ImageUnreadable,
    InvalidContact,
)
from tokenstock.stock.services import AccountClosed

__all__ = [
    "OLD_WORKS_FOR",
    "AccountClosed",
    "ContactChanged",
    "ContactIncomplete",
    "ImageAnimated",
    "ImageTooHeavy",
    "ImageTooLarge",
    "ImageUnreadable",
    "InvalidContact",
    "open_signup_address",
    "remove_brand_image",
    "rotate_signup_address",
    "set_brand_image",
    "set_support_contact",
]

OLD_WORKS_FOR = timedelta(days=30)
"""How long a sign-up address works after it was replaced."""

TOKEN_BYTES = 16


@transaction.atomic(durable=True)
def set_support_contact(*, actor: Actor, account: Account, contact: Contact, expected: int, now: datetime) -> None:
    """Say whom those below the account ask from now on; an empty contact says nobody. The same again writes nothing.

    Locks the account. `expected` is the version that was changed.

    :raises NotAllowed: the actor is no Admin of this account, or nobody is below it.
    :raises AccountClosed: it is closed.
    :raises ContactChanged: somebody changed the contact since.
    """
    account = _own(actor, account)
    kept = SupportContact.objects.filter(account=account).first() or SupportContact(account=account, version=0)
    before, after = _written(kept), _written(contact)
    if kept.version != expected:
        raise ContactChanged(expected, kept.version)
    if before == after:
        return
    kept.phone, kept.email, kept.web = contact.phone, contact.email, contact.web
    kept.version += 1
    kept.save()
    _record(actor, account, "support_contact.changed", now, before=before, after=after)


def _written(contact: Contact | SupportContact) -> dict[str, str]:
    return {"phone": contact.phone, "email": contact.email, "web": contact.web}


def open_signup_address(*, account: Account, now: datetime) -> None:
    """Give a new reseller its sign-up address, in the transaction that creates it."""
    SignupAddress.objects.create(account=account, token=secrets.token_urlsafe(TOKEN_BYTES), created_at=now)


@transaction.atomic(durable=True)
def rotate_signup_address(*, actor: Actor, account: Account, seen: str, now: datetime) -> None:
    """Replace the sign-up address by a new one; the old one works for thirty more days. Locks the account.

    `seen` is the token that is to be replaced: where it is the current one no more, that has been done already, and
    nothing is done twice.

    :raises NotAllowed: the actor is no Admin of this account, or the account is no reseller's.
    :raises AccountClosed: it is closed.
    """
    account = _own(actor, account)
    if not account.is_reseller:
        raise NotAllowed
    address = SignupAddress.objects.get(account=account, ends_at=None)
    if address.token != seen:
        return
    address.ends_at = now + OLD_WORKS_FOR
    address.save(update_fields=["ends_at"])
    open_signup_address(account=account, now=now)
    # By its digest: whoever reads the record is not to be able to use it.
    before = hashlib.sha256(seen.encode()).hexdigest()
    _record(actor, account, "signup_address.rotated", now, before=before, old_works_until=address.ends_at.isoformat())


@transaction.atomic(durable=True)
def set_brand_image(*, actor: Actor, account: Account, data: bytes, now: datetime) -> None:
    """Show the image in this file, drawn anew, to the account and to those directly below it.

    The same again writes nothing. Locks the account.

    :raises NotAllowed: the actor is no Admin of this account, or nobody is below it.
    :raises AccountClosed: it is closed.
    :raises ImageTooHeavy, ImageUnreadable, ImageAnimated, ImageTooLarge: as `images.encode`.
    """
    _refuse_others(actor, account)
    # Before anything is locked: it may take a second.
    image = encode(data)
    account = _own(actor, account)
    before = account.brand_digest
    if before == image.digest:
        return
    BrandImage.objects.update_or_create(
        account=account,
        defaults={
            "digest": image.digest,
            "content": image.content,
            "width": image.width,
            "height": image.height,
            "at": now,
        },
    )
    set_brand(account=account, digest=image.digest)
    _record(actor, account, "brand.changed", now, before=before, after=image.digest)


@transaction.atomic(durable=True)
def remove_brand_image(*, actor: Actor, account: Account, now: datetime) -> None:
    """Show no image from now on; where there is none, nothing is written. Locks the account.

    :raises NotAllowed: the actor is no Admin of this account, or nobody is below it.
    :raises AccountClosed: it is closed.
    """
    account = _own(actor, account)
    before = account.brand_digest
    if not before:
        return
    BrandImage.objects.filter(account=account).delete()
    set_brand(account=account, digest="")
    _record(actor, account, "brand.removed", now, before=before)


def _own(actor: Actor, account: Account) -> Account:
    """The account as it stands behind its lock, if it is the actor's to change."""
    _refuse_others(actor, account)
    kept = locked(account_ids=[account.id])[account.id]
    if kept.closed_at is not None:
        raise AccountClosed(kept.name)
    return kept


def _refuse_others(actor: Actor, account: Account) -> None:
    if not actor.is_admin or actor.account_id != account.id or account.type == AccountType.CUSTOMER:
        raise NotAllowed


def _record(actor: Actor, account: Account, action: str, now: datetime, **detail: Any) -> None:
    record(at=now, actor=actor.label, action=action, subject=account.uid, account_id=account.id, **detail)
