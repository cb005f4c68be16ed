"""Recording when systems are activated. Peaks follow from it (migration 0002)."""

from collections.abc import Collection
from datetime import datetime

from tokenstock.kernel.months import Month
from tokenstock.metering.models import Activation, LateReport

__all__ = [
    "begin_activation",
    "begin_activations",
    "end_activation",
    "end_activations",
    "keep_late_report",
    "move_beginning",
    "move_end",
]


def begin_activation(*, account_id: int, system_id: int, at: datetime) -> None:
    """From `at` on the system is activated in this account."""
    Activation.objects.create(account_id=account_id, system_id=system_id, from_at=at)


def begin_activations(*, account_id: int, system_ids: Collection[int], at: datetime) -> None:
    """From `at` on these systems are activated in this account. One statement."""
    Activation.objects.bulk_create(
        Activation(account_id=account_id, system_id=system_id, from_at=at) for system_id in system_ids
    )


def end_activations(*, system_ids: Collection[int], at: datetime) -> None:
    """From `at` on none of these systems is activated. One statement."""
    ended = Activation.objects.filter(system_id__in=system_ids, until_at__isnull=True).update(until_at=at)
    assert ended == len(system_ids), "only what is activated is deactivated"


def end_activation(*, system_id: int, at: datetime) -> None:
    """From `at` on the system is not activated."""
    ended = Activation.objects.filter(system_id=system_id, until_at__isnull=True).update(until_at=at)
    assert ended == 1, "only what is activated is deactivated"


def move_beginning(*, activation: Activation, to: datetime) -> None:
    """Let a known activation begin earlier, in a month that is open."""
    activation.from_at = to
    activation.save(update_fields=["from_at"])


def move_end(*, activation: Activation, to: datetime) -> None:
    """Let a known activation end earlier, in a month that is open."""
    activation.until_at = to
    activation.save(update_fields=["until_at"])


def keep_late_report(
    *,
    account_id: int,
    system_id: int,
    activated: bool,
    at: datetime,
    until: datetime,
    zone: str,
    now: datetime,
    actor: str,
) -> list[Month]:
    """Keep what a report changes in closed months, from the instant reported until `until`; say which months.

    Nothing is charged for it. A report that was kept before is the caller's to refuse.
    """
    months = []
    month = Month.at(at, zone)
    while month.start(zone) < until:
        months.append(month)
        month = month.plus(1)
    LateReport.objects.bulk_create(
        LateReport(
            account_id=account_id,
            system_id=system_id,
            activated=activated,
            at=at,
            month=month.first_day,
            from_at=max(at, month.start(zone)),
            until_at=min(until, month.end(zone)),
            received_at=now,
            received_by=actor,
        )
        for month in months
    )
    return months
