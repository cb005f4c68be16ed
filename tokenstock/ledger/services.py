"""Posting. Python only hands over; the database function of migration 0002 does the work in one round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

__all__ = ["Leg", "Locked", "Posted", "Posting", "lock_accounts", "open_account", "post"]


@dataclass(frozen=True)
class Leg:
    """`amount` tokens into (positive) or out of (negative) an account, under a heading of the owner's statement."""

    account_id: int
    heading: int
    amount: int


@dataclass(frozen=True)
class Posting:
    """One transaction to post. `(kind, document_id, revision)` is posted once for ever."""

    kind: int
    document_id: int
    revision: int
    legs: tuple[Leg, ...]
    reverses_id: int | None = None


@dataclass(frozen=True)
class Posted:
    """What a call of `post` wrote: the batch of its transactions, and the first day of the month they count in."""

    batch_id: int
    period: date


@dataclass(frozen=True)
class Locked:
    """A stock behind its lock: the balance in tokens, and the first day of the first month that takes entries."""

    balance: int
    open_period: date


def open_account(*, account_id: int, floor: int | None, period: date) -> None:
    """Open a stock with balance 0 that takes entries from `period` on. `floor` 0 keeps it from going below zero."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open(%s, %s, %s)", [account_id, floor, period])


def lock_accounts(*, account_ids: Sequence[int]) -> dict[int, Locked]:
    """Lock these stocks, the youngest first, until the transaction ends, and say how they stand."""
    assert connection.in_atomic_block, "a lock outside a transaction is gone before it is used"
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, balance, open_period FROM ledger_lock(%s::bigint[])", [list(account_ids)])
        return {account_id: Locked(balance, period) for account_id, balance, period in cursor.fetchall()}


def post(*, postings: Sequence[Posting], at: datetime, period: date, actor: str, reason: str, forced: bool) -> Posted:
    """Post all of `postings` or none. Locks the stocks concerned, the youngest first, until the transaction ends.

    They count in the month `period`, or the first later one that every stock concerned still takes.
    `forced` lets a stock fall below its floor.

    :raises django.db.IntegrityError: `ledger_account_floor` where a stock would fall below its floor,
        `ledger_transaction_once` where the business key was posted before.
    """
    assert connection.in_atomic_block, "a posting belongs to the transaction of its document"
    legs = [(place, leg) for place, posting in enumerate(postings, start=1) for leg in posting.legs]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT batch, period FROM ledger_post(%s, %s, %s, %s, %s, %s::smallint[], %s::bigint[], %s::integer[],"
            " %s::bigint[], %s::integer[], %s::bigint[], %s::smallint[], %s::bigint[])",
            [
                at,
                period,
                actor,
                reason,
                forced,
                [posting.kind for posting in postings],
                [posting.document_id for posting in postings],
                [posting.revision for posting in postings],
                [posting.reverses_id for posting in postings],
                [place for place, _ in legs],
                [leg.account_id for _, leg in legs],
                [leg.heading for _, leg in legs],
                [leg.amount for _, leg in legs],
            ],
        )
        batch_id, posted_period = cursor.fetchone()
    return Posted(batch_id, posted_period)
