"""Addresses of databases, as libpq writes them: `postgresql://…` or `host=… dbname=…`."""

import os
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tokenstock.runtime import env, postgres

VARIABLE = "DATABASE_URL"
EMBEDDED_NAME = "TOKENSTOCK_DATABASE"
"""The name of the database on the embedded server."""
EXAMPLE = "an address such as postgresql://user:password@host:5432/tokenstock"


def is_embedded() -> bool:
    """Whether the program brings its own database server, having been given none."""
    return not os.environ.get(VARIABLE)


def configured() -> str:
    """The address of the database to work on; the embedded server need not run yet."""
    return os.environ.get(VARIABLE) or postgres.address(env.text(EMBEDDED_NAME, "tokenstock"))


def parts(address: str) -> dict[str, Any]:
    """What an address consists of, by libpq's names."""
    try:
        found = conninfo_to_dict(address)
    except ProgrammingError:
        raise env.SettingRefused(VARIABLE, "not an address of a database", EXAMPLE) from None
    if not found.get("dbname"):
        raise env.SettingRefused(VARIABLE, "an address without the name of a database", EXAMPLE)
    return found


def with_database(address: str, name: str) -> str:
    """The same server and user, another database."""
    return make_conninfo(**{**parts(address), "dbname": name})
