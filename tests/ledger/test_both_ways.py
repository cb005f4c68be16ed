"""A few transactions are posted row by row, many as one set. Both must come to the same tables."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.books import AT, FIRST, ISSUED, PERIOD, as_owner, move, open_stocks, run
from tests.support.proofs import rows

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.leaves_faults]

STOCKS = [FIRST, FIRST + 1, FIRST + 2, FIRST + 3]
PLACES = [ISSUED, -4, *STOCKS]

transfers = st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), st.integers(1, 40))


@st.composite
def batches(draw: st.DrawFn) -> list[list[tuple[int, int]]]:
    """Up to eight transactions of balanced legs; one account may come more than once, as in a delegated order."""
    batch = []
    for _ in range(draw(st.integers(1, 8))):
        moves = draw(st.lists(transfers, min_size=1, max_size=3))
        batch.append([leg for giver, taker, tokens in moves for leg in ((giver, -tokens), (taker, tokens))])
    return batch


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=batches(), forced=st.booleans(), floors=st.tuples(*[st.sampled_from([None, 0])] * 4))
def test_row_by_row_and_as_a_set_give_the_same_tables(
    batch: list[list[tuple[int, int]]], forced: bool, floors: tuple[int | None, ...]
) -> None:
    row_by_row = outcome("ledger_post", batch, forced, floors)
    as_a_set = outcome("ledger_post_set", batch, forced, floors)

    assert row_by_row == as_a_set


def outcome(
    function: str, batch: list[list[tuple[int, int]]], forced: bool, floors: tuple[int | None, ...]
) -> tuple[str, Any]:
    """What the tables hold after this batch on fresh stocks, or the name of the constraint that refused it."""
    with transaction.atomic():
        with as_owner():
            run("SELECT setval('ledger_transaction_id_seq', 1000)")
        open_stocks(floors=floors)
        for account_id in STOCKS[:2]:
            move(ISSUED, account_id, 30, document_id=account_id)
        try:
            with transaction.atomic():
                call(function, batch, forced)
        except DatabaseError as error:
            answer: tuple[str, Any] = ("refused", error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
        else:
            answer = (
                "posted",
                [
                    rows("ledger_account", "id"),
                    rows("ledger_transaction", "id"),
                    rows("ledger_entry", "transaction_id, leg"),
                ],
            )
        transaction.set_rollback(True)
    return answer


def call(function: str, batch: list[list[tuple[int, int]]], forced: bool) -> None:
    legs = [(place, account, amount) for place, posting in enumerate(batch, 1) for account, amount in posting]
    numbers = list(range(1, len(batch) + 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(%s, %s, 'test', 'why', %s, %s::smallint[], %s::bigint[], %s::integer[],"
            " %s::bigint[], %s::integer[], %s::bigint[], %s::smallint[], %s::bigint[])",
            [
                AT,
                PERIOD,
                forced,
                [1] * len(batch),
                numbers,
                [1] * len(batch),
                [None] * len(batch),
                [place for place, _, _ in legs],
                [account for _, account, _ in legs],
                [1] * len(legs),
                [amount for _, _, amount in legs],
            ],
        )
