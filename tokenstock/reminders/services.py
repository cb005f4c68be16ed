"""Reminding: noted in one transaction, sent by a job that tries until it is through."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tokenstock.accounts.access import Actor
from tokenstock.accounts.selectors import admin_addresses, chosen_uids, locked
from tokenstock.audit.services import record
from tokenstock.reminders.models import Reminder
from tokenstock.reminders.selectors import Candidate, candidates
from tokenstock.stock.models import Standing
from tokenstock.stock.selectors import standing_of, standings_of

__all__ = ["Message", "remind", "send_next"]

NOBODY_LEFT = "the account has no Admin any more"

ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=1)
"""After a failure; after each further one twice as long."""


@dataclass(frozen=True)
class Message:
    """What is to be told: how the account stands now, to whom, and in whose name."""

    standing: Standing
    sender: str
    reply_to: str
    recipients: tuple[str, ...]


@transaction.atomic(durable=True)
def remind(*, actor: Actor, uids: Collection[str], now: datetime) -> Sequence[Candidate]:
    """Have the Admins of these accounts told when their tokens run out; what keeps one back is in its `obstacle`.

    Locks the accounts, so that two who press the button at once send one message.

    Raises as `accounts.selectors.chosen_uids`; then nobody is reminded.
    """
    chosen = standings_of(uids=chosen_uids(actor=actor, uids=uids))
    locked(account_ids=[standing.account_id for standing in chosen])
    found = candidates(actor=actor, uids=uids, now=now)
    reminded = [one.standing.account for one in found if not one.obstacle]
    Reminder.objects.bulk_create(
        Reminder(account=account, sender_id=actor.account_id, actor=actor.label, at=now, next_at=now)
        for account in reminded
    )
    for account in reminded:
        record(at=now, actor=actor.label, action="account.reminded", subject=account.uid, account_id=account.id)
    return found


@transaction.atomic(durable=True)
def send_next(*, send: Callable[[Message], str], now: datetime) -> bool:
    """Send the reminder that has waited longest; say whether there was one. Locks it, past those that others send.

    `send` answers with what went wrong, or an empty text. Where the program ends between sending and noting it, the
    message is sent once more.
    """
    waiting = Reminder.objects.select_for_update(skip_locked=True, of=("self",)).select_related("sender")
    reminder = waiting.filter(next_at__lte=now).order_by("next_at", "id").first()
    if reminder is None:
        return False
    recipients = admin_addresses(account_ids=[reminder.account_id]).get(reminder.account_id, [])
    standing = standing_of(account_id=reminder.account_id)
    message = Message(standing, reminder.sender.name, reminder.actor, tuple(recipients))
    reminder.fault = send(message) if recipients else NOBODY_LEFT
    reminder.attempts += 1
    if not reminder.fault:
        reminder.sent_at, reminder.next_at = now, None
    elif not recipients or reminder.attempts >= ATTEMPTS:
        reminder.next_at = None
    else:
        reminder.next_at = now + FIRST_PAUSE * 2 ** (reminder.attempts - 1)
    reminder.save(update_fields=["attempts", "fault", "next_at", "sent_at"])
    return True
