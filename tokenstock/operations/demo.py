"""The demonstration: a believable year, replayed once, to click through.

It has a database of its own on the embedded server. Its clock goes on from where the history, or the last visitor,
stopped, so that run-out dates are as the story means them, on whatever day it is shown.
"""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tokenstock.operations import serve
from tokenstock.runtime import addresses, clock, databases, installation, postgres

DATABASE = "tokenstock_demo"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

console = Console(highlight=False)


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Someone to be in the demonstration."""

    who: str
    email: str
    look_at: str


def password() -> str:
    """The password of all who are let in: the same each time on one installation, and no other's."""
    return "demo-" + hmac.digest(installation.secret().encode(), b"demo", hashlib.sha256).hex()[:10]


def run(web: serve.Web, *, fresh: bool) -> None:
    """Make the demonstration if it is not there yet, or should be `fresh`, and serve it until told to stop."""
    web.refuse_used_port()
    os.environ.pop(addresses.VARIABLE, None)
    os.environ[addresses.EMBEDDED_NAME] = DATABASE
    os.environ.setdefault("TOKENSTOCK_LOG", "text")
    os.environ.setdefault("TOKENSTOCK_LOG_LEVEL", "WARNING")
    with postgres.hold():
        address = addresses.configured()
        if fresh:
            databases.drop(address)
        if not databases.exists(address):
            _make(address)
        moment = _last_moment(address)
        os.environ[clock.OFFSET] = str(int((moment - clock.now()).total_seconds()) + 1)
        serve.run(web, with_worker=True, announce=lambda: _say(web, moment))


def _make(address: str) -> None:
    """Under another name until it is whole: one that was broken off is made anew."""
    os.environ[addresses.EMBEDDED_NAME] = f"{DATABASE}_making"
    making = addresses.configured()
    databases.drop(making)
    databases.ensure(making)
    databases.migrate(making)
    import django

    django.setup()
    _replay((EXAMPLES / "sample-year.ndjson").read_text().splitlines())
    _let_in(sign_ins())
    from django.db import connections

    connections.close_all()
    databases.rename(making, address)
    os.environ[addresses.EMBEDDED_NAME] = DATABASE


def _replay(lines: list[str]) -> None:
    from tokenstock.consumption.services import refresh_peaks
    from tokenstock.replay.runner import run_history

    columns = (TextColumn("Replaying a year of {task.total} events"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=len(lines))
        now = run_history(lines, progress=lambda event: bar.update(task, completed=event.line))
    # As the nightly job does.
    refresh_peaks(now=now or clock.now())


def sign_ins() -> list[SignIn]:
    """Whom the demonstration lets in."""
    return [SignIn(**entry) for entry in json.loads((EXAMPLES / "sign-ins.json").read_text())]


def _let_in(people: list[SignIn]) -> None:
    """Give people their passwords. Who is nobody's Admin yet becomes one of the vendor's."""
    from tokenstock.accounts.access import vendor
    from tokenstock.accounts.models import User
    from tokenstock.accounts.services import add_member

    for person in people:
        user = User.objects.filter(email=person.email).first() or add_member(account=vendor(), email=person.email)
        user.set_password(password())
        user.save(update_fields=["password"])


def _last_moment(address: str) -> datetime:
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT max(at) FROM audit_record").fetchone()
    assert row is not None
    found: datetime | None = row[0]
    return found or clock.now()


def _say(web: serve.Web, moment: datetime) -> None:
    table = Table(box=None, padding=(0, 2, 1, 0))
    table.add_column("Sign in as", no_wrap=True)
    table.add_column("and look at")
    for person in sign_ins():
        table.add_row(f"[bold]{person.email}[/bold]\n{person.who}", person.look_at)
    console.print()
    console.print(f"The demonstration is at [bold]{web.address}[/bold]")
    console.print(f"The password of everybody is [bold]{password()}[/bold]")
    console.print(f"Its clock stands at {moment:%d %B %Y, %H:%M} UTC and goes on from there.")
    console.print()
    console.print(table)
    console.print("Ctrl-C stops it.")
