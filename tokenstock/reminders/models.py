"""What was said to whom, and what still waits to be sent."""

from django.db import models
from django.db.models import Q


class Reminder(models.Model):
    """One message to the Admins of `account`, sent in the name of `sender` by `actor`.

    It waits until `sent_at` is there. After a failure it is tried again at `next_at`, and after the last one it is
    given up: `next_at` is null then.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    sender = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    actor = models.TextField()
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    fault = models.TextField(blank=True)

    class Meta:
        db_table = "reminders_reminder"
        indexes = [
            models.Index(fields=["account", "at"], name="reminder_by_account"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="reminder_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(next_at__isnull=True), name="reminder_sent_or_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"reminder {self.id} to account {self.account_id}"
