"""Which months have been closed, and how far a close has come."""

from django.db import models


class MonthClose(models.Model):
    """The close of one month, from its start to its end. `accounts` is how many were closed, known at the end."""

    month = models.DateField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    accounts = models.IntegerField(default=0)

    class Meta:
        db_table = "consumption_month_close"

    def __str__(self) -> str:
        return f"close of {self.month:%Y-%m}"
