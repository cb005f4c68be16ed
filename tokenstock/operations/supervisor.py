"""Programs that run together: each is started again when it dies, and all end with the one that started them."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from types import FrameType

import structlog

LIFELINE = "TOKENSTOCK_LIFELINE"
"""Names a descriptor that a started program can read from: it comes to its end when the supervisor is gone."""

STEADY = 10.0
"""Seconds that a program has to run for its next death to count as the first."""

LONGEST_PAUSE = 30.0
STOPPING = 30.0
"""Seconds that the programs have to end by themselves."""

log = structlog.get_logger("tokenstock.supervisor")


class Program:
    """One program and what it starts, in a process group of its own."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str], lifeline: int) -> None:
        self.name = name
        self._command = command
        self._environment = environment | {LIFELINE: str(lifeline)}
        self._lifeline = lifeline
        self._deaths = 0
        self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self._command, env=self._environment, pass_fds=[self._lifeline], start_new_session=True
        )

    def look_after(self) -> None:
        """Start it again if it has died; the sooner it died, the later."""
        status = self._process.poll()
        if status is None:
            return
        lived = time.monotonic() - self._started
        self._deaths = 1 if lived > STEADY else self._deaths
        pause = min(2.0**self._deaths - 1, LONGEST_PAUSE)
        if lived < pause:
            return
        log.warning("program started again", program=self.name, status=status)
        self._deaths += 1
        # Its own children may have outlived it, and still hold its port.
        self.kill()
        self._start()

    def terminate(self) -> None:
        """Ask it to end."""
        if self._process.poll() is None:
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        """Give it time to end; what is left after that is killed."""
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("program killed", program=self.name)
        self.kill()
        self._process.wait()

    def kill(self) -> None:
        """End it and all that it has started, at once."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def run(commands: Mapping[str, Sequence[str]], environment: dict[str, str]) -> None:
    """Run programs by name until this process is told to stop (SIGTERM or SIGINT); then stop them too."""
    stop = threading.Event()

    def stop_soon(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, stop_soon) for number in (signal.SIGTERM, signal.SIGINT)}
    reading, writing = os.pipe()
    programs = [Program(name, command, environment, reading) for name, command in commands.items()]
    try:
        while not stop.wait(0.2):
            for program in programs:
                program.look_after()
    finally:
        for program in programs:
            program.terminate()
        deadline = time.monotonic() + STOPPING
        for program in programs:
            program.wait(deadline)
        os.close(reading)
        os.close(writing)
        for number, handler in before.items():
            signal.signal(number, handler)


def end_with_supervisor() -> None:
    """Called by a started program: end all of it when its supervisor is gone, however that went."""
    lifeline = os.environ.get(LIFELINE)
    if lifeline is None:
        return

    def wait_for_the_end() -> None:
        os.read(int(lifeline), 1)
        # The whole group: a process that looks after others would start this one again, for ever.
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait_for_the_end, name="lifeline", daemon=True).start()
