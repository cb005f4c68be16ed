"""The program `tokenstock`: its commands, each a few lines that call what does the work.

What a command needs is imported in the command: the program answers at once, and Django is set up only by those that
use it.
"""

import os
import sys
from collections.abc import Callable

import click

from tokenstock.operations import serve as serving
from tokenstock.runtime import databases, env, postgres

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


@program.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands."""
    from django.core.management import execute_from_command_line

    if arguments and arguments[0] in OWNERS_COMMANDS:
        os.environ["DATABASE_ROLE"] = "-"
    with serving.database_there():
        execute_from_command_line(["tokenstock manage", *arguments])


def main() -> None:
    """Run the program. A refusal is a sentence and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokenstock.config.settings")
    try:
        program(prog_name="tokenstock")
    except REFUSALS as refused:
        click.echo(f"tokenstock: {refused}", err=True)
        sys.exit(2)
