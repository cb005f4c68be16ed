"""Databases of a server: the one to work on, and throw-away ones, cloned from a template in a fraction of a second."""

import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import psycopg
from psycopg import sql

from tokenstock.runtime import addresses, installation

TEMPLATES = "tokenstock_template_"
THROWAWAYS = "tokenstock_throwaway_"
TEMPLATES_LOCK = 0x746F6B656E
"""Advisory lock of the `postgres` database: shared to clone a template, exclusive to make or drop one."""

MIGRATING = 0x736368656D61
"""Advisory lock of a database whose schema is being brought up to date: two programs may be started at once."""

SCHEMA_PACKAGES = ("django", "django-allauth", "procrastinate")
"""Installed packages that bring tables of their own."""


class MigrationFailed(Exception):
    """The schema could not be brought up to date; the message is what the migration said."""


def ensure(address: str) -> None:
    """Make the database of this address if the server does not have it."""
    name = addresses.parts(address)["dbname"]
    with _maintenance(address) as server:
        if not _exists(server, name):
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def exists(address: str) -> bool:
    """Whether the server has the database of this address."""
    with _maintenance(address) as server:
        return _exists(server, addresses.parts(address)["dbname"])


def rename(address: str, to: str) -> None:
    """Give a database, which nobody may be connected to, the name in the other address."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    names = [sql.Identifier(addresses.parts(each)["dbname"]) for each in (address, to)]
    with _maintenance(address) as server:
        server.execute(statement.format(*names))


def drop(address: str) -> None:
    """Drop the database of this address, with whoever is connected to it."""
    with _maintenance(address) as server:
        _drop(server, addresses.parts(address)["dbname"])


def migrate(address: str) -> None:
    """Bring the schema of this database up to date, as its owner.

    :raises MigrationFailed: a migration did not go through.
    """
    # In a process of its own: the settings of this one may name another database, and a role that owns nothing.
    environment = os.environ | {
        addresses.VARIABLE: address,
        "DATABASE_ROLE": "-",
        "DATABASE_POOL_SIZE": "0",
        "DJANGO_SETTINGS_MODULE": "tokenstock.config.settings",
    }
    if addresses.is_embedded():
        environment.setdefault("SECRET_KEY", installation.secret())
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "--skip-checks", "--verbosity=0"]
    with psycopg.connect(address, autocommit=True) as one_at_a_time:
        one_at_a_time.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MigrationFailed(done.stderr.strip() or done.stdout.strip())


@contextmanager
def throwaway(server_address: str, *, durable: bool = True) -> Iterator[str]:
    """The address of a fresh, migrated database on the server of the given address, which has to grant CREATEDB.

    It is dropped at the end. One that was left behind by a crash is dropped by the next that is made. Where it need
    not be `durable`, no commit waits for the disk.
    """
    address = addresses.with_database(server_address, THROWAWAYS + secrets.token_hex(8))
    name = addresses.parts(address)["dbname"]
    with _maintenance(server_address) as server:
        # As long as this connection lives, the database is somebody's.
        server.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        _sweep(server)
        _clone_template(server, server_address, name)
        if not durable:
            server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
        try:
            yield address
        finally:
            _drop(server, name)


def _clone_template(server: psycopg.Connection, server_address: str, name: str) -> None:
    template = TEMPLATES + schema_mark()
    while True:
        server.execute("SELECT pg_advisory_lock_shared(%s)", [TEMPLATES_LOCK])
        try:
            if _exists(server, template):
                clone = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
                server.execute(clone.format(sql.Identifier(name), sql.Identifier(template)))
                return
        finally:
            server.execute("SELECT pg_advisory_unlock_shared(%s)", [TEMPLATES_LOCK])
        _make_template(server, server_address, template)


def _make_template(server: psycopg.Connection, server_address: str, template: str) -> None:
    server.execute("SELECT pg_advisory_lock(%s)", [TEMPLATES_LOCK])
    try:
        if _exists(server, template):
            return
        for (old,) in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATES]):
            _drop(server, old)
        # Under its name only when it is whole.
        making = f"{template}_making"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
        migrate(addresses.with_database(server_address, making))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        server.execute(rename.format(sql.Identifier(making), sql.Identifier(template)))
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATES_LOCK])


def _sweep(server: psycopg.Connection) -> None:
    """Drop throw-away databases whose makers are gone."""
    left = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [THROWAWAYS]).fetchall()
    for (name,) in left:
        lock = server.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()
        if lock == (True,):
            _drop(server, name)
            server.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def schema_mark() -> str:
    """A mark of the schema: another one as soon as any migration is another."""
    mark = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    for path in sorted(package.glob("*/migrations/*.*")):
        if path.suffix in (".py", ".sql"):
            mark.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes() + b"\0")
    for name in SCHEMA_PACKAGES:
        mark.update(f"{name} {metadata.version(name)}\0".encode())
    return mark.hexdigest()[:16]


def _maintenance(address: str) -> psycopg.Connection:
    return psycopg.connect(addresses.with_database(address, "postgres"), autocommit=True)


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
