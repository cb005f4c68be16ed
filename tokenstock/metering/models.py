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
