"""Reminding: noted in one transaction, sent by a job that tries until it is through."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction

from tokenstock.accounts.access import Actor
from tokenstock.accounts.selectors import admin_addresses, locked
from tokenstock.audit.services import record
from tokenstock.kernel.errors import Refusal
from tokenstock.reminders.models import Reminder
from tokenstock.reminders.selectors import Candidate, candidates
from tokenstock.stock.models import Standing

__all__ = ["AT_ONCE", "Message", "NobodyChosen", "TooManyChosen", "preview_reminders", "remind", "send_next"]

AT_ONCE = 200
"""The most accounts that one act may remind."""

NOBODY_LEFT = "the account has no Admin any more"

ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=1)
"""After a failure; after each further one twice as long."""


class NobodyChosen(Refusal):
    """No account was named."""

    code: ClassVar[str] = "nobody_chosen"


@dataclass
class TooManyChosen(Refusal):
    """More accounts than one act may concern."""

    code: ClassVar[str] = "too_many_chosen"
    limit: int
    chosen: int


@dataclass(frozen=True)
class Message:
    """What is to be told: how the account stands now, to whom, and in whose name."""

    standing: Standing
    sender: str
    reply_to: str
    recipients: tuple[str, ...]


def preview_reminders(*, actor: Actor, uids: Collection[str], now: datetime) -> Sequence[Candidate]:
    """Whom `remind` would write to, and what keeps the others back. Raises the same."""
    return candidates(actor=actor, uids=_checked(uids), now=now)


@transaction.atomic(durable=True)
def remind(*, actor: Actor, uids: Collection[str], now: datetime) -> Sequence[Candidate]:
    """Have the Admins of these accounts told when their tokens run out; what keeps one back is in its `obstacle`.

    Locks the accounts, so that two who press the button at once send one message.

    :raises NobodyChosen, TooManyChosen: none, or more than `AT_ONCE`.
    :raises UnknownAccount: where the actor does not manage one of them; then nobody is reminded.
    """
    chosen = _checked(uids)
    locked(account_ids=[one.standing.account_id for one in candidates(actor=actor, uids=chosen, now=now)])
    found = candidates(actor=actor, uids=chosen, now=now)
    reminded = [one.standing.account for one in found if not one.obstacle]
    Reminder.objects.bulk_create(
        Reminder(account=account, sender_id=actor.account_id, actor=actor.label, at=now, next_at=now)
        for account in reminded
    )
    for account in reminded:
        record(at=now, actor=actor.label, action="account.reminded", subject=account.uid, account_id=account.id)
    return found


def _checked(uids: Collection[str]) -> set[str]:
    chosen = set(uids)
    if not chosen:
        raise NobodyChosen
    if len(chosen) > AT_ONCE:
        raise TooManyChosen(AT_ONCE, len(chosen))
    return chosen


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
    standing = Standing.objects.select_related("account").get(account_id=reminder.account_id)
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
