"""What the tests stand on: databases that nobody else sees, and a way to say that a stretch of code asks none."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection, connections
from django.test.testcases import LiveServerThread
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tests import environment
from tokenstock.runtime import addresses, databases, postgres
from tokenstock.verification.selectors import faults


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--only-database`: what no database has a part in is the same on all of them."""
    parser.addoption("--only-database", action="store_true", help="run only tests that use a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `--only-database` leaves out."""
    if not config.getoption("--only-database"):
        return
    left_out = [item for item in items if not _database_fixtures(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The address of a server where databases can be made."""
    if environment.SERVER:
        yield environment.SERVER
        return
    with postgres.hold():
        yield postgres.address("postgres")


@pytest.fixture(scope="session")
def django_db_setup(database_server: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of pytest-django's: a clone of the migrated template. Nothing that is append-only has to be emptied."""
    with (
        databases.throwaway(database_server, durable=False) as address,
        django_db_blocker.unblock(),
        _working_on(address),
    ):
        yield


@pytest.fixture(autouse=True)
def consistent_afterwards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing that `tokenstock verify` looks for is left behind by a test, but by one marked `leaves_faults`."""
    uses_database = _database_fixtures(request.node)
    for name in uses_database:
        # Now, so that the database is still there when this fixture comes to its end.
        request.getfixturevalue(name)
    yield
    if uses_database and not request.node.get_closest_marker("leaves_faults"):
        assert [str(fault) for fault in faults(connection)] == []


def _database_fixtures(item: pytest.Item) -> list[str]:
    """The fixtures by which a test has a database, if it has one."""
    names = [name for name in ("db", "own_database") if name in getattr(item, "fixturenames", ())]
    return names or (["db"] if item.get_closest_marker("django_db") else [])


@dataclass(frozen=True)
class OwnDatabase:
    """A database of one test's own, where things are committed."""

    address: str
    _opened: list[psycopg.Connection[tuple[Any, ...]]] = field(default_factory=list)

    def connect(self, *, role: str | None = "tokenstock_app") -> psycopg.Connection[tuple[Any, ...]]:
        """Another connection, in autocommit, closed with the test: as the program's role, or with None as the owner."""
        made = psycopg.connect(self.address, autocommit=True)
        self._opened.append(made)
        if role is not None:
            made.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        return made

    def close(self) -> None:
        """Close what was opened."""
        for opened in self._opened:
            opened.close()


@pytest.fixture
def own_database(database_server: str, django_db_blocker: DjangoDbBlocker) -> Iterator[OwnDatabase]:
    """A fresh database for races and crashes: Django works on it, in every thread, and commits are real."""
    with databases.throwaway(database_server) as address, django_db_blocker.unblock(), _working_on(address):
        database = OwnDatabase(address)
        yield database
        database.close()


@pytest.fixture
def together(own_database: OwnDatabase) -> Callable[..., list[Any]]:
    """Runs calls at the same moment, each in a thread and connection of its own; what each returned or raised."""

    def run(*calls: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(len(calls))
        outcomes: list[Any] = [None] * len(calls)

        def run_one(index: int) -> None:
            try:
                connection.ensure_connection()
                start.wait(10)
                outcomes[index] = calls[index]()
            except Exception as error:  # noqa: BLE001 -- it is handed to the test
                outcomes[index] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run_one, args=(index,)) for index in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive(), "it waits for a lock that nobody lets go of"
        return outcomes

    return run


@pytest.fixture
def web_address(own_database: OwnDatabase) -> Iterator[str]:
    """The address of the web application, served on this test's own database."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    try:
        assert server.is_ready.wait(10)
        if server.error:
            raise server.error
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


@pytest.fixture
def query_blocker() -> Callable[[], AbstractContextManager[None]]:
    """A context in which nothing may ask the database anything."""

    @contextmanager
    def block() -> Iterator[None]:
        def refuse(execute: object, sql: str, parameters: object, many: bool, context: object) -> None:
            raise AssertionError(f"a query where none is expected: {sql}")

        with connection.execute_wrapper(refuse):
            yield

    return block


@contextmanager
def _working_on(address: str) -> Iterator[None]:
    """Django's connections, of all threads, lead to this database."""
    settings = connections.settings["default"]
    before = dict(settings)
    parts = addresses.parts(address)
    connections.close_all()
    settings.update({name: parts.get(key, "") for name, key in _NAMES.items()})
    try:
        yield
    finally:
        connections.close_all()
        settings.update(before)


_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
