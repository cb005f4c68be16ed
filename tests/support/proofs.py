"""Proofs about a whole database: that a refusal left no trace, that two calculations came to the same rows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tokenstock.kernel.errors import Refusal

OTHERS = "django_ procrastinate_ auth_ account_"
"""Tables that no business of ours is in, by how their names begin; `account_` is the sign-in's."""


def everything() -> dict[str, str]:
    """A checksum of every table of the domain, by name. Equal before and after: nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(tuple(OTHERS.split()))]
        assert {"ledger_entry", "audit_record", "orders_order"} < set(tables)
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '')"
                f" FROM {name} t"
                for name in tables
            )
        )
        return dict(cursor.fetchall())


@contextmanager
def refused[R: Refusal](refusal: type[R]) -> Iterator[pytest.ExceptionInfo[R]]:
    """The block is refused in this way, and writes nothing at all."""
    before = everything()
    with pytest.raises(refusal) as caught:
        yield caught
    assert everything() == before, "a refusal leaves nothing behind"


@contextmanager
def unchanged() -> Iterator[None]:
    """The block answers, and writes nothing at all."""
    before = everything()
    yield
    assert everything() == before, "this was to write nothing"


def rows(table: str, order_by: str) -> list[dict[str, Any]]:
    """All rows of a table, as the database writes them in JSON."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY {order_by}")
        return [json.loads(row) for (row,) in cursor.fetchall()]
