"""The program as it is served, with its own database server in a home of its own; and how it is killed."""

import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg

from tests.crash.world import PASSWORD
from tests.operations.programs import environment, free_port, get
from tests.operations.servers import eventually, keepers, postmaster, server_processes
from tokenstock.runtime import postgres

MAKE_WORLD = """
import json, sys
import django
django.setup()
from tests.crash.world import make
from tokenstock.runtime import clock
sys.stdout.write(json.dumps(make(json.loads(sys.argv[1]), clock.now())))
"""

READY = (200, '{"ready": true}')
PATIENCE = 60.0


@dataclass(frozen=True)
class Partner:
    """A reseller whom one can sign in as, and its customers by uid."""

    email: str
    uid: str
    customers: list[str]
    password: str = PASSWORD


class Service:
    """`tokenstock serve`, started again where all of it was killed; what it says goes to `log`."""

    def __init__(self, home: Path, *, log: Path, clock_offset: int = 0) -> None:
        self.home = home
        self.log = log
        self._environment = environment(home, TOKENSTOCK_CLOCK_OFFSET=str(clock_offset))
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(PATIENCE)
        eventually(lambda: not keepers(self.home) and not server_processes(self.home))

    def address(self) -> str:
        """Where it is served now."""
        return f"http://127.0.0.1:{self._port}"

    def wait_until_ready(self) -> float:
        """Wait until it can work; the seconds that took."""
        started = time.monotonic()
        while get(f"{self.address()}/health/ready") != READY:
            assert time.monotonic() - started < PATIENCE, "it does not come back"
            time.sleep(0.02)
        return time.monotonic() - started

    def people(self, *packs: int) -> list[Partner]:
        """Make partners with so many packs each."""
        settings = {"DJANGO_SETTINGS_MODULE": "tokenstock.config.settings"}
        made = self.run(sys.executable, "-c", MAKE_WORLD, json.dumps(packs), **settings)
        return [Partner(**fields) for fields in json.loads(made.stdout)]

    def verify(self, anchor: Path) -> str:
        """What `tokenstock verify` says; it has to find nothing."""
        return self.run(sys.executable, "-m", "tokenstock", "verify", "--anchor", str(anchor)).stdout

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run another program of the installation to its end."""
        given = self._environment | more
        done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def ask(self, query: str) -> list[Any]:
        """What the database says."""
        with psycopg.connect(postgres.address("tokenstock", self.home), autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def kill(self, kind: str) -> None:
        """Kill -9 one of `KINDS`."""
        victims = getattr(self, f"_{kind}")()
        for victim in victims:
            try:
                victim.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(victims, timeout=10)
        if self._process.poll() is not None:
            self._start()

    def _start(self) -> None:
        self._port = free_port()
        command = [sys.executable, "-m", "tokenstock", "serve", "--port", str(self._port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    def _web(self) -> list[psutil.Process]:
        return self._children("granian")

    def _web_process(self) -> list[psutil.Process]:
        return [random.choice(process.children() or [process]) for process in self._web()]

    def _worker(self) -> list[psutil.Process]:
        return self._children("worker")

    def _backend(self) -> list[psutil.Process]:
        clients = [process for process in self._server() if "[local]" in " ".join(_command(process))]
        return [random.choice(clients)] if clients else []

    def _postmaster(self) -> list[psutil.Process]:
        return [process for process in self._server() if process.pid == postmaster(self.home)]

    def _server(self) -> list[psutil.Process]:
        return server_processes(self.home)

    def _everything(self) -> list[psutil.Process]:
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True), *keepers(self.home), *self._server()]

    def _children(self, word: str) -> list[psutil.Process]:
        direct = psutil.Process(self._process.pid).children()
        return [process for process in direct if word in _command(process)]


def _command(process: psutil.Process) -> list[str]:
    """The words of its command line; none where it has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


KINDS = ("web", "web_process", "worker", "backend", "postmaster", "server", "everything")
"""The web server whole, one of its processes, the worker of the jobs, one backend of PostgreSQL, its first process, all
of its processes, and everything at once with what keeps it up, as a power cut would."""
