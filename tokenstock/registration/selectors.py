"""Reading which claimed devices come to the end of their first year."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import DateField, F, Func, Value

from tokenstock.accounts.access import Actor
from tokenstock.kernel.months import local_date
from tokenstock.registration.models import Claim, Renewal

__all__ = ["LATER", "OVERDUE", "RenewalDue", "renewals_due"]

OVERDUE, LATER = "overdue", "later"

OVERDUE_DAYS = 90
"""How long a renewal that is past its day is still listed."""

_YEAR_AND_MORE, _YEAR_AND_LESS = timedelta(days=368), timedelta(days=363)


@dataclass(frozen=True)
class RenewalDue:
    """A device whose first year ends on `due_on`, and whom its renewal is brought to.

    `stage` is 90, 30 or 7, the last one that it has come to; `later` where it has come to none, `overdue` past its day.
    """

    claim_id: int
    serial: str
    model: str
    customer_uid: str
    customer_name: str
    claimed_on: date
    due_on: date
    days_left: int
    stage: str
    brought_to_uid: str
    brought_to_name: str


def renewals_due(
    *, actor: Actor, today: date, horizon_days: int = 90, limit: int = 200, offset: int = 0
) -> list[RenewalDue]:
    """The renewals that are the actor's: of its subaccounts, for the vendor of everybody; those due first come first.

    Due up to `horizon_days` ahead of `today`, or past their day for no longer than `OVERDUE_DAYS`. Closed accounts have
    none. One query.
    """
    zone = settings.TOKENSTOCK_TIME_ZONE
    first, last = today - timedelta(days=OVERDUE_DAYS), today + timedelta(days=horizon_days)
    due_on = Func(F("claimed_at"), Value(zone), function="registration_renewal_due", output_field=DateField())
    claims = (
        Claim.objects.select_related("account", "account__parent")
        # A year and a day either way holds every claim that can be due, and reads the index.
        .filter(claimed_at__range=(_midnight(first, zone) - _YEAR_AND_MORE, _midnight(last, zone) - _YEAR_AND_LESS))
        .filter(account__closed_at=None)
        .annotate(due_on=due_on)
        .filter(due_on__gte=first, due_on__lte=last)
    )
    if not actor.is_vendor:
        claims = claims.filter(account__parent_id=actor.account_id)
    return [_due(claim, today, zone) for claim in claims.order_by("due_on", "id")[offset : offset + limit]]


def _due(claim: Claim, today: date, zone: str) -> RenewalDue:
    due_on: date = claim.due_on  # type: ignore[attr-defined]
    partner = claim.account.parent
    assert partner is not None, "the vendor claims nothing"
    return RenewalDue(
        claim_id=claim.id,
        serial=claim.serial,
        model=claim.model,
        customer_uid=claim.account.uid,
        customer_name=claim.account.name,
        claimed_on=local_date(claim.claimed_at, zone),
        due_on=due_on,
        days_left=(due_on - today).days,
        stage=_stage((due_on - today).days),
        brought_to_uid=partner.uid,
        brought_to_name=partner.name,
    )


def _stage(days_left: int) -> str:
    if days_left < 0:
        return OVERDUE
    return next((str(stage) for stage in sorted(Renewal.Stage) if days_left <= stage), LATER)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
