"""Whom a reminder can be sent to, and what keeps it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from tokenstock.accounts.access import Actor
from tokenstock.accounts.selectors import admin_addresses, chosen_uids
from tokenstock.reminders.models import Reminder
from tokenstock.stock.models import Standing
from tokenstock.stock.selectors import standings_of

__all__ = ["AGAIN_AFTER", "CLOSED", "LATELY", "NOT_CONSUMING", "NO_ADMIN", "Candidate", "candidates"]

AGAIN_AFTER = timedelta(hours=24)
"""How long nobody is reminded of the same account again."""

CLOSED, NOT_CONSUMING, NO_ADMIN, LATELY = "closed", "not_consuming", "no_admin", "lately"


@dataclass(frozen=True)
class Candidate:
    """An account that a reminder is meant for, as it stands now.

    `obstacle` is empty where nothing keeps it back: else the account is closed, does not consume, has no Admin to write
    to, or was reminded lately (`reminded_at`).
    """

    standing: Standing
    admins: tuple[str, ...]
    reminded_at: datetime | None
    obstacle: str


def candidates(*, actor: Actor, uids: Collection[str], now: datetime) -> Sequence[Candidate]:
    """The accounts with these uids, those that run out first come first. Four queries, however many they are.

    Raises as `accounts.selectors.chosen_uids`.
    """
    found = standings_of(uids=chosen_uids(actor=actor, uids=uids))
    ids = [standing.account_id for standing in found]
    admins = admin_addresses(account_ids=ids)
    latest = dict(Reminder.objects.filter(account_id__in=ids).values_list("account_id").annotate(Max("at")))
    return sorted(
        (_candidate(one, admins.get(one.account_id, ()), latest.get(one.account_id), now) for one in found),
        key=_urgency,
    )


def _candidate(standing: Standing, admins: Sequence[str], reminded_at: datetime | None, now: datetime) -> Candidate:
    if standing.closed:
        obstacle = CLOSED
    elif not standing.consumes:
        obstacle = NOT_CONSUMING
    elif not admins:
        obstacle = NO_ADMIN
    elif reminded_at is not None and now < reminded_at + AGAIN_AFTER:
        obstacle = LATELY
    else:
        obstacle = ""
    return Candidate(standing, tuple(admins), reminded_at, obstacle)


def _urgency(candidate: Candidate) -> tuple[bool, int, str]:
    months = candidate.standing.run_out_months
    return (months is None, months if months is not None else 0, candidate.standing.account.name_key)
