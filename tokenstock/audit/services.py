"""Writing the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tokenstock.audit.models import Record

__all__ = ["record", "record_each"]


def record(
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    account_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Write one line in the running transaction, so that it stands exactly when the deed does.

    `action` is a dotted name such as "order.placed"; `detail` holds what JSON can.
    """
    Record.objects.create(
        at=at, actor=actor, action=action, subject=subject, account_id=account_id, reason=reason, detail=detail
    )


def record_each(*, at: datetime, actor: str, action: str, subjects: Iterable[str], account_id: int) -> None:
    """Write one line for each of these subjects, to which the same was done at once. In one statement."""
    Record.objects.bulk_create(
        Record(at=at, actor=actor, action=action, subject=subject, account_id=account_id) for subject in subjects
    )
