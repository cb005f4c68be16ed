"""Recording when systems are activated. Peaks follow from it (migration 0002)."""

from datetime import datetime

from tokenstock.metering.models import Activation

__all__ = ["begin_activation", "end_activation"]


def begin_activation(*, account_id: int, system_id: int, at: datetime) -> None:
    """From `at` on the system is activated in this account."""
    Activation.objects.create(account_id=account_id, system_id=system_id, from_at=at)


def end_activation(*, system_id: int, at: datetime) -> None:
    """From `at` on the system is not activated."""
    ended = Activation.objects.filter(system_id=system_id, until_at__isnull=True).update(until_at=at)
    assert ended == 1, "only what is activated is deactivated"
