"""Whether somebody does the jobs: the sign of life that each worker leaves beside the queue."""

from datetime import timedelta

from django.db import connection

__all__ = ["worker_seen"]


def worker_seen() -> timedelta | None:
    """How long ago a worker gave the last sign of life, by the database's clock; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - max(last_heartbeat) FROM procrastinate_workers")
        (seen,) = cursor.fetchone()
    return seen if seen is None else max(seen, timedelta(0))
