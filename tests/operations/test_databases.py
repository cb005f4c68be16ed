"""Throw-away databases: whole, alone, and gone afterwards."""

import threading
from pathlib import Path

import psycopg
import pytest

from tokenstock.runtime import addresses, databases


@pytest.fixture
def server(database_server: str) -> str:
    return database_server


def names(server: str, beginning: str) -> list[str]:
    with psycopg.connect(server) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
        return [name for (name,) in found]


def test_it_is_migrated_and_dropped_at_the_end(server: str) -> None:
    with databases.throwaway(server) as address:
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT count(*) FROM ledger_entry").fetchone() == (0,)
        assert databases.exists(address)

    assert not databases.exists(address)


def test_two_are_each_others_strangers(server: str) -> None:
    with databases.throwaway(server) as one, databases.throwaway(server) as other:
        with psycopg.connect(one) as connection:
            connection.execute("CREATE TABLE mine ()")

        with psycopg.connect(other) as connection:
            assert connection.execute("SELECT to_regclass('mine')").fetchone() == (None,)


def test_one_that_a_crash_left_behind_is_dropped_by_the_next(server: str) -> None:
    left = addresses.with_database(server, f"{databases.THROWAWAYS}left_behind")
    databases.ensure(left)

    with databases.throwaway(server) as address:
        assert not databases.exists(left)
        assert databases.exists(address)


def test_one_in_use_is_not_dropped_by_the_next(server: str) -> None:
    with databases.throwaway(server) as mine, databases.throwaway(server):
        assert databases.exists(mine)


def test_only_one_that_need_not_last_does_without_the_disk(server: str) -> None:
    for durable, expected in ((True, "on"), (False, "off")):
        with databases.throwaway(server, durable=durable) as address, psycopg.connect(address) as connection:
            assert connection.execute("SHOW synchronous_commit").fetchone() == (expected,)


def test_the_template_is_made_once_by_whoever_is_first_and_older_ones_go(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(databases, "TEMPLATES", "tokenstock_try_template_")
    monkeypatch.setattr(databases, "migrate", made.append)
    databases.ensure(addresses.with_database(server, "tokenstock_try_template_of_an_older_schema"))

    def use() -> None:
        with databases.throwaway(server):
            pass

    together = [threading.Thread(target=use) for _ in range(4)]
    try:
        for thread in together:
            thread.start()
        for thread in together:
            thread.join(30)

        assert len(made) == 1
        assert names(server, "tokenstock_try_template_") == [f"tokenstock_try_template_{databases.schema_mark()}"]
    finally:
        for name in names(server, "tokenstock_try_template_"):
            databases.drop(addresses.with_database(server, name))


def test_a_template_that_was_broken_off_is_made_anew(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "TEMPLATES", "tokenstock_try_broken_")
    monkeypatch.setattr(databases, "migrate", lambda address: None)
    half = f"tokenstock_try_broken_{databases.schema_mark()}_making"
    databases.ensure(addresses.with_database(server, half))

    try:
        with databases.throwaway(server):
            assert half not in names(server, "tokenstock_try_broken_")
    finally:
        for name in names(server, "tokenstock_try_broken_"):
            databases.drop(addresses.with_database(server, name))


def test_another_migration_makes_another_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migration = tmp_path / "ledger" / "migrations" / "0001_first.sql"
    migration.parent.mkdir(parents=True)
    monkeypatch.setattr(databases, "__file__", str(tmp_path / "runtime" / "databases.py"))

    migration.write_text("SELECT 1")
    before = databases.schema_mark()
    migration.write_text("SELECT 2")

    assert databases.schema_mark() != before


def test_a_migration_that_fails_is_told(server: str) -> None:
    with databases.throwaway(server) as address:
        with psycopg.connect(address) as connection:
            connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

        with pytest.raises(databases.MigrationFailed, match=r"django_session.*already exists"):
            databases.migrate(address)
