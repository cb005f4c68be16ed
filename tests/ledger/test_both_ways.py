"""One transaction between two accounts is posted by itself, all else as a set. Both must come to the same tables."""

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

sides = st.lists(st.sampled_from(PLACES), min_size=2, max_size=2, unique=True)


@st.composite
def transfers(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Tokens from one account to another; either leg may stand first."""
    giver, taker = draw(sides)
    tokens = draw(st.integers(1, 40))
    return draw(st.permutations([(giver, -tokens), (taker, tokens)]))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    legs=transfers(), forced=st.booleans(), closed=st.booleans(), floors=st.tuples(*[st.sampled_from([None, 0])] * 4)
)
def test_by_itself_and_as_a_set_a_transaction_gives_the_same_tables(
    legs: list[tuple[int, int]], forced: bool, closed: bool, floors: tuple[int | None, ...]
) -> None:
    by_itself = outcome("ledger_post", legs, forced, closed, floors)
    as_a_set = outcome("ledger_post_set", legs, forced, closed, floors)

    assert by_itself == as_a_set


def outcome(
    function: str, legs: list[tuple[int, int]], forced: bool, closed: bool, floors: tuple[int | None, ...]
) -> tuple[str, Any]:
    """What the tables hold after this on fresh stocks, or the name of the constraint that refused it.

    With `closed`, the month is over for two of the stocks.
    """
    with transaction.atomic():
        with as_owner():
            run("SELECT setval('ledger_transaction_id_seq', 1000)")
        open_stocks(floors=floors)
        for account_id in STOCKS[:2]:
            move(ISSUED, account_id, 30, document_id=account_id)
        if closed:
            run("SELECT ledger_advance(%s::bigint[], '2026-04-01')", [STOCKS[1:3]])
        try:
            with transaction.atomic():
                call(function, legs, forced)
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


def call(function: str, legs: list[tuple[int, int]], forced: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(%s, %s, 'test', 'why', %s, '{{1}}', '{{1}}', '{{1}}', '{{null}}',"
            " '{1,1}', %s::bigint[], '{1,1}', %s::bigint[])",
            [AT, PERIOD, forced, [account for account, _ in legs], [amount for _, amount in legs]],
        )
