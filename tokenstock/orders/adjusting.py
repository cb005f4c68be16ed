"""Credit and debit notes: tokens given or taken back without an order, in whole tokens, with a reason."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account
from tokenstock.accounts.selectors import partner_id_of
from tokenstock.audit.services import record
from tokenstock.kernel.months import Month
from tokenstock.orders._legs import adjustment_legs, stock_ids
from tokenstock.orders.effects import Effect, Witness
from tokenstock.orders.models import Adjustment, Order
from tokenstock.orders.refusals import Conflict, ExceedsStock, InsufficientStock, NegativeNotConfirmed
from tokenstock.stock import services as stock


@dataclass(frozen=True)
class Note:
    """What a person enters: tokens (positive credit, negative debit), why, and the order that it corrects."""

    tokens: int
    reason: str
    confirm_negative: bool = False
    corrects: Order | None = None


@dataclass(frozen=True)
class Adjusted:
    """An adjustment that stands. `repeated`: it stood already, nothing was done, and there is no effect."""

    adjustment: Adjustment
    repeated: bool
    effect: Effect | None


@transaction.atomic(durable=True)
def adjust_stock(
    *, actor: Actor, account: Account, note: Note, now: datetime, request_key: str | None = None
) -> Adjusted:
    """Credit or debit an account: against the partner's own stock, or by the vendor against its complimentary source.

    Always posted in the open month. The same `request_key` of the same company with the same content again does
    nothing. Locks the stocks.

    :raises NotAllowed: the actor is no Admin, or neither the vendor nor the account's partner of record.
    :raises Conflict: `request_key` came with other content before.
    :raises AccountClosed: the account, or the partner that adjusts it, is closed.
    :raises InsufficientStock: a partner's credit exceeds its own stock.
    :raises ExceedsStock: a partner's debit exceeds what the account still holds.
    :raises NegativeNotConfirmed: the vendor's debit leaves the account below zero, unconfirmed.
    """
    return _adjust(actor, account, note, now, request_key)


def preview_adjustment(*, actor: Actor, account: Account, note: Note, now: datetime) -> Effect:
    """What `adjust_stock` would do: the same code, rolled back. Raises the same."""
    with transaction.atomic():
        adjusted = _adjust(actor, account, note, now, None)
        transaction.set_rollback(True)
    assert adjusted.effect is not None, "without a request key nothing is a repetition"
    return adjusted.effect


def _adjust(actor: Actor, account: Account, note: Note, now: datetime, request_key: str | None) -> Adjusted:
    if not actor.is_admin or (not actor.is_vendor and account.parent_id != actor.account_id):
        raise NotAllowed
    asked = {
        "account": account.uid,
        "tokens": note.tokens,
        "reason": note.reason,
        "corrects": note.corrects.ref if note.corrects else None,
        "by": actor.account_id,
    }
    columns = {
        "account": account,
        "counterparty_id": None if actor.is_vendor else actor.account_id,
        "tokens": note.tokens,
        "reason": note.reason,
        "corrects": note.corrects,
        "period": Month.at(now, settings.TOKENSTOCK_TIME_ZONE).first_day,
        "entered_at": now,
        "entered_by": actor.label,
        "asked": asked,
    }
    if request_key is None:
        adjustment, is_new = Adjustment.objects.create(**columns), True
    else:
        key = {"request_key": request_key, "counterparty_id": columns.pop("counterparty_id")}
        adjustment, is_new = Adjustment.objects.get_or_create(**key, defaults=columns)
    if not is_new:
        if adjustment.asked != asked:
            raise Conflict(request_key or "")
        return Adjusted(adjustment, repeated=True, effect=None)
    return Adjusted(adjustment, repeated=False, effect=_post_note(actor, account, adjustment, note, now))


def _post_note(actor: Actor, account: Account, adjustment: Adjustment, note: Note, now: datetime) -> Effect:
    legs = adjustment_legs(adjustment)
    locked = stock.lock(account_ids=stock_ids(legs))
    if not actor.is_vendor and partner_id_of(account_id=account.id) != actor.account_id:
        # The account was moved to another partner while we waited for the lock.
        raise NotAllowed
    witness = Witness(stock_ids(legs))
    witness.refuse_closed()
    stock_after = locked[account.id].balance + note.tokens
    if actor.is_vendor:
        if note.tokens < 0 and stock_after < 0 and not note.confirm_negative:
            raise NegativeNotConfirmed(stock_after)
    elif note.tokens > 0 and locked[actor.account_id].balance < note.tokens:
        raise InsufficientStock.of(available=locked[actor.account_id].balance, needed=note.tokens)
    elif note.tokens < 0 and stock_after < 0:
        held = max(locked[account.id].balance, 0)
        raise ExceedsStock(held=held, wanted=-note.tokens)
    posted = stock.post(
        document=stock.Document.ADJUSTMENT,
        document_id=adjustment.id,
        revision=1,
        legs=legs,
        actor=actor.label,
        reason=note.reason,
        now=now,
        forced=actor.is_vendor and note.tokens < 0 and stock_after < 0,
    )
    if posted.period != adjustment.period:
        adjustment.period = posted.period
        adjustment.save(update_fields=["period"])
    record(
        at=now,
        actor=actor.label,
        action="stock.adjusted",
        subject=account.uid,
        account_id=account.id,
        reason=note.reason,
        tokens=note.tokens,
    )
    return Effect(
        giver=None if actor.is_vendor else witness.side(actor.account_id),
        taker=witness.side(account.id),
        tokens=note.tokens,
    )
