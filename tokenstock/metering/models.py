"""What was active when, and when that counted. Intervals are half open: `from_at` belongs, `until_at` does not."""

from django.db import models
from django.db.models import F, Q


class Activation(models.Model):
    """One system activated in one account, from an instant until another; `until_at` is null while it lasts."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    system_id = models.BigIntegerField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "metering_activation"
        indexes = [models.Index(fields=["account_id", "until_at"], name="metering_activation_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["system_id"], condition=Q(until_at__isnull=True), name="activation_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="activation_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"system {self.system_id} from {self.from_at}"


class LateReport(models.Model):
    """One closed month of a report that came too late to count there: what it would have added or taken away.

    `at` is the instant reported. The system was (`activated`) or was not activated from `from_at` until `until_at`, the
    part of the report that lies in `month`. The intervals above stay as they were charged. Never changed.
    """

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    system_id = models.BigIntegerField()
    activated = models.BooleanField()
    at = models.DateTimeField()
    month = models.DateField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.TextField()

    class Meta:
        db_table = "metering_late_report"
        indexes = [models.Index(fields=["account_id", "id"], name="late_report_account")]
        constraints = [
            models.UniqueConstraint(fields=["system_id", "activated", "at", "month"], name="late_report_once"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="late_report_in_order"),
        ]

    def __str__(self) -> str:
        return f"late report of system {self.system_id} for {self.month:%Y-%m}"


class Chargeable(models.Model):
    """A time in which an account pays for its activated systems: its class consumes and it is not suspended."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "metering_chargeable"
        indexes = [models.Index(fields=["account_id", "until_at"], name="metering_chargeable_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["account_id"], condition=Q(until_at__isnull=True), name="chargeable_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="chargeable_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} from {self.from_at}"
