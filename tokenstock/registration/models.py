"""AirLink Complete: which devices were claimed, what became of their bonus, and to whom their renewal was brought."""

from django.db import models
from django.db.models.functions import Upper


class Claim(models.Model):
    """A device registered for AirLink Complete, once per serial number for ever. `booked_at` is null while deferred."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="claims")
    serial = models.CharField(max_length=60, unique=True)
    model = models.CharField(max_length=60)
    imei = models.CharField(max_length=15, blank=True)
    tokens = models.IntegerField()
    claimed_at = models.DateTimeField()
    claimed_by = models.TextField()
    booked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registration_claim"
        indexes = [models.Index(fields=["claimed_at"], name="claim_by_instant")]
        constraints = [
            models.CheckConstraint(condition=models.Q(serial=Upper("serial")), name="claim_serial_in_upper_case"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.serial}"


class Renewal(models.Model):
    """The renewal of a claimed device, brought to `partner` (the account directly above on that day) ahead of `due_on`.

    `stage` is how many days ahead: 90, 30 or 7, each once.
    """

    class Stage(models.IntegerChoices):
        """How far ahead, in days."""

        NINETY = 90
        THIRTY = 30
        SEVEN = 7

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="renewals", db_index=False)
    stage = models.SmallIntegerField(choices=Stage)
    partner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    due_on = models.DateField()
    brought_at = models.DateTimeField()

    class Meta:
        db_table = "registration_renewal"
        constraints = [
            models.UniqueConstraint(fields=["claim", "stage"], name="renewal_once_a_stage"),
            models.CheckConstraint(condition=models.Q(stage__in=[90, 30, 7]), name="renewal_stage_known"),
        ]

    def __str__(self) -> str:
        return f"renewal of {self.claim_id}, {self.stage} days ahead"
