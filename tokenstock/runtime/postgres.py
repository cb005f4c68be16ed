"""The embedded database server: PostgreSQL 18 out of a wheel, there for as long as a program uses it.

A keeper process starts the server, starts it again should it die, and stops it when nobody uses it any more. Three
locks on files tell who is there. The kernel lets go of them when a process ends, however it ends, so no crash leaves a
wrong count behind:

- `postgres.start` is held while a program looks whether there is a keeper, and starts one;
- `postgres.use` is held, shared, by each program that uses the server;
- `postgres.keeper` is held by the one keeper.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo

from tokenstock.runtime import installation
from tokenstock.runtime._cluster import Cluster, ServerRefused

__all__ = ["Hold", "ServerRefused", "address", "hold"]

PATIENCE = 120
"""Seconds until a server that does not answer is given up: recovery after a crash takes its time."""


def address(database: str, home: Path | None = None) -> str:
    """The address of a database on the embedded server, whether that runs or not."""
    sockets = Cluster(home or installation.home()).sockets
    return make_conninfo(host=str(sockets), user="postgres", dbname=database)


class Hold:
    """A program's use of the server; ends with `close`, or with the process."""

    def __init__(self, lock: int) -> None:
        self._lock = lock

    def close(self) -> None:
        """Let go of the server. The last one to do so stops it."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def hold(home: Path | None = None) -> Hold:
    """Have the embedded server run, and keep it for as long as the returned hold is open or this process lives.

    :raises ServerRefused: the server cannot be had; the message says what to do.
    """
    cluster = Cluster(home or installation.home())
    cluster.home.mkdir(parents=True, exist_ok=True)
    cluster.refuse_other_version()
    with locked(cluster.home / "postgres.start"):
        # Waits where a keeper is just stopping the server: that one can no longer be used.
        use = Hold(lock_file(cluster.home / "postgres.use", fcntl.LOCK_SH))
        try:
            if not _has_keeper(cluster):
                _start_keeper(cluster)
            _wait_until_ready(cluster)
        except BaseException:
            use.close()
            raise
    return use


def _start_keeper(cluster: Cluster) -> None:
    command = [sys.executable, "-m", "tokenstock.runtime.keeper", str(cluster.home)]
    with cluster.log.open("ab") as log:
        # A session of its own: Ctrl-C in the terminal is meant for the program, which may still need the server.
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, check=False)


def _has_keeper(cluster: Cluster) -> bool:
    try:
        os.close(lock_file(cluster.home / "postgres.keeper", fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def _wait_until_ready(cluster: Cluster) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(address("postgres", cluster.home), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or not _has_keeper(cluster):
                log = "\n".join(cluster.log.read_text(errors="replace").splitlines()[-15:])
                raise ServerRefused(
                    f"The database server did not start.\n{error}\n{cluster.log} ends with:\n{log}"
                ) from None
            time.sleep(0.02)
        else:
            return


def lock_file(path: Path, how: int) -> int:
    """Lock a file, which is made if need be; the lock lasts until the returned descriptor is closed.

    :raises BlockingIOError: somebody else has it, and `how` says not to wait.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file's lock alone for the length of a block."""
    descriptor = lock_file(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)
