"""The program `tokenstock` as a person runs it: in a process of its own, in a home of its own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

PATIENCE = 60


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of somebody who has set nothing but this."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return {**kept, "TOKENSTOCK_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", **more}


def tokenstock(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [sys.executable, "-m", "tokenstock", *arguments]
    return subprocess.run(
        command, env=environment(home, **more), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def get(address: str) -> tuple[int, str]:
    """Status and body of a page; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=15) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


class Serving:
    """`tokenstock serve` or `demo`, running."""

    def __init__(self, home: Path, command: str, *options: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tokenstock", command, "--port", str(self.port), *options],
            env=environment(home, COLUMNS="200"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def wait_for(self, words: str) -> str:
        """Read what it says until it has said this, and give back that line."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said += line
            if words in line:
                return line
        raise AssertionError(f"it ended without saying {words!r}, but: {self.said}")

    @property
    def number(self) -> int:
        return self._process.pid

    def children(self) -> list[psutil.Process]:
        """All that it has started, and what those have."""
        return psutil.Process(self.number).children(recursive=True)

    def child(self, words: str) -> int | None:
        """The number of its direct child with these words on its command line, if there is one alive."""
        for process in psutil.Process(self.number).children():
            # One that has just died is still on the list.
            with suppress(psutil.NoSuchProcess):
                if words in " ".join(process.cmdline()):
                    return process.pid
        return None

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; its exit code."""
        self._process.send_signal(number)
        try:
            self._process.communicate(timeout=PATIENCE)
        finally:
            self._process.kill()
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.stop()
        if self._process.stdout is not None:
            self._process.stdout.close()
