"""Plants a fault in a copy of the tree and runs the test that has to notice it."""

import os
import queue
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.environment import ROOT
from tests.faults.catalogue import Change, Fault

COPIED = ("tokenstock", "tests", "examples", "pyproject.toml", "README.md")
PATIENCE = 120
"""Seconds that one run of pytest may take."""


class DoesNotFit(Exception):
    """The words that a fault replaces stand there no longer, or more than once: the fault has to be written anew."""


@dataclass(frozen=True)
class Verdict:
    """What became of a fault: `caught` where its test failed, and failed itself, not for want of what it stands on."""

    fault: Fault
    caught: bool
    said: str


def changed(text: str, change: Change) -> str:
    """The text with the change in it.

    :raises DoesNotFit: the words to replace are not there once.
    """
    if text.count(change.old) != 1:
        raise DoesNotFit(f"{change.file} has {text.count(change.old)} times {change.old!r}")
    return text.replace(change.old, change.new)


class Copy:
    """A copy of the tree, in which tests run as in the original, on a database server of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
            elif source.exists():
                shutil.copy(source, place / name)

    def judge(self, fault: Fault) -> Verdict:
        """Plant the fault, run its test and take the fault out again."""
        with self._planted(fault):
            run = self.run([fault.test])
        said = run.stdout + run.stderr
        caught = run.returncode == 1 and f"FAILED tests/{fault.test}" in said
        return Verdict(fault, caught, said)

    def run(self, tests: Iterable[str]) -> subprocess.CompletedProcess[str]:
        """Run these tests of the copy."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "--color=no", "-p", "no:cacheprovider"]
        return subprocess.run(
            [*command, *(f"tests/{test}" for test in tests)],
            cwd=self.place,
            env=given | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    @contextmanager
    def _planted(self, fault: Fault) -> Iterator[None]:
        originals: dict[Path, str] = {}
        try:
            for change in fault.changes:
                path = self.place / "tokenstock" / change.file
                text = path.read_text("utf-8")
                originals.setdefault(path, text)
                path.write_text(changed(text, change), "utf-8")
            yield
        finally:
            for path, text in originals.items():
                path.write_text(text, "utf-8")


def failing_without_a_fault(faults: Iterable[Fault]) -> str:
    """What pytest says where the tests of these faults do not all pass in a copy without any; else nothing."""
    with tempfile.TemporaryDirectory(prefix="tokenstock-faults-") as place:
        run = Copy(Path(place)).run(sorted({fault.test for fault in faults}))
    return "" if run.returncode == 0 else run.stdout + run.stderr


def judge_all(
    faults: Iterable[Fault], *, workers: int = 2, tell: Callable[[Verdict], None] = lambda verdict: None
) -> list[Verdict]:
    """Judge the faults, so many at a time, each in a copy that nobody else uses meanwhile."""
    with ExitStack() as until_the_end:
        copies: queue.Queue[Copy] = queue.Queue()
        for _ in range(workers):
            place = until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="tokenstock-faults-"))
            copies.put(Copy(Path(place)))

        def judge(fault: Fault) -> Verdict:
            copy = copies.get()
            try:
                return copy.judge(fault)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(workers) as pool:
            verdicts = []
            for done in as_completed([pool.submit(judge, fault) for fault in faults]):
                verdicts.append(done.result())
                tell(verdicts[-1])
        return verdicts
