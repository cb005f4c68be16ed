"""What a posting does, and what it refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.support.books import (
    AT,
    CONSUMED,
    FIRST,
    ISSUED,
    PERIOD,
    SECOND,
    THIRD,
    balance,
    history,
    move,
    open_stocks,
)
from tests.support.proofs import everything
from tokenstock.ledger.models import Entry, LedgerAccount, Transaction
from tokenstock.ledger.selectors import live_transaction_id, total
from tokenstock.ledger.services import Leg, Posting, lock_accounts, post

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.leaves_faults]


def test_a_posting_moves_tokens_from_one_stock_to_another() -> None:
    open_stocks()

    move(FIRST, SECOND, 12)

    assert (balance(FIRST), balance(SECOND)) == (-12, 12)
    assert history(FIRST) == [(1, -12, -12)]
    assert history(SECOND) == [(1, 12, 12)]


def test_the_entries_of_a_stock_are_numbered_without_a_gap_and_carry_the_balance() -> None:
    open_stocks()

    for document_id, tokens in enumerate((5, 7, 1), start=1):
        move(ISSUED, FIRST, tokens, document_id=document_id)

    assert history(FIRST) == [(1, 5, 5), (2, 7, 12), (3, 1, 13)]
    assert LedgerAccount.objects.get(id=FIRST).version == 3


def test_a_source_keeps_no_balance_and_stands_at_the_sum_of_its_entries() -> None:
    open_stocks()

    move(ISSUED, FIRST, 24)
    move(FIRST, CONSUMED, 3, document_id=2)

    assert balance(ISSUED) is None
    assert (total(account_id=ISSUED), total(account_id=CONSUMED), total(account_id=THIRD)) == (-24, 3, 0)
    assert set(Entry.objects.filter(account_id=ISSUED).values_list("seq", "balance_after")) == {(None, None)}


def test_everything_always_sums_to_zero() -> None:
    open_stocks()

    move(ISSUED, FIRST, 24)
    move(FIRST, SECOND, 13, document_id=2)
    move(SECOND, CONSUMED, 40, document_id=3)

    assert sum(Entry.objects.values_list("amount", flat=True)) == 0


def test_a_stock_with_a_floor_may_spend_its_last_token() -> None:
    open_stocks(floors=(0, None))
    move(ISSUED, FIRST, 12)

    move(FIRST, SECOND, 12, document_id=2)

    assert balance(FIRST) == 0


def test_a_stock_with_a_floor_does_not_fall_below_it() -> None:
    open_stocks(floors=(0, None))
    move(ISSUED, FIRST, 12)
    before = everything()

    with pytest.raises(IntegrityError, match="ledger_account_floor"):
        move(FIRST, SECOND, 13, document_id=2)

    assert everything() == before


def test_a_stock_without_a_floor_may_fall_below_zero() -> None:
    open_stocks()

    move(FIRST, CONSUMED, 5)

    assert balance(FIRST) == -5


def test_a_forced_posting_lowers_the_floor_to_where_it_ends() -> None:
    open_stocks(floors=(0, None))
    move(ISSUED, FIRST, 12)

    move(FIRST, SECOND, 20, document_id=2, forced=True)

    assert (balance(FIRST), LedgerAccount.objects.get(id=FIRST).floor) == (-8, -8)


def test_a_lowered_floor_follows_the_balance_up_and_never_above_zero() -> None:
    open_stocks(floors=(0, None))
    move(FIRST, SECOND, 8, forced=True)

    move(ISSUED, FIRST, 3, document_id=2)
    floor_on_the_way = LedgerAccount.objects.get(id=FIRST).floor
    move(ISSUED, FIRST, 100, document_id=3)

    assert floor_on_the_way == -5
    assert LedgerAccount.objects.get(id=FIRST).floor == 0


def test_below_its_floor_a_stock_can_receive_but_not_give() -> None:
    open_stocks(floors=(0, None))
    move(FIRST, SECOND, 8, forced=True)
    move(ISSUED, FIRST, 3, document_id=2)

    with pytest.raises(IntegrityError, match="ledger_account_floor"):
        move(FIRST, SECOND, 1, document_id=3)

    assert balance(FIRST) == -5


def test_a_business_key_is_posted_once_for_ever() -> None:
    open_stocks()
    move(ISSUED, FIRST, 12, document_id=7, revision=2)
    before = everything()

    with pytest.raises(IntegrityError, match="ledger_transaction_once"):
        move(ISSUED, SECOND, 1, document_id=7, revision=2)

    assert everything() == before
    move(ISSUED, FIRST, 1, document_id=7, revision=3)
    move(ISSUED, FIRST, 1, document_id=7, revision=2, kind=2)


def test_a_transaction_is_reversed_once() -> None:
    open_stocks()
    move(ISSUED, FIRST, 12)
    posted = live_transaction_id(kind=1, document_id=1)
    move(FIRST, ISSUED, 12, kind=2, reverses_id=posted)

    with pytest.raises(IntegrityError, match="ledger_transaction_reversed_once"):
        move(FIRST, ISSUED, 12, kind=2, revision=2, reverses_id=posted)


def test_a_posting_counts_in_the_month_that_it_is_asked_for() -> None:
    open_stocks()

    posted = move(FIRST, SECOND, 1, period=PERIOD)

    assert posted.period == PERIOD
    assert Transaction.objects.get(batch_id=posted.batch_id).period == PERIOD


@pytest.mark.parametrize("transactions", [1, 9], ids=["between two", "as a set"])
def test_a_closed_month_takes_no_posting_whoever_asks_for_it(transactions: int) -> None:
    open_stocks()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_advance(%s::bigint[], %s)", [[SECOND], date(2026, 4, 1)])

    legs = (Leg(FIRST, 2, -1), Leg(SECOND, 1, 1))
    postings = [Posting(1, document_id, 1, legs) for document_id in range(transactions)]
    posted = post(postings=postings, at=AT, period=PERIOD, actor="test", reason="", forced=False)

    assert posted.period == date(2026, 4, 1)
    assert set(Transaction.objects.values_list("period", flat=True)) == {date(2026, 4, 1)}


def test_a_closed_month_does_not_open_again() -> None:
    open_stocks()

    with connection.cursor() as cursor:
        for month in (date(2026, 5, 1), date(2026, 4, 1)):
            cursor.execute("SELECT ledger_advance(%s::bigint[], %s)", [[FIRST], month])

    assert LedgerAccount.objects.get(id=FIRST).open_period == date(2026, 5, 1)


@pytest.mark.parametrize("transactions", [1, 2], ids=["between two", "as a set"])
def test_legs_that_do_not_balance_are_refused(transactions: int) -> None:
    open_stocks()
    before = everything()
    legs = (Leg(FIRST, 2, -12), Leg(SECOND, 1, 13))
    postings = [Posting(1, document_id, 1, legs) for document_id in range(transactions)]

    with pytest.raises(IntegrityError, match="do not balance"), transaction.atomic():
        post(postings=postings, at=AT, period=PERIOD, actor="test", reason="", forced=False)

    assert everything() == before


def test_a_batch_is_posted_whole_or_not_at_all() -> None:
    open_stocks(floors=(0, None))
    before = everything()
    postings = [
        Posting(1, 1, 1, (Leg(ISSUED, 0, -5), Leg(SECOND, 1, 5))),
        Posting(1, 2, 1, (Leg(FIRST, 2, -5), Leg(SECOND, 1, 5))),
    ]

    with pytest.raises(IntegrityError, match="ledger_account_floor"), transaction.atomic():
        post(postings=postings, at=AT, period=PERIOD, actor="test", reason="", forced=False)

    assert everything() == before


def test_reversal_and_new_transaction_pass_through_no_balance_below_their_result() -> None:
    open_stocks(floors=(0, 0))
    move(ISSUED, FIRST, 24)
    move(FIRST, SECOND, 24, document_id=2)

    post(
        postings=[
            Posting(2, 2, 2, (Leg(FIRST, 2, 24), Leg(SECOND, 1, -24))),
            Posting(1, 2, 2, (Leg(FIRST, 2, -12), Leg(SECOND, 1, 12))),
        ],
        at=AT,
        period=PERIOD,
        actor="test",
        reason="",
        forced=False,
    )

    assert history(FIRST)[-2:] == [(3, 24, 24), (4, -12, 12)]
    assert history(SECOND)[-2:] == [(2, 12, 36), (3, -24, 12)]


def test_a_lock_tells_how_the_stocks_stand() -> None:
    open_stocks()
    move(ISSUED, SECOND, 12)

    locked = lock_accounts(account_ids=[SECOND, ISSUED, FIRST])

    assert {account_id: (lock.balance, lock.open_period) for account_id, lock in locked.items()} == {
        FIRST: (0, PERIOD),
        SECOND: (12, PERIOD),
    }


def test_the_latest_transaction_of_a_document_is_the_live_one() -> None:
    open_stocks()
    move(ISSUED, FIRST, 12, document_id=3, revision=1)
    latest = move(ISSUED, FIRST, 12, document_id=3, revision=2)
    move(ISSUED, FIRST, 12, document_id=4, revision=3)

    assert live_transaction_id(kind=1, document_id=3) == latest.batch_id


def test_a_posting_to_an_account_that_is_not_there_is_refused() -> None:
    open_stocks()

    with pytest.raises(IntegrityError, match="there is no"):
        move(FIRST, 999_999, 1)
