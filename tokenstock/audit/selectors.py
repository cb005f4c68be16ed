"""Reading the record."""

from collections.abc import Collection

from tokenstock.audit.models import Record

__all__ = ["latest_records"]


def latest_records(
    *, account_id: int, actions: Collection[str], limit: int, before: int | None = None
) -> tuple[list[Record], bool]:
    """What happened to the account of these kinds, latest first, from before the record `before` on; and is there more?

    One query.
    """
    records = Record.objects.filter(account_id=account_id, action__in=actions)
    if before is not None:
        records = records.filter(id__lt=before)
    found = list(records.order_by("-id")[: limit + 1])
    return found[:limit], len(found) > limit
