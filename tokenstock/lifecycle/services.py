"""What the vendor does with whole accounts, and what follows for stock, suspension and deferred bonuses."""

from datetime import date, datetime

from django.db import transaction

from tokenstock.accounts import services as accounts
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType, OfferClass
from tokenstock.accounts.selectors import locked
from tokenstock.audit.services import record
from tokenstock.lifecycle.closing import close_account
from tokenstock.lifecycle.refusals import ReasonMissing, StateUnchanged, StockLeft, SubaccountsOpen, SystemsActivated
from tokenstock.profile.services import open_signup_address
from tokenstock.registration import services as registration
from tokenstock.stock import services as stock

__all__ = [
    "ReasonMissing",
    "StateUnchanged",
    "StockLeft",
    "SubaccountsOpen",
    "SystemsActivated",
    "close_account",
    "convert_account",
    "create_account",
    "hold_account",
    "move_account",
    "release_account",
]


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
    """Create a company with its first Admin and an empty stock; a reseller also gets its sign-up address.

    Without an offer class a reseller gets `partner`, a customer `commercial`.

    Locks the parent, so that it is not closed meanwhile.

    :raises NotAllowed: the actor is neither the vendor nor the parent, or as `accounts.services.add_company`.
    :raises AccountClosed: the parent is closed.
    :raises NameTaken, UidTaken: as `accounts.services.add_company`.
    """
    if not actor.is_vendor and actor.account_id != parent.id:
        raise NotAllowed
    _refuse_closed_parent(parent)
    if offer_class is None:
        offer_class = OfferClass.COMMERCIAL if type == AccountType.CUSTOMER else OfferClass.PARTNER
    account = accounts.add_company(
        uid=uid, name=name, type=type, parent=parent, offer_class=offer_class, ends_on=ends_on, now=now
    )
    accounts.add_member(account=account, email=admin_email)
    stock.open_stock(account=account, now=now)
    if account.is_reseller:
        open_signup_address(account=account, now=now)
    record(at=now, actor=actor.label, action="account.created", subject=uid, account_id=account.id, name=account.name)
    return account


@transaction.atomic(durable=True)
def convert_account(
    *, actor: Actor, account: Account, offer_class: OfferClass, now: datetime, ends_on: date | None = None
) -> None:
    """Change the offer class at this instant; systems, users, tokens and history stay. Books deferred bonuses.

    Locks the stock, then the account.

    :raises NotAllowed: the actor is not the vendor.
    :raises AccountClosed: it is closed.
    :raises StateUnchanged: it has this class already.
    """
    if not actor.is_vendor:
        raise NotAllowed
    stock.lock(account_ids=[account.id])
    account = locked(account_ids=[account.id])[account.id]
    _refuse_closed(account)
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
    :raises ReasonMissing: no reason is given.
    :raises AccountClosed: it is closed.
    :raises StateUnchanged: it is held by hand already.
    """
    _set_hold(actor, account, reason, now, held=True)


@transaction.atomic(durable=True)
def release_account(*, actor: Actor, account: Account, reason: str, now: datetime) -> None:
    """Lift a hold by hand; the account stays suspended where its stock says so.

    :raises NotAllowed: the actor is not the vendor.
    :raises ReasonMissing: no reason is given.
    :raises AccountClosed: it is closed.
    :raises StateUnchanged: it is not held by hand.
    """
    _set_hold(actor, account, reason, now, held=False)


def _set_hold(actor: Actor, account: Account, reason: str, now: datetime, *, held: bool) -> None:
    if not actor.is_vendor:
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    standing = stock.require_open(account_id=account.id)
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

    Locks the stock, so that an order in flight is either before the move or finds the new partner; then both accounts.

    :raises NotAllowed: the actor is not the vendor, or an account of this type does not stand under the new one.
    :raises AccountClosed: it is closed, or the new partner is.
    :raises StateUnchanged: that is its partner already.
    """
    if not actor.is_vendor:
        raise NotAllowed
    if account.id == parent.id:
        raise NotAllowed
    stock.lock(account_ids=[account.id])
    # The vendor is never closed, and its row is one that everybody would wait for.
    found = locked(account_ids=[account.id] if parent.parent_id is None else [account.id, parent.id])
    account, parent = found[account.id], found.get(parent.id, parent)
    _refuse_closed(account)
    _refuse_closed(parent)
    before = account.parent
    if before == parent:
        raise StateUnchanged("below this partner")
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


def _refuse_closed_parent(parent: Account) -> None:
    """Refuse a closed parent, and lock it: it is not closed before its new subaccount is there to be counted."""
    if parent.parent_id is not None:
        _refuse_closed(locked(account_ids=[parent.id])[parent.id])


def _refuse_closed(account: Account) -> None:
    if account.closed_at is not None:
        raise stock.AccountClosed(account.name)
