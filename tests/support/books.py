"""A ledger without companies: stocks opened by number, and short ways to post to them and to look."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction

from tokenstock.ledger.models import Entry, LedgerAccount
from tokenstock.ledger.services import Leg, Posted, Posting, open_account, post

AT = datetime(2026, 3, 9, 10, tzinfo=UTC)
PERIOD = date(2026, 3, 1)
ISSUED, CONSUMED = -1, -4
FIRST, SECOND, THIRD = 900_001, 900_002, 900_003


def open_stocks(*, floors: Sequence[int | None] = (None, None, None), period: date = PERIOD) -> None:
    """Open FIRST, SECOND, THIRD and so on with these floors."""
    for place, floor in enumerate(floors):
        open_account(account_id=FIRST + place, floor=floor, period=period)


def move(
    giver: int,
    taker: int,
    tokens: int,
    *,
    document_id: int = 1,
    kind: int = 1,
    revision: int = 1,
    reverses_id: int | None = None,
    period: date = PERIOD,
    forced: bool = False,
) -> Posted:
    """Post one transaction of two legs."""
    legs = (Leg(giver, 2, -tokens), Leg(taker, 1, tokens))
    with transaction.atomic():
        return post(
            postings=[Posting(kind, document_id, revision, legs, reverses_id)],
            at=AT,
            period=period,
            actor="test",
            reason="",
            forced=forced,
        )


def balance(account_id: int) -> int | None:
    """The balance that the account keeps."""
    return LedgerAccount.objects.values_list("balance", flat=True).get(id=account_id)


def history(account_id: int) -> list[tuple[int | None, int, int | None]]:
    """Place, amount and balance after it of each of the account's entries, in order."""
    return list(
        Entry.objects.filter(account_id=account_id).order_by("seq").values_list("seq", "amount", "balance_after")
    )


def run(statement: str, parameters: Sequence[Any] = ()) -> Any:
    """Run SQL in a savepoint, so that the test goes on where it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


@contextmanager
def as_owner() -> Iterator[None]:
    """The connection works as the owner of all tables, as a person with full rights in `psql` would."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            yield
        finally:
            cursor.execute("SET ROLE tokenstock_app")
