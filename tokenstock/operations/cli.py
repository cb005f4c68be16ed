"""The program `tokenstock`: its commands, each a few lines that call what does the work."""

import os
import sys

import click

from tokenstock.runtime import addresses, env, postgres

OWNERS_COMMANDS = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "check"}
"""Django's commands that work on the schema itself, and so as its owner and not as the program's role."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def program() -> None:
    """Prepaid tokens for device management: stocks, orders, month ends and run-out dates."""


@program.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands."""
    if arguments and arguments[0] in OWNERS_COMMANDS:
        os.environ["DATABASE_ROLE"] = "-"
    if addresses.is_embedded():
        postgres.hold()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tokenstock manage", *arguments])


def main() -> None:
    """Run the program; a refusal is a sentence and exit code 2, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokenstock.config.settings")
    try:
        program(prog_name="tokenstock")
    except env.SettingRefused as refused:
        sys.exit(f"tokenstock: {refused}")
