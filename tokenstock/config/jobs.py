"""Jobs: what happens by itself. The queue is in the database; a worker takes from it (`tokenstock worker`).

Every job may be done twice and broken off anywhere: a worker that dies leaves its job to the next one.
"""

import structlog
from procrastinate import JobContext
from procrastinate.contrib.django import app

from tokenstock.consumption import services as consumption
from tokenstock.portal import mails
from tokenstock.registration import services as registration
from tokenstock.runtime.clock import now

log = structlog.get_logger("tokenstock.jobs")

STALLED_AFTER = 30
"""Seconds without a sign of life until a worker is taken for dead."""

CLOSERS = 2
"""Connections that a month close works on at once."""

KEPT_HOURS = 24 * 7
"""How long jobs that failed can be looked at."""


@app.periodic(cron="* * * * *")
@app.task(name="close_due_months", lock="close_due_months", retry=3)
def close_due_months(timestamp: int) -> None:
    """Close every month that is over, missed ones in order."""
    for month in consumption.close_due_months(now=now(), workers=CLOSERS):
        log.info("month closed", month=str(month))


@app.periodic(cron="* * * * *")
@app.task(name="suspend_overdue", lock="suspend_overdue", retry=3)
def suspend_overdue(timestamp: int) -> None:
    """Suspend the accounts whose days of grace are over."""
    suspended = consumption.suspend_overdue(now=now())
    if suspended:
        log.info("accounts suspended", accounts=suspended)


@app.periodic(cron="10 3 * * *")
@app.task(name="refresh_peaks", lock="refresh_peaks", retry=3)
def refresh_peaks(timestamp: int) -> None:
    """Recompute every account's peak so far from the history of its activations."""
    log.info("peaks refreshed", accounts=consumption.refresh_peaks(now=now()))


@app.periodic(cron="40 3 * * *")
@app.task(name="bring_renewals", lock="bring_renewals", retry=3)
def bring_renewals(timestamp: int) -> None:
    """Bring renewals of AirLink Complete to the partners of record, 90, 30 and 7 days ahead."""
    log.info("renewals brought", renewals=registration.bring_renewals(now=now()))


@app.periodic(cron="* * * * *")
@app.task(name="send_reminders", lock="send_reminders", retry=3)
def send_reminders(timestamp: int) -> None:
    """Send the reminders that partners and the vendor asked for."""
    sent = mails.send_reminders(now=now())
    if sent:
        log.info("reminders sent", reminders=sent)


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put the jobs of dead workers back into the queue."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        log.warning("job taken up again", job=job.id, task=job.task_name)
        await manager.retry_job(job)


@app.periodic(cron="20 3 * * *")
@app.task(name="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended long ago, also those that failed."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
