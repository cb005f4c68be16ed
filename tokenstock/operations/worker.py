"""The worker: takes jobs from the queue in the database."""

import django
import structlog

from tokenstock.operations.supervisor import end_with_supervisor

CONCURRENCY = 2
GRACE = 20
"""Seconds that running jobs have to finish when the worker is told to stop; they are taken up again later."""


def run() -> None:
    """Work until told to stop."""
    end_with_supervisor()
    django.setup()
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    structlog.get_logger("tokenstock.worker").info("worker started")
    with app.replace_connector(connector):
        app.run_worker(concurrency=CONCURRENCY, delete_jobs="successful", shutdown_graceful_timeout=GRACE)
