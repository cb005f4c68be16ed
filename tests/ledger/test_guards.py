"""The database itself keeps what was posted, whoever tries to change it, and with whatever rights."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from tests.support.books import FIRST, ISSUED, SECOND, as_owner, balance, move, open_stocks, run
from tests.support.proofs import everything
from tokenstock.ledger.models import Transaction

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.leaves_faults]

CHANGES = [
    "UPDATE ledger_entry SET amount = amount + 1",
    "UPDATE ledger_entry SET amount = amount WHERE false",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry",
    "UPDATE ledger_transaction SET reason = 'another'",
    "DELETE FROM ledger_transaction",
    "TRUNCATE ledger_transaction",
    "DELETE FROM ledger_account",
    "TRUNCATE ledger_account",
    "UPDATE audit_record SET actor = 'somebody else'",
    "DELETE FROM audit_record",
    "TRUNCATE audit_record",
]
WRITES = [
    "INSERT INTO ledger_entry (transaction_id, leg, account_id, heading, amount) VALUES (1, 1, -1, 0, 5)",
    "INSERT INTO ledger_transaction VALUES (1, 1, 1, 1, 1, NULL, now(), '2026-03-01', false, '', '')",
    "INSERT INTO ledger_account (id, balance, version, open_period) VALUES (7, 1000, 0, '2026-03-01')",
    "UPDATE ledger_account SET balance = 1000",
    "UPDATE ledger_account SET floor = NULL",
    "UPDATE ledger_account SET open_period = '2020-01-01'",
]
DISARMING = [
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER append_only ON ledger_entry",
    "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor",
    "CREATE OR REPLACE FUNCTION ledger_check_balanced() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "SET session_replication_role = replica",
    "SELECT setval('ledger_transaction_id_seq', 1)",
]


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_or_removes_what_was_posted_not_even_the_owner(change: str) -> None:
    open_stocks()
    move(ISSUED, FIRST, 12)
    before = everything()

    with as_owner(), pytest.raises(IntegrityError, match="is refused"):
        run(change)

    assert everything() == before


@pytest.mark.parametrize("change", [*CHANGES, *WRITES])
def test_the_program_has_no_right_to_write_beside_the_functions(change: str) -> None:
    open_stocks()
    move(ISSUED, FIRST, 12)
    before = everything()

    with pytest.raises(ProgrammingError, match="permission denied"):
        run(change)

    assert everything() == before


@pytest.mark.parametrize("disarming", DISARMING)
def test_the_program_cannot_take_the_guards_away(disarming: str) -> None:
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
        run(disarming)


@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_transaction"])
def test_the_guards_hold_where_the_triggers_of_others_are_switched_off(change: str) -> None:
    open_stocks()
    move(ISSUED, FIRST, 12)

    with as_owner(), pytest.raises(IntegrityError, match="is refused"):
        run(f"SET LOCAL session_replication_role = replica; {change}")


def test_entries_that_do_not_balance_are_refused() -> None:
    open_stocks()

    with as_owner(), pytest.raises(IntegrityError, match="do not balance"):
        insert_entries(new_transaction(), (ISSUED, -12, None, None), (-2, 11, None, None))


def test_a_transaction_has_two_entries_at_least() -> None:
    with as_owner(), pytest.raises(IntegrityError, match="ledger_entry_amount"):
        insert_entries(new_transaction(), (ISSUED, 0, None, None))


def test_entries_without_their_transaction_are_refused() -> None:
    with as_owner(), pytest.raises(IntegrityError, match="do not lead"):
        insert_entries(987_654_321, (ISSUED, -12, None, None), (-2, 12, None, None))


@pytest.mark.parametrize(
    ("seq", "balance_after"),
    [(2, 17), (3, 17), (1, 5), (2, 5), (None, None), (None, 17)],
    ids=["balance row left", "gap", "place taken", "wrong balance", "no place", "balance without place"],
)
def test_entries_that_break_the_chain_of_their_stock_are_refused(seq: int | None, balance_after: int | None) -> None:
    open_stocks()
    move(ISSUED, FIRST, 12)

    with as_owner(), pytest.raises(IntegrityError):
        insert_entries(new_transaction(), (ISSUED, -5, None, None), (FIRST, 5, seq, balance_after))

    assert balance(FIRST) == 12


def test_a_source_takes_no_place_in_a_chain() -> None:
    with as_owner(), pytest.raises(IntegrityError, match="do not lead to the balance"):
        insert_entries(new_transaction(), (ISSUED, -5, 1, -5), (-2, 5, None, None))


def test_a_balance_written_by_hand_without_entries_meets_the_next_posting() -> None:
    open_stocks()
    move(ISSUED, FIRST, 12)
    with as_owner():
        run("UPDATE ledger_account SET version = version + 1 WHERE id = %s", [FIRST])

    move(FIRST, SECOND, 1, document_id=2)

    places = run("SELECT seq FROM ledger_entry WHERE account_id = %s ORDER BY seq", [FIRST])
    assert places == [(1,), (3,)], "the gap stays for `verify` to find"


def test_an_amount_of_nothing_or_beyond_all_reason_is_refused() -> None:
    open_stocks()

    for amount in (0, 2_000_000_001):
        with pytest.raises(IntegrityError, match="ledger_entry_amount"):
            move(ISSUED, FIRST, amount)


@pytest.mark.parametrize("function", ["ledger_open", "ledger_lock", "ledger_advance", "ledger_post", "ledger_post_set"])
def test_only_the_program_may_call_the_functions_that_write(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('tokenstock_app', oid, 'EXECUTE'),"
            " has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc WHERE proname = %s",
            [function],
        )
        assert cursor.fetchall() == [(True, False)]


def test_the_program_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tokenstock_app",)
        cursor.execute("SELECT relname FROM pg_class WHERE relowner = 'tokenstock_app'::regrole")
        assert cursor.fetchall() == []


def new_transaction() -> int:
    """A transaction without entries, as only the owner can write it."""
    return Transaction.objects.create(
        batch_id=1, kind=1, document_id=55, revision=1, posted_at="2026-03-09T10:00Z", period="2026-03-01", forced=False
    ).id


def insert_entries(transaction_id: int, *entries: tuple[int, int, int | None, int | None]) -> None:
    """Write entries past the functions: account, amount, place and balance of each."""
    values = ", ".join(["(%s, %s, %s, 1, %s, %s, %s)"] * len(entries))
    parameters = [
        value
        for leg, (account_id, amount, seq, balance_after) in enumerate(entries, start=1)
        for value in (transaction_id, leg, account_id, amount, seq, balance_after)
    ]
    columns = "transaction_id, leg, account_id, heading, amount, seq, balance_after"
    run(f"INSERT INTO ledger_entry ({columns}) VALUES {values}", parameters)
