"""Serving the portal: the web application and the worker, side by side."""

import logging.config
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tokenstock.operations import supervisor
from tokenstock.runtime import addresses, databases, logs, postgres

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
"""A web process works on so many requests at a time, each with a connection to the database."""


class CannotServe(Exception):
    """The program cannot be served; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Web:
    """How the web application is served."""

    host: str
    port: int
    processes: int

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        return f"http://{'127.0.0.1' if self.host in ('0.0.0.0', '::') else self.host}:{self.port}"  # noqa: S104 -- compared, not bound

    def refuse_used_port(self) -> None:
        """Find out before anything is started.

        :raises CannotServe: nothing can be served there.
        """
        try:
            with socket.create_server((self.host, self.port)):
                pass
        except OSError as error:
            raise CannotServe(
                f"Nothing can be served on {self.host} port {self.port}: {os.strerror(error.errno or 0)}. "
                f"Stop what uses it, or choose another port: --port {self.port + 1}"
            ) from None

    @property
    def command(self) -> list[str]:
        """The server's command line."""
        options = ["--interface", "wsgi", "--no-ws", "--host", self.host, "--port", str(self.port)]
        options += ["--workers", str(self.processes), "--blocking-threads", str(THREADS), "--respawn-failed-workers"]
        options += ["--workers-kill-timeout", "8", "--log-level", "warning"]
        return [sys.executable, "-m", "granian", *options, "tokenstock.config.wsgi:application"]


@contextmanager
def database_there() -> Iterator[None]:
    """For the length of a block, have the embedded server run with its database, unless there is one's own."""
    if not addresses.is_embedded():
        yield
        return
    with postgres.hold():
        databases.ensure(addresses.configured())
        yield


def run(web: Web, *, with_worker: bool, announce: Callable[[], None]) -> None:
    """Bring the schema up to date and serve until told to stop; `announce` once the first page could be answered.

    :raises CannotServe: the port is not free.
    """
    web.refuse_used_port()
    logging.config.dictConfig(logs.setup())
    environment = os.environ | {"TOKENSTOCK_STATIC_COLLECTED": "yes", "DATABASE_POOL_SIZE": str(THREADS)}
    collecting = subprocess.Popen(
        [sys.executable, "-m", "django", "collectstatic", "--no-input", "--clear", "--verbosity=0"], env=environment
    )
    databases.migrate(addresses.configured())
    if collecting.wait() != 0:
        raise CannotServe("The static files could not be collected; see the message above.")
    programs = {"web": web.command}
    if with_worker:
        programs["worker"] = [sys.executable, "-m", "tokenstock", "worker"]
    threading.Thread(target=_announce_when_ready, args=(web, announce), daemon=True).start()
    supervisor.run(programs, environment)


def _announce_when_ready(web: Web, announce: Callable[[], None]) -> None:
    while True:
        try:
            with urllib.request.urlopen(f"{web.address}/health/live", timeout=5):  # noqa: S310 -- our own address
                announce()
                return
        except OSError:
            time.sleep(0.1)
