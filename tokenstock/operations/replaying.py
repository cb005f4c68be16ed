"""`tokenstock replay`: a whole history through the real services, on a database that holds nothing yet."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tokenstock.runtime import addresses, databases, installation, postgres

__all__ = ["NotEmpty", "replay", "using"]


class NotEmpty(Exception):
    """The database named already holds accounts."""


def replay(
    events: Path, *, results: Path | None, state: Path | None, as_of: datetime | None, database: str | None
) -> None:
    """Replay the history in `events`; write one answer an event to `results` and what it led to to `state`.

    Without `database` on a throw-away one, dropped at the end; with a name (or address) on that one, which stays.

    :raises NotEmpty: `database` holds accounts.
    :raises MalformedLine: a line of the history is no event.
    """
    with using(database):
        from tokenstock.accounts.models import Account
        from tokenstock.replay.events import Event
        from tokenstock.replay.runner import run_history
        from tokenstock.replay.state import state as state_as_of

        if Account.objects.count() > 1:
            raise NotEmpty(
                f"The database {database} holds accounts already. A replay begins with nothing: name a new one."
            )
        lines = events.read_text(encoding="utf-8").splitlines()
        with _results_file(results) as answers, _progress(len(lines)) as bar:
            task = bar.add_task(events.name, total=len(lines))

            def show(event: Event) -> None:
                bar.update(task, completed=event.line)

            now = run_history(lines, results=answers, as_of=as_of, progress=show)
        if state is not None and now is not None:
            text = json.dumps(state_as_of(as_of=now), ensure_ascii=False, indent=1)
            state.write_text(text + "\n", encoding="utf-8")


@contextmanager
def using(database: str | None, *, durable: bool = False) -> Iterator[str]:
    """Set Django up on a database: a throw-away one, or the one of this name or address, made and migrated as needed.

    Commits to a throw-away one wait for the disk only where `durable` asks for it. Once a process, before anything
    imports a model.
    """
    embedded = addresses.is_embedded()
    if embedded:
        postgres.hold()
        os.environ.setdefault("SECRET_KEY", installation.secret())
        os.environ.setdefault("DATABASE_ROLE", "tokenstock_app")
    server = postgres.address("postgres") if embedded else addresses.configured()
    if database is None:
        with databases.throwaway(server, durable=durable) as address:
            _set_up(address)
            yield address
            _close_connections()
        return
    address = database if "://" in database or "=" in database else addresses.with_database(server, database)
    databases.ensure(address)
    databases.migrate(address)
    _set_up(address)
    yield address


def _set_up(address: str) -> None:
    os.environ[addresses.VARIABLE] = address
    import django

    django.setup()


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


@contextmanager
def _results_file(path: Path | None) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8") as file:
        yield file


def _progress(total: int) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty() or total == 0,
    )
