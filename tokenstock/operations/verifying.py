"""`tokenstock verify`: do the twelve invariants hold, and is the past still what an anchor says that it was?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import django
import psycopg
from django.db import DatabaseError, ProgrammingError

from tokenstock.runtime import addresses, clock, installation, postgres

__all__ = ["CannotVerify", "invariants_hold", "past_is_intact", "verify"]

SHOWN = 3
"""Faults of one invariant that are shown."""


class CannotVerify(click.ClickException):
    """Nothing can be said about the database; the message says why."""

    exit_code = 2


def verify(*, database: str | None, anchor: Path | None) -> bool:
    """Print what is wrong in the database, or that nothing is; say whether that is so.

    Without `database` in the one that the program works on; with a name (or address) in that one. With `anchor`, the
    past is compared with every anchor in that file, and where all is well, today's is added to it.

    :raises CannotVerify: the database or the file cannot be read, or the schema is of another version.
    """
    with _set_up(database):
        try:
            well = invariants_hold()
            return (anchor is None or past_is_intact(anchor, may_add=well)) and well
        except ProgrammingError:
            raise CannotVerify("The schema of this database is of another version: tokenstock manage migrate") from None
        except (DatabaseError, psycopg.Error, OSError) as error:
            raise CannotVerify(f"{error}".strip()) from None


def invariants_hold() -> bool:
    """Print a line for each invariant, and the first places where it does not hold; say whether all do."""
    from tokenstock.verification.selectors import examine

    well = True
    for finding in examine():
        head = f"{finding.invariant.code:<4} {finding.invariant.name:<18}"
        if not finding.count:
            click.echo(f"{head} {click.style('ok', fg='green')}")
            continue
        well = False
        said = "1 fault" if finding.count == 1 else f"{finding.count} faults"
        click.echo(f"{head} {click.style(said, fg='red', bold=True)}")
        for fault in finding.first[:SHOWN]:
            click.echo(f"     {fault.place}: {fault.fault}")
        if finding.count > SHOWN:
            click.echo(f"     and {finding.count - SHOWN} more")
    return well


def past_is_intact(file: Path, *, may_add: bool) -> bool:
    """Print whether the past is what the anchors in `file` say; if so, and `may_add`, add today's. Say whether it is.

    :raises CannotVerify: the file holds something else, or somebody's transaction does not end.
    """
    from django.db import connection

    from tokenstock.verification import anchors

    try:
        earlier = anchors.read(file.read_text(encoding="utf-8").splitlines() if file.exists() else [])
        connection.ensure_connection()
        taken, again = anchors.take(connection.connection, earlier=earlier, now=clock.now())
    except (anchors.UnreadableAnchor, anchors.Unsettled) as refused:
        raise CannotVerify(f"{file}: {refused}") from None
    faults = anchors.compare(earlier, again)
    reach = f"{taken.transactions.rows} transactions, {taken.entries.rows} entries, {taken.records.rows} records"
    if faults:
        click.echo(f"{'anchors':<23} {click.style('the past is not what it was', fg='red', bold=True)}")
        for fault in faults:
            click.echo(f"     {fault}")
        return False
    click.echo(f"{'anchors':<23} {click.style('ok', fg='green')}, {len(earlier)} compared; {reach}")
    if may_add and (not earlier or taken.reach != earlier[-1].reach):
        with file.open("a", encoding="utf-8") as lines:
            lines.write(taken.written() + "\n")
    return True


@contextmanager
def _set_up(database: str | None) -> Iterator[None]:
    embedded = addresses.is_embedded()
    with postgres.hold() if embedded else nullcontext():
        if database is not None:
            server = addresses.configured()
            named = "://" in database or "=" in database
            if embedded:
                os.environ.setdefault("SECRET_KEY", installation.secret())
                os.environ.setdefault("DATABASE_ROLE", "tokenstock_app")
            os.environ[addresses.VARIABLE] = database if named else addresses.with_database(server, database)
        django.setup()
        yield
