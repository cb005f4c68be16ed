"""AirLink Complete: which devices were claimed, and what became of their bonus."""

from django.db import models
from django.db.models.functions import Upper


class Claim(models.Model):
    """A device registered for AirLink Complete, once per serial number for ever. `booked_at` is null while deferred."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="claims")
    serial = models.CharField(max_length=60, unique=True)
    model = models.CharField(max_length=60)
    tokens = models.IntegerField()
    claimed_at = models.DateTimeField()
    claimed_by = models.TextField()
    booked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registration_claim"
        constraints = [
            models.CheckConstraint(condition=models.Q(serial=Upper("serial")), name="claim_serial_in_upper_case"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.serial}"
