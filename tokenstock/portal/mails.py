"""The messages that the product sends, and sending them."""

from datetime import date, datetime
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from tokenstock.catalogue.selectors import SERVICE_PACK, product_by_sku
from tokenstock.forecast.selectors import outlook
from tokenstock.kernel.months import local_date
from tokenstock.portal.pages.due import due
from tokenstock.reminders.services import Message, send_next

log = structlog.get_logger("tokenstock.mail")

AT_A_TIME = 500
"""The most reminders that one run of the job sends."""


def send_reminders(*, now: datetime) -> int:
    """Send the reminders that wait, one transaction each; say how many were dealt with."""
    today = local_date(now, settings.TOKENSTOCK_TIME_ZONE)
    tokens_per_pack = product_by_sku(sku=SERVICE_PACK).tokens_per_pack

    def send(message: Message) -> str:
        return _send(reminder(message, today=today, tokens_per_pack=tokens_per_pack))

    done = 0
    while done < AT_A_TIME and send_next(send=send, now=now):
        done += 1
    return done


def reminder(message: Message, *, today: date, tokens_per_pack: int) -> EmailMessage:
    """A reminder as it is sent: one message to all Admins of the company. Answers go to whoever had it sent."""
    standing = message.standing
    ahead = outlook(standing=standing, tokens_per_pack=tokens_per_pack)
    facts = {
        "standing": standing,
        "sender": _one_line(message.sender),
        "name": _one_line(standing.account.name),
        "outlook": ahead,
        "run_out": due(ahead.run_out, consumes=standing.consumes, today=today),
        "suspension": due(ahead.suspension, consumes=standing.consumes, today=today),
    }
    subject = render_to_string("portal/mail/reminder_subject.txt", facts)
    body = render_to_string("portal/mail/reminder.txt", facts)
    return EmailMessage(_one_line(subject), body, to=list(message.recipients), reply_to=[message.reply_to])


def _send(mail: EmailMessage) -> str:
    """Send it; what went wrong, or an empty text."""
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        log.warning("mail not sent", error=str(error))
        return f"{type(error).__name__}: {error}"
    return ""


def _one_line(text: str) -> str:
    """For a header: nothing that a person typed ends it."""
    return " ".join(text.split())
