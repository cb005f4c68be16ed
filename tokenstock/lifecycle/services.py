"""What the vendor does with whole accounts, and what follows for stock, suspension and deferred bonuses."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import transaction

from tokenstock.accounts import services as accounts
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType, OfferClass
from tokenstock.audit.services import record
from tokenstock.kernel.errors import Refusal
from tokenstock.registration import services as registration
from tokenstock.stock import services as stock
from tokenstock.stock.models import Standing

__all__ = [
    "StateUnchanged",
    "convert_account",
    "create_account",
    "hold_account",
    "move_account",
    "release_account",
]


@dataclass
class StateUnchanged(Refusal):
    """The account is so already."""

    code: ClassVar[str] = "wrong_state"
    state: str


@transaction.atomic(durable=True)
def create_account(
    *,
    actor: Actor,
    uid: str,
    name: str,
    type: AccountType,
    parent: Account,
    admin_email: str,
    now: datetime,
    offer_class: OfferClass | None = None,
    ends_on: date | None = None,
) -> Account:
    """Create a company with its first Admin and an empty stock.

    Without an offer class a reseller gets `partner`, a customer `commercial`.

    :raises NotAllowed: the actor is neither the vendor nor the parent, or as `accounts.services.add_company`.
    :raises NameTaken, UidTaken: as `accounts.services.add_company`.
    """
    if not actor.is_vendor and actor.account_id != parent.id:
        raise NotAllowed
    if offer_class is None:
        offer_class = OfferClass.COMMERCIAL if type == AccountType.CUSTOMER else OfferClass.PARTNER
    account = accounts.add_company(
        uid=uid, name=name, type=type, parent=parent, offer_class=offer_class, ends_on=ends_on, now=now
    )
    accounts.add_member(account=account, email=admin_email)
    stock.open_stock(account=account, now=now)
    record(at=now, actor=actor.label, action="account.created", subject=uid, account_id=account.id, name=account.name)
    return account


@transaction.atomic(durable=True)
def convert_account(
    *, actor: Actor, account: Account, offer_class: OfferClass, now: datetime, ends_on: date | None = None
) -> None:
    """Change the offer class at this instant; systems, users, tokens and history stay. Books deferred bonuses.

    Locks the stock, then the account.

    :raises NotAllowed: the actor is not the vendor.
    :raises StateUnchanged: it has this class already.
    """
    if not actor.is_vendor:
        raise NotAllowed
    stock.lock(account_ids=[account.id])
    account = Account.objects.select_for_update(no_key=True).get(id=account.id)
    if account.offer_class == offer_class:
        raise StateUnchanged(account.offer_class)
    before = account.offer_class
    accounts.set_offer_class(account=account, offer_class=offer_class, ends_on=ends_on)
    stock.reclassify(account=account, actor=actor.label, now=now)
    record(
        at=now,
        actor=actor.label,
        action="account.converted",
        subject=account.uid,
        account_id=account.id,
        before=before,
        after=offer_class,
    )
    if offer_class.consumes:
        registration.book_deferred(account=account, actor=actor.label, now=now)


@transaction.atomic(durable=True)
def hold_account(*, actor: Actor, account: Account, reason: str, now: datetime) -> None:
    """Suspend an account by hand, until the vendor lifts it.

    :raises NotAllowed: the actor is not the vendor.
    :raises StateUnchanged: it is held by hand already.
    """
    _set_hold(actor, account, reason, now, held=True)


@transaction.atomic(durable=True)
def release_account(*, actor: Actor, account: Account, reason: str, now: datetime) -> None:
    """Lift a hold by hand; the account stays suspended where its stock says so.

    :raises NotAllowed: the actor is not the vendor.
    :raises StateUnchanged: it is not held by hand.
    """
    _set_hold(actor, account, reason, now, held=False)


def _set_hold(actor: Actor, account: Account, reason: str, now: datetime, *, held: bool) -> None:
    if not actor.is_vendor:
        raise NotAllowed
    standing = Standing.objects.select_for_update(no_key=True).get(account=account)
    if standing.held == held:
        raise StateUnchanged("held" if held else "not held")
    record(
        at=now,
        actor=actor.label,
        action="account.held" if held else "account.released",
        subject=account.uid,
        account_id=account.id,
        reason=reason,
    )
    stock.set_hold(account_id=account.id, held=held, reason=reason if held else "", actor=actor.label, now=now)


@transaction.atomic(durable=True)
def move_account(*, actor: Actor, account: Account, parent: Account, now: datetime) -> None:
    """Give an account another partner of record; its stock goes with it, the old partner keeps its own past orders.

    Locks the stock, so that an order in flight is either before the move or finds the new partner; then the account.

    :raises NotAllowed: the actor is not the vendor, or an account of this type does not stand under the new one.
    :raises StateUnchanged: that is its partner already.
    """
    if not actor.is_vendor:
        raise NotAllowed
    stock.lock(account_ids=[account.id])
    account = Account.objects.select_for_update(no_key=True).get(id=account.id)
    if account.id == parent.id:
        raise NotAllowed
    before = account.parent
    if before == parent:
        raise StateUnchanged(parent.uid)
    accounts.set_parent(account=account, parent=parent)
    stock.set_partner(account=account)
    record(
        at=now,
        actor=actor.label,
        action="account.moved",
        subject=account.uid,
        account_id=account.id,
        before=before.uid if before else None,
        after=parent.uid,
    )
