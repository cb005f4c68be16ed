"""The keeper of the embedded database server: a process of its own, so that no program's end takes the server along."""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

import psutil

from tokenstock.runtime._cluster import Account, Cluster, ServerRefused
from tokenstock.runtime.postgres import lock_file

PAUSE = 0.2
"""Seconds between two looks at the server and its users."""

TRIES = 3
"""How often in a row a server may die young before the keeper gives up."""

YOUNG = 10.0
"""Seconds."""


class Keeper:
    """Keeps one server running while it is in use."""

    def __init__(self, home: Path) -> None:
        self.cluster = Cluster(home)
        self.account = Account.of_server()
        self.programs = self.cluster.prepare(self.account)
        self.told_to_stop = False

    def keep(self) -> None:
        """Run the server until nobody uses it, the machine shuts down, or it does not stay up."""
        signal.signal(signal.SIGTERM, self._stop_soon)
        signal.signal(signal.SIGINT, self._stop_soon)
        server = self._start()
        started, deaths = time.monotonic(), 0
        while not self.told_to_stop and self._in_use():
            try:
                server.wait(PAUSE)
            except psutil.TimeoutExpired:
                continue
            deaths = deaths + 1 if time.monotonic() - started < YOUNG else 1
            if deaths == TRIES:
                raise ServerRefused("The server does not stay up.")
            server, started = self._start(), time.monotonic()
        self._stop(server)

    def _start(self) -> psutil.Process:
        running = self.cluster.running()
        if running is not None:
            return running
        self.cluster.clear_remains()
        return self.cluster.launch(self.programs, self.account)

    def _stop(self, server: psutil.Process) -> None:
        """A fast shutdown: open transactions are rolled back, and a checkpoint makes the next start quick."""
        try:
            server.send_signal(signal.SIGINT)
            server.wait(60)
        except psutil.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(10)
        except psutil.NoSuchProcess:
            pass

    def _in_use(self) -> bool:
        """Whether anybody uses the server. If not, nobody can begin to before this process has ended."""
        if not self.cluster.data.exists():
            return False
        try:
            lock_file(self.cluster.home / "postgres.use", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True


def main(home: Path) -> None:
    """Keep the server of a home, in the background, unless somebody does already."""
    try:
        lock = lock_file(home / "postgres.keeper", fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if os.fork() != 0:
        # Whoever started it waits for this, and has no child to look after; the lock lives on in the keeper.
        os._exit(0)
    try:
        Keeper(home).keep()
    except ServerRefused as refused:
        sys.exit(f"keeper: {refused}")
    finally:
        # Before the lock on the use of the server, which the end of this process lets go of: whoever was waiting for
        # that one must not take this process for a keeper.
        os.close(lock)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
