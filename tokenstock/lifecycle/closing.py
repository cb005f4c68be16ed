"""Closing an account. It is never deleted: its name, its people and its history stay, and nothing happens any more."""

from datetime import datetime

from django.db import transaction

from tokenstock.accounts import services as accounts
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account, AccountType
from tokenstock.accounts.selectors import locked, open_subaccounts
from tokenstock.audit.services import record
from tokenstock.lifecycle.refusals import ReasonMissing, StateUnchanged, StockLeft, SubaccountsOpen, SystemsActivated
from tokenstock.stock import services as stock


@transaction.atomic(durable=True)
def close_account(*, actor: Actor, account: Account, reason: str, now: datetime, freeze: bool = False) -> None:
    """Close an account for good, by the vendor, with a reason.

    The running month is charged at once, as the account's last posting; a debt that is there stays visible. Tokens left
    beyond that are returned first, or frozen: they stay, and no posting moves them. Locks the stock, so that an order
    in flight is either before the closing or refused; then the standing and the account.

    :raises NotAllowed: the actor is not the vendor, or it is the vendor's own account.
    :raises ReasonMissing: no reason is given.
    :raises StateUnchanged: it is closed already.
    :raises SubaccountsOpen: an account below is not closed.
    :raises SystemsActivated: a system is activated.
    :raises StockLeft: tokens would be left, and `freeze` is not given.
    """
    if not actor.is_vendor or account.type == AccountType.VENDOR:
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    stock.lock(account_ids=[account.id])
    standing = stock.catch_up(account_id=account.id, actor=actor.label, now=now)
    account = locked(account_ids=[account.id])[account.id]
    if account.closed_at is not None:
        raise StateUnchanged("closed")
    below = open_subaccounts(account_id=account.id)
    if below:
        raise SubaccountsOpen(below)
    if standing.activated:
        raise SystemsActivated(standing.activated)
    left = max(standing.expected, 0)
    if left and not freeze:
        raise StockLeft(held=standing.stock, due=standing.peak, left=left)
    stock.close_stock(account_id=account.id, actor=actor.label, now=now)
    accounts.set_closed(account=account, now=now)
    record(
        at=now,
        actor=actor.label,
        action="account.closed",
        subject=account.uid,
        account_id=account.id,
        reason=reason,
        stock=standing.expected,
        frozen=left,
    )
