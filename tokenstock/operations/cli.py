"""The program `tokenstock`: its commands, each a few lines that call what does the work.

What a command needs is imported in the command: the program answers at once, and Django is set up only by those that
use it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from tokenstock.operations import serve as serving
from tokenstock.runtime import addresses, databases, env, postgres

OWNERS_COMMANDS = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "check"}
"""Django's commands that work on the schema itself, and so as its owner and not as the program's role."""

REFUSALS = (env.SettingRefused, postgres.ServerRefused, databases.MigrationFailed, serving.CannotServe)
"""What a person can do something about: told as a sentence, without a traceback."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tokenstock", message="tokenstock %(version)s")
def program() -> None:
    """Prepaid tokens for device management: stocks, orders, month ends and run-out dates.

    Without DATABASE_URL, the program brings its own database server and keeps its data in TOKENSTOCK_HOME (`var`).
    """


def _where_to_serve[Command: Callable[..., None]](command: Command) -> Command:
    """The options that say where the web application is served."""
    for option in (
        click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes."),
        click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535)),
        click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
    ):
        command = option(command)
    return command


@program.command()
@_where_to_serve
@click.option("--worker/--no-worker", default=True, show_default=True, help="Run the worker of the jobs alongside.")
def serve(*, host: str, port: int, processes: int, worker: bool) -> None:
    """Serve the portal, with the worker of the jobs, until stopped."""
    web = serving.Web(host=host, port=port, processes=processes)
    with serving.database_there():
        serving.run(web, with_worker=worker, announce=lambda: click.echo(f"Tokenstock is at {web.address}"))


@program.command()
@_where_to_serve
@click.option("--fresh", is_flag=True, help="Begin anew, without what was done in the demonstration before.")
def demo(*, host: str, port: int, processes: int, fresh: bool) -> None:
    """Show a believable year: makes a database of its own once, then serves it until stopped."""
    from tokenstock.operations import demo as demonstration

    demonstration.run(serving.Web(host=host, port=port, processes=processes), fresh=fresh)


@program.command()
def worker() -> None:
    """Do the jobs of the queue: month ends, suspensions, peaks. As many workers as you like may run."""
    from tokenstock.operations import worker as working

    with serving.database_there():
        working.run()


@program.command()
@click.option("--database", metavar="NAME", help="Another database than the program's, by name or address.")
@click.option("--anchor", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Kept outside.")
def verify(*, database: str | None, anchor: Path | None) -> None:
    """Look whether anything in the database is not as it must be. Exit code 1, and the first places, if so.

    With --anchor, the past is compared with what the lines of FILE say that it was, and a line of today is added.
    """
    from tokenstock.operations import verifying

    sys.exit(0 if verifying.verify(database=database, anchor=anchor) else 1)


@program.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands."""
    from django.core.management import execute_from_command_line

    if arguments and arguments[0] in OWNERS_COMMANDS:
        os.environ["DATABASE_ROLE"] = "-"
    with serving.database_there():
        execute_from_command_line(["tokenstock manage", *arguments])


@program.command()
@click.argument("events", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--results", type=click.Path(dir_okay=False, path_type=Path), help="Write one JSON answer an event here.")
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="Write what it led to here, as JSON.")
@click.option("--as-of", help="Move the clock on to this instant at the end, e.g. 2026-05-17T10:00:00Z.")
@click.option("--database", help="Keep it in this empty database (a name or address). Default: one thrown away.")
def replay(events: Path, results: Path | None, state: Path | None, as_of: str | None, database: str | None) -> None:
    """Run a history of business events, one JSON object a line, through the services."""
    from tokenstock.operations import replaying
    from tokenstock.replay.events import MalformedLine, instant

    try:
        moment = instant(as_of) if as_of else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--as-of") from None
    try:
        replaying.replay(events, results=results, state=state, as_of=moment, database=database)
    except (MalformedLine, replaying.NotEmpty) as error:
        raise click.ClickException(str(error)) from None


@program.group()
def bench() -> None:
    """Measure the speeds that the product promises."""


@bench.command("ledger")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here as JSON."
)
@click.option(
    "--rounds", type=click.IntRange(1, 100), default=9, show_default=True, help="The ratios are their medians."
)
@click.option(
    "--seconds", type=click.IntRange(1, 600), default=2, show_default=True, help="Each measurement lasts this long."
)
def bench_ledger(report: Path | None, rounds: int, seconds: int) -> None:
    """Postings a second beside pgbench's TPC-B-like script on the same server, and accounts closed a second."""
    from tokenstock.operations import replaying
    from tokenstock.operations.benchmarks import ledger

    server = postgres.address("postgres") if addresses.is_embedded() else addresses.configured()
    with replaying.using(None, durable=True) as address:
        try:
            measured = ledger.bench_ledger(
                address=address, server=server, rounds=rounds, seconds=seconds, say=click.echo
            )
        except ledger.NoPgbench as error:
            raise click.ClickException(str(error)) from None
    click.echo(measured.as_json())
    if report is not None:
        report.write_text(measured.as_json() + "\n")


@bench.command("portal")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here as JSON."
)
@click.option("--subaccounts", type=click.IntRange(1, 100_000), default=10_000, show_default=True)
@click.option(
    "--rounds", type=click.IntRange(1, 1000), default=25, show_default=True, help="Each asks every page once."
)
def bench_portal(report: Path | None, subaccounts: int, rounds: int) -> None:
    """Milliseconds until a page is there for a partner with many subaccounts, and its questions to the database."""
    from tokenstock.operations import replaying

    # A line for each request would bury the figures.
    os.environ.setdefault("TOKENSTOCK_LOG_LEVEL", "WARNING")
    with replaying.using(None, durable=True):
        from tokenstock.operations.benchmarks import portal

        measured = portal.bench_portal(subaccounts=subaccounts, rounds=rounds, say=click.echo)
    click.echo(measured.as_json())
    if report is not None:
        report.write_text(measured.as_json() + "\n")


@bench.command("exports")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here as JSON."
)
@click.option("--subaccounts", type=click.IntRange(1, 200_000), default=100_000, show_default=True)
def bench_exports(report: Path | None, subaccounts: int) -> None:
    """Rows a second and memory added while a partner's whole grid becomes a CSV and an XLSX file."""
    from tokenstock.operations import replaying

    os.environ.setdefault("TOKENSTOCK_LOG_LEVEL", "WARNING")
    with replaying.using(None, durable=True):
        from tokenstock.operations.benchmarks import exports

        measured = exports.bench_exports(subaccounts=subaccounts, say=click.echo)
    click.echo(measured.as_json())
    if report is not None:
        report.write_text(measured.as_json() + "\n")


def main() -> None:
    """Run the program. A refusal is a sentence and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokenstock.config.settings")
    try:
        program(prog_name="tokenstock")
    except REFUSALS as refused:
        click.echo(f"tokenstock: {refused}", err=True)
        sys.exit(2)
