"""The door: the only way into the ledger, and what each posting does to the standing of an account.

Whatever moves tokens comes through here, so nobody has to remember to update a statement, to suspend or reactivate,
or to record it. Every function runs in the caller's transaction and locks stock rows, the youngest first, then
standings by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection

from tokenstock.accounts.models import Account, OfferClass
from tokenstock.accounts.selectors import closed_among
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.months import Month
from tokenstock.ledger import selectors as ledger_reads
from tokenstock.ledger import services as ledger
from tokenstock.ledger.services import Leg, Locked, Posted, Posting
from tokenstock.stock.models import Standing, Statement

__all__ = [
    "AccountClosed",
    "AccountSuspended",
    "Chunk",
    "Document",
    "Heading",
    "Leg",
    "Locked",
    "Posted",
    "Source",
    "catch_up",
    "close_chunk",
    "close_stock",
    "correct",
    "judge",
    "lock",
    "meter",
    "note_order",
    "note_registered",
    "open_stock",
    "post",
    "reclassify",
    "refuse_closed",
    "require_active",
    "require_open",
    "set_hold",
    "set_partner",
]


class Document(IntEnum):
    """What a transaction belongs to; with the document's id and revision it is posted once."""

    ORDER = 1
    ORDER_REVERSAL = 2
    ADJUSTMENT = 3
    BONUS = 4
    CONSUMPTION = 5


class Heading(IntEnum):
    """The line of the owner's statement that an entry belongs to. Migration 0002 sums by it."""

    OUTSIDE = 0
    RECEIVED = 1
    SENT = 2
    PASSED_IN = 3
    PASSED_OUT = 4
    ADJUSTED = 5
    BONUS = 6
    CONSUMED = 7


class Source(IntEnum):
    """The vendor's ledger accounts: where tokens come from, and where they end."""

    ORDERS = -1
    COMPLIMENTARY = -2
    BONUS = -3
    CONSUMED = -4


@dataclass
class AccountClosed(Refusal):
    """Nothing happens to a closed account any more."""

    code: ClassVar[str] = "account_closed"
    name: str


class AccountSuspended(Refusal):
    """Nothing can be registered or activated while the account is suspended."""

    code: ClassVar[str] = "account_suspended"


@dataclass(frozen=True)
class Chunk:
    """What one step of a month close did: how many accounts, and the id to go on after (None at the end)."""

    closed: int
    last_account_id: int | None


def open_stock(*, account: Account, now: datetime) -> None:
    """Open the stock of a new account: a balance of 0, a standing, and the statement of the running month."""
    month = Month.at(now, settings.TOKENSTOCK_TIME_ZONE).first_day
    ledger.open_account(account_id=account.id, floor=0 if account.is_reseller else None, period=month)
    Standing.objects.create(
        account=account,
        partner_id=account.parent_id,
        consumes=OfferClass(account.offer_class).consumes,
        month=month,
        peak_as_of=now,
    )
    Statement.objects.create(account=account, month=month)
    judge(account_ids=[account.id], now=now, actor="")


def lock(*, account_ids: Sequence[int]) -> dict[int, Locked]:
    """Lock these stocks, the youngest first; what is read from the answer stays true until the transaction ends."""
    return ledger.lock_accounts(account_ids=account_ids)


def refuse_closed(*, account_ids: Sequence[int]) -> None:
    """Look behind `lock`, which a closing takes as well, whether all these accounts are open.

    :raises AccountClosed: where one is closed.
    """
    closed = closed_among(account_ids=account_ids)
    if closed is not None:
        raise AccountClosed(closed.name)


def post(
    *,
    document: Document,
    document_id: int,
    revision: int,
    legs: Sequence[Leg],
    actor: str,
    reason: str,
    now: datetime,
    forced: bool = False,
) -> Posted:
    """Move tokens for a document, then bring statements and standings of all stocks concerned up to date.

    :raises django.db.IntegrityError: where a reseller would fall below zero and `forced` is not given. Callers look
        first, behind `lock`, so that a person gets a refusal in words.
    """
    posting = Posting(document, document_id, revision, tuple(legs))
    return _post([posting], actor=actor, reason=reason, now=now, forced=forced)


def correct(
    *,
    document_id: int,
    revision: int,
    before: Sequence[Leg],
    after: Sequence[Leg],
    actor: str,
    reason: str,
    now: datetime,
    forced: bool = False,
) -> Posted:
    """Correct an order: reverse what stands and, unless `after` is empty, post what shall stand, as one.

    Only the difference moves: no stock needs more in between.
    """
    live = ledger_reads.live_transaction_id(kind=Document.ORDER, document_id=document_id)
    reversed_legs = tuple(Leg(leg.account_id, leg.heading, -leg.amount) for leg in before)
    postings = [Posting(Document.ORDER_REVERSAL, document_id, revision, reversed_legs, reverses_id=live)]
    if after:
        postings.append(Posting(Document.ORDER, document_id, revision, tuple(after)))
    return _post(postings, actor=actor, reason=reason, now=now, forced=forced)


def _post(postings: Sequence[Posting], *, actor: str, reason: str, now: datetime, forced: bool) -> Posted:
    period = Month.at(now, settings.TOKENSTOCK_TIME_ZONE).first_day
    posted = ledger.post(postings=postings, at=now, period=period, actor=actor, reason=reason, forced=forced)
    with connection.cursor() as cursor:
        cursor.execute("SELECT stock_state_batch(%s)", [posted.batch_id])
    judge(
        account_ids=sorted({leg.account_id for posting in postings for leg in posting.legs if leg.account_id > 0}),
        now=now,
        actor=actor,
    )
    return posted


