"""Gates in the database at which those who race are held until all are where the race begins."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.conftest import OwnDatabase
from tokenstock.stock import services as stock

LOCKING = "SELECT * FROM ledger_lock_itself(p_accounts)"
ONLY_READING = """
    SELECT a.id, a.balance, a.open_period FROM ledger_account a
    WHERE a.id = ANY(p_accounts) AND a.balance IS NOT NULL ORDER BY a.id DESC"""
PATIENCE = 20


@dataclass(frozen=True)
class Gate:
    """Holds everybody who has come through `ledger_lock`, from `shut` on until it is opened.

    With the lock, the first is held at the gate and the others wait for its lock. Without, all are held at the gate,
    having read the same. In both cases each of them is blocked, so that the race begins at one and the same place.
    """

    owner: psycopg.Connection[tuple[Any, ...]]

    def shut(self) -> None:
        self.owner.execute("SELECT pg_advisory_lock(77)")

    def open(self) -> None:
        self.owner.execute("SELECT pg_advisory_unlock(77)")

    def wait_for(self, number: int) -> None:
        """Until so many are blocked, at the gate or by somebody's lock."""
        self.wait_until(lambda: self.blocked() >= number)

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Until this is so."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, f"{self.blocked()} came so far"
            time.sleep(0.01)

    def open_for(self, number: int) -> Callable[[], None]:
        """A call that opens the gate when so many are blocked."""

        def run() -> None:
            self.wait_for(number)
            self.open()

        return run

    def after(self, number: int, call: Callable[[], Any]) -> Callable[[], Any]:
        """The call, begun when so many are blocked already."""

        def run() -> Any:
            self.wait_for(number)
            return call()

        return run

    def hold_at(self, table: str, when: str, *, event: str = "INSERT", at_commit: bool = False) -> None:
        """Hold those who write such a row: at once, or when all they do is done but the commit."""
        timing = "AFTER" if at_commit else "BEFORE"
        deferred = "DEFERRABLE INITIALLY DEFERRED" if at_commit else ""
        self.alter(
            "CREATE OR REPLACE FUNCTION stop_at_gate() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NEW; END'"
        )
        self.alter(
            f"CREATE {'CONSTRAINT' if at_commit else ''} TRIGGER gate {timing} {event} ON {table} {deferred}"
            f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION stop_at_gate()"
        )

    def take_the_lock_away(self) -> None:
        """From now on `ledger_lock` only reads."""
        self._define(ONLY_READING)

    def alter(self, statement: str) -> None:
        """Change the database as its owner, to take away what would hide the race."""
        self.owner.execute(statement)

    def drop_unique(self, table: str, column: str) -> None:
        """Take away the constraint by which the values of a column (or of it and others) come once."""
        names = self.owner.execute(
            "SELECT DISTINCT c.conname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)"
            " WHERE c.contype = 'u' AND c.conrelid = %s::regclass AND a.attname = %s",
            [table, column],
        ).fetchall()
        assert names
        for (name,) in names:
            self.alter(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    def rewrite(self, function: str, old: str, new: str) -> None:
        """Replace words in the body of a function."""
        row = self.owner.execute("SELECT pg_get_functiondef(%s::regproc)", [function]).fetchone()
        assert row is not None
        assert old in row[0]
        self.alter(row[0].replace(old, new))

    def blocked(self) -> int:
        """How many are blocked."""
        row = self.owner.execute(
            "SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE NOT l.granted AND a.datname = current_database()"
        ).fetchone()
        assert row is not None
        return int(row[0])

    def _define(self, how: str) -> None:
        self.alter(f"""
            CREATE OR REPLACE FUNCTION ledger_lock(p_accounts bigint[])
            RETURNS TABLE (id bigint, balance bigint, open_period date)
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            #variable_conflict use_column
            BEGIN
              RETURN QUERY {how};
              PERFORM pg_advisory_xact_lock_shared(77);
            END $$""")


@pytest.fixture
def bare_gate(own_database: OwnDatabase) -> Gate:
    """A gate, open so far, that nobody's way leads through until `hold_at` or `rewrite` says where."""
    return Gate(own_database.connect(role=None))


@pytest.fixture
def gate(bare_gate: Gate) -> Gate:
    """A gate, open so far, behind the lock of the stocks."""
    made = bare_gate
    made.alter("ALTER FUNCTION ledger_lock(bigint[]) RENAME TO ledger_lock_itself")
    made._define(LOCKING)
    return made


@contextmanager
def without_stock_lock(module: ModuleType) -> Iterator[None]:
    """The services of this module do all they do, but lock no stock of their own accord."""

    class Unlocked:
        def __getattr__(self, name: str) -> Any:
            return getattr(stock, name)

        def lock(self, **_: Any) -> None:
            """Nothing."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "stock", Unlocked())
        yield


@contextmanager
def without_row_locks() -> Iterator[None]:
    """On this thread's connection, rows are read without locking them."""

    def read_only(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        return execute(sql.replace("FOR NO KEY UPDATE", "").replace(' OF "orders_order"', ""), params, many, context)

    with connection.execute_wrapper(read_only):
        yield
