"""Reading which accounts are held by hand."""

from dataclasses import dataclass
from datetime import datetime

from tokenstock.audit.models import Record
from tokenstock.stock.models import Standing

__all__ = ["Hold", "holds"]


@dataclass(frozen=True)
class Hold:
    """An account that the vendor suspended by hand: why, who did it, and since when."""

    account_uid: str
    account_name: str
    partner_name: str
    reason: str
    held_by: str
    held_at: datetime


def holds(*, limit: int) -> tuple[list[Hold], int]:
    """The accounts held, the latest hold first, no more than `limit`; and how many there are. Three queries."""
    held = Standing.objects.filter(held=True, closed=False)
    latest = (
        Record.objects.filter(action="account.held", account_id__in=held.values("account_id"))
        .order_by("account_id", "-id")
        .distinct("account_id")
        .values("id")
    )
    records = list(Record.objects.filter(id__in=latest).order_by("-id")[:limit])
    standings = held.select_related("account", "account__parent").in_bulk([record.account_id for record in records])
    return [_hold(standings[record.account_id], record) for record in records], held.count()


def _hold(standing: Standing, record: Record) -> Hold:
    return Hold(
        account_uid=standing.account.uid,
        account_name=standing.account.name,
        partner_name=standing.account.partner_name,
        reason=standing.hold_reason,
        held_by=record.actor,
        held_at=record.at,
    )