def judge(*, account_ids: Sequence[int], now: datetime, actor: str) -> dict[int, bool]:
    """Suspend and reactivate as stocks, classes and holds demand; whose status changed, True for suspended.

    Locks the standings in id order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, suspended FROM stock_judge(%s::bigint[], %s, %s, %s, %s, %s)",
            (list(account_ids), now, *_policies(), actor),
        )
        return dict(cursor.fetchall())


def meter(*, account_ids: Sequence[int], now: datetime) -> None:
    """Refresh the number of activated systems and the peak so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stock_meter(%s::bigint[], %s, %s, %s)",
            [list(account_ids), now, settings.TOKENSTOCK_TIME_ZONE, settings.TOKENSTOCK_PEAK_RULE],
        )


def require_active(*, account_id: int) -> Standing:
    """The standing of an account that may register and activate, locked until the transaction ends.

    :raises AccountClosed: it is closed.
    :raises AccountSuspended: while it is suspended.
    """
    standing = require_open(account_id=account_id)
    if standing.suspended:
        raise AccountSuspended
    return standing


def require_open(*, account_id: int) -> Standing:
    """The standing of an account that is not closed, locked until the transaction ends.

    :raises AccountClosed: it is closed.
    """
    standing = Standing.objects.select_for_update(no_key=True).get(account_id=account_id)
    if standing.closed:
        raise AccountClosed(standing.account.name)
    return standing


def note_registered(*, account_id: int, change: int) -> None:
    """Count a system registered (1) or retired (-1)."""
    standing = Standing.objects.select_for_update(no_key=True).get(account_id=account_id)
    standing.registered += change
    standing.save(update_fields=["registered"])


def note_order(*, account_id: int, now: datetime) -> None:
    """Remember when the account last received an order."""
    Standing.objects.filter(account_id=account_id).update(last_order_at=now)


def set_hold(*, account_id: int, held: bool, reason: str, actor: str, now: datetime) -> None:
    """Suspend an account by hand, or lift that; its stock goes on being judged beside it."""
    Standing.objects.filter(account_id=account_id).update(held=held, hold_reason=reason)
    judge(account_ids=[account_id], now=now, actor=actor)


def reclassify(*, account: Account, actor: str, now: datetime) -> None:
    """Follow a change of offer class: from now on it consumes, or does not."""
    Standing.objects.filter(account=account).update(consumes=OfferClass(account.offer_class).consumes)
    judge(account_ids=[account.id], now=now, actor=actor)


def set_partner(*, account: Account) -> None:
    """Follow a change of the partner of record; the stock stays."""
    Standing.objects.filter(account=account).update(partner_id=account.parent_id)


def close_chunk(
    *, month: Month, after_account_id: int, upto_account_id: int, size: int, actor: str, now: datetime
) -> Chunk:
    """Close `month` for the next `size` accounts that have it open, each whole: posting, statement, standing.

    Locks the stocks of the chunk. Harmless to repeat, also at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT closed, last_account FROM stock_close_chunk(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (month.first_day, after_account_id, upto_account_id, size, now, *_policies(), actor),
        )
        return Chunk(*cursor.fetchone())


def catch_up(*, account_id: int, actor: str, now: datetime) -> Standing:
    """Close the months that are over at `now` for this account, where the month end has not come to it yet.

    The caller holds the stock's lock. The standing that follows is locked as well.
    """
    running = Month.at(now, settings.TOKENSTOCK_TIME_ZONE)
    month = Month.holding(Standing.objects.select_for_update(no_key=True).get(account_id=account_id).month)
    while month < running:
        # As at every month end, whoever's grace was over by the boundary is suspended before the month is charged.
        judge(account_ids=[account_id], now=month.end(settings.TOKENSTOCK_TIME_ZONE), actor=actor)
        _close_month_of(account_id, month, actor, now)
        month = month.plus(1)
    return Standing.objects.get(account_id=account_id)


def close_stock(*, account_id: int, actor: str, now: datetime) -> None:
    """Charge the running month's peak as the last posting of the account, and let nothing move from then on.

    The month is closed for the account ahead of its end. The caller holds the stock's lock, and has caught up.
    """
    standings = Standing.objects.filter(account_id=account_id)
    # It is not reactivated by being closed: what suspended it for its stock is put away before it is judged.
    standings.update(consumes=False, lapsed=False, short_since=None)
    judge(account_ids=[account_id], now=now, actor=actor)
    _close_month_of(account_id, Month.at(now, settings.TOKENSTOCK_TIME_ZONE), actor, now)
    standings.update(closed=True)


def _close_month_of(account_id: int, month: Month, actor: str, now: datetime) -> None:
    chunk = close_chunk(
        month=month, after_account_id=account_id - 1, upto_account_id=account_id, size=1, actor=actor, now=now
    )
    assert chunk.closed == 1, "the caller has its stock locked and this month open"


def _policies() -> tuple[Any, ...]:
    """Grace, zone and peak rule, as the functions of migration 0002 take them."""
    return timedelta(days=settings.TOKENSTOCK_GRACE_DAYS), settings.TOKENSTOCK_TIME_ZONE, settings.TOKENSTOCK_PEAK_RULE


def month_of(instant: datetime) -> date:
    """The first day of the month, in the programme's zone, that `instant` lies in."""
    return Month.at(instant, settings.TOKENSTOCK_TIME_ZONE).first_day
