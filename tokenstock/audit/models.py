"""The record of every write: who, what, why, when. The database refuses to change or remove a line."""

from django.db import models


class Record(models.Model):
    """One thing that happened. Also the outbox: whoever tells the outside reads it in order of `id`."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    account_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_record"
        indexes = [models.Index(fields=["account_id", "id"], name="audit_record_account")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.action} {self.subject}"
