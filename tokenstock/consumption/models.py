"""Which months have been closed, and how far a close has come."""

from django.db import models


class MonthClose(models.Model):
    """The close of one month, from its start to its end.

    Known at the end: `accounts` is how many were closed, `tokens` what was taken of them together, and `suspended` how
    many were suspended at its boundary (None for closes of versions that did not count them).
    """

    month = models.DateField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    accounts = models.IntegerField(default=0)
    tokens = models.BigIntegerField(null=True)
    suspended = models.IntegerField(null=True)

    class Meta:
        db_table = "consumption_month_close"

    def __str__(self) -> str:
        return f"close of {self.month:%Y-%m}"
