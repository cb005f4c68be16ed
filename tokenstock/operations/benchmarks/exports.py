"""`tokenstock bench exports`: how fast and in how much memory a partner's whole grid becomes a spreadsheet."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tokenstock.runtime import clock

__all__ = ["Export", "Measured", "bench_exports"]

SYSTEMS = 5
"""The most that a subaccount has activated."""

EMAIL = "partner@benchmark.example"

type Say = Callable[[str], None]


@dataclass(frozen=True)
class Export:
    """One kind of file. `added_mib`: the most memory that this process held, above what it held before."""

    rows_per_second: int
    seconds: float
    file_mib: float
    added_mib: float


@dataclass(frozen=True)
class Measured:
    """The figures of one run, by kind of file."""

    subaccounts: int
    exports: dict[str, Export]

    def as_json(self) -> str:
        """The figures as a JSON object."""
        return json.dumps(asdict(self), indent=1)


def bench_exports(*, subaccounts: int, say: Say) -> Measured:
    """Measure on the database that Django works on, an empty one to be thrown away, within this process."""
    say(f"Entering {subaccounts:,} subaccounts")
    _enter(subaccounts, clock.now())
    exports = {}
    for kind in ("csv", "xlsx"):
        # Once for a few rows, so that what is loaded for the first file is not taken for what the rows need.
        _download(f"{kind}?text=nobody")
        exports[kind] = made = _measure(kind, subaccounts)
        say(
            f"  {kind:4} {made.rows_per_second:7,} rows a second, {made.seconds:5.1f} s, file {made.file_mib:5.1f} MiB,"
            f" {made.added_mib:5.1f} MiB of memory added"
        )
    return Measured(subaccounts, exports)


def _measure(kind: str, subaccounts: int) -> Export:
    before = _forget_peak()
    started = time.perf_counter()
    size = _download(kind)
    took = time.perf_counter() - started
    added = (_peak() - before) / 1024
    return Export(round(subaccounts / took), round(took, 1), round(size / 2**20, 1), round(added, 1))


def _download(rest: str) -> int:
    """The number of bytes of the file, none of which is kept."""
    from django.test import Client

    from tokenstock.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=EMAIL))
    answer = client.get(f"/accounts/export.{rest}")
    assert answer.status_code == 200, answer.status_code
    return sum(len(chunk) for chunk in answer)


def _forget_peak() -> int:
    """Have the kernel begin anew with the most memory that this process held; what it holds now, in KiB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None, "the kernel does not tell how much memory was used"
    return int(found[1])


def _enter(subaccounts: int, now: datetime) -> None:
    """A partner with subaccounts that have all bought something."""
    from tokenstock.operations.benchmarks import subaccounts as many

    partner = many.found_partner(email=EMAIL, now=now)
    many.enter_subaccounts(partner=partner, number=subaccounts, systems=SYSTEMS, now=now)
    many.supply_enough(partner=partner, po_number="W-1", now=now)
    many.sell_to_all(partner=partner, po_number="S-1", now=now)
    many.settle()
