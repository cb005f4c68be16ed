"""Jobs: due ones are done, and a dead worker's are taken up again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from tests.conftest import OwnDatabase


@contextmanager
def worker() -> Iterator[None]:
    """Jobs go the way of the worker, on connections of its own."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector):
        yield


def work() -> None:
    """Do what is in the queue, and come back."""
    with worker():
        app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="successful")


def jobs(name: str) -> list[str]:
    """What became of the jobs of this name that are still there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [name])
        return [status for (status,) in cursor.fetchall()]


def test_what_happens_by_itself_has_its_times() -> None:
    app.perform_import_paths()

    times = {name: periodic.cron for (name, _), periodic in app.periodic_registry.periodic_tasks.items()}

    assert times == {
        "close_due_months": "* * * * *",
        "suspend_overdue": "* * * * *",
        "refresh_peaks": "10 3 * * *",
        "bring_renewals": "40 3 * * *",
        "send_reminders": "* * * * *",
        "retry_stalled_jobs": "* * * * *",
        "forget_old_jobs": "20 3 * * *",
    }


@pytest.mark.parametrize(
    "name", ["close_due_months", "suspend_overdue", "refresh_peaks", "bring_renewals", "forget_old_jobs"]
)
def test_a_job_in_the_queue_is_done(own_database: OwnDatabase, name: str) -> None:
    app.configure_task(name).defer(timestamp=0)
    assert jobs(name) == ["todo"]

    work()

    assert jobs(name) == []


def test_a_job_of_a_dead_worker_is_taken_up_again(own_database: OwnDatabase) -> None:
    app.configure_task("refresh_peaks").defer(timestamp=0)
    with own_database.connect() as elsewhere:
        elsewhere.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        elsewhere.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)"
        )
    app.configure_task("retry_stalled_jobs").defer(timestamp=0)

    work()
    work()

    assert jobs("refresh_peaks") == []


def test_a_job_of_a_living_worker_is_left_to_it(own_database: OwnDatabase) -> None:
    app.configure_task("refresh_peaks").defer(timestamp=0)
    with own_database.connect() as elsewhere:
        elsewhere.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        elsewhere.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)"
        )
    app.configure_task("retry_stalled_jobs").defer(timestamp=0)

    work()

    assert jobs("refresh_peaks") == ["doing"]
