"""Programs that use an embedded server, and looks at its processes from outside."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg

from tokenstock.runtime import postgres

HOLDING = """
import sys
from pathlib import Path
from tokenstock.runtime import postgres
held = postgres.hold(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""


class Program:
    """Another program that uses the server of a home, until told to leave."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-c", HOLDING, str(home)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def wait_until_ready(self) -> Self:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        return self

    def leave(self) -> None:
        self.process.communicate(timeout=20)

    def crash(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=20)

    def __enter__(self) -> Self:
        return self.wait_until_ready()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.crash()


@contextmanager
def own_home() -> Iterator[Path]:
    """An empty home that others may pass through, unlike pytest's own temporary directories; in the end all is gone."""
    place = Path(tempfile.mkdtemp(prefix="tokenstock-", dir="/tmp"))
    place.chmod(0o755)
    home = place / "var"
    yield home
    kill_everything(home)
    data = (home / "postgres").resolve()
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(place)


def postmaster(home: Path) -> int | None:
    """The number of the server's first process, if it runs."""
    return next((process.pid for process in server_processes(home) if _parent_works_elsewhere(process)), None)


def server_processes(home: Path) -> list[psutil.Process]:
    """PostgreSQL's processes on the data of this home."""
    data = (home / "postgres").resolve()
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if process.info["name"] == "postgres" and process.info["cwd"] == str(data)
    ]


def keepers(home: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if "tokenstock.runtime.keeper" in (process.info["cmdline"] or []) and str(home) in process.info["cmdline"]
    ]


def kill_everything(home: Path) -> None:
    """As a power cut would: the keeper and all of PostgreSQL's processes at once."""
    processes = [*keepers(home), *server_processes(home)]
    for process in processes:
        # It may have ended by itself since it was found.
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(postgres.address("postgres", home), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def eventually(true: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether something becomes true within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def kill(number: int | None) -> None:
    assert number is not None
    os.kill(number, signal.SIGKILL)


def _parent_works_elsewhere(process: psutil.Process) -> bool:
    parent = process.parent()
    return parent is None or parent.name() != "postgres"
